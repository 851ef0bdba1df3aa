/** Is a set chosen by the days before it is tried alone, by its neighbours, and never across the longest hold? */
import { describe, expect, it } from 'vitest';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import { planWalk, walkForward } from '../../infra/research/walk-forward.ts';
import { gridCandidates } from '../../lambda/backtest/search/search-space.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { folder as newFolder } from '../harness/candle-writing.ts';
import { earning } from './earning-sets.ts';

const DAYS_MS = Array.from({ length: 23 }, (_, day) => day * DAY_MS);
const CHOOSE = 10;
const ATTEMPT = 4;
const { candidates } = gridCandidates({
  dimensions: [{ kind: 'values', name: 'targetPct', values: [0.1, 0.15, 0.2, 0.25, 0.3, 0.35] }],
  base: {},
});

async function walked(usdADay: Parameters<typeof earning>[0]) {
  const journal = await TrialJournal.open(await newFolder(), 'walk');
  const signal = new AbortController().signal;
  const pool = earning(usdADay);
  const days = { daysMs: DAYS_MS, chooseDays: CHOOSE, attemptDays: ATTEMPT };
  const { windows } = await walkForward({ pool, journal, signal, candidates, ...days });
  journal.close();
  return windows.map(({ choose, attempt, parameters, chosenUsd, attemptedUsd }) => ({
    days: [choose.fromMs, choose.toMs, attempt.fromMs, attempt.toMs].map((timeMs) => timeMs / DAY_MS),
    targetPct: parameters.targetPct,
    chosenUsd,
    attemptedUsd,
  }));
}

describe('A walk forward', () => {
  it('chooses by the days before alone: what is best on the days after is not known', async () => {
    // Whoever targets little earns until day 11, and whoever targets much earns from then on.
    const found = await walked(({ parameters }, day) => (day < 11 === parameters.targetPct < 0.22 ? 1 : -1));
    expect(found).toEqual([
      { days: [0, 10, 11, 15], targetPct: 0.1, chosenUsd: 1, attemptedUsd: -1 },
      { days: [4, 14, 15, 19], targetPct: 0.1, chosenUsd: 0.4, attemptedUsd: -1 },
      { days: [8, 18, 19, 23], targetPct: 0.25, chosenUsd: 0.4, attemptedUsd: 1 },
    ]);
  });

  it('chooses the set whose neighbours earn, not a peak among sets that lose', async () => {
    const found = await walked(({ parameters: { targetPct } }) =>
      targetPct === 0.1 ? 9 : targetPct < 0.22 ? -1 : 0.5,
    );
    expect(found.map(({ targetPct }) => targetPct)).toEqual([0.25, 0.25, 0.25]);
    expect(found.map(({ chosenUsd }) => chosenUsd)).toEqual([0.5, 0.5, 0.5]);
  });

  it('leaves out the longest hold of any set, not that of the first or the shortest', () => {
    const { candidates: holds } = gridCandidates({
      dimensions: [{ kind: 'values', name: 'maxHoldSeconds', values: [600, 86_400, 300] }],
      base: { quickExitSeconds: 60 },
    });
    expect(holds).toHaveLength(3);
    const days = { chooseDays: CHOOSE, attemptDays: ATTEMPT };
    const { windows, tries } = planWalk(holds, DAYS_MS, days);
    for (const { choose, attempt } of windows) {
      expect(attempt.fromMs - choose.toMs).toBeGreaterThanOrEqual(86_400_000);
    }
    expect(windows.map(({ attempt }) => attempt.fromMs / DAY_MS)).toEqual([11, 15, 19]);
    expect(tries).toBe(3 * 4);
    // One that is a little longer than a day needs two, whichever set has it.
    const long = planWalk(
      holds.map((each, k) =>
        k === 1 ? { ...each, parameters: { ...each.parameters, maxHoldSeconds: 86_401 } } : each,
      ),
      DAYS_MS,
      days,
    );
    expect(long.windows.map(({ attempt }) => attempt.fromMs / DAY_MS)).toEqual([12, 16]);
  });
});
