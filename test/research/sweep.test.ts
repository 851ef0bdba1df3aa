/** Do the sets go on whose neighbours did best, on all days in the end? */
import { expect, it } from 'vitest';
import { sweep } from '../../infra/research/sweep.ts';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import { halvingRounds } from '../../lambda/backtest/search/halving.ts';
import { gridCandidates } from '../../lambda/backtest/search/search-space.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { folder as newFolder } from '../harness/candle-writing.ts';
import { earning } from './earning-sets.ts';

const DAYS = 90;
const TARGETS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
const { candidates } = gridCandidates({
  dimensions: [{ kind: 'values', name: 'targetPct', values: TARGETS }],
  base: {},
});

it('the sets that go on are those whose neighbours did best: neither the worst nor a peak', async () => {
  const journal = await TrialJournal.open(await newFolder(), 'sweep');
  const tried: (readonly [targetPct: number, days: number])[] = [];
  const pool = earning(({ parameters: { targetPct }, fromMs, toMs }, day) => {
    if (day === 0) tried.push([targetPct, (toMs - fromMs) / DAY_MS]);
    if (targetPct === 0.1) return 9;
    return targetPct > 0.37 ? 1 : -1;
  });
  const rounds = halvingRounds({ sets: candidates.length, days: DAYS });
  expect(rounds).toEqual([
    { sets: 9, days: 30 },
    { sets: 3, days: 90 },
  ]);
  const { sets, isInterrupted } = await sweep({
    pool,
    journal,
    candidates,
    rounds,
    signal: new AbortController().signal,
    span: { fromMs: 0, toMs: DAYS * DAY_MS },
    daysMs: Array.from({ length: DAYS }, (_, day) => day * DAY_MS),
  });
  journal.close();
  expect(isInterrupted).toBe(false);
  expect(sets.map(({ parameters }) => parameters.targetPct)).toEqual([0.4, 0.45, 0.5]);
  expect(sets.map(({ result }) => result.dailyUsd.length)).toEqual([90, 90, 90]);
  expect(tried).toEqual([
    ...TARGETS.map((targetPct) => [targetPct, 30]),
    ...[0.4, 0.45, 0.5].map((targetPct) => [targetPct, 90]),
  ]);
});
