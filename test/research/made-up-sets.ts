/**
 * A year of candles on which nothing happens, and sets that earn on it what a test says: whole searches in no time.
 */
import { researchMarket } from '../../infra/research/research-market.ts';
import { search } from '../../infra/research/search.ts';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import type { Trials } from '../../infra/research/trial-pool.ts';
import type { TrialTask } from '../../infra/research/trial-worker.ts';
import { gridCandidates } from '../../lambda/backtest/search/search-space.ts';
import { meanOf } from '../../lambda/backtest/statistics/moments.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { goldenSeries, minstd } from '../backtest/statistics/golden-series.ts';

export const FROM_MS = Date.UTC(2024, 0, 1);
const DAYS = 366;
const MINUTES = (DAYS * DAY_MS) / MINUTE_MS;
const PRICES = new Float64Array(MINUTES).fill(1);
const candles = {
  length: MINUTES,
  openTimeMs: Float64Array.from({ length: MINUTES }, (_, minute) => FROM_MS + minute * MINUTE_MS),
  open: PRICES,
  high: PRICES,
  low: PRICES,
  close: PRICES,
  volume: PRICES,
};
/** The last two months are sealed. */
export const MARKET = researchMarket(
  {
    kind: 'recorded',
    label: 'recorded candles',
    seed: undefined,
    symbols: [{ symbol: 'BTCUSDT', candles }],
    fromMs: FROM_MS,
    toMs: FROM_MS + DAYS * DAY_MS,
  },
  2,
);
export const { candidates } = gridCandidates({
  dimensions: [{ kind: 'values', name: 'targetPct', values: [0.1, 0.15, 0.2, 0.25, 0.3] }],
  base: {},
});

const OPEN_DAYS = MARKET.daysMs.length;

function withoutMean(days: Float64Array): Float64Array {
  const mean = meanOf(days.subarray(0, OPEN_DAYS));
  return days.map((day) => day - mean);
}

/** Sets that earn so much a day on average, however they are asked. */
export function sets(edgeUsd: number, sealedUsd = edgeUsd): Trials {
  const resultOf = ({ parameters, fromMs, toMs }: TrialTask): TrialResult => {
    const noise = withoutMean(goldenSeries({ seed: 7, count: DAYS, mean: 0, correlation: 0 }));
    const seed = Math.round(parameters.targetPct * 100);
    const own = withoutMean(goldenSeries({ seed, count: DAYS, mean: 0, correlation: 0 }));
    const [first, last] = [fromMs, toMs].map((timeMs) => Math.round((timeMs - FROM_MS) / DAY_MS));
    const isSealed = MARKET.sealed!.fromMs <= fromMs;
    const dailyUsd = noise
      .map((day, k) => day + own[k]! / 4 + (isSealed ? sealedUsd : edgeUsd))
      .slice(first, last);
    const money = { grossUsd: usd(0), feesUsd: usd(0), fundingUsd: usd(0) };
    return {
      ...money,
      trades: 10 * dailyUsd.length,
      wins: 0,
      ambiguous: 0,
      dailyStops: 0,
      netUsd: usd(dailyUsd.reduce((sum, day) => sum + day, 0)),
      dailyUsd,
      activeDays: dailyUsd.length,
    };
  };
  return {
    attempt: (tasks, { onDone }) => {
      const results = tasks.map(resultOf);
      for (const [k, result] of results.entries()) onDone?.(result, k);
      return Promise.resolve(results);
    },
    // Entries that are moved earn nothing.
    shift: (tasks) => Promise.resolve(tasks.map(({ by }) => (by === 0 ? edgeUsd : 0))),
  };
}

/** A journal of its own for each search, as of other candles. */
let opened = 0;

export async function searched(
  home: string,
  pool: Trials,
  changes: Partial<Parameters<typeof search>[0]> = {},
) {
  const journal = await TrialJournal.open(home, `market-${(opened += 1)}`);
  try {
    return await search({
      market: MARKET,
      candidates,
      isHalved: false,
      walk: { chooseDays: 60, attemptDays: 30 },
      pool,
      journal,
      home,
      isUnsealing: false,
      by: 'walk-forward',
      atMs: 1_735_000_000_000,
      signal: new AbortController().signal,
      uniform: minstd(5),
      onProgress: () => {},
      ...changes,
    });
  } finally {
    journal.close();
  }
}
