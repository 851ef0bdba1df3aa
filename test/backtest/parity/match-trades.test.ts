/**
 * Are trades paired as the rule says, each of them once?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTrades, type Entered } from '../../../lambda/backtest/parity/match-trades.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { at } from '../../harness/builders.ts';

const entered = (time: string, side: Entered['side'] = 'long', symbol = 'BTC') => ({
  symbol,
  side,
  entryTimeMs: at(time),
});

function matched(left: readonly Entered[], right: readonly Entered[], minutes = 2) {
  const { pairs, onlyLeft, onlyRight } = matchTrades(left, right, minutes * MINUTE_MS);
  const places = (trades: readonly Entered[], all: readonly Entered[]) =>
    trades.map((trade) => all.indexOf(trade));
  return {
    pairs: pairs.map(([one, other]) => [left.indexOf(one), right.indexOf(other)]),
    onlyLeft: places(onlyLeft, left),
    onlyRight: places(onlyRight, right),
  };
}

describe('trades are paired', () => {
  it('trades are paired where symbol and side are the same, and entries near enough', () => {
    const left = [entered('12:00'), entered('13:00'), entered('14:00'), entered('15:00')];
    const right = [
      entered('12:02'),
      entered('13:00', 'short'),
      entered('14:00', 'long', 'ETH'),
      entered('15:02:00.001'),
    ];
    expect(matched(left, right)).toEqual({ pairs: [[0, 0]], onlyLeft: [1, 2, 3], onlyRight: [1, 2, 3] });
  });

  it('trades are paired with the nearest one, whichever was asked first', () => {
    const left = [entered('12:00'), entered('12:02')];
    const right = [entered('12:01:59'), entered('12:03')];
    expect(matched(left, right)).toEqual({ pairs: [[1, 0]], onlyLeft: [0], onlyRight: [1] });
  });

  it('trades are paired with the earlier one of two that are equally near', () => {
    expect(matched([entered('12:01')], [entered('12:02'), entered('12:00')]).pairs).toEqual([[0, 1]]);
  });

  it('trades are paired once, within the distance, and none is lost, of any two ledgers', () => {
    const trades = fc.array(
      fc
        .record({
          minute: fc.nat(40),
          side: fc.constantFrom('long', 'short'),
          symbol: fc.constantFrom('A', 'B'),
        })
        .map(({ minute, ...trade }) => ({ ...trade, entryTimeMs: minute * MINUTE_MS })),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(trades, trades, fc.nat(3), (left, right, minutes) => {
        const { pairs, onlyLeft, onlyRight } = matchTrades(left, right, minutes * MINUTE_MS);
        expect(new Set([...pairs.map(([one]) => one), ...onlyLeft])).toEqual(new Set(left));
        expect(new Set([...pairs.map(([, other]) => other), ...onlyRight])).toEqual(new Set(right));
        expect(pairs.length + onlyLeft.length).toBe(left.length);
        expect(pairs.length + onlyRight.length).toBe(right.length);
        const isNear = (one: Entered, other: Entered) =>
          one.symbol === other.symbol &&
          one.side === other.side &&
          Math.abs(one.entryTimeMs - other.entryTimeMs) <= minutes * MINUTE_MS;
        expect(pairs.every(([one, other]) => isNear(one, other))).toBe(true);
        // Nothing that could have been paired is left on both sides.
        expect(onlyLeft.some((one) => onlyRight.some((other) => isNear(one, other)))).toBe(false);
      }),
    );
  });
});
