/**
 * Does exactly that go wrong which a test has scripted, and for as long?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { ALGO, ORDER, ORDERS, codeOf, rawClient, rowsIn, type Ask } from './raw-client.ts';
import { TROUBLES } from './request-faults.ts';
import { tradingVenue } from './venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };
const cancelTakeProfit = (ask: Ask) =>
  ask('DELETE /fapi/v1/order', { ...BTC, origClientOrderId: ORDERS['take-profit'].newClientOrderId });

/** What answers each kind of order, all of them sent. */
async function answers(ask: Ask) {
  return {
    entry: await codeOf(ask(ORDER, ORDERS.entry)),
    stop: await codeOf(ask(ALGO, ORDERS.stop)),
    'take-profit': await codeOf(ask(ORDER, ORDERS['take-profit'])),
    cancel: await codeOf(cancelTakeProfit(ask)),
    exit: await codeOf(ask(ORDER, ORDERS.exit)),
  };
}

describe('A fault of one kind of order', () => {
  const FINE = { entry: 'ok', stop: 'ok', 'take-profit': 'ok', cancel: 'ok', exit: 'ok' };

  it.each([
    ['entry', -2019],
    ['entry', -2027],
    ['entry', -4164],
    ['entry', -4005],
    ['entry', -1021],
    ['entry', -4087],
    ['stop', -4014],
    ['stop', -4045],
    ['take-profit', -5022],
    ['cancel', -2011],
    ['exit', -4131],
  ] as const)(
    'a fault of one kind of order, %s, is refused with %i, and no other kind is',
    async (order, code) => {
      const venue = await tradingVenue();
      const ask = rawClient(venue);
      // So that only what is refused by the script is refused.
      if (order === 'entry') await ask(ORDER, { ...ORDERS.entry, newClientOrderId: 'mine' });
      venue.fail({ order, fault: { kind: 'refusal', code } });
      // A take-profit that was not placed cannot be cancelled, and one that still rests has the position.
      const follows = { 'take-profit': { cancel: -2011 }, cancel: { exit: -4118 } };
      expect(await answers(ask)).toEqual({
        ...FINE,
        ...Object.entries(follows).find(([kind]) => kind === order)?.[1],
        [order]: code,
      });
    },
  );

  it('a fault of one kind of order may be a status without a code', async () => {
    const venue = await tradingVenue();
    venue.fail({ order: 'entry', fault: { kind: 'status', status: 400, body: '{}' } });
    expect((await rawClient(venue)(ORDER, ORDERS.entry)).status).toBe(400);
  });

  it('a fault of one kind of order may come after the order has been placed', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    venue.fail({ order: 'entry', fault: { kind: 'refusal', code: -1007 }, when: 'after' });
    expect(await codeOf(ask(ORDER, ORDERS.entry))).toBe(-1007);
    expect(venue.books.positionsInWords()).toEqual(['BTCUSDT 0.006 at 95004.9']);
  });
});

describe('How often', () => {
  const fault = { kind: 'refusal', code: -4045 } as const;

  async function stopsAt(secondsLater: readonly number[], times: object) {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    await ask(ORDER, ORDERS.entry);
    const start = venue.timeMs;
    venue.fail({ order: 'stop', fault, ...times });
    const codes: unknown[] = [];
    for (const seconds of secondsLater) {
      venue.timeMs = start + seconds * SECOND_MS;
      codes.push(await codeOf(ask(ALGO, ORDERS.stop)));
    }
    return codes;
  }

  it('how often is once, unless it is said', async () => {
    expect(await stopsAt([0, 1], {})).toEqual([-4045, 'ok']);
  });

  it('how often may be a number of times', async () => {
    expect(await stopsAt([0, 1, 2], { times: 2 })).toEqual([-4045, -4045, 'ok']);
  });

  it('how often may be always within a time of the venue', async () => {
    expect(await stopsAt([0, 5, 29, 30], { forMs: 30_000 })).toEqual([-4045, -4045, -4045, 'ok']);
  });

  it('how often may be a number of times within a time of the venue', async () => {
    expect(await stopsAt([29, 30], { forMs: 30_000, times: 2 })).toEqual([-4045, 'ok']);
  });

  it('how often may be for ever', async () => {
    expect(await stopsAt([0, 3_600], { times: Infinity })).toEqual([-4045, -4045]);
  });

  it.each([
    ['too many requests', 429, '7'],
    ['banned', 418, '120'],
  ] as const)('how often may be the nth request of any kind: %s', async (trouble, status, seconds) => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    venue.fail({ nth: 3, fault: TROUBLES[trouble] });
    expect((await ask('GET /fapi/v1/time')).status).toBe(200);
    expect((await ask(ORDER, ORDERS.entry)).status).toBe(200);
    const answer = await ask('GET /fapi/v3/account');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, seconds]);
    expect((await ask('GET /fapi/v3/account')).status).toBe(200);
  });
});

