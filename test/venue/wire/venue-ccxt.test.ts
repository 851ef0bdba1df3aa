/**
 * Does unmodified ccxt trade against the venue as it trades against Binance?
 *
 * What ccxt is seen to send and to understand here is what was recorded of it against the real wire's shapes.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { ccxtFor, tradingVenue } from '../venue-clients.ts';

const BTC = 'BTC/USDT:USDT';
/** The asset in which fees may be paid. */
const BNB = 'BNB/USDT:USDT';

describe('ccxt loads', () => {
  it('ccxt loads the markets with their steps, asking for currencies and margin pairs first', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    expect(venue.requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /fapi/v1/exchangeInfo',
      'GET /sapi/v1/capital/config/getall',
      'GET /sapi/v1/margin/allPairs',
    ]);
    expect(exchange.market(BTC)).toMatchObject({ precision: { amount: 0.001, price: 0.1 } });
  });

  it('ccxt loads the time, candles and prices', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    expect(await exchange.fetchTime()).toBe(NOON);
    const candles = await exchange.fetchOHLCV(BTC, '1m', undefined, 3);
    expect(candles.map(([timeMs]) => timeMs)).toEqual([NOON - 2 * MINUTE_MS, NOON - MINUTE_MS, NOON]);
    expect(await exchange.fetchBidsAsks([BTC])).toMatchObject({ [BTC]: { bid: 95_000, ask: 95_000.1 } });
    expect(await exchange.fetchBidsAsks([BNB])).toMatchObject({ [BNB]: { bid: 600, ask: 600.01 } });
    expect(await exchange.fetchOrderBook(BTC, 5)).toMatchObject({ bids: [[95_000, 1_000]] });
    expect(await exchange.fetchTicker(BTC)).toMatchObject({ last: 95_000, high: 95_000, low: 95_000 });
    expect(await exchange.fetchFundingRate(BTC)).toMatchObject({ markPrice: 95_000, fundingRate: 0.0001 });
  });
});

describe('candles through ccxt', () => {
  it.each([
    ['5m', 5 * MINUTE_MS],
    ['1h', 60 * MINUTE_MS],
    ['1d', 1_440 * MINUTE_MS],
  ])('candles through ccxt of %s begin on their own boundaries', async (interval, stepMs) => {
    const exchange = await ccxtFor(await tradingVenue());
    const last = Math.floor(NOON / stepMs) * stepMs;
    const candles = await exchange.fetchOHLCV(BTC, interval, undefined, 3);
    expect(candles.map(([timeMs]) => timeMs)).toEqual([last - 2 * stepMs, last - stepMs, last]);
    expect(candles[0]).toEqual([
      last - 2 * stepMs,
      95_000,
      95_000,
      95_000,
      95_000,
      (10 * stepMs) / MINUTE_MS,
    ]);
  });
});

describe('a market order through ccxt', () => {
  it('a market order through ccxt is sent in the body and signed, is filled at the touch and slippage, and its answer has no average', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    const order = await exchange.createOrder(BTC, 'market', 'buy', 0.006, undefined, {
      clientOrderId: 'bot-1-1-e',
    });
    expect(venue.asked('POST /fapi/v1/order').map(({ params }) => params)).toEqual([
      `timestamp=${NOON}&symbol=BTCUSDT&side=BUY&newClientOrderId=bot-1-1-e&newOrderRespType=RESULT&type=MARKET&quantity=0.006&recvWindow=10000`,
    ]);
    expect(order).toMatchObject({ status: 'closed', filled: 0.006, clientOrderId: 'bot-1-1-e' });
    expect([order.average, order.cost, order.fee]).toEqual([undefined, undefined, undefined]);
    const read = await exchange.fetchOrder('', BTC, { clientOrderId: 'bot-1-1-e' });
    expect(read).toMatchObject({ average: 95_004.9, filled: 0.006, status: 'closed' });
    const [trade] = await exchange.fetchMyTrades(BTC, undefined, undefined, { orderId: order.id });
    expect(trade).toMatchObject({
      price: 95_004.9,
      amount: 0.006,
      side: 'buy',
      takerOrMaker: 'taker',
      fee: { cost: 0.2850147, currency: 'USDT' },
    });
    expect(await exchange.fetchPositions([BTC])).toMatchObject([
      { symbol: BTC, side: 'long', contracts: 0.006, entryPrice: 95_004.9 },
    ]);
    expect(await exchange.fetchBalance()).toMatchObject({ USDT: { total: 1_999.6855853 } });
  });

  it('a market order through ccxt that only reduces closes, and realises what it gained', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    await exchange.createOrder(BTC, 'market', 'buy', 0.006, undefined, { clientOrderId: 'a' });
    venue.quote('BTCUSDT', { bid: 95_100, ask: 95_100.1 });
    await exchange.createOrder(BTC, 'market', 'sell', 0.006, undefined, {
      clientOrderId: 'b',
      reduceOnly: true,
    });
    expect(venue.books.tradesInWords()).toEqual([
      'BUY 0.006 BTCUSDT at 95004.9, fee 0.28501470 USDT, realised 0.00000000',
      'SELL 0.006 BTCUSDT at 95095.2, fee 0.28528560 USDT, realised 0.54180000',
    ]);
    expect(venue.books.walletText()).toBe('1999.97149970');
    expect(await exchange.fetchPositions([BTC])).toEqual([]);
    await expect(
      exchange.createOrder(BTC, 'market', 'sell', 0.006, undefined, { reduceOnly: true }),
    ).rejects.toThrow('-2022');
  });
});

