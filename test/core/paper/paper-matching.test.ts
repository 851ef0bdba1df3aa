/**
 * What does a settlement cost, which funding is due, and which account does it leave?
 */
import { describe, expect, it } from 'vitest';
import { EMPTY_ACCOUNT, type PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import { matchRestingOrders } from '../../../lambda/core/paper/paper-matching.ts';
import { usd } from '../../../lambda/core/units.ts';
import type { MarketView } from '../../../lambda/core/market.ts';
import { FREE, NOON, at, candles, quote, stopOrder, takeProfitOrder, view } from '../../harness/builders.ts';
import { recordedRates } from '../../harness/recorded-rates.ts';

const held = (symbol: string, metToMs: number = NOON + 1): PaperAccount => ({
  positions: [{ symbol, side: 'long', quantity: 6, metToMs }],
  orders: [
    stopOrder({ symbol, clientOrderId: `${symbol}-s` }),
    takeProfitOrder({ symbol, clientOrderId: `${symbol}-t` }),
  ],
});

const both = (...accounts: readonly PaperAccount[]): PaperAccount => ({
  positions: accounts.flatMap(({ positions }) => positions),
  orders: accounts.flatMap(({ orders }) => orders),
});

const settled = (account: PaperAccount, views: readonly MarketView[], cost: Partial<typeof COSTS> = COSTS) =>
  matchRestingOrders(account, views, { cost: { ...FREE, ...cost }, ambiguousCandle: 'stop-first' });

/** 25 basis points of 100 are 0.25. */
const COSTS = { takerFeePct: 0.05, makerFeePct: 0.02, slippageBps: 25, fundingPct: 0 };

describe('the fill of a resting order', () => {
  it('the fill of a resting order is a taker for the stop: slipped against us, at the taker fee', () => {
    const resting = stopOrder({ clientOrderId: 'BTC-s', price: 100 });
    const account = { ...held('BTC'), orders: [resting] };
    const { activities } = settled(account, [view({ candles: candles('12:01 101 101 99.9 100 1') })]);
    // 100 × 0.9975 = 99.75; 0.05 % of 99.75 × 6 = 0.29925
    const fill = {
      clientOrderId: 'BTC-s',
      price: 99.75,
      quantity: 6,
      feeUsd: usd(0.29925),
      liquidity: 'taker',
    };
    const timeMs = at('12:01:59.999');
    expect(activities).toEqual([
      { kind: 'fill', timeMs, fill: { ...fill, timeMs }, ambiguous: false, basePrice: 100 },
    ]);
  });

  it('the fill of a resting order is slipped from the open when the market gapped through the stop', () => {
    const { activities } = settled(held('BTC'), [view({ candles: candles('12:01 60 61 59 60 1') })]);
    // 60 × 0.9975 = 59.85; 0.05 % of 59.85 × 6 = 0.17955
    expect(activities).toMatchObject([
      { fill: { price: 59.85, feeUsd: usd(0.17955), timeMs: at('12:01') }, basePrice: 60 },
    ]);
  });

  it('the fill of a resting order is a maker for the take-profit: at its price, at the maker fee', () => {
    const { activities } = settled(held('BTC'), [view({ candles: candles('12:01 100 101 99.9 100 1') })]);
    // 0.02 % of 100.15 × 6 = 0.12018
    const fill = { clientOrderId: 'BTC-t', price: 100.15, feeUsd: usd(0.12018), liquidity: 'maker' };
    expect(activities).toMatchObject([{ fill }]);
  });

  it('the fill of a resting order takes the position and the filled order out of the account, and leaves the other order to be swept', () => {
    const low = [view({ candles: candles('12:01 100 100 99 100 1') })];
    expect(settled(held('BTC'), low).account).toEqual({ positions: [], orders: [held('BTC').orders[1]] });
    const high = [view({ candles: candles('12:01 100 101 100 100 1') })];
    expect(settled(held('BTC'), high).account).toEqual({ positions: [], orders: [held('BTC').orders[0]] });
  });

  it('the fill of a resting order by the price now leaves the account as one by a candle does', () => {
    const gapped = [view({ quote: quote(99, at('12:01:02')) })];
    expect(settled(held('BTC'), gapped).account).toEqual({ positions: [], orders: [held('BTC').orders[1]] });
  });

  it('the fill of a resting order is by the one that was met, in whatever order they rest', () => {
    const { positions, orders } = held('BTC');
    const low = [view({ candles: candles('12:01 100 100 99.7 100 1') })];
    expect(settled({ positions, orders: orders.toReversed() }, low).activities).toMatchObject([
      { fill: { clientOrderId: 'BTC-s', liquidity: 'taker' } },
    ]);
  });

  it('the fill of a resting order needs a resting order: without one the price is only a price', () => {
    const wild = [view({ candles: candles('12:01 100 200 10 100 1') })];
    expect(settled({ ...held('BTC'), orders: [] }, wild).activities).toEqual([]);
    const onlyStop = { ...held('BTC'), orders: [held('BTC').orders[0]!] };
    const [filled] = settled(onlyStop, wild).activities;
    expect(filled).toMatchObject({ fill: { clientOrderId: 'BTC-s' }, ambiguous: false });
  });

  it('the fill of a resting order is by an order of the same symbol', () => {
    const account = { ...held('BTC'), orders: held('ETH').orders };
    expect(settled(account, [view({ candles: candles('12:01 100 200 10 100 1') })]).activities).toEqual([]);
  });
});

describe('funding', () => {
  const paying = { fundingPct: 0.01, slippageBps: 0, takerFeePct: 0, makerFeePct: 0 };
  const since = (time: string, side: 'long' | 'short' = 'long') => {
    const account = held('BTC', at(time));
    return { ...account, positions: [{ ...account.positions[0]!, side }] };
  };
  const kinds = (account: PaperAccount, shown: MarketView, cost: Partial<typeof COSTS> = paying) =>
    settled(account, [shown], cost).activities.map(({ kind, timeMs }) => `${kind} ${timeMs}`);

  it('funding is charged at the open of 16:00, before anything else in that minute', () => {
    const table = '16:00 99 100 98 100 1';
    const { activities } = settled(since('15:58'), [view({ candles: candles(table) })], paying);
    // 0.01 % of 99 × 6 = 0.0594
    expect(activities).toMatchObject([
      { kind: 'funding', timeMs: at('16:00'), symbol: 'BTC', paidUsd: usd(0.0594) },
      { kind: 'fill', timeMs: at('16:00') },
    ]);
  });

  it('funding is charged at 00:00, 08:00 and 16:00, and in no other minute', () => {
    const charged = ['00:00', '07:59', '08:00', '08:01', '12:00', '16:00', '23:59'].filter((time) => {
      const quiet = view({ candles: candles(`${time} 100 100 100 100 1`) });
      return kinds(since(time), quiet).length > 0;
    });
    expect(charged).toEqual(['00:00', '08:00', '16:00']);
  });

  it('funding is received by a short', () => {
    const flat = { ...since('15:58', 'short'), orders: [] };
    const quiet = view({ candles: candles('16:00 100 100 100 100 1') });
    expect(settled(flat, [quiet], paying).activities).toMatchObject([{ paidUsd: usd(-0.06) }]);
  });

  it('funding is charged by the price now when that is the first of its minute', () => {
    const now = view({ quote: quote(100, at('16:00')) });
    expect(settled(since('15:58'), [now], paying).activities).toMatchObject([
      { kind: 'funding', timeMs: at('16:00'), paidUsd: usd(0.06) },
    ]);
    expect(kinds(since('16:00'), now)).toEqual([`funding ${at('16:00')}`]);
    const later = view({ quote: quote(100, at('16:00:30')) });
    expect(kinds(since('15:58'), later)).toEqual([`funding ${at('16:00:30')}`]);
  });

  it('funding is charged once, by the price now or by its candle', () => {
    const { account } = settled(since('15:58'), [view({ quote: quote(100, at('16:00:02')) })], paying);
    const candle = view({ candles: candles('16:00 100 100 100 100 1'), quote: quote(100, at('16:01')) });
    expect(kinds(account, candle)).toEqual([]);
    expect(kinds(since('15:58'), candle)).toEqual([`funding ${at('16:00')}`]);
  });

  it('funding is not charged on a position opened at that very open', () => {
    const quiet = view({ candles: candles('16:00 100 100 100 100 1') });
    expect(kinds(held('BTC', at('16:00') + 1), quiet)).toEqual([]);
    expect(kinds(held('BTC', at('16:00') + 1), view({ quote: quote(100, at('16:00:05')) }))).toEqual([]);
    expect(kinds(held('BTC', at('16:00')), quiet)).toEqual([`funding ${at('16:00')}`]);
  });

  it('funding whose candle is missing is charged with the next candle, at its open, before anything meets it', () => {
    const late = view({ candles: candles('16:03 99 100 98 100 1') });
    expect(settled(since('15:58'), [late], paying).activities).toMatchObject([
      { kind: 'funding', timeMs: at('16:03'), paidUsd: usd(0.0594) },
      { kind: 'fill', timeMs: at('16:03') },
    ]);
  });

  it('funding is charged once for each time that was missed', () => {
    const late = view({ candles: candles('2026-01-06T09:00 100 100 100 100 1') });
    // 16:00, 00:00 and 08:00
    expect(kinds(since('15:58'), late)).toEqual(Array(3).fill(`funding ${at('2026-01-06T09:00')}`));
    const { account } = settled(since('15:58'), [late], paying);
    const after = view({ candles: candles('2026-01-06T09:01 100 100 100 100 1') });
    expect(kinds(account, after)).toEqual([]);
  });

  it('funding that no tick saw is charged by the price now, where its candle is missing', () => {
    const gone = view({ candles: candles('15:58 100 100 100 100 1'), quote: quote(100, at('16:02:02')) });
    expect(kinds(since('15:58'), gone)).toEqual([`funding ${at('16:02:02')}`]);
  });

  it('funding is not missed by a position that was opened after its time', () => {
    expect(kinds(since('16:01'), view({ candles: candles('16:03 100 100 100 100 1') }))).toEqual([]);
  });

  it('funding of a market with recorded rates has their times and rates, and the assumed rate elsewhere', () => {
    const recordedFunding = new Map([['BTC', recordedRates('12:00 0.001\n16:00 -0.002\n20:00 0.003', 4)]]);
    const table = ['11:59', '12:00', '16:00', '20:00', '20:01'].map((time) => `${time} 100 100 100 100 1`);
    const charged = (symbol: string) => {
      const shown = [view({ symbol, candles: candles(table.join('\n')) })];
      const assumptions = {
        cost: { ...FREE, ...paying },
        ambiguousCandle: 'stop-first',
        recordedFunding,
      } as const;
      return matchRestingOrders(held(symbol, at('11:59')), shown, assumptions).activities;
    };
    expect(charged('BTC')).toMatchObject([
      { timeMs: at('12:00'), paidUsd: usd(0.6) },
      { timeMs: at('16:00'), paidUsd: usd(-1.2) },
      { timeMs: at('20:00'), paidUsd: usd(1.8) },
    ]);
    expect(charged('ETH')).toMatchObject([{ timeMs: at('16:00'), paidUsd: usd(0.06) }]);
  });

  it('funding is charged on the price the position could be closed at', () => {
    const wide = view({ quote: quote([99.8, 100.1], at('16:00')) });
    // 0.01 % of 99.8 × 6 = 0.05988
    expect(settled(since('15:58'), [wide], paying).activities).toMatchObject([{ paidUsd: usd(0.05988) }]);
  });
});

describe('several symbols', () => {
  const low = (symbol: string, time: string) =>
    view({ symbol, candles: candles(`${time} 100 100 99 100 1`) });
  const fills = (views: readonly MarketView[]) =>
    settled(both(held('BTC'), held('ETH')), views).activities.map(
      (activity) => activity.kind === 'fill' && activity.fill.clientOrderId,
    );

  it('several symbols are reported by time, then in the order of the views', () => {
    expect(fills([low('BTC', '12:02'), low('ETH', '12:01')])).toEqual(['ETH-s', 'BTC-s']);
    expect(fills([low('BTC', '12:01'), low('ETH', '12:01')])).toEqual(['BTC-s', 'ETH-s']);
    expect(fills([low('ETH', '12:01'), low('BTC', '12:01')])).toEqual(['ETH-s', 'BTC-s']);
  });

  it('several symbols are settled each by their own candles', () => {
    const { account } = settled(both(held('BTC'), held('ETH')), [low('ETH', '12:01'), view({})]);
    expect(account.positions.map(({ symbol }) => symbol)).toEqual(['BTC']);
  });
});

describe('nothing new', () => {
  it('a symbol without a view is left untouched', () => {
    const account = held('BTC');
    expect(settled(account, []).account).toBe(account);
    expect(settled(account, [view({ symbol: 'ETH', quote: quote(1) })]).account).toBe(account);
  });

  it('a symbol without candles and without a price is left untouched', () => {
    const account = held('BTC');
    expect(settled(account, [view()]).account).toBe(account);
  });

  it('nothing happens to an empty account', () => {
    const shown = [view({ candles: candles('12:01 100 200 10 100 1'), quote: quote(1) })];
    expect(settled(EMPTY_ACCOUNT, shown)).toEqual({ account: EMPTY_ACCOUNT, activities: [] });
  });
});
