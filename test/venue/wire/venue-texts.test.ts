/**
 * How does the venue write its numbers, and which fields do other clients insist on?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALGO, ORDER, ORDERS, codeOf, rawClient } from '../raw-client.ts';
import { tradingVenue } from '../venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };

const marketSchema = z.object({
  symbol: z.string(),
  pricePrecision: z.number(),
  quantityPrecision: z.number(),
});
const accountSchema = z.object({ positions: z.array(z.looseObject({ symbol: z.string() })) });
const placesSchema = z.object({ symbols: z.array(marketSchema) });

async function holding() {
  const venue = await tradingVenue();
  const ask = rawClient(venue);
  await ask(ORDER, ORDERS.entry);
  return { venue, ask };
}

describe('Numbers are written', () => {
  it('numbers are written with the places of their market in orders, trades and positions', async () => {
    const { ask } = await holding();
    expect((await ask('GET /fapi/v1/order', { ...BTC, origClientOrderId: 'b-1-e' })).body).toMatchObject({
      price: '0.00',
      stopPrice: '0.00',
      origQty: '0.006',
      executedQty: '0.006',
      avgPrice: '95004.90000',
      cumQuote: '570.02940',
    });
    const { body: resting } = await ask(ORDER, ORDERS['take-profit']);
    expect(resting).toMatchObject({
      price: '96000.00',
      origQty: '0.006',
      executedQty: '0.000',
      cumQty: '0.000',
    });
    const { body: open } = await ask('GET /fapi/v1/openOrders', BTC);
    expect(open).toMatchObject([{ avgPrice: '0.00', cumQuote: '0.00000' }]);
    expect((await ask(ALGO, ORDERS.stop)).body).toMatchObject({
      triggerPrice: '94000.00',
      price: '0.00',
      quantity: '0.000',
      actualPrice: '0.00000',
      actualQty: '0.000',
    });
    expect((await ask('GET /fapi/v1/userTrades', BTC)).body).toMatchObject([
      { price: '95004.90', qty: '0.006', quoteQty: '570.02940', commission: '0.28501470' },
    ]);
    expect((await ask('GET /fapi/v3/positionRisk', BTC)).body).toMatchObject([
      { positionAmt: '0.006', entryPrice: '95004.9', markPrice: '95000.00000000' },
    ]);
  });

  it('numbers are written with the places of their market in prices', async () => {
    const { venue, ask } = await holding();
    venue.quote('SOLUSDT', { bid: [140, 3], ask: [140.01, 5.5] });
    const SOL = { symbol: 'SOLUSDT' };
    expect((await ask('GET /fapi/v1/ticker/bookTicker', SOL)).body).toMatchObject({
      bidPrice: '140.0000',
      bidQty: '3.00',
      askPrice: '140.0100',
      askQty: '5.50',
    });
    expect((await ask('GET /fapi/v1/depth', { ...SOL, limit: 5 })).body).toMatchObject({
      bids: [['140.0000', '3.00']],
      asks: [['140.0100', '5.50']],
    });
    expect((await ask('GET /fapi/v1/ticker/price', SOL)).body).toMatchObject({ price: '140.0000' });
    expect((await ask('GET /fapi/v1/premiumIndex', SOL)).body).toMatchObject({ markPrice: '140.00000000' });
  });

  it('numbers are written with the places that the list of markets states', async () => {
    const { ask } = await holding();
    const { body } = await ask('GET /fapi/v1/exchangeInfo');
    const places = Object.fromEntries(
      placesSchema
        .parse(body)
        .symbols.map(({ symbol, pricePrecision, quantityPrecision }) => [
          symbol,
          [pricePrecision, quantityPrecision],
        ]),
    );
    expect(places).toMatchObject({
      BTCUSDT: [2, 3],
      ETHUSDT: [2, 3],
      SOLUSDT: [4, 2],
      BNBUSDT: [3, 2],
      '1000SHIBUSDT': [6, 0],
    });
  });
});

describe('Fields that a client insists on', () => {
  it('fields that a client insists on are the margin asset of a trade, and what rests on both sides of a position', async () => {
    const { ask } = await holding();
    expect((await ask('GET /fapi/v1/userTrades', BTC)).body).toMatchObject([{ marginAsset: 'USDT' }]);
    const resting = { ...BTC, type: 'LIMIT', timeInForce: 'GTC', quantity: 0.002 };
    await ask(ORDER, { ...resting, side: 'BUY', price: 94_000 });
    await ask(ORDER, { ...resting, side: 'BUY', price: 93_000 });
    await ask(ORDER, { ...resting, side: 'SELL', price: 96_000 });
    const notionals = { ...BTC, bidNotional: '374', askNotional: '192' };
    const { positions } = accountSchema.parse((await ask('GET /fapi/v2/account')).body);
    expect(positions.filter(({ symbol }) => symbol === 'BTCUSDT')).toMatchObject([notionals]);
    const without = { symbol: 'ETHUSDT', entryPrice: '0.0', bidNotional: '0', askNotional: '0' };
    expect(positions.filter(({ symbol }) => symbol === 'ETHUSDT')).toMatchObject([without]);
    expect((await ask('GET /fapi/v3/positionRisk', BTC)).body).toMatchObject([notionals]);
  });
});

describe('What this venue does not have', () => {
  const limit = { ...BTC, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: 94_000, quantity: 0.001 };
  const trailing = {
    ...BTC,
    side: 'SELL',
    type: 'TRAILING_STOP_MARKET',
    algoType: 'CONDITIONAL',
    quantity: 0.006,
    callbackRate: 1,
  };

  it('what this venue does not have is refused with the code for it, and not in its list of markets', async () => {
    const { venue, ask } = await holding();
    const untilLater = { timeInForce: 'GTD', goodTillDate: venue.timeMs + 3_600_000 };
    expect(await codeOf(ask(ORDER, { ...limit, ...untilLater }))).toBe(-1115);
    expect(await codeOf(ask(ALGO, { ...ORDERS.stop, ...untilLater }))).toBe(-1115);
    expect(await codeOf(ask(ORDER, { ...limit, priceMatch: 'QUEUE' }))).toBe(-5037);
    expect(await codeOf(ask(ALGO, { ...ORDERS.stop, priceMatch: 'OPPONENT_5' }))).toBe(-5037);
    expect(await codeOf(ask(ORDER, trailing))).toBe(-4120);
    expect(await codeOf(ask(ALGO, trailing))).toBe(-1116);
    expect(venue.books.openOrders).toEqual([]);
    expect(await codeOf(ask(ORDER, { ...limit, priceMatch: 'NONE', newClientOrderId: 'rests' }))).toBe('ok');
    const amending = { ...limit, origClientOrderId: 'rests', price: 93_000 };
    expect(await codeOf(ask('PUT /fapi/v1/order', { ...amending, priceMatch: 'QUEUE' }))).toBe(-5037);
    const info = JSON.stringify((await ask('GET /fapi/v1/exchangeInfo')).body);
    expect(info).not.toMatch(/GTD|TRAILING_STOP_MARKET/);
  });
});

describe('The least price', () => {
  it.each([
    ['BTCUSDT', '556.80', 556.7],
    ['ETHUSDT', '39.86', 39.85],
    ['SOLUSDT', '0.4200', 0.41],
    ['BNBUSDT', '6.600', 6.59],
  ])('the least price of %s is %s', async (symbol, stated, below) => {
    const { ask } = await holding();
    const buying = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1 };
    expect(JSON.stringify((await ask('GET /fapi/v1/exchangeInfo')).body)).toContain(`"minPrice":"${stated}"`);
    expect(await codeOf(ask(ORDER, { ...buying, price: below }))).toBe(-4013);
  });
});
