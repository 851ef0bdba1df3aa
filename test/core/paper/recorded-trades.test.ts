/**
 * What does a recording of trades show at a moment: which trades, which price, and when is its next tick?
 */
import { describe, expect, it } from 'vitest';
import {
  countUpTo,
  nextTickMs,
  quoteAt,
  type RecordedTrades,
} from '../../../lambda/core/paper/recorded-trades.ts';
import { NOON, at } from '../../harness/builders.ts';

/** Trades as `time price`. */
function recorded(
  trades: readonly (readonly [time: string, price: number])[],
  touches: readonly (readonly [time: string, bid: number, ask: number])[] = [],
): RecordedTrades {
  const column = (cells: readonly number[]) => Float64Array.from(cells);
  return {
    trades: {
      length: trades.length,
      timeMs: column(trades.map(([time]) => at(time))),
      price: column(trades.map(([, price]) => price)),
    },
    touches:
      touches.length === 0
        ? undefined
        : {
            length: touches.length,
            timeMs: column(touches.map(([time]) => at(time))),
            bid: column(touches.map(([, bid]) => bid)),
            ask: column(touches.map(([, , ask]) => ask)),
          },
  };
}

const THREE = recorded([
  ['12:00:10', 100],
  ['12:00:20', 101],
  ['12:02:30', 102],
]);

describe('the quote of a recording', () => {
  it.each([
    ['before the first trade', '12:00:09.999', undefined],
    ['at a trade', '12:00:10', 100],
    ['before the next', '12:00:19.999', 100],
    ['at the next', '12:00:20', 101],
    ['while it is a minute old', '12:01:20', 101],
    ['once it is older', '12:01:20.001', undefined],
    ['at the last trade', '12:02:30', 102],
    ['after it', '12:02:30.001', undefined],
  ])('the quote of a recording is the last trade: %s, at %s, %d', (_, time, price) => {
    const quote = price === undefined ? undefined : { bid: price, ask: price, timeMs: at(time) };
    expect(quoteAt(THREE, at(time))).toEqual(quote);
  });

  it('the quote of a recording is its last best bid and ask, where it has them, while trades go on', () => {
    const both = recorded(
      [
        ['12:00:10', 100],
        ['12:00:40', 100],
      ],
      [
        ['12:00:05', 98, 99],
        ['12:00:30', 97, 101],
        ['12:00:50', 1, 2],
      ],
    );
    const seen = (time: string) => quoteAt(both, at(time));
    expect(seen('12:00:05')).toEqual({ bid: 98, ask: 99, timeMs: at('12:00:05') });
    expect(seen('12:00:40')).toEqual({ bid: 97, ask: 101, timeMs: at('12:00:40') });
    expect([seen('12:00:04'), seen('12:00:50')]).toEqual([undefined, undefined]);
  });

  it('the quote of a recording is none of nothing', () => {
    expect(quoteAt(recorded([]), NOON)).toBeUndefined();
    expect(quoteAt(recorded([], [['12:00', 98, 99]]), NOON)).toBeUndefined();
  });
});

describe('the next tick of recordings', () => {
  it.each([
    ['12:00', '12:01'],
    ['12:00:59.999', '12:01'],
    ['12:01', '12:03'],
    ['12:02:59', '12:03'],
  ])(
    'the next tick of recordings after %s is the first full minute before which one has a trade: %s',
    (now, next) => {
      expect(nextTickMs([THREE], at(now))).toBe(at(next));
      expect(nextTickMs([recorded([]), THREE, recorded([['12:10:30', 1]])], at(now))).toBe(at(next));
    },
  );

  it('the next tick of recordings is that of a trade at a full minute, and never comes after the last', () => {
    expect(nextTickMs([recorded([['12:01', 1]])], NOON)).toBe(at('12:01'));
    expect(nextTickMs([THREE], at('12:03'))).toBe(Infinity);
    expect(nextTickMs([], NOON)).toBe(Infinity);
  });
});

describe('moments in their order', () => {
  it('moments in their order are counted up to one that is among them, before, between or behind', () => {
    const moments = { length: 4, timeMs: Float64Array.of(1, 3, 3, 7, 2) };
    expect([0, 1, 2, 3, 6, 7, 8].map((timeMs) => countUpTo(moments, timeMs))).toEqual([0, 1, 1, 3, 3, 4, 4]);
  });
});
