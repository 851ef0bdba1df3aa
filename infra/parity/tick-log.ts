/**
 * What does a bot's structured log say of each of its ticks?
 */
import { z } from 'zod';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import type { LoggedTick, TickLog } from '../../lambda/backtest/parity/why-missed.ts';

const lineSchema = z.object({
  message: z.literal('tick'),
  tick: z.iso.datetime().transform((written) => Date.parse(written)),
  entries: z.array(z.string()).default([]),
  noEntry: z.string().optional(),
});

/** @param lines in any order; what is no line of a tick is left out. @returns `undefined` where no line is of a tick. */
export function tickLogOf(lines: readonly string[]): TickLog | undefined {
  const ticks = new Map<number, LoggedTick>();
  for (const line of lines) {
    const { data } = lineSchema.safeParse(parseJson(line));
    if (data === undefined) continue;
    const { tick: minuteMs, entries, noEntry } = data;
    // Of a minute that was decided twice, the tick that considered entries says why there was none.
    if (ticks.has(minuteMs) && noEntry !== undefined) continue;
    const notEntered = new Map(entries.flatMap((entry) => notEnteredBy(entry)));
    ticks.set(minuteMs, { ...(noEntry !== undefined && { noEntry }), notEntered });
  }
  if (ticks.size === 0) return undefined;
  const minutes = [...ticks.keys()].toSorted((left, right) => left - right);
  return { fromMs: minutes[0] ?? 0, toMs: minutes.at(-1) ?? 0, ticks };
}

/** `BTCUSDT denied hour`: symbol, verdict, and its code or words. */
function notEnteredBy(entry: string): readonly (readonly [symbol: string, cause: string])[] {
  const [symbol = '', verdict = '', ...words] = entry.split(' ');
  const detail = words.join(' ');
  switch (verdict) {
    case 'entered':
      return [];
    case 'denied':
      return [[symbol, detail]];
    case 'held':
      return [[symbol, `no signal on the bot's candles (${detail})`]];
    case 'rejected':
      return [[symbol, `rejected by the exchange: ${detail}`]];
    default:
      return [[symbol, `entry ${verdict}`]];
  }
}
