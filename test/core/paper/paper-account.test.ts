/**
 * Do resting orders meet each moment of the market once, in order, worst first inside a candle?
 */
import { describe, expect, it } from 'vitest';
import type { AmbiguousCandle, CostParameters } from '../../../lambda/core/fill-model.ts';
import type { PaperAccount, PaperPosition, PaperActivity } from '../../../lambda/core/paper/paper-account.ts';
import { matchRestingOrders } from '../../../lambda/core/paper/paper-matching.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { MarketView } from '../../../lambda/core/market.ts';
import {
  FREE,
  NOON,
  at,
  candles,
  quote,
  rowsOf,
  stopOrder,
  takeProfitOrder,
  view,
} from '../../harness/builders.ts';

/** 6 BTC long (stop 99.75, take-profit 100.15) or short (100.25, 99.85), entered at noon's open. */
function holding(changes: Partial<PaperPosition> = {}): PaperAccount {
  const position = { symbol: 'BTC', side: 'long', quantity: 6, metToMs: NOON + 1, ...changes } as const;
  const { symbol, side } = position;
  return { positions: [position], orders: [stopOrder({ symbol, side }), takeProfitOrder({ symbol, side })] };
}

interface Assumed {
  readonly cost?: CostParameters;
  readonly ambiguousCandle?: AmbiguousCandle;
}

const settled = (account: PaperAccount, views: readonly MarketView[], assumed: Assumed = {}) =>
  matchRestingOrders(account, views, { cost: FREE, ambiguousCandle: 'stop-first', ...assumed });

/** `12:00:59.999 stop 99.75`, or with `ambiguous` behind it; `16:00:00.000 funding 0.06`. */
function inWords(activity: PaperActivity): string {
  const time = new Date(activity.timeMs).toISOString().slice(11, 23);
  if (activity.kind === 'funding') return `${time} funding ${toDollars(activity.paidUsd)}`;
  const { fill, ambiguous } = activity;
  expect(fill.timeMs).toBe(activity.timeMs);
  const order = fill.clientOrderId.endsWith('s') ? 'stop' : 'take-profit';
  return `${time} ${order} ${Number(fill.price.toFixed(8))}${ambiguous ? ' ambiguous' : ''}`;
}

/** What a table of candles does to a position, in words; `nothing` when nothing happened. */
function met(table: string, account = holding(), assumed: Assumed = {}): string {
  const { activities } = settled(account, [view({ candles: candles(table) })], assumed);
  return activities.map(inWords).join(', ') || 'nothing';
}

/** What a price does to a position, a minute after its entry. */
function metAt(price: number, account = holding()): string {
  const { activities } = settled(account, [view({ quote: quote(price, at('12:01')) })]);
  return activities.map(inWords).join(', ') || 'nothing';
}

describe('the rest of the minute of the entry', () => {
  it('the rest of the minute of the entry is met worst first: the stop when touched, the take-profit when traded through', () => {
    const table = rowsOf(`
      low     high     happens
      99.76   100.15   nothing
      99.75   100.15   12:00:59.999 stop 99.75
      99.76   100.16   12:00:59.999 take-profit 100.15
      99.75   100.16   12:00:59.999 stop 99.75 ambiguous
      99      101      12:00:59.999 stop 99.75 ambiguous
    `);
    for (const [low, high, happens] of table.slice(1)) {
      expect(met(`12:00 100 ${high} ${low} 100 1`), `${low} to ${high}`).toBe(happens);
    }
  });

  it('the rest of the minute of the entry mirrors for a short', () => {
    const table = rowsOf(`
      low     high     happens
      99.85   100.24   nothing
      99.85   100.25   12:00:59.999 stop 100.25
      99.84   100.24   12:00:59.999 take-profit 99.85
      99.84   100.25   12:00:59.999 stop 100.25 ambiguous
    `);
    for (const [low, high, happens] of table.slice(1)) {
      expect(met(`12:00 100 ${high} ${low} 100 1`, holding({ side: 'short' }))).toBe(happens);
    }
  });

  it('the rest of the minute of the entry is met by the take-profit first where that is the assumption, and is ambiguous all the same', () => {
    const better = { ambiguousCandle: 'take-profit-first' } as const;
    expect(met('12:00 100 101 99 100 1', holding(), better)).toBe(
      '12:00:59.999 take-profit 100.15 ambiguous',
    );
    expect(met('12:00 100 100 99 100 1', holding(), better)).toBe('12:00:59.999 stop 99.75');
  });

  it('the rest of the minute of the entry leaves the open out: the entry was made at it', () => {
    expect(met('12:00 99 100 99.8 100 1')).toBe('nothing');
    expect(met('12:00 101 100.1 99.8 100 1')).toBe('nothing');
  });
});

