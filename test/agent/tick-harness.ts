/**
 * A bot on paper before its one entry, for the tests of a tick.
 */
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { NOON, EAGER } from '../harness/builders.ts';

export function eager(changes: Partial<BotParameters> = {}): BotParameters {
  return parseParameters({ ...EAGER, ...changes });
}

/** A signal for 12:03, then nothing that moves. */
export const ONE_SIGNAL = [100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1];
export type PaperBot = ReturnType<typeof paperBot>;

/** Goes on to that minute of the hour, with a tick at each one on the way, and stops before its tick. */
export async function arrive({ market, tick }: PaperBot, minute: number): Promise<void> {
  while (market.nowMs() < NOON + minute * MINUTE_MS) {
    if (market.nowMs() > 0) await tick();
    if (!market.advance()) throw new Error(`the market ends before minute ${minute}`);
  }
}

export async function beforeTheEntry(): Promise<PaperBot> {
  const bot = paperBot([closing('BTC', ONE_SIGNAL)], { parameters: eager() });
  await arrive(bot, 3);
  return bot;
}
