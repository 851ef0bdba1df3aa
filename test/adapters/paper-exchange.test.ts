/**
 * Can a close on paper come too late, on a market of which only prices are seen?
 *
 * Between two looks the price may have met the stop and come back. The candle of that minute would tell; a position
 * that is closed before would never meet it.
 */
import { describe, expect, it } from 'vitest';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { MarketData } from '../../lambda/ports.ts';
import type { Order } from '../../lambda/core/order.ts';
import type { PaperAccount } from '../../lambda/core/paper/paper-account.ts';
import type { PriceRange } from '../../lambda/core/paper/paper-orders.ts';
import {
  NOON,
  at,
  botState,
  candles,
  exitOrder,
  parameters,
  quote,
  stopOrder,
  takeProfitOrder,
  view,
} from '../harness/builders.ts';

// Long from 100 since before noon; the stop rests at 99.75.
const HELD = { symbol: 'BTC', side: 'long', quantity: 6, metToMs: NOON + 1 } as const;
const ACCOUNT: PaperAccount = { positions: [HELD], orders: [stopOrder(), takeProfitOrder()] };
const STEP_MS = at('12:00:20');

function exchangeWith(soFar: PriceRange | undefined, asked: number[] = []): PaperExchange {
  const market: MarketData = {
    observe: () => Promise.resolve([]),
    observePrices: () => Promise.resolve([]),
    minuteSoFar: (_, minuteMs) => {
      asked.push(minuteMs);
      return Promise.resolve(soFar);
    },
  };
  return new PaperExchange(market);
}

const send = (exchange: PaperExchange, timeMs: number, order: Order = exitOrder()) =>
  exchange.send(
    { kind: 'place', order },
    {
      views: [view({ quote: quote(100, timeMs) })],
      account: ACCOUNT,
      parameters: parameters(),
      deadlineMs: timeMs + 30_000,
    },
  );

describe('a market close inside a minute', () => {
  it('a market close inside a minute fills where the minute so far has not met the stop', async () => {
    const asked: number[] = [];
    const { outcome } = await send(exchangeWith({ high: 100.1, low: 99.76 }, asked), STEP_MS);
    expect(outcome).toMatchObject({ status: 'filled' });
    expect(asked).toEqual([NOON]);
  });

  it('a market close inside a minute comes too late where the minute has met the stop: its candle fills the stop, once', async () => {
    const exchange = exchangeWith({ high: 100.1, low: 99.75 });
    const { outcome, account } = await send(exchange, STEP_MS);
    expect(outcome).toEqual({
      status: 'rejected',
      cause: 'reduce-only: the stop of BTC was met before, within this minute',
    });
    const closed = view({ candles: candles('12:00 100 100.1 99.75 100 1'), quote: quote(100, at('12:01')) });
    const { activities, account: after } = await exchange.syncAccount(
      [closed],
      botState({ account }),
      parameters(),
    );
    expect(activities).toMatchObject([{ kind: 'fill', fill: { clientOrderId: stopOrder().clientOrderId } }]);
    expect(after?.positions).toEqual([]);
    expect(
      (await exchange.syncAccount([closed], botState({ account: after }), parameters())).activities,
    ).toEqual([]);
  });

  it('a market close inside a minute is believed where the venue does not tell', async () => {
    expect((await send(exchangeWith(undefined), STEP_MS)).outcome).toMatchObject({ status: 'filled' });
  });

  it('a market close inside a minute has nothing to look back at when the minute opens, and no other order has', async () => {
    const asked: number[] = [];
    const exchange = exchangeWith({ high: 100, low: 1 }, asked);
    expect((await send(exchange, NOON)).outcome).toMatchObject({ status: 'filled' });
    await send(exchange, STEP_MS, stopOrder());
    expect(asked).toEqual([]);
  });
});

describe('a price that a watch step sees', () => {
  const exchange = exchangeWith(undefined);
  const seen = (price: number, timeMs: number, account: PaperAccount = ACCOUNT) =>
    exchange.syncAccount(
      [view({ candles: candles('11:59 100 100 100 100 1'), quote: quote(price, timeMs) })],
      botState({ account }),
      parameters(),
    );

  it('a price that a watch step sees uses nothing of the minute up: what lay between two looks is met when its candle closes', async () => {
    let account: PaperAccount | undefined = ACCOUNT;
    for (const second of ['10', '20', '30']) ({ account } = await seen(100, at(`12:00:${second}`), account));
    expect(account).toEqual(ACCOUNT);
    const closed = view({ candles: candles('12:00 100 100.2 100 100 1'), quote: quote(100, at('12:01')) });
    const { activities } = await exchange.syncAccount([closed], botState({ account }), parameters());
    expect(activities).toMatchObject([{ fill: { clientOrderId: takeProfitOrder().clientOrderId } }]);
  });

  it('a price that a watch step sees fills what it is beyond, and then nothing is left for the candle', async () => {
    const { activities, account } = await seen(99.7, STEP_MS);
    expect(activities).toMatchObject([
      { timeMs: STEP_MS, fill: { clientOrderId: stopOrder().clientOrderId } },
    ]);
    const closed = view({ candles: candles('12:00 100 101 99 100 1'), quote: quote(100, at('12:01')) });
    expect((await exchange.syncAccount([closed], botState({ account }), parameters())).activities).toEqual(
      [],
    );
  });
});