describe('the open of a later minute', () => {
  it('the open of a later minute fills the stop at the open itself when the market gapped through it, never at the stop', () => {
    expect(met('12:01 99 100 98 100 1')).toBe('12:01:00.000 stop 99');
    expect(met('12:01 99.75 100 98 100 1')).toBe('12:01:00.000 stop 99.75');
    expect(met('12:01 101 102 98 100 1', holding({ side: 'short' }))).toBe('12:01:00.000 stop 101');
  });

  it('the open of a later minute fills the take-profit at its own price when the market gapped through it', () => {
    expect(met('12:01 101 102 98 100 1')).toBe('12:01:00.000 take-profit 100.15');
    expect(met('12:01 99 101 98 100 1', holding({ side: 'short' }))).toBe('12:01:00.000 take-profit 99.85');
  });

  it('the open of a later minute does not fill a take-profit that it only touches', () => {
    expect(met('12:01 100.15 100.15 99.8 100 1')).toBe('nothing');
  });

  it('the open of a later minute comes before the rest: an open beyond the take-profit wins over a low beyond the stop', () => {
    expect(met('12:01 100.16 101 99 100 1')).toBe('12:01:00.000 take-profit 100.15');
    expect(met('12:01 100.15 101 99 100 1')).toBe('12:01:59.999 stop 99.75 ambiguous');
  });

  it('the open of a later minute is never ambiguous', () => {
    expect(met('12:01 99 101 98 100 1')).toBe('12:01:00.000 stop 99');
  });
});

describe('the candles of ticks that were missed', () => {
  it('the candles of ticks that were missed are met one after another, and the first that fills ends it', () => {
    expect(
      met(`
        12:00  100 100.1 99.8 100 1
        12:01  100 100.1 99.8 100 1
        12:02  100 100.1 99.7 100 1
        12:03  101 101   101  101 1
      `),
    ).toBe('12:02:59.999 stop 99.75');
  });

  it('the candles of ticks that were missed do nothing in a minute that has none', () => {
    expect(
      met(`
        12:00  100 100.1 99.8 100 1
        12:05  99  100.1 99.8 100 1
      `),
    ).toBe('12:05:00.000 stop 99');
  });

  it('candles of ticks that were missed before the position opened are not met', () => {
    expect(met('11:59 99 101 90 100 1')).toBe('nothing');
  });

  it('candles beyond the last closed one are not met', () => {
    const shown = candles(`
      12:00  100 100.1 99.8 100 1
      12:01  90 110 90 100 1
    `);
    expect(settled(holding(), [view({ candles: shown, last: 0 })]).activities).toEqual([]);
  });

  it('the candles of ticks that were missed are met once, also when they are seen again', () => {
    const shown = candles('12:00 100 100.1 99.8 100 1');
    const after = settled(holding(), [view({ candles: shown })]).account;
    expect(after.positions[0]?.metToMs).toBe(at('12:01'));
    const again = settled(after, [view({ candles: shown })]);
    expect(again.account).toBe(after);
    const changed = candles('12:00 90 110 90 100 1');
    expect(settled(after, [view({ candles: changed })]).activities).toEqual([]);
  });

  it('the candles of ticks that were missed are met from the open on by a position older than them', () => {
    expect(met('12:01 99 100 98 100 1', holding({ metToMs: at('12:01') }))).toBe('12:01:00.000 stop 99');
    expect(met('12:01 99 100 99.8 100 1', holding({ metToMs: at('12:01') + 1 }))).toBe('nothing');
  });
});

describe('the price now', () => {
  it('the price now is met like an open', () => {
    expect(metAt(100)).toBe('nothing');
    expect(metAt(99.76)).toBe('nothing');
    expect(metAt(99.75)).toBe('12:01:00.000 stop 99.75');
    expect(metAt(99)).toBe('12:01:00.000 stop 99');
    expect(metAt(100.15)).toBe('nothing');
    expect(metAt(101)).toBe('12:01:00.000 take-profit 100.15');
  });

  it('the price now is the bid for a long and the ask for a short', () => {
    const wide = quote([99.7, 100.3], at('12:01'));
    const long = settled(holding(), [view({ quote: wide })]);
    expect(long.activities.map(inWords)).toEqual(['12:01:00.000 stop 99.7']);
    const short = settled(holding({ side: 'short' }), [view({ quote: wide })]);
    expect(short.activities.map(inWords)).toEqual(['12:01:00.000 stop 100.3']);
    const inside = quote([99.8, 100.3], at('12:01'));
    expect(settled(holding(), [view({ quote: inside })]).activities).toEqual([]);
  });

  it('the price now comes after the candles', () => {
    const shown = candles('12:00 100 100.1 99.7 100 1');
    const { activities } = settled(holding(), [view({ candles: shown, quote: quote(101, at('12:01')) })]);
    expect(activities.map(inWords)).toEqual(['12:00:59.999 stop 99.75']);
  });

  it('the price now is not met again as the open of its candle', () => {
    const { account } = settled(holding(), [view({ quote: quote(100, at('12:01')) })]);
    expect(account.positions[0]?.metToMs).toBe(at('12:01') + 1);
    expect(met('12:01 99 100 99.8 100 1', account)).toBe('nothing');
    expect(met('12:01 99 100 99.7 100 1', account)).toBe('12:01:59.999 stop 99.75');
  });

  it('the price now from before what was met already takes nothing back', () => {
    const account = holding({ metToMs: at('12:02') });
    expect(settled(account, [view({ quote: quote(100, at('12:01')) })]).account).toBe(account);
  });
});
