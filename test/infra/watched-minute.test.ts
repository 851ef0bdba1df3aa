/**
 * Is a watched minute priced by what it really does?
 */
import { describe, expect, it } from 'vitest';
import { WATCHED_MINUTE } from '../../infra/price/list-prices.ts';
import { stateItem } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, steady, watchingBot } from '../harness/watching-bot.ts';

const ENTRY_MS = NOON + 4 * MINUTE_MS;
const KB = 1_024;
const WRITING = { executionId: 'x'.repeat(36), table: 'Kallisti-Ledger-Table' };

describe('a watched minute', () => {
  it('a watched minute is five reads, five writes, five prices and five short lines', async () => {
    const done = { load: 0, observe: 0, commit: 0 };
    let units = 0;
    const bot = watchingBot(afterSignal(steady(100.1, 0, 179)), {
      wrap: (ports) =>
        wrapPorts(ports, (call, effect) => {
          const isStep = ports.clock.nowMs() > ENTRY_MS && ports.clock.nowMs() % MINUTE_MS !== 0;
          if (isStep && (call.step === 'load' || call.step === 'observe' || call.step === 'commit')) {
            done[call.step] += 1;
          }
          if (isStep && call.step === 'commit') {
            const { body } = stateItem(call.next, WRITING);
            units += Math.ceil((body?.S?.length ?? 0) / KB);
          }
          return effect();
        }),
    });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(bot.market.nowMs()).toBe(ENTRY_MS + MINUTE_MS);
    expect(bot.sleeps.reduce((sum, durationMs) => sum + durationMs, 0)).toBe(WATCHED_MINUTE.seconds * 1_000);
    expect(done).toEqual({ load: WATCHED_MINUTE.readUnits, observe: 5, commit: 5 });
    expect(units).toBeGreaterThanOrEqual(2 * done.commit);
    expect(units).toBeLessThanOrEqual(WATCHED_MINUTE.writeUnits);
    const lines = bot.lines.filter((line) => line.includes('watch step')).slice(-5);
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    expect(bytes).toBeLessThanOrEqual(WATCHED_MINUTE.logBytes);
    expect(bytes).toBeGreaterThan(WATCHED_MINUTE.logBytes / 3);
  });
});
