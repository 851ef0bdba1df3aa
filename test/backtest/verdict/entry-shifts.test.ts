/** Are entries that know something told from entries that come at any time? */
import { describe, expect, it } from 'vitest';
import { synthesiseMarket } from '../../../infra/market/synthetic-market.ts';
import { shiftOffsets, shiftTest, shiftedStatistic } from '../../../lambda/backtest/verdict/entry-shifts.ts';
import { meanOf, momentsOf } from '../../../lambda/backtest/statistics/moments.ts';
import { blockLength } from '../../../lambda/backtest/statistics/stationary-bootstrap.ts';
import { longRunDeviation } from '../../../lambda/backtest/statistics/superior-ability.ts';
import { trialOf } from '../../../lambda/backtest/trial.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';
import { plantEdge } from '../../harness/planted-edge.ts';
import { minstd } from '../statistics/golden-series.ts';

const START_MS = Date.UTC(2025, 0, 6);
const DAYS = 8;
const FREE = parseParameters({
  takerFeePct: 0,
  makerFeePct: 0,
  slippageBps: 0,
  fundingPct: 0,
  dailyLossUsd: 1_000,
  dailyLossPct: 50,
  lossStreak: 1_000,
});

function marketOf(seed: number, days = DAYS) {
  return synthesiseMarket({ symbols: ['SOLUSDT'], seed, days, startMs: START_MS });
}

/** Two windows one after another, with sets of their own. */
const ATTEMPTS = [
  { parameters: FREE, fromMs: START_MS + DAY_MS, toMs: START_MS + 4 * DAY_MS },
  { parameters: { ...FREE, targetPct: 0.2 }, fromMs: START_MS + 4 * DAY_MS, toMs: START_MS + DAYS * DAY_MS },
];

function tested(symbols: ReturnType<typeof marketOf>, seed = 1) {
  const request = { symbols, attempts: ATTEMPTS };
  const moved = shiftOffsets(request, minstd(seed), 19).map((by) => shiftedStatistic(request, by));
  return shiftTest(shiftedStatistic(request, 0), moved);
}

describe('Entries', () => {
  it('that go with what goes on are better than the same ones at other times', () => {
    const symbols = marketOf(4).map((each) => plantEdge(each, { minutes: 3, move: 0.0005, drift: 0.0004 }));
    expect(tested(symbols)).toEqual({ p: 1 / 20, shifts: 19 });
  });

  it('in a market without an edge are no better, in most of them', () => {
    const found = [1, 2, 3].map((seed) => tested(marketOf(seed), seed).p);
    expect(found.filter((p) => p <= 0.051).length).toBeLessThanOrEqual(1);
    expect(Math.max(...found)).toBeGreaterThan(0.3);
  });

  it('are moved the same way for the same chance', () => {
    expect(tested(marketOf(2), 5)).toEqual(tested(marketOf(2), 5));
  });

  it('that stay where they were do what the sets did', () => {
    const symbols = marketOf(1);
    const [first] = ATTEMPTS;
    const daily = trialOf({ ...first!, symbols }).dailyUsd;
    const { mean, sharpe } = momentsOf(daily);
    const statistic = shiftedStatistic({ symbols, attempts: [first!] }, 0);
    expect(Math.sign(statistic)).toBe(Math.sign(mean));
    // Three days are drawn alone: the error is that of the mean, with n in place of n − 1.
    expect(statistic).toBeCloseTo(
      sharpe! * Math.sqrt(daily.length) * Math.sqrt(daily.length / (daily.length - 1)),
      9,
    );
  });

  it('have the signals of each window by its own parameters', () => {
    const symbols = marketOf(1);
    const [first, second] = ATTEMPTS;
    const attempts = [first!, { ...second!, parameters: { ...FREE, momentumPct: 0.3 } }];
    const daily = attempts.flatMap((attempt) => [...trialOf({ ...attempt, symbols }).dailyUsd]);
    const error = longRunDeviation(daily, blockLength(daily)) / Math.sqrt(daily.length);
    expect(shiftedStatistic({ symbols, attempts }, 0)).toBeCloseTo(meanOf(daily) / error, 9);
    const alike = attempts.map((attempt) => ({ ...attempt, parameters: FREE }));
    expect(shiftedStatistic({ symbols, attempts: alike }, 0)).not.toBeCloseTo(meanOf(daily) / error, 3);
  });

  it('are moved by a day at least, either way, and those of two days are not', () => {
    const symbols = marketOf(1);
    const offsets = shiftOffsets({ symbols, attempts: ATTEMPTS }, minstd(1), 500);
    const minutes = symbols[0]!.candles.length;
    expect(offsets).toHaveLength(500);
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(1_440);
    expect(Math.max(...offsets)).toBeLessThan(minutes - 1_440);
    const two = [{ parameters: FREE, fromMs: START_MS, toMs: START_MS + 2 * DAY_MS }];
    expect(shiftOffsets({ symbols, attempts: two }, minstd(1))).toEqual([]);
    expect(shiftOffsets({ symbols, attempts: [] }, minstd(1))).toEqual([]);
  });

  it('have a p that is never 0', () => {
    expect(shiftTest(3, [1, 2, 2.9])).toEqual({ p: 0.25, shifts: 3 });
    expect(shiftTest(3, [1, 3, 4])).toEqual({ p: 0.75, shifts: 3 });
    expect(shiftTest(3, [])).toEqual({ p: 1, shifts: 0 });
  });
});
