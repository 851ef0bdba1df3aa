/** Are the distributions exact where the statistics look? The numbers were computed by another hand (numpy, scipy) and agree with what the papers print. */
import { describe, expect, it } from 'vitest';
import { DEVIATIONS_95 } from '../../../lambda/backtest/statistics/confidence.ts';
import { exactInterval } from '../../../lambda/backtest/statistics/exact-interval.ts';
import { binomialTail, normalCdf, normalQuantile } from '../../../lambda/backtest/statistics/normal.ts';
import { wilsonInterval } from '../../../lambda/backtest/statistics/win-rate-interval.ts';
import { expectNear } from './expect-near.ts';

describe('Normal functions', () => {
  it('are exact far out in the tails', () => {
    expectNear(normalCdf(1.96), 0.9750021048517795);
    expectNear(normalCdf(-8), 6.22096057427174e-16);
    expectNear(normalQuantile(0.975), 1.959963984540054);
    expect(normalQuantile(0.975)).toBe(DEVIATIONS_95);
    expectNear(normalQuantile(0.95), 1.6448536269514722);
    expectNear(normalQuantile(0.999), 3.090232306167813);
    expectNear(normalQuantile(1e-10), -6.361340902404056);
  });

  it.each([0, 1, -0.1, Number.NaN])('there is no quantile of %d', (probability) => {
    expect(() => normalQuantile(probability)).toThrow(/between 0 and 1/);
  });

  it.each([
    [40, 0.05, 7, 0.00071],
    [100, 0.05, 13, 0.00046],
    [200, 0.05, 21, 0.00048],
    [400, 0.05, 35, 0.00057],
    [200, 0.01, 8, 0.00021],
  ])('of %d trials at %d more than %d succeed with %d', (trials, level, count, p) => {
    expect(Math.abs(binomialTail(count, trials, level) - p)).toBeLessThan(5e-6);
    expect(binomialTail(trials, trials, level)).toBe(0);
  });
});

describe('An interval of the win rate', () => {
  it.each([
    [465, 1_995, 0.21505376961204353, 0.2521375900126741],
    [35, 125, 0.20875315984461146, 0.36436561338705215],
    [0, 20, 0, 0.16112515805281935],
    [1, 10, 0.017876213095072896, 0.4041500267952385],
    [20, 20, 0.8388748419471808, 1],
  ])('of %d wins in %d trades is known', (wins, trades, from, to) => {
    const interval = wilsonInterval({ wins, trades })!;
    if (from === 0) expect(interval.from).toBe(0);
    else expectNear(interval.from, from);
    expectNear(interval.to, to);
  });

  it('never too narrow is known, and without trades there is none', () => {
    const interval = exactInterval({ wins: 35, trades: 125 })!;
    expectNear(interval.from, 0.20340429821267206);
    expectNear(interval.to, 0.36732203855757495);
    expect(exactInterval({ wins: 0, trades: 20 })).toMatchObject({ from: 0 });
    expect(exactInterval({ wins: 20, trades: 20 })).toMatchObject({ to: 1 });
    expect(exactInterval({ wins: 0, trades: 0 })).toBeUndefined();
    expect(wilsonInterval({ wins: 0, trades: 0 })).toBeUndefined();
  });
});