describe('a stop through ccxt', () => {
  it('a stop through ccxt that closes the position rests apart, is triggered into an order of its own, and takes the position with it', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    await exchange.createOrder(BTC, 'market', 'buy', 0.006, undefined, { clientOrderId: 'e' });
    const stop = await exchange.createOrder(BTC, 'market', 'sell', 0.006, undefined, {
      clientOrderId: 's',
      stopLossPrice: 94_800,
      closePosition: true,
    });
    expect(stop).toMatchObject({ status: 'open', clientOrderId: 's', triggerPrice: 94_800 });
    expect(venue.asked('POST /fapi/v1/algoOrder')[0]!.params).toBe(
      `timestamp=${NOON}&symbol=BTCUSDT&side=SELL&clientAlgoId=s&newOrderRespType=RESULT&type=STOP_MARKET&triggerPrice=94800&closePosition=true&algoType=CONDITIONAL&recvWindow=10000`,
    );
    expect(await exchange.fetchOpenOrders(BTC)).toEqual([]);
    expect(await exchange.fetchOpenOrders(BTC, undefined, undefined, { trigger: true })).toMatchObject([
      { clientOrderId: 's', status: 'open' },
    ]);
    venue.timeMs += 1_000;
    venue.quote('BTCUSDT', { bid: 94_700, ask: 94_700.1 });
    const done = await exchange.fetchOrder('', BTC, { clientOrderId: 's', trigger: true });
    expect(done).toMatchObject({ status: 'closed', filled: 0 });
    expect(done.average).toBeUndefined();
    const real = await exchange.fetchOrder(String(venue.state.algos[0]!.order!.orderId), BTC);
    expect(done.info).toMatchObject({
      algoStatus: 'FINISHED',
      actualOrderId: real.id,
      actualPrice: '94695.20000',
    });
    expect(real).toMatchObject({ clientOrderId: 's', status: 'closed', filled: 0.006, average: 94_695.2 });
    expect(venue.books.positions).toEqual([]);
  });

  it('a stop through ccxt is found, cancelled and swept only where conditional orders are', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    await exchange.createOrder(BTC, 'market', 'buy', 0.006, undefined, { clientOrderId: 'e' });
    const stop = { clientOrderId: 's', stopLossPrice: 94_800, reduceOnly: true };
    await exchange.createOrder(BTC, 'market', 'sell', 0.006, undefined, stop);
    await expect(exchange.fetchOrder('', BTC, { clientOrderId: 's' })).rejects.toThrow('-2013');
    await expect(exchange.cancelOrder('', BTC, { clientOrderId: 's' })).rejects.toThrow('-2011');
    await exchange.cancelAllOrders(BTC);
    expect(venue.books.openAlgos).toHaveLength(1);
    await exchange.cancelOrder('', BTC, { clientOrderId: 's', trigger: true });
    expect(venue.books.openAlgos).toEqual([]);
    await exchange.createOrder(BTC, 'market', 'sell', 0.006, undefined, { ...stop, clientOrderId: 's2' });
    await exchange.cancelAllOrders(BTC, { trigger: true });
    expect(venue.books.openAlgos).toEqual([]);
  });

  it('a stop through ccxt on the wrong side of the price is refused as one that would trigger at once', async () => {
    const venue = await tradingVenue();
    const exchange = await ccxtFor(venue);
    await exchange.createOrder(BTC, 'market', 'buy', 0.006);
    const wrong = { stopLossPrice: 95_100, closePosition: true };
    await expect(exchange.createOrder(BTC, 'market', 'sell', 0.006, undefined, wrong)).rejects.toMatchObject({
      name: 'OrderImmediatelyFillable',
    });
  });
});