describe('A fault of a read', () => {
  it('a fault of a read is one of a route and a symbol', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    const klines = (symbol: string) => ask('GET /fapi/v1/klines', { symbol, interval: '1m', limit: 1 });
    venue.fail({
      path: 'klines',
      symbol: 'BNBUSDT',
      fault: { kind: 'refusal', code: -1121 },
      times: Infinity,
    });
    expect(await codeOf(klines('BNBUSDT'))).toBe(-1121);
    expect(await codeOf(klines('BTCUSDT'))).toBe('ok');
  });

  it('a fault of a read may tell how long to wait', async () => {
    const venue = await tradingVenue();
    venue.fail({ path: 'userTrades', fault: { kind: 'status', status: 429, retryAfter: '120' } });
    const { status, headers } = await rawClient(venue)('GET /fapi/v1/userTrades', BTC);
    expect([status, headers.get('retry-after')]).toEqual([429, '120']);
  });

  it('a fault of a read may be an answer that does not know the latest, and the second look does', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    venue.timeMs += MINUTE_MS;
    await ask(ORDER, ORDERS.entry);
    await ask(ORDER, ORDERS['take-profit']);
    await ask(ALGO, ORDERS.stop);
    venue.timeMs += SECOND_MS;
    const READS = [
      ['GET /fapi/v3/positionRisk', {}, []],
      ['GET /fapi/v1/openOrders', BTC, []],
      ['GET /fapi/v1/openAlgoOrders', BTC, []],
      ['GET /fapi/v1/userTrades', BTC, []],
      ['GET /fapi/v1/income', {}, []],
      ['GET /fapi/v1/order', { ...BTC, origClientOrderId: 'b-1-e' }, { code: -2013 }],
      ['GET /fapi/v1/algoOrder', { clientAlgoId: 'b-1-s' }, { code: -2013 }],
      ['GET /fapi/v3/account', {}, { totalWalletBalance: '2000.00000000', positions: [] }],
    ] as const;
    for (const [route, fields, first] of READS) {
      venue.fail({ path: route.split(' ')[1]!, fault: { kind: 'unaware', ofLastMs: 5_000 } });
      expect((await ask(route, fields)).body).toMatchObject(first);
      expect((await ask(route, fields)).body).not.toMatchObject(first);
    }
    // A position that is gone is shown for as long.
    await cancelTakeProfit(ask);
    venue.timeMs += 10 * SECOND_MS;
    await ask(ORDER, ORDERS.exit);
    venue.fail({ path: 'positionRisk', fault: { kind: 'unaware', ofLastMs: 5_000 } });
    expect((await ask('GET /fapi/v3/positionRisk')).body).toMatchObject([{ positionAmt: '0.006' }]);
    expect((await ask('GET /fapi/v3/positionRisk')).body).toEqual([]);
  });

  it('a fault of a read lasts for as long as the rules of the venue say that nobody knows the latest', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    venue.rules.accountVisibleAfterMs = 2_000;
    venue.rules.incomeVisibleAfterMs = 3_000;
    await ask(ORDER, ORDERS.entry);
    const known = async () => [
      await rowsIn(ask('GET /fapi/v3/positionRisk')),
      await rowsIn(ask('GET /fapi/v1/income')),
    ];
    expect(await known()).toEqual([0, 0]);
    venue.timeMs += 2_000;
    expect(await known()).toEqual([1, 0]);
    venue.timeMs += 1_000;
    expect(await known()).toEqual([1, 1]);
  });
});
