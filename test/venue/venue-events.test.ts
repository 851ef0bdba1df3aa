/**
 * What does the venue tell of what its owner does, of what it takes away, and of money that comes and goes?
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { ALGO, ORDER, ORDERS, codeOf, rawClient, rowsIn } from './raw-client.ts';
import { tradingVenue } from './venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };

/** A long of 0.006 BTC from 95,004.9, its stop and its take-profit. */
async function protectedLong() {
  const venue = await tradingVenue();
  venue.state.marginTypes.set('BTCUSDT', 'ISOLATED');
  const ask = rawClient(venue);
  await ask(ORDER, ORDERS.entry);
  await ask(ALGO, ORDERS.stop);
  await ask(ORDER, ORDERS['take-profit']);
  venue.timeMs += SECOND_MS;
  return { venue, ask };
}

describe('The owner', () => {
  it.each([
    ['adds', 'BUY', 0.004, ['BTCUSDT 0.01 at 95004.9'], 1],
    ['sells a part', 'SELL', 0.002, ['BTCUSDT 0.004 at 95004.9'], 1],
    ['sells all', 'SELL', 0.006, [], 0],
    ['reverses', 'SELL', 0.01, ['BTCUSDT -0.004 at 94995.2'], 0],
  ] as const)('the owner %s by hand', async (_, side, quantity, positions, stops) => {
    const { venue } = await protectedLong();
    venue.happen({ kind: 'order', ...BTC, side, quantity });
    expect(venue.books.positionsInWords()).toEqual(positions);
    // What closes a position ends with it.
    expect(venue.books.openAlgos).toHaveLength(stops);
  });

  it('the owner adds by hand, and sells all of it', async () => {
    const { venue } = await protectedLong();
    venue.happen({ kind: 'order', ...BTC, side: 'BUY', quantity: 0.004 });
    venue.happen({ kind: 'order', ...BTC, side: 'SELL', quantity: 0.01, clientId: 'phone' });
    expect(venue.books.positions).toEqual([]);
    expect(venue.books.trades.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'b-1-e',
      expect.stringMatching(/^web_\d+$/),
      'phone',
    ]);
  });

  it('the owner has orders of all kinds of his own, each of another id', async () => {
    const { venue, ask } = await protectedLong();
    const order = { kind: 'order', ...BTC, side: 'BUY', quantity: 0.001, price: 94_000 } as const;
    venue.happen(order);
    venue.happen(order);
    venue.happen({ kind: 'conditional', ...BTC, side: 'SELL', triggerPrice: 93_000, quantity: 0.002 });
    const target = {
      kind: 'conditional',
      type: 'TAKE_PROFIT_MARKET',
      side: 'SELL',
      triggerPrice: 97_000,
    } as const;
    venue.happen({ ...target, ...BTC, clientId: 'target' });
    expect((await ask('GET /fapi/v1/openOrders', BTC)).body).toHaveLength(3);
    expect((await ask('GET /fapi/v1/openAlgoOrders', BTC)).body).toMatchObject([
      { clientAlgoId: 'b-1-s' },
      { reduceOnly: true, quantity: '0.002', closePosition: false },
      { clientAlgoId: 'target', closePosition: true },
    ]);
    expect(venue.books.duplicates()).toEqual([]);
  });

  it('the owner cancels what is not his', async () => {
    const { venue } = await protectedLong();
    venue.happen({ kind: 'cancel', clientId: 'b-1-s' });
    venue.happen({ kind: 'cancel', clientId: 'b-1-t' });
    expect([venue.books.openOrders, venue.books.openAlgos]).toEqual([[], []]);
    expect(() => venue.happen({ kind: 'cancel', clientId: 'b-1-t' })).toThrow('Unknown order sent.');
  });
});

describe('A position that the venue takes away', () => {
  it.each([
    ['liquidation', /^autoclose-\d+$/, 'FILLED', 'LIQUIDATION', true],
    ['insurance-fund', /^autoclose-\d+$/, 'NEW_INSURANCE', 'LIQUIDATION', true],
    ['adl', /^adl_autoclose$/, 'NEW_ADL', 'ADL', false],
    ['settlement', /^settlement_autoclose-\d+$/, 'FILLED', 'LIQUIDATION', false],
  ] as const)(
    'a position that the venue takes away by %s is told by its order',
    async (by, id, status, type, clears) => {
      const { venue, ask } = await protectedLong();
      venue.happen({ kind: 'take-over', ...BTC, by });
      expect(venue.books.positions).toEqual([]);
      expect([venue.books.openOrders, venue.books.openAlgos]).toEqual([[], []]);
      const trade = venue.books.trades.at(-1)!;
      expect(trade.clientOrderId).toMatch(id);
      const { body } = await ask('GET /fapi/v1/order', { ...BTC, orderId: trade.orderId });
      expect(body).toMatchObject({
        clientOrderId: trade.clientOrderId,
        status,
        type: 'LIMIT',
        timeInForce: 'IOC',
        executedQty: '0.006',
      });
      expect((await ask('GET /fapi/v1/forceOrders', { ...BTC, autoCloseType: type })).body).toEqual([body]);
      const incomes = (await ask('GET /fapi/v1/income', { incomeType: 'INSURANCE_CLEAR' })).body;
      expect(incomes).toHaveLength(clears ? 1 : 0);
    },
  );

  it('a position that the venue takes away in part keeps the rest, its stop and its take-profit', async () => {
    const { venue } = await protectedLong();
    venue.happen({ kind: 'take-over', ...BTC, by: 'adl', quantity: 0.002, price: 95_500 });
    expect(venue.books.positionsInWords()).toEqual(['BTCUSDT 0.004 at 95004.9']);
    expect([venue.books.openOrders.length, venue.books.openAlgos.length]).toEqual([1, 1]);
    expect(venue.books.tradesInWords().at(-1)).toContain('SELL 0.002 BTCUSDT at 95495.2');
  });

  it('a position that the venue takes away must be there', async () => {
    const venue = await tradingVenue();
    expect(() => venue.happen({ kind: 'take-over', ...BTC, by: 'adl' })).toThrow('no position in BTCUSDT');
  });
});

