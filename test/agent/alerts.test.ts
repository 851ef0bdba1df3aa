/**
 * Is an alert told once, and never lost?
 *
 * The first trade of this market loses, at 12:08, and one loss pauses the bot: that is the alert.
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { candlesOf, paperBot, stateIn, wrapPorts, type Call } from '../replaying.ts';

const NOON_MS = Date.UTC(2026, 0, 5, 12);
const LOSS_MS = NOON_MS + 8 * MINUTE_MS;
const CLOSES = [100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1];

type PaperBot = ReturnType<typeof paperBot>;

/** A bot that has not yet made its turn at 12:08. */
async function beforeThePause(): Promise<PaperBot> {
  const parameters = parseParameters({
    momentumCandles: 1,
    volumeLookback: 2,
    volumeRatio: 0,
    volatilityCandles: 2,
    volatilityPct: 0,
    lossStreak: 1,
  });
  const rows = CLOSES.map((close, minute) => {
    const open = CLOSES[minute - 1] ?? close;
    return [NOON_MS + minute * MINUTE_MS, open, Math.max(open, close), Math.min(open, close), close, 1];
  });
  const bot = paperBot([candlesOf('BTC', rows)], { parameters });
  while (bot.market.advance() && bot.market.nowMs() < LOSS_MS) await bot.tick();
  return bot;
}

async function onward({ market, tick }: PaperBot): Promise<void> {
  while (market.advance()) await tick();
}

describe('An alert', () => {
  it('is told once, and only after the commit that holds it', async () => {
    const bot = await beforeThePause();
    const steps: Call['step'][] = [];
    const noting = wrapPorts(bot.ports, (call, effect) => {
      steps.push(call.step);
      return effect();
    });
    await bot.tick({ ports: noting });
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['paused']);
    expect(steps.slice(steps.indexOf('publish') - 2)).toEqual(['commit', 'append', 'publish', 'commit']);
  });

  it('is told again, under the same id, only where the commit after it failed', async () => {
    const bot = await beforeThePause();
    const failing = wrapPorts(bot.ports, (call, effect) => {
      if (call.step === 'commit' && bot.alerts.length > 0) throw new Error('the table is away');
      return effect();
    });
    await expect(bot.tick({ ports: failing })).rejects.toThrow('the table is away');
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['paused', 'paused']);
    expect(new Set(bot.alerts.map(({ id }) => id)).size).toBe(1);
  });

  it('that could not be told is told at the next tick', async () => {
    const bot = await beforeThePause();
    const failing = wrapPorts(bot.ports, (call, effect) => {
      if (call.step === 'publish') throw new Error('the topic is away');
      return effect();
    });
    await expect(bot.tick({ ports: failing })).rejects.toThrow('the topic is away');
    expect((await stateIn(bot.store)).outbox.alerts).toHaveLength(1);
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['paused']);
  });
});
