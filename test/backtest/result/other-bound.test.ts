/**
 * Do the steps lead from one bound of the ambiguous candles to the other, at every time?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundSteps } from '../../../lambda/backtest/result/other-bound.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { ZERO_USD, plus, usd } from '../../../lambda/core/units.ts';
import { trade } from '../../harness/builders.ts';

function closedAt(exitTimeMs: number, net: number): ClosedTrade {
  return trade(net, { exitTimeMs });
}

function netUntil(trades: readonly ClosedTrade[], timeMs: number) {
  return trades.reduce(
    (sum, { exitTimeMs, netUsd }) => (exitTimeMs <= timeMs ? plus(sum, netUsd) : sum),
    ZERO_USD,
  );
}

describe('the other bound', () => {
  it('is no step away while both runs have the same trades', () => {
    const same = [closedAt(1, -1), closedAt(2, 3)];
    expect(boundSteps(same, same)).toEqual([]);
  });

  it('is away by what a candle would have made, until another trade brings it back', () => {
    const stopFirst = [closedAt(1, -1), closedAt(5, -2), closedAt(9, 1)];
    const targetFirst = [closedAt(1, -1), closedAt(5, 0.5), closedAt(7, -2.5), closedAt(9, 1)];
    expect(boundSteps(stopFirst, targetFirst)).toEqual([
      { timeMs: 5, moreUsd: usd(2.5) },
      { timeMs: 7, moreUsd: usd(0) },
    ]);
  });

  it('is at every time the one balance and the step, to the last digit', () => {
    const trades = fc
      .array(fc.record({ at: fc.nat(20), units: fc.integer({ min: -1e9, max: 1e9 }) }), { maxLength: 12 })
      .map((each) =>
        each.toSorted((left, right) => left.at - right.at).map(({ at, units }) => closedAt(at, units / 1e8)),
      );
    fc.assert(
      fc.property(trades, trades, fc.nat(21), (stopFirst, targetFirst, timeMs) => {
        const steps = boundSteps(stopFirst, targetFirst);
        const moreUsd = steps.findLast((step) => step.timeMs <= timeMs)?.moreUsd ?? ZERO_USD;
        expect(plus(netUntil(stopFirst, timeMs), moreUsd)).toBe(netUntil(targetFirst, timeMs));
        const times = steps.map((step) => step.timeMs);
        expect(times).toEqual([...new Set(times)].toSorted((left, right) => left - right));
      }),
    );
  });
});
