/**
 * Which orders does the venue refuse, and with which of Binance's codes?
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { ALGO, ORDER, ORDERS, codeOf, rawClient } from '../raw-client.ts';
import { tradingVenue } from '../venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };

async function holding() {
  const venue = await tradingVenue();
  const ask = rawClient(venue);
  await ask(ORDER, ORDERS.entry);
  return { venue, ask };
}

describe('A stop that closes the position', () => {
  it('a stop that closes the position is refused where there is no position', async () => {
    const ask = rawClient(await tradingVenue());
    expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe(-4509);
  });

  it('a stop that closes the position is refused where one of its side rests, and another kind is not', async () => {
    const { ask } = await holding();
    expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe('ok');
    expect(await codeOf(ask(ALGO, { ...ORDERS.stop, clientAlgoId: 'other' }))).toBe(-4130);
    const target = {
      ...ORDERS.stop,
      type: 'TAKE_PROFIT_MARKET',
      triggerPrice: 96_000,
      clientAlgoId: 'target',
    };
    expect(await codeOf(ask(ALGO, target))).toBe('ok');
  });

  it.each([-4116, -20_132] as const)(
    'a stop with the client id of an open one is refused with %i where the venue is one that says so',
    async (code) => {
      const { venue, ask } = await holding();
      venue.rules.duplicateAlgoIdCode = code;
      await ask(ALGO, ORDERS.stop);
      expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe(code);
      await ask('DELETE /fapi/v1/algoOrder', { clientAlgoId: ORDERS.stop.clientAlgoId });
      expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe('ok');
    },
  );
});

describe('An order that only reduces', () => {
  it('an order that only reduces is refused where there is nothing to reduce', async () => {
    const ask = rawClient(await tradingVenue());
    expect(await codeOf(ask(ORDER, ORDERS.exit))).toBe(-2022);
  });

  it.each([-4118, -2022] as const)(
    'an order that only reduces is refused with %i where a resting one has the whole position',
    async (code) => {
      const { venue, ask } = await holding();
      venue.rules.reduceOnlyTwiceCode = code;
      await ask(ORDER, ORDERS['take-profit']);
      expect(await codeOf(ask(ORDER, ORDERS.exit))).toBe(code);
    },
  );

  it('an order that only reduces, and is larger than the position, closes it and no more', async () => {
    const { venue, ask } = await holding();
    const { body } = await ask(ORDER, { ...ORDERS.exit, quantity: 0.01 });
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.006' });
    expect(venue.books.positions).toEqual([]);
  });

  it('an order that only reduces, and is larger than the position, is refused where the venue is one that does so', async () => {
    const { venue, ask } = await holding();
    venue.rules.reduceOnlyTooLarge = 'refused';
    expect(await codeOf(ask(ORDER, { ...ORDERS.exit, quantity: 0.01 }))).toBe(-2022);
    expect(await codeOf(ask(ORDER, ORDERS.exit))).toBe('ok');
  });
});

describe('The limits of a market', () => {
  const limit = { ...BTC, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: 94_000, quantity: 0.001 };

  it('the limits of a market are the largest market quantity, and the largest of a limit order', async () => {
    const venue = await tradingVenue({ balanceUsd: 1e9 });
    const ask = rawClient(venue);
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { maxMarketQuantity: '2', maxQuantity: '5' } });
    venue.state.leverages.set('BTCUSDT', 1);
    const size = async (order: Record<string, string | number>) => codeOf(ask(ORDER, order));
    expect(await size({ ...ORDERS.entry, quantity: 2.001 })).toBe(-4005);
    expect(await size({ ...ORDERS.entry, quantity: 2 })).toBe('ok');
    expect(await size({ ...limit, quantity: 5.001 })).toBe(-4005);
    expect(await size({ ...limit, quantity: 5 })).toBe('ok');
  });

  it('the limits of a market are as many open orders of either kind, and other markets have their own', async () => {
    const { venue, ask } = await holding();
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { maxOrders: 1, maxAlgoOrders: 1 } });
    await ask(ORDER, limit);
    expect(await codeOf(ask(ORDER, limit))).toBe(-2025);
    expect(await codeOf(ask(ORDER, { ...limit, symbol: 'SOLUSDT', price: 139, quantity: 1 }))).toBe('ok');
    await ask(ALGO, ORDERS.stop);
    const more = { ...ORDERS.stop, type: 'TAKE_PROFIT_MARKET', triggerPrice: 96_000, clientAlgoId: 'more' };
    expect(await codeOf(ask(ALGO, more))).toBe(-4045);
  });

  it('the limits of a market are prices around the mark, and prices at all', async () => {
    const { venue, ask } = await holding();
    expect(await codeOf(ask(ORDER, { ...limit, price: 99_760 }))).toBe(-4016);
    const sell = { ...limit, side: 'SELL' };
    expect(await codeOf(ask(ORDER, { ...sell, price: 90_240 }))).toBe(-4024);
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { minPrice: '94000.1', maxPrice: '96000' } });
    expect(await codeOf(ask(ORDER, limit))).toBe(-4013);
    expect(await codeOf(ask(ORDER, { ...sell, price: 96_000.1 }))).toBe(-4002);
  });

  it('the limits of a market refuse a market order whose best price is out of band', async () => {
    const { venue, ask } = await holding();
    venue.happen({ kind: 'quote', symbol: 'BTCUSDT', bid: 90_000, ask: 95_000, last: 95_000, mark: 95_000 });
    expect(await codeOf(ask(ORDER, ORDERS.exit))).toBe(-4131);
    const inside = { ...ORDERS.exit, type: 'LIMIT', timeInForce: 'IOC', price: 90_250 };
    expect((await ask(ORDER, inside)).body).toMatchObject({ status: 'EXPIRED', executedQty: '0.000' });
  });

  it('the limits of a market end a market order where it would go too far from the mark', async () => {
    const { venue, ask } = await holding();
    const bid = [
      [94_999, 0.002],
      [90_000, 1],
    ] as const;
    venue.quote('BTCUSDT', { bid, ask: 95_000, last: 95_000, mark: 95_000 });
    const { body } = await ask(ORDER, ORDERS.exit);
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.002' });
  });

  it('the limits of a market are those that the list of markets states', async () => {
    const { venue, ask } = await holding();
    venue.happen({
      kind: 'market',
      symbol: 'BTCUSDT',
      change: { tick: '0.5', step: '0.002', maxOrders: 7, maxAlgoOrders: 8, marketTakeBound: '0.02' },
    });
    const info = JSON.stringify((await ask('GET /fapi/v1/exchangeInfo')).body);
    for (const stated of [
      '"tickSize":"0.5"',
      '"stepSize":"0.002"',
      '"filterType":"MAX_NUM_ORDERS","limit":7',
      '"filterType":"MAX_NUM_ALGO_ORDERS","limit":8',
      '"marketTakeBound":"0.02"',
    ]) {
      expect(info).toContain(stated);
    }
    expect(await codeOf(ask(ORDER, { ...limit, price: 94_000.1, quantity: 0.002 }))).toBe(-4014);
    expect(await codeOf(ask(ORDER, { ...limit, quantity: 0.003 }))).toBe(-4023);
  });
});

describe('A market that is not traded', () => {
  it('a market that is being settled refuses what opens, what reduces and what waits, each with its code', async () => {
    const { venue, ask } = await holding();
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { status: 'SETTLING' } });
    expect(await codeOf(ask(ORDER, ORDERS.entry))).toBe(-4140);
    expect(await codeOf(ask(ORDER, ORDERS.exit))).toBe(-1122);
    expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe(-1122);
  });

  it('a market that has left the list has no prices and takes no orders, and the account still tells of it', async () => {
    const { venue, ask } = await holding();
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { isListed: false } });
    const { body } = await ask('GET /fapi/v1/exchangeInfo');
    expect(JSON.stringify(body)).not.toContain('"symbol":"BTCUSDT"');
    expect(await codeOf(ask('GET /fapi/v1/klines', { ...BTC, interval: '1m' }))).toBe(-1121);
    expect(await codeOf(ask('GET /fapi/v1/ticker/bookTicker', BTC))).toBe(-1121);
    expect(JSON.stringify((await ask('GET /fapi/v1/ticker/bookTicker')).body)).not.toContain('BTCUSDT');
    expect(await codeOf(ask(ORDER, ORDERS.exit))).toBe(-1121);
    expect((await ask('GET /fapi/v3/positionRisk')).body).toMatchObject([BTC]);
    expect((await ask('GET /fapi/v1/userTrades', BTC)).body).toHaveLength(1);
  });
});

describe('A countdown', () => {
  const COUNTDOWN = 'POST /fapi/v1/countdownCancelAll';
  const resting = { ...BTC, side: 'BUY', type: 'LIMIT', timeInForce: 'GTX', price: 94_000, quantity: 0.001 };

  it('a countdown cancels the ordinary orders of its market when it has run out, and lets conditional ones rest', async () => {
    const { venue, ask } = await holding();
    await ask(ORDER, resting);
    await ask(ORDER, { ...resting, symbol: 'SOLUSDT', price: 139, quantity: 1 });
    await ask(ALGO, ORDERS.stop);
    const { body } = await ask(COUNTDOWN, { ...BTC, countdownTime: 10_000 });
    expect(body).toEqual({ ...BTC, countdownTime: '10000' });
    venue.timeMs += 9_999;
    expect(venue.books.openOrders).toHaveLength(2);
    venue.timeMs += 1;
    expect(venue.books.openOrders).toMatchObject([{ symbol: 'SOLUSDT' }]);
    expect(venue.books.openAlgos).toHaveLength(1);
  });

  it('a countdown cancels conditional orders, too, where the venue is one that does so', async () => {
    const { venue, ask } = await holding();
    venue.rules.countdownCancelsConditional = true;
    await ask(ALGO, ORDERS.stop);
    await ask(COUNTDOWN, { ...BTC, countdownTime: 10_000 });
    venue.timeMs += 10 * SECOND_MS;
    expect(venue.books.openAlgos).toEqual([]);
  });

  it('a countdown starts anew when it is called again, is taken back with 0, and is a number', async () => {
    const { venue, ask } = await holding();
    await ask(ORDER, resting);
    await ask(COUNTDOWN, { ...BTC, countdownTime: 10_000 });
    venue.timeMs += 9 * SECOND_MS;
    await ask(COUNTDOWN, { ...BTC, countdownTime: 10_000 });
    venue.timeMs += 9 * SECOND_MS;
    await ask(COUNTDOWN, { ...BTC, countdownTime: 0 });
    venue.timeMs += 60 * SECOND_MS;
    expect(venue.books.openOrders).toHaveLength(1);
    expect(await codeOf(ask(COUNTDOWN, { ...BTC, countdownTime: 'soon' }))).toBe(-1102);
  });
});