describe('What is told late', () => {
  it('what is told late, or never, is told by nothing: the position is gone, the wallet has changed', async () => {
    const { venue, ask } = await protectedLong();
    const hiddenMs = { trades: 10_000, orders: Infinity, incomes: 20_000 };
    const before = venue.books.wallet();
    venue.happen({ kind: 'order', ...BTC, side: 'SELL', quantity: 0.006, clientId: 'phone', hiddenMs });
    expect((await ask('GET /fapi/v3/positionRisk')).body).toEqual([]);
    expect(venue.books.wallet()).not.toBe(before);
    const told = async () => ({
      trades: await rowsIn(ask('GET /fapi/v1/userTrades', BTC)),
      orders: await rowsIn(ask('GET /fapi/v1/allOrders', BTC)),
      order: await codeOf(ask('GET /fapi/v1/order', { ...BTC, origClientOrderId: 'phone' })),
      incomes: await rowsIn(ask('GET /fapi/v1/income')),
    });
    const first = await told();
    expect(first).toEqual({ trades: 1, orders: 2, order: -2013, incomes: 1 });
    venue.timeMs += 10 * SECOND_MS;
    expect(await told()).toEqual({ ...first, trades: 2 });
    venue.timeMs += 10 * SECOND_MS;
    expect(await told()).toEqual({ ...first, trades: 2, incomes: 3 });
    venue.timeMs += 3_600 * SECOND_MS;
    expect((await told()).order).toBe(-2013);
  });

  it('what is told late may be a takeover, or money', async () => {
    const { venue, ask } = await protectedLong();
    venue.happen({ kind: 'take-over', ...BTC, by: 'adl', hiddenMs: { trades: 1_000 } });
    venue.happen({ kind: 'income', type: 'API_REBATE', amount: 3, hiddenMs: { incomes: 1_000 } });
    const count = async () => [
      await rowsIn(ask('GET /fapi/v1/userTrades', BTC)),
      await rowsIn(ask('GET /fapi/v1/income', { incomeType: 'API_REBATE' })),
    ];
    expect(await count()).toEqual([1, 0]);
    venue.timeMs += SECOND_MS;
    expect(await count()).toEqual([2, 1]);
  });
});

describe('Money', () => {
  it.each([
    'REALIZED_PNL',
    'COMMISSION',
    'FUNDING_FEE',
    'INSURANCE_CLEAR',
    'COIN_SWAP_DEPOSIT',
    'STRATEGY_UMFUTURES_TRANSFER',
    'API_REBATE',
    'REFERRAL_KICKBACK',
    'BFUSD_REWARD',
    'A_NAME_OF_TOMORROW',
  ])('money that is called %s changes the wallet and is told by that name', async (type) => {
    const venue = await tradingVenue();
    venue.happen({ kind: 'income', type, amount: -12.5, ...BTC, info: 'why' });
    expect(venue.books.walletText()).toBe('1987.50000000');
    expect((await rawClient(venue)('GET /fapi/v1/income', { incomeType: type })).body).toMatchObject([
      { incomeType: type, income: '-12.50000000', asset: 'USDT', symbol: 'BTCUSDT', info: 'why' },
    ]);
  });

  it.each([
    ['BNB', 600, '0.00042753'],
    ['BNFCR', 1, '0.28501470'],
  ] as const)(
    'money that fees take is %s while there is enough of it',
    async (asset, priceUsd, commission) => {
      const venue = await tradingVenue();
      const ask = rawClient(venue);
      venue.rules.feeAsset = { asset, priceUsd };
      venue.happen({ kind: 'income', type: 'TRANSFER', amount: Number(commission), asset });
      await ask(ORDER, ORDERS.entry);
      await ask(ORDER, ORDERS.exit);
      expect((await ask('GET /fapi/v1/userTrades', BTC)).body).toMatchObject([
        { commission, commissionAsset: asset },
        { commission: '0.28498560', commissionAsset: 'USDT' },
      ]);
      expect((await ask('GET /fapi/v1/income', { incomeType: 'COMMISSION' })).body).toMatchObject([
        { income: `-${commission}`, asset },
        { income: '-0.28498560', asset: 'USDT' },
      ]);
      expect(venue.books.walletText(asset)).toBe('0.00000000');
    },
  );
});

describe('A conditional order', () => {
  it.each(['FINISHED', 'EXPIRED', 'REJECTED', 'CANCELED'] as const)(
    'a conditional order may be over as %s, and no order has come of it',
    async (status) => {
      const { venue, ask } = await protectedLong();
      venue.happen({ kind: 'end-conditional', clientId: 'b-1-s', status });
      expect((await ask('GET /fapi/v1/algoOrder', { clientAlgoId: 'b-1-s' })).body).toMatchObject({
        algoStatus: status,
        actualOrderId: '',
      });
      expect((await ask('GET /fapi/v1/openAlgoOrders', BTC)).body).toEqual([]);
      expect(venue.books.positionsInWords()).toEqual(['BTCUSDT 0.006 at 95004.9']);
      expect(() => venue.happen({ kind: 'end-conditional', clientId: 'b-1-s', status })).toThrow('b-1-s');
    },
  );
});
