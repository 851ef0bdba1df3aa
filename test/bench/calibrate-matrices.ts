/**
 * The statistics alone: the best of twenty columns of results, by the deflated Sharpe ratio.
 */
import { deflatedSharpe } from '../../lambda/backtest/statistics/deflated-sharpe.ts';
import { momentsOf } from '../../lambda/backtest/statistics/moments.ts';
import { binomialTail } from '../../lambda/backtest/statistics/normal.ts';
import { sharpeSample } from '../../lambda/backtest/statistics/sharpe-ratio.ts';
import { LEVEL } from '../../lambda/backtest/verdict/verdict.ts';
import { matrixWithEdge, matrixWithoutEdge } from '../backtest/statistics/golden-series.ts';

export interface Rate {
  readonly what: string;
  readonly of: number;
  /** How many were called an edge. */
  readonly edges: number;
  readonly most?: number;
  readonly least?: number;
}

/** Columns of one matrix; seeds of the next one begin behind them. */
const COLUMNS = 20;
/** An edge has to be found so often. */
export const POWER = 0.8;

/** More than this is no accident: its probability is at most 0.001 where one in twenty is luck. */
export function mostByLuck(trials: number): number {
  let most = 0;
  while (binomialTail(most, trials, LEVEL) > 0.001) most += 1;
  return most;
}

export function matrixRates(count: number, seed: number): readonly Rate[] {
  if (count === 0) return [];
  const edgesOf = (matrixAt: (firstSeed: number) => readonly Float64Array[]) =>
    Array.from({ length: count }, (_, k) => matrixAt(seed * 1_000_003 + k * COLUMNS)).filter(isEdge).length;
  return [
    {
      what: 'matrices without an edge',
      of: count,
      edges: edgesOf(matrixWithoutEdge),
      most: mostByLuck(count),
    },
    {
      what: 'matrices with 0.25 a day in one column',
      of: count,
      edges: edgesOf(matrixWithEdge),
      least: Math.ceil(POWER * count),
    },
  ];
}

function isEdge(matrix: readonly Float64Array[]): boolean {
  const samples = matrix.flatMap((days) => sharpeSample(momentsOf(days)) ?? []);
  const best = samples.reduce((left, right) => (right.sharpe > left.sharpe ? right : left));
  const { deviation = 0 } = momentsOf(samples.map(({ sharpe }) => sharpe));
  return deflatedSharpe(best, { variance: deviation ** 2, trials: matrix.length }).probability >= 1 - LEVEL;
}
