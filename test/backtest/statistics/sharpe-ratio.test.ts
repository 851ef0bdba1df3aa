/** Is a Sharpe ratio judged as the papers judge it? The numbers were computed by another hand (numpy, scipy) and agree with what the papers print. */
import { describe, expect, it } from 'vitest';
import { autocovariances, momentsOf } from '../../../lambda/backtest/statistics/moments.ts';
import {
  deflatedSharpe,
  expectedMaximum,
  luckOfTries,
  minimumBacktestYears,
  minimumTrackRecord,
  probabilisticSharpe,
} from '../../../lambda/backtest/statistics/deflated-sharpe.ts';
import {
  normalSharpeError,
  sharpeError,
  sharpeSample,
  timeAggregation,
} from '../../../lambda/backtest/statistics/sharpe-ratio.ts';
import { expectNear } from './expect-near.ts';
import { SERIES_A, SERIES_B, matrixWithEdge, matrixWithoutEdge } from './golden-series.ts';

function sampleOf(values: Float64Array) {
  const sample = sharpeSample(momentsOf(values));
  if (sample === undefined) throw new Error('the series does not vary');
  return sample;
}

/** The sample variance of the ratios of several trials. */
function varianceOf(values: readonly number[]): number {
  return momentsOf(values).deviation! ** 2;
}

describe('Moments', () => {
  it('are those of the known series', () => {
    const a = momentsOf(SERIES_A);
    expectNear(a.mean, 0.09970312591535183);
    expectNear(a.deviation, 0.9948709626941807);
    expectNear(a.sharpe, 0.10021714338244302);
    expectNear(a.skew, 0.03320665337503671);
    expectNear(a.kurtosis, 2.654386407747387);
    const b = momentsOf(SERIES_B);
    expectNear(b.mean, -0.12666286394626913);
    expectNear(b.deviation, 1.033383829246856);
    expectNear(b.sharpe, -0.12257097543183226);
    expectNear(b.skew, 0.06902889802495475);
    expectNear(b.kurtosis, 3.0714512516556134);
    const covariances = autocovariances(SERIES_B, 1);
    expectNear(covariances[1]! / covariances[0]!, 0.297989, 1e-2);
  });

  it('of nothing are an error, and of what does not vary unknown', () => {
    expect(() => momentsOf([])).toThrow(/no mean/);
    expect(momentsOf([0.1])).toMatchObject({ deviation: undefined, sharpe: undefined });
    expect(momentsOf([0.1, 0.1, 0.1])).toMatchObject({ sharpe: undefined, skew: 0, kurtosis: 3 });
    expect(momentsOf([0, 0])).toMatchObject({ deviation: 0, sharpe: undefined });
  });
});

