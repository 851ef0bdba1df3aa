/**
 * What may the candle of the minute in which a position was opened do to it?
 */
import { describe, expect, it } from 'vitest';
import { EMPTY_ACCOUNT, type PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import { matchRestingOrders } from '../../../lambda/core/paper/paper-matching.ts';
import { answer } from '../../../lambda/core/paper/paper-orders.ts';
import type { MarketView } from '../../../lambda/core/market.ts';
import {
  FREE,
  NOON,
  at,
  candles,
  entryOrder,
  quote,
  rowsOf,
  stopOrder,
  takeProfitOrder,
  view,
} from '../../harness/builders.ts';

/** A long (stop 99.75, take-profit 100.15) or short (100.25, 99.85) that was entered at the quote of that time. */
function enteredAt(timeMs: number, side: 'long' | 'short' = 'long'): PaperAccount {
  const order = entryOrder({ side });
  const { account } = answer(EMPTY_ACCOUNT, { kind: 'place', order }, quote(100, timeMs), FREE);
  return { ...account, orders: [stopOrder({ side }), takeProfitOrder({ side })] };
}

const settled = (account: PaperAccount, shown: MarketView) =>
  matchRestingOrders(account, [shown], { cost: FREE, ambiguousCandle: 'stop-first' });

function met(account: PaperAccount, table: string): string {
  const [activity] = settled(account, view({ candles: candles(table) })).activities;
  if (activity?.kind !== 'fill') return 'nothing';
  const { fill, timeMs } = activity;
  return `${new Date(timeMs).toISOString().slice(11, 23)} ${fill.clientOrderId.slice(-1)} at ${fill.price}`;
}

describe('the candle of the minute of the entry', () => {
  const table = rowsOf(`
    low     high     entered at its open     entered inside it
    99.76   100.15   nothing                 nothing
    99.76   100.16   12:00:59.999 t at 100.15   nothing
    99.75   100.15   12:00:59.999 s at 99.75    12:00:59.999 s at 99.75
    99.75   100.16   12:00:59.999 s at 99.75    12:00:59.999 s at 99.75
  `);

  it.each(table.slice(1))(
    'the candle of the minute of the entry is met where it reaches from %s to %s',
    (low, high, atOpen, inside) => {
      const candle = `12:00 100 ${high} ${low} 100 1`;
      expect(met(enteredAt(NOON), candle)).toBe(atOpen);
      expect(met(enteredAt(NOON + 1), candle)).toBe(inside);
      expect(met(enteredAt(NOON + 59_998), candle)).toBe(inside);
    },
  );

  it('the candle of the minute of the entry mirrors for a short', () => {
    expect(met(enteredAt(NOON, 'short'), '12:00 100 100.2 99.8 100 1')).toBe('12:00:59.999 t at 99.85');
    expect(met(enteredAt(NOON + 2_301, 'short'), '12:00 100 100.2 99.8 100 1')).toBe('nothing');
    expect(met(enteredAt(NOON + 2_301, 'short'), '12:00 100 100.3 99.8 100 1')).toBe(
      '12:00:59.999 s at 100.25',
    );
  });

  it('the candle of the minute of the entry is the only one: the next minute is met whole, also when a price was met inside it', () => {
    const quiet = candles('12:00 100 100.1 99.9 100 1');
    const priced = view({ candles: quiet, quote: quote(100, at('12:01:02.300')) });
    const { account } = settled(enteredAt(NOON + 2_301), priced);
    expect(account.positions[0]?.metToMs).toBe(at('12:01') + 1);
    expect(met(account, '12:01 100 100.16 99.9 100 1')).toBe('12:01:59.999 t at 100.15');
  });

  it('the candle of the minute of the entry stays the one of the entry however often a price is met inside it', () => {
    const { account } = settled(enteredAt(NOON + 2_301), view({ quote: quote(100, NOON + 30_000) }));
    expect(met(account, '12:00 100 100.16 99.9 100 1')).toBe('nothing');
  });
});
