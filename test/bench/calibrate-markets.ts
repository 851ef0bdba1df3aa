/**
 * The whole way: searches on made-up markets, without an edge and with one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { researchMarket } from '../../infra/research/research-market.ts';
import { search, type Found, type WalkDays } from '../../infra/research/search.ts';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import { TrialPool } from '../../infra/research/trial-pool.ts';
import { evenCandidates, type Dimension } from '../../lambda/backtest/search/search-space.ts';
import { RUNGS, verdictOf } from '../../lambda/backtest/verdict/verdict.ts';
import type { Overrides } from '../../lambda/config.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { minstd } from '../backtest/statistics/golden-series.ts';
import { driftlessMarket } from '../harness/driftless-market.ts';
import { plantEdge } from '../harness/planted-edge.ts';
import { POWER, mostByLuck, type Rate } from './calibrate-matrices.ts';

const DAYS = 480;
const SETS = 20;
const START_MS = Date.UTC(2024, 0, 1);
const WALK: WalkDays = { chooseDays: 120, attemptDays: 60 };
const EDGE_RUNG = RUNGS.indexOf('passes-deflated-sharpe');

/** No costs, and no limit that would end a day. */
const FREE: Overrides = {
  takerFeePct: 0,
  makerFeePct: 0,
  slippageBps: 0,
  fundingPct: 0,
  startingBalanceUsd: 20_000,
  dailyLossUsd: 5_000,
  dailyLossPct: 50,
  lossStreak: 1_000,
};
const DIMENSIONS: readonly Dimension[] = [
  { kind: 'span', name: 'targetPct', from: 0.1, to: 0.5, isWhole: false },
  { kind: 'span', name: 'momentumPct', from: 0.05, to: 0.2, isWhole: false },
  { kind: 'span', name: 'maxHoldSeconds', from: 180, to: 900, isWhole: true },
];

/** By it the sets have a Sharpe ratio of a day of about 0.25. */
export const PLANTED = { minutes: 3, move: 0.001, drift: 0.000_042 };

export async function marketRates(count: number, seed: number): Promise<readonly Rate[]> {
  if (count === 0) return [];
  let [lucky, found] = [0, 0];
  for (let k = 0; k < count; k += 1) {
    const market = [
      driftlessMarket({
        symbol: 'SOLUSDT',
        startMs: START_MS,
        minutes: (DAYS * DAY_MS) / MINUTE_MS,
        uniform: minstd(1 + seed * 100_003 + k * 7_919),
      }),
    ];
    if (await isCalledEdge(market, k)) lucky += 1;
    if (
      await isCalledEdge(
        market.map((each) => plantEdge(each, PLANTED)),
        k,
      )
    )
      found += 1;
    process.stderr.write(`${k + 1} of ${count} markets: ${lucky} without an edge, ${found} with one\n`);
  }
  return [
    { what: 'markets without an edge', of: count, edges: lucky, most: mostByLuck(count) },
    { what: 'markets with one planted', of: count, edges: found, least: Math.ceil(POWER * count) },
  ];
}

/** What all sets need is looked at first: the walk is the dear part. */
async function isCalledEdge(symbols: readonly SymbolCandles[], seed: number): Promise<boolean> {
  const swept = await searched(symbols, seed);
  const hoped = { ...swept.evidence, outOfSample: undefined };
  const isHopeless = verdictOf(hoped).rung !== 'only-in-sample' || (hoped.deflated ?? 0) < 0.95;
  if (isHopeless) return false;
  return (await searched(symbols, seed, WALK)).verdict.number >= EDGE_RUNG;
}

export async function searched(
  symbols: readonly SymbolCandles[],
  seed: number,
  walk?: WalkDays,
): Promise<Found> {
  const home = await mkdtemp(join(tmpdir(), 'calibrate-'));
  const market = researchMarket(
    {
      kind: 'synthetic',
      label: 'calibration',
      seed,
      symbols,
      fromMs: START_MS,
      toMs: START_MS + DAYS * DAY_MS,
    },
    0,
  );
  const { candidates } = evenCandidates({ dimensions: DIMENSIONS, base: FREE }, SETS, seed + 1);
  const journal = await TrialJournal.open(home, market.id);
  const pool = new TrialPool(market.shared);
  try {
    const found = await search({
      market,
      candidates,
      isHalved: false,
      ...(walk && { walk }),
      pool,
      journal,
      home,
      isUnsealing: false,
      by: 'calibrate',
      atMs: START_MS,
      signal: new AbortController().signal,
      uniform: minstd(seed + 1),
      onProgress: () => {},
    });
    if (found === undefined) throw new Error('nobody has interrupted it');
    return found;
  } finally {
    journal.close();
    await pool.close();
    await rm(home, { recursive: true });
  }
}