describe('A Sharpe ratio', () => {
  const paper = { sharpe: 0.458, skew: -2.448, kurtosis: 10.164, count: 24 };

  it('has an error', () => {
    expectNear(normalSharpeError(0.1, 250), 0.06340346993658942);
    expectNear(sharpeError({ sharpe: 0.1, skew: 0, kurtosis: 3, count: 250 }), 0.0635306585698059);
    expectNear(sharpeError(paper), 0.33633273664502306);
  });

  it.each([
    [0, 3.464101615137755],
    [0.2, 2.87884869052744],
    [-0.2, 4.170848014103785],
    [0.9, 1.2070375285423405],
  ])('of days that are correlated by %d grows by as much in twelve', (rho, golden) => {
    const correlations = Array.from({ length: 11 }, (_, k) => rho ** (k + 1));
    expectNear(timeAggregation(12, correlations), golden);
  });

  it('of days that undo each other has no sum to speak of', () => {
    expect(
      timeAggregation(
        12,
        Array.from({ length: 11 }, () => -1),
      ),
    ).toBeUndefined();
  });

  it('is above zero with a probability', () => {
    expectNear(probabilisticSharpe({ ...paper, skew: 0, kurtosis: 3 }), 0.9816749190910771);
    expectNear(probabilisticSharpe(paper), 0.913361083860933);
    expectNear(probabilisticSharpe(sampleOf(SERIES_A)), 0.9873815575770709);
    expectNear(probabilisticSharpe(sampleOf(SERIES_B)), 6.07661862027023e-5);
  });

  it('needs a track record', () => {
    const of = (perYear: number, skew: number, kurtosis: number) =>
      minimumTrackRecord(
        { sharpe: 2 / Math.sqrt(perYear), skew, kurtosis },
        { benchmark: 1 / Math.sqrt(perYear) },
      );
    expectNear(of(250, 0, 3), 682.796950432044);
    expectNear(of(52, 0, 3), 147.0993465211523);
    expectNear(of(12, -0.72, 5.78), 59.89509868650752);
    expectNear(of(250, -0.72, 5.78), 751.9192545236344);
    expect(minimumTrackRecord({ sharpe: 0.1, skew: 0, kurtosis: 3 }, { benchmark: 0.1 })).toBeUndefined();
  });

  it.each([
    [2, 0.5197553442805939],
    [10, 1.57459830134575],
    [46, 2.2441708308410093],
    [88, 2.485294787590927],
    [100, 2.5306028932016846],
    [1_000, 3.255121513652723],
  ])('is, of the best of %d without skill, expected to be so many deviations', (trials, golden) => {
    expectNear(expectedMaximum(trials), golden);
  });

  it('is deflated by the number of trials', () => {
    const best = { sharpe: 2.5 / Math.sqrt(250), skew: -3, kurtosis: 10, count: 1_250 };
    const of = (sample: typeof best, trials: number) =>
      deflatedSharpe(sample, { variance: 0.5 / 250, trials });
    expectNear(of(best, 100).benchmark, 0.11317200186513214);
    expectNear(of(best, 100).probability, 0.9003968344493903);
    expectNear(of(best, 46).benchmark, 0.10036237061765357);
    expectNear(of(best, 46).probability, 0.9505017068755787);
    expectNear(of({ ...best, skew: 0, kurtosis: 3 }, 88).probability, 0.9504908166760139);
    expect(of(best, 1)).toEqual({ benchmark: 0, probability: probabilisticSharpe(best) });
  });

  it('of the best of twenty without an edge is told from luck only by one who does not count them', () => {
    const samples = matrixWithoutEdge().map(sampleOf);
    const best = samples[14]!;
    expect(Math.max(...samples.map(({ sharpe }) => sharpe))).toBe(best.sharpe);
    expectNear(best.sharpe, 0.0790712929984458);
    const variance = varianceOf(samples.map(({ sharpe }) => sharpe));
    expectNear(variance, 0.003615571566203728);
    expectNear(probabilisticSharpe(best), 0.9576, 1e-4);
    const deflated = deflatedSharpe(best, { variance, trials: 20 });
    expectNear(deflated.benchmark, 0.11428885260213792);
    expectNear(deflated.probability, 0.22136748412930868);
  });

  it('of the one among twenty that has an edge passes', () => {
    const samples = matrixWithEdge().map(sampleOf);
    const variance = varianceOf(samples.map(({ sharpe }) => sharpe));
    expectNear(variance, 0.008000875817758107);
    expectNear(samples[3]!.sharpe, 0.2914801753401894);
    expectNear(deflatedSharpe(samples[3]!, { variance, trials: 20 }).probability, 0.9961925700460295);
  });

  it('of many tries is so large by luck on few days, and below one on many', () => {
    // 45 variations on five years: the example of the paper.
    const five = luckOfTries(45, 5 * 365)!;
    expectNear(five.yearsBelowOne, 4.998087004443404);
    expect(five.annualSharpe).toBeCloseTo(1, 3);
    expectNear(luckOfTries(45, (5 * 365) / 4)!.annualSharpe / five.annualSharpe, 2);
    expect(luckOfTries(1, 500)).toBeUndefined();
    expect(luckOfTries(45, 0)).toBeUndefined();
  });

  it('of one year allows few trials', () => {
    expectNear(minimumBacktestYears(10, 1), 2.4793598106009216);
    expectNear(minimumBacktestYears(45, 1), 4.998087004443404);
    expectNear(minimumBacktestYears(100, 1), 6.403951003080737);
  });
});
