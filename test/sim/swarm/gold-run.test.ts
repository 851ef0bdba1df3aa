/**
 * What is drawn for bots that trade gold, and what it leaves as it was.
 */
import { describe, expect, it } from 'vitest';
import { KEPT_SEEDS } from '../kept-seeds.ts';
import { WRONGLY_FOUND_SEEDS } from '../wrongly-found-seeds.ts';
import { drawRun } from './drawn-run.ts';
import { closedHoursOf, GOLD } from './hours-stage.ts';

const MINUTE_MS = 60_000;
const RUNS = Array.from({ length: 400 }, (_, k) => drawRun(k + 1, 240));
const WITH_GOLD = RUNS.filter(({ terms }) => terms.markets.some(({ symbol }) => symbol === GOLD));

describe('Runs with gold', () => {
  it('are one in ten', () => {
    expect(WITH_GOLD.length).toBeGreaterThan(RUNS.length * 0.05);
    expect(WITH_GOLD.length).toBeLessThan(RUNS.length * 0.2);
  });

  it('have closed hours that begin and end in whole minutes before the faults do, with a minute between any two', () => {
    for (const { happenings, faultsEndMs } of WITH_GOLD) {
      const hours = closedHoursOf(happenings, 0);
      expect(hours.length).toBeGreaterThan(0);
      for (const [k, { symbol, fromMs, toMs }] of hours.entries()) {
        expect([symbol, fromMs % MINUTE_MS, toMs % MINUTE_MS]).toEqual([GOLD, 0, 0]);
        expect(fromMs).toBeGreaterThan(hours[k - 1]?.toMs ?? 0);
        expect(toMs).toBeLessThan(faultsEndMs);
      }
    }
  });

  it('meet a gap in some, and hours that cannot be read, and an agreement that is not signed', () => {
    const kinds = new Set(WITH_GOLD.flatMap(({ happenings }) => happenings.map(({ kind }) => kind)));
    for (const kind of ['closed-hours', 'hours-unread', 'agreement-unsigned'] as const)
      expect(kinds).toContain(kind);
  });

  it('are no kept seeds but the one that was found with gold', () => {
    const kept = [...KEPT_SEEDS, ...WRONGLY_FOUND_SEEDS].filter(({ seed, minutes }) =>
      drawRun(seed, minutes).terms.markets.some(({ symbol }) => symbol === GOLD),
    );
    expect(kept.map(({ seed }) => seed)).toEqual([106_400_006]);
  });
});
