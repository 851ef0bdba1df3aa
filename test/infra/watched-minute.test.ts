/**
 * Is a watched minute priced by what it really does?
 */
import { describe, expect, it } from 'vitest';
import { WATCHED_MINUTE } from '../../infra/price/list-prices.ts';
import { stateItem } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { boundStore, wrapPorts } from '../harness/port-wrapper.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, steady, watchingBot } from '../harness/watching-bot.ts';

const ENTRY_MS = NOON + 4 * MINUTE_MS;
const KB = 1_024;
const WRITING = { executionId: 'x'.repeat(36), table: 'Kallisti-Ledger-Table' };

/** A store in which the next function has decided. */
function decidedBy(store: LedgerStore, isDecided: () => boolean): LedgerStore {
  return {
    ...boundStore({ store }),
    load: async (botId) => {
      const found = await store.load(botId);
      if (found.state === undefined || !isDecided()) return found;
      return { ...found, state: { ...found.state, version: found.state.version + 1 } };
    },
  };
}

describe('a watched minute', () => {
  it('a watched minute is six steps, each a read, a write, a price and a short line, and the look that ends it', async () => {
    const done = { load: 0, observe: 0, commit: 0 };
    let units = 0;
    const bot = watchingBot(afterSignal(steady(100.1, 0, 239)), {
      remainingMs: 130_000,
      wrap: (ports) => {
        const wrapped = wrapPorts(ports, (call, effect) => {
          const nowMs = ports.clock.nowMs();
          const isStep = nowMs > ENTRY_MS && nowMs <= ENTRY_MS + WATCHED_MINUTE.seconds * 1_000;
          if (isStep && (call.step === 'load' || call.step === 'observe' || call.step === 'commit')) {
            done[call.step] += 1;
          }
          if (isStep && call.step === 'commit') {
            const { body } = stateItem(call.next, WRITING);
            units += Math.ceil((body?.S?.length ?? 0) / KB);
          }
          return effect();
        });
        return {
          ...wrapped,
          store: decidedBy(wrapped.store, () => ports.clock.nowMs() > ENTRY_MS + MINUTE_MS),
        };
      },
    });
    const before = bot.sleeps.length;
    await bot.run(ENTRY_MS + 1);
    const sleptMs = bot.sleeps.slice(before).reduce((sum, durationMs) => sum + durationMs, 0);
    expect(sleptMs).toBe(WATCHED_MINUTE.seconds * 1_000);
    expect(done).toEqual({ load: WATCHED_MINUTE.readUnits / 2, observe: 6, commit: 6 });
    expect(units).toBeGreaterThanOrEqual(2 * done.commit);
    expect(units).toBeLessThanOrEqual(WATCHED_MINUTE.writeUnits);
    const lines = bot.lines.filter((line) => line.includes('watch step')).slice(-7);
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    expect(bytes).toBeLessThanOrEqual(WATCHED_MINUTE.logBytes);
    expect(bytes).toBeGreaterThan(WATCHED_MINUTE.logBytes / 3);
  });
});
