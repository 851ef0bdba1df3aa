/**
 * Are the figures of a run those that a person counts by hand?
 */
import { describe, expect, it } from 'vitest';
import { groupFigures, runFigures } from '../../../lambda/backtest/result/run-figures.ts';
import { HOUR_MS, usd } from '../../../lambda/core/units.ts';
import { NOON, trade } from '../../harness/builders.ts';

const BEGAN = { beganMs: NOON, beganUsd: usd(100) };
/** Trades that close an hour after another, the first at one o'clock. */
const tradesOf = (...nets: readonly number[]) =>
  nets.map((net, k) => trade(net, { exitTimeMs: NOON + (k + 1) * HOUR_MS, symbol: k % 2 === 0 ? 'A' : 'B' }));
const figuresOf = (...nets: readonly number[]) => runFigures(tradesOf(...nets), BEGAN);

describe('the drawdown', () => {
  it('the drawdown is the deepest fall below a peak, with its times', () => {
    // 100, 110, 99, 104, 112, 90, 95
    expect(figuresOf(10, -11, 5, 8, -22, 5).drawdown).toEqual({
      depthUsd: usd(22),
      depth: 22 / 112,
      peakMs: NOON + 4 * HOUR_MS,
      troughMs: NOON + 5 * HOUR_MS,
      recoveredMs: undefined,
      longestMs: 3 * HOUR_MS,
    });
  });

  it('the drawdown says when equity was back, and counts from the beginning of the run', () => {
    // 100, 95, 97, 100, 99, 101
    expect(figuresOf(-5, 2, 3, -1, 2).drawdown).toEqual({
      depthUsd: usd(5),
      depth: 0.05,
      peakMs: NOON,
      troughMs: NOON + HOUR_MS,
      recoveredMs: NOON + 3 * HOUR_MS,
      longestMs: 3 * HOUR_MS,
    });
  });

  it('the drawdown is unknown where equity never fell', () => {
    expect(figuresOf(1, 0, 2).drawdown).toBeUndefined();
    expect(figuresOf().drawdown).toBeUndefined();
  });
});

describe('the figures of trades', () => {
  it('the figures of trades count a result of zero among the losses', () => {
    expect(figuresOf(6, -2, 0, 3, -1)).toMatchObject({
      profitFactor: 3,
      averageWinUsd: 4.5,
      averageLossUsd: -1,
      expectancyUsd: 1.2,
    });
  });

  it('the figures of trades are unknown where there is nothing to divide by', () => {
    expect(figuresOf(1)).toMatchObject({ profitFactor: undefined, averageLossUsd: undefined });
    expect(figuresOf(1).expectancyInterval).toBeUndefined();
    expect(figuresOf()).toMatchObject({ expectancyUsd: undefined, winRateInterval: undefined });
  });

  it('the figures of trades have intervals around them, the same each time', () => {
    const nets = Array.from({ length: 200 }, (_, k) => (k % 3 === 0 ? 1 : -1));
    const { expectancyInterval, expectancyUsd, winRateInterval } = figuresOf(...nets);
    expect(figuresOf(...nets).expectancyInterval).toEqual(expectancyInterval);
    expect(expectancyInterval!.from).toBeLessThan(expectancyUsd!);
    expect(expectancyInterval!.to).toBeGreaterThan(expectancyUsd!);
    // Wilson for 67 of 200, by another hand.
    expect(winRateInterval!.from).toBeCloseTo(0.2733, 3);
    expect(winRateInterval!.to).toBeCloseTo(0.4029, 3);
  });

  it('the figures of trades tell less where those of a day go together', () => {
    const apart = Array.from({ length: 480 }, (_, k) => (k % 2 === 0 ? 1 : -1));
    // The same trades, a day of wins after a day of losses.
    const together = apart.map((_, k) => (Math.floor(k / 24) % 2 === 0 ? 1 : -1));
    const width = (nets: readonly number[]) => {
      const { from, to } = figuresOf(...nets).expectancyInterval!;
      return to - from;
    };
    expect(width(together)).toBeGreaterThan(2 * width(apart));
  });

  it('the figures of trades are divided by symbol, or by any other key', () => {
    expect([...figuresOf(6, -2, 3).bySymbol]).toEqual([
      ['A', { trades: 2, wins: 2, netUsd: usd(9) }],
      ['B', { trades: 1, wins: 0, netUsd: usd(-2) }],
    ]);
    const byHour = groupFigures(tradesOf(1, 2), ({ exitTimeMs }) => new Date(exitTimeMs).getUTCHours());
    expect([...byHour.keys()]).toEqual([13, 14]);
  });
});
