/**
 * Is a position watched in real time, between two ticks of a real-time run?
 *
 * It is entered long at 12:00, at 100.225; the stop rests at 100.0, the take-profit at 100.4.
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { NOON } from '../harness/builders.ts';
import { at, inWords, letEnter, realtimeHarness, type RealtimeHarness } from './realtime-harness.ts';

/** A run in which a position is open from the first minute on, and its watch steps. */
async function watched() {
  const here = await realtimeHarness();
  const steps: TickReport[] = [];
  letEnter(here.venue, NOON);
  here.venue.forming = { open: 100.2, high: 100.38, low: 100.15, close: 100.2, volume: 10 };
  const run = (ticks: number, changes: Parameters<RealtimeHarness['run']>[1] = {}) =>
    here.run(ticks, { parameters: parseParameters({}), onStep: (report) => steps.push(report), ...changes });
  return { here, run, steps };
}

const times = (steps: readonly TickReport[]) =>
  steps.map(({ tickMs }) => new Date(tickMs).toISOString().slice(11, 19));

describe('a real-time run with an open position', () => {
  it('a real-time run with an open position looks at the price every ten seconds, and asks for no candle in between', async () => {
    const { here, run, steps } = await watched();
    const ticks = await run(1);
    expect(inWords(ticks)).toEqual(['12:00 BTCUSDT entered']);
    expect(times(steps)).toEqual(['12:00:10', '12:00:20', '12:00:30', '12:00:40', '12:00:50']);
    expect(here.venue.asked('klines')).toHaveLength(2);
    expect(here.venue.timeMs).toBe(NOON + 50 * SECOND_MS);
  });

  it('a real-time run with an open position closes between two minutes, at the time of the step', async () => {
    const { here, run, steps } = await watched();
    here.onSecond = (machineMs) => {
      if (machineMs >= at(2) + 15 * SECOND_MS) here.venue.quote('BTCUSDT', { bid: 100.36, ask: 100.37 });
    };
    await run(3);
    expect(await here.closed()).toEqual(['12:02:20.000 quick-exit 100.355']);
    expect(times(steps).at(-1)).toBe('12:02:20');
  });

  it('a real-time run with an open position does not close what its stop has closed before, and learns of it from the candle', async () => {
    const { here, run } = await watched();
    here.onSecond = (machineMs) => {
      if (machineMs < at(2) + 15 * SECOND_MS) return;
      // Between two looks the price was at the stop; when it is looked at, all seems well.
      here.venue.forming = { open: 100.2, high: 100.38, low: 99.98, close: 100.36, volume: 10 };
      here.venue.set('BTCUSDT', at(2), here.venue.forming);
      here.venue.quote('BTCUSDT', { bid: 100.36, ask: 100.37 });
    };
    await run(4);
    expect(await here.closed()).toEqual(['12:02:59.999 hard-stop 99.995']);
  });

  it('a real-time run ends at once when it is interrupted while it watches, the tick printed already', async () => {
    const { here, run, steps } = await watched();
    let atInterrupt = 0;
    here.onSecond = (machineMs) => {
      if (machineMs < NOON + 20 * SECOND_MS || atInterrupt > 0) return;
      atInterrupt = here.ticks.length;
      here.interrupt.abort();
    };
    await run(Infinity);
    expect(atInterrupt).toBe(1);
    expect(times(steps)).toEqual(['12:00:10']);
    expect(here.ticks).toHaveLength(1);
  });

  it('a real-time run with an open position prints a step that failed, and goes on with the next minute', async () => {
    const { here, run } = await watched();
    const { store } = here;
    const failing = new Proxy(store, {
      get: (target, name: keyof typeof store) => {
        const method = target[name].bind(target);
        if (name !== 'load') return method;
        return (botId: string) => {
          if (here.venue.timeMs === NOON + 20 * SECOND_MS) throw new Error('the table is away');
          return store.load(botId);
        };
      },
    });
    const ticks = await run(2, { store: failing });
    expect(inWords(ticks)).toEqual(['12:00 BTCUSDT entered', '12:00 failed', '12:01 BTCUSDT volume']);
  });
});
