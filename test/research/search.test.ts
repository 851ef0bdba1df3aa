/** Does a search climb its ladder with the evidence it has, and are sealed months opened once? */
import { describe, expect, it } from 'vitest';
import { researchMarket } from '../../infra/research/research-market.ts';
import { search } from '../../infra/research/search.ts';
import { countTrials, recordTries } from '../../infra/research/trial-ledger.ts';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import type { Trials } from '../../infra/research/trial-pool.ts';
import type { TrialTask } from '../../infra/research/trial-worker.ts';
import { gridCandidates } from '../../lambda/backtest/search/search-space.ts';
import { meanOf } from '../../lambda/backtest/statistics/moments.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { goldenSeries, minstd } from '../backtest/statistics/golden-series.ts';
import { folder as newFolder } from '../harness/candle-writing.ts';

const FROM_MS = Date.UTC(2024, 0, 1);
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
const MARKET = researchMarket(
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
const { candidates } = gridCandidates({
  dimensions: [{ kind: 'values', name: 'targetPct', values: [0.1, 0.15, 0.2, 0.25, 0.3] }],
  base: {},
});

const OPEN_DAYS = MARKET.daysMs.length;

function withoutMean(days: Float64Array): Float64Array {
  const mean = meanOf(days.subarray(0, OPEN_DAYS));
  return days.map((day) => day - mean);
}

/** Sets that earn so much a day on average, however they are asked. */
function sets(edgeUsd: number, sealedUsd = edgeUsd): Trials {
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

async function searched(home: string, pool: Trials, changes: Partial<Parameters<typeof search>[0]> = {}) {
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

describe('A search', () => {
  it.each([
    [-0.3, 'loses-after-costs'],
    [0.04, 'not-told-from-luck'],
    [0.5, 'passes-deflated-sharpe'],
  ])('over sets that earn %d a day ends with its verdict', async (edgeUsd, rung) => {
    const found = await searched(await newFolder(), sets(edgeUsd));
    expect(found?.verdict.rung).toBe(rung);
    expect(found?.walked.map(({ attempted }) => attempted.dailyUsd.length)).toEqual(Array(8).fill(30));
  });

  it('is deflated by what others have tried on the same candles', async () => {
    const home = await newFolder();
    const before = (await searched(home, sets(0.2)))!;
    const others = Array.from({ length: 3_000 }, (_, k) => ({
      ...candidates[0]!.parameters,
      maxHoldSeconds: 300 + k,
    }));
    await recordTries(home, { ...MARKET.open, atMs: 0, by: 'sweep', sets: others });
    const after = (await searched(home, sets(0.2)))!;
    // One of them is the first of the candidates.
    expect(after.evidence.tries).toBe(3_004);
    expect(after.evidence.deflated!).toBeLessThan(before.evidence.deflated!);
    expect(after.evidence.outOfSample?.seenBefore).toBe(2_999);
    expect(before.evidence.outOfSample?.seenBefore).toBe(0);
  });

  it('opens the sealed months once, where there is something to be proved', async () => {
    const home = await newFolder();
    const losing = await searched(home, sets(-0.3), { isUnsealing: true });
    expect([losing?.unsealed, losing?.sealedTries?.unsealedAtMs]).toEqual([undefined, undefined]);
    expect((await countTrials(home, MARKET.sealed!)).unsealedAtMs).toBeUndefined();
    const earning = await searched(home, sets(0.5), { isUnsealing: true });
    expect(earning?.verdict.rung).toBe('passes-sealed-months');
    expect((await countTrials(home, MARKET.sealed!)).unsealedAtMs).toBe(1_735_000_000_000);
  });

  it('whose set loses in the sealed months does not pass them', async () => {
    const found = await searched(await newFolder(), sets(0.5, -0.5), { isUnsealing: true });
    expect(found?.verdict.rung).toBe('passes-deflated-sharpe');
    expect(found?.verdict.next).toMatch(/these lost/);
  });

  it('that has left sets out early does not say that what is left is no luck', async () => {
    const found = await searched(await newFolder(), sets(0.5), { isHalved: true });
    expect(found?.sets).toHaveLength(2);
    expect(found?.verdict).toMatchObject({ rung: 'not-told-from-luck' });
    expect(found?.verdict.next).toMatch(/all sets on all days/);
  });

  it('that was interrupted says nothing, in the sweep and in a window', async () => {
    const signal = AbortSignal.abort();
    const nothing: Trials = { ...sets(0.5), attempt: (tasks) => Promise.resolve(tasks.map(() => undefined)) };
    expect(await searched(await newFolder(), nothing, { signal })).toBeUndefined();
    // All sets on all days, and one of them in no window.
    const isWhole = ({ fromMs, toMs }: TrialTask) => fromMs === FROM_MS && toMs === MARKET.open.toMs;
    const part: Trials = {
      ...sets(0.5),
      attempt: async (tasks, terms) => {
        const results = await sets(0.5).attempt(tasks, terms);
        return results.map((result, k) => (k === 0 && !isWhole(tasks[k]!) ? undefined : result));
      },
    };
    expect(await searched(await newFolder(), part, { signal })).toBeUndefined();
  });
});
