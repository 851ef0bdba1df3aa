/** Is the set that is chosen weighed against all that were tried? */
import { describe, expect, it } from 'vitest';
import { weigh, type Trial } from '../../../lambda/backtest/verdict/evidence.ts';
import { correlationFactor } from '../../../lambda/backtest/statistics/daily-ratios.ts';
import { expectedMaximum, probabilisticSharpe } from '../../../lambda/backtest/statistics/deflated-sharpe.ts';
import { verdictOf } from '../../../lambda/backtest/verdict/verdict.ts';
import { goldenSeries, matrixWithEdge, matrixWithoutEdge, minstd } from '../statistics/golden-series.ts';

/** Sets in a row. */
function trialsOf(matrix: readonly Float64Array[]): readonly Trial[] {
  return matrix.map((dailyUsd, k) => ({
    position: [k],
    dailyUsd,
    activeDays: dailyUsd.filter((day) => day !== 0).length,
    trades: 5 * dailyUsd.length,
  }));
}

/** Sets in one place: each is a neighbour of all. */
const alone = (matrix: readonly Float64Array[]) =>
  trialsOf(matrix).map((trial) => ({ ...trial, position: [] }));

describe('Evidence', () => {
  it('chooses by the neighbours, never by the peak', () => {
    const flat = goldenSeries({ seed: 5, count: 480, mean: 0.1, correlation: 0 });
    const matrix = [0, 0, 5, 0, 0, 0.2, 0.2, 0.2].map((edge) => flat.map((day) => day + edge));
    const found = weigh({ trials: trialsOf(matrix), triesEver: 0, uniform: minstd(1) });
    expect([5, 6, 7]).toContain(found.chosen);
  });

  it('ranks sets that lost their account by how fast they did', () => {
    const days = [100, 100, 100, 400, 400, 400];
    const matrix = days.map((last) =>
      Float64Array.from({ length: 480 }, (_, day) => (day < last ? -2_000 / last : 0)),
    );
    const trials = trialsOf(matrix).map((trial, k) => ({ ...trial, daysToRuin: days[k]! }));
    const { neighbourhood, chosen } = weigh({ trials, triesEver: 0, uniform: minstd(1) });
    expect([...neighbourhood].map(Math.round)).toEqual([-20, -20, -20, -5, -5, -5]);
    expect(chosen).toBe(3);
  });

  it('takes the numbers of the chosen set, and the tries of earlier days', () => {
    const [only] = matrixWithoutEdge();
    const trial = trialsOf([only!]);
    const found = weigh({ trials: trial, triesEver: 46, uniform: minstd(1) });
    expect(found).toMatchObject({ chosen: 0, days: 480, trades: 2_400, tries: 46, overfit: undefined });
    // 46 tries were made, and the variance of their ratios is what chance gives.
    expect(found.deflation!.benchmark).toBeCloseTo(2.2441708308410093 / Math.sqrt(479), 6);
    expect(found.meanInterval!.from).toBeLessThan(found.meanUsd);
  });

  it('deflates by every try, whether it traded or not', () => {
    const matrix = matrixWithEdge();
    const idle = Array.from({ length: 80 }, () => new Float64Array(480));
    const few = weigh({ trials: alone(matrix), triesEver: 20, uniform: minstd(1) });
    const many = weigh({ trials: alone([...matrix, ...idle]), triesEver: 20, uniform: minstd(1) });
    expect(many.tries).toBe(100);
    expect(many.deflation!.benchmark).toBeGreaterThan(few.deflation!.benchmark);
    const copies = weigh({ trials: alone([...matrix, ...matrix]), triesEver: 0, uniform: minstd(1) });
    expect(copies.tries).toBe(40);
    expect(copies.effectiveTries).toBeCloseTo(few.effectiveTries, 9);
  });

  it('of days that go together is weaker than of the same days by themselves', () => {
    const together = goldenSeries({ seed: 9, count: 480, mean: 0.15, correlation: 0.5 });
    const apart = Float64Array.from(together);
    const uniform = minstd(2);
    // The same values in another order.
    for (let i = apart.length - 1; i > 0; i -= 1) {
      const j = Math.floor(uniform() * (i + 1));
      [apart[i], apart[j]] = [apart[j]!, apart[i]!];
    }
    const of = (days: Float64Array) => weigh({ trials: alone([days]), triesEver: 1, uniform: minstd(1) });
    expect(of(together).deflated!).toBeLessThan(of(apart).deflated!);
    expect(of(together).annualSharpe!).toBeLessThan(of(apart).annualSharpe!);
    expect(of(together).daysNeeded!).toBeGreaterThan(of(apart).daysNeeded!);
  });

  it('of sets that never traded says that nothing is known', () => {
    const found = weigh({ trials: trialsOf([new Float64Array(480)]), triesEver: 0, uniform: minstd(1) });
    expect(found).toMatchObject({ superiorP: undefined, deflated: undefined, annualSharpe: undefined });
    expect(verdictOf(found).rung).toBe('not-enough-data');
  });

  it('without a set is none', () => {
    expect(() => weigh({ trials: [], triesEver: 0, uniform: minstd(1) })).toThrow(/without a trial/);
  });

  it('is the same for the same chance', () => {
    const question = () => ({ trials: trialsOf(matrixWithEdge()), triesEver: 3, uniform: minstd(4) });
    expect(weigh(question())).toEqual(weigh(question()));
  });
});

