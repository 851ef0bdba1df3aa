/**
 * Do resting orders meet every trade once, where trades are known?
 */
import { describe, expect, it } from 'vitest';
import { EMPTY_ACCOUNT, type PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import { matchRestingOrders } from '../../../lambda/core/paper/paper-matching.ts';
import { NOON, FREE, at, candles, quote, stopOrder, takeProfitOrder, view } from '../../harness/builders.ts';

const ASSUMED = { cost: { ...FREE, fundingPct: 0.01 }, ambiguousCandle: 'stop-first' } as const;
const held = (metToMs: number): PaperAccount => ({
  positions: [{ symbol: 'BTC', side: 'long', quantity: 6, metToMs }],
  orders: [stopOrder(), takeProfitOrder()],
});

/** Trades as `time price`, all of them up to `now`, beside a candle that would say otherwise. */
function traded(now: string, ...trades: readonly (readonly [time: string, price: number])[]) {
  const timeMs = Float64Array.from(trades, ([time]) => at(time));
  const price = Float64Array.from(trades, ([, paid]) => paid);
  const known = { length: trades.filter(([time]) => at(time) <= at(now)).length, timeMs, price };
  const last = trades.findLast(([time]) => at(time) <= at(now))?.[1] ?? 100;
  return {
    ...view({ candles: candles('12:00 100 200 1 100 1'), quote: quote(last, at(now)) }),
    trades: known,
  };
}

const story = (account: PaperAccount, ...views: readonly ReturnType<typeof traded>[]) => {
  let now = account;
  return views.flatMap((shown) => {
    const settlement = matchRestingOrders(now, [shown], ASSUMED);
    now = settlement.account;
    return settlement.activities.map((activity) =>
      activity.kind === 'fill'
        ? `${activity.fill.clientOrderId} ${activity.fill.price} ${new Date(activity.timeMs).toISOString().slice(11, 19)}`
        : `funding ${new Date(activity.timeMs).toISOString().slice(11, 19)}`,
    );
  });
};

describe('where every trade is known', () => {
  it('the stop fills at the trade that crosses it, also far beyond', () => {
    expect(story(held(NOON), traded('12:00:30', ['12:00:10', 99.76], ['12:00:20', 99.5]))).toEqual([
      'bot-1-2-s 99.5 12:00:20',
    ]);
  });

  it('the take-profit fills at its price, by a trade beyond it and by no touch', () => {
    const touch = ['12:00:10', 100.15] as const;
    expect(story(held(NOON), traded('12:00:30', touch))).toEqual([]);
    expect(story(held(NOON), traded('12:00:30', touch, ['12:00:20', 100.4]))).toEqual([
      'bot-1-3-t 100.15 12:00:20',
    ]);
  });

  it('the first of two orders that are met is the one that fills', () => {
    const both = [
      ['12:00:10', 100.2],
      ['12:00:20', 99],
    ] as const;
    expect(story(held(NOON), traded('12:00:30', ...both))).toEqual(['bot-1-3-t 100.15 12:00:10']);
  });

  it('no trade is met twice, and none before the position was opened', () => {
    const dip = ['12:00:10', 99] as const;
    expect(
      story(
        held(at('12:00:10') + 1),
        traded('12:00:20', dip, ['12:00:15', 100]),
        traded('12:01', dip, ['12:00:15', 100]),
      ),
    ).toEqual([]);
  });

  it('a trade is met from the moment on that follows the entry, and none that is older than a price that was met', () => {
    const dip = ['12:00:10', 99] as const;
    expect(story(held(at('12:00:10')), traded('12:00:20', dip))).toEqual(['bot-1-2-s 99 12:00:10']);
    expect(story(held(NOON), traded('12:00:20'), traded('12:00:30', dip, ['12:00:25', 100]))).toEqual([]);
  });

  it('no candle is met, whatever it says', () => {
    const wild = candles(`
      12:00 100 200 1 100 1
      12:01 100 200 1 100 1`);
    const shown = { ...traded('12:02', ['12:00:10', 100]), candles: wild, last: 1 };
    expect(story(held(at('11:59')), shown)).toEqual([]);
  });

  it('funding is charged once, with the first trade of its minute or the price then', () => {
    const midnight = (now: string, ...trades: Parameters<typeof traded>[1][]) => traded(now, ...trades);
    const early = held(at('15:59'));
    expect(
      story(
        early,
        midnight('16:00', ['15:59:30', 100]),
        midnight('16:00:30', ['15:59:30', 100], ['16:00:05', 100]),
      ),
    ).toEqual(['funding 16:00:00']);
    expect(
      story(early, midnight('16:00:30', ['16:00:05', 100]), midnight('16:01', ['16:00:05', 100])),
    ).toEqual(['funding 16:00:05']);
    const twice = midnight('16:00:30', ['16:00', 100], ['16:00:05', 100]);
    expect(story(early, twice)).toEqual(['funding 16:00:00']);
  });

  it('nothing happens where nothing is held', () => {
    expect(
      matchRestingOrders(EMPTY_ACCOUNT, [traded('12:00:30', ['12:00:10', 1])], ASSUMED).activities,
    ).toEqual([]);
  });
});