describe('The days that are needed', () => {
  it('are those after which the ratio would just pass, also where days go together', () => {
    const edge = goldenSeries({ seed: 9, count: 480, mean: 0.25, correlation: 0.5 });
    const others = matrixWithoutEdge().slice(0, 5);
    const { moments, deflation, daysNeeded } = weigh({
      trials: alone([edge, ...others]),
      triesEver: 6,
      uniform: minstd(1),
    });
    const together = Math.min(1, correlationFactor(edge, edge.length));
    expect(together).toBeLessThan(0.9);
    const { skew, kurtosis, sharpe } = moments;
    const then = { sharpe: sharpe!, skew, kurtosis, count: daysNeeded! };
    expect(probabilisticSharpe(then, deflation!.benchmark, together)).toBeCloseTo(0.95, 9);
  });
});

describe('Tries that are not at hand', () => {
  it('make no ratio likelier by luck than those at hand have it', () => {
    const at = (triesEver: number) =>
      weigh({ trials: alone(matrixWithEdge()), triesEver, uniform: minstd(1) }).deflation!.benchmark;
    // The twenty differ by more than chance alone gives, and 26 more were tried.
    expect(at(46) / at(20)).toBeCloseTo(expectedMaximum(46) / expectedMaximum(20), 9);
  });
});

describe('A set alone that was the best of twenty', () => {
  it('is judged as the best of twenty', () => {
    const best = alone([matrixWithoutEdge()[14]!]);
    const honest = weigh({ trials: best, triesEver: 20, uniform: minstd(1) });
    const forgetful = weigh({ trials: best, triesEver: 0, uniform: minstd(1) });
    expect(forgetful.deflated!).toBeGreaterThan(0.9);
    expect(honest.deflated!).toBeLessThan(0.6);
    expect(honest.superiorP!).toBeGreaterThan(10 * forgetful.superiorP!);
  });
});

describe('A set that never trades', () => {
  it('is not the best among losing ones, and is where there is nothing else', () => {
    const idle = { position: [0], dailyUsd: new Float64Array(480), activeDays: 0, trades: 0 };
    const [losing] = trialsOf([goldenSeries({ seed: 3, count: 480, mean: -0.5, correlation: 0 })]);
    const of = (trials: readonly Trial[]) => weigh({ trials, triesEver: 0, uniform: minstd(1) }).chosen;
    expect(of([idle, losing!])).toBe(1);
    expect(of([idle])).toBe(0);
  });
});

describe('Of twenty sets', () => {
  it('without an edge the best is luck, and with one in a single set it is not', () => {
    const of = (matrix: readonly Float64Array[]) =>
      weigh({ trials: alone(matrix), triesEver: 20, uniform: minstd(1) });
    expect(of(matrixWithoutEdge()).superiorP!).toBeGreaterThan(0.3);
    expect(of(matrixWithEdge()).superiorP!).toBeLessThan(0.01);
    expect(of(matrixWithEdge()).deflation!.benchmark).toBeCloseTo(0.1700137929232531, 9);
  });
});
