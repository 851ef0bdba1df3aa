/**
 * What does a request cost, and what may an address spend?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { ALGO, ORDER, ORDERS, codeOf, rawClient } from '../raw-client.ts';
import { TROUBLES } from '../request-faults.ts';
import { tradingVenue } from '../venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };

describe('Weight', () => {
  const ALL = {};
  const klines = (limit: number) => ({ ...BTC, interval: '1m', limit });

  it.each([
    ['GET /fapi/v1/openOrders', BTC, 1],
    ['GET /fapi/v1/openOrders', ALL, 40],
    ['GET /fapi/v1/openAlgoOrders', BTC, 1],
    ['GET /fapi/v1/openAlgoOrders', ALL, 40],
    ['GET /fapi/v1/klines', klines(99), 1],
    ['GET /fapi/v1/klines', klines(100), 2],
    ['GET /fapi/v1/klines', klines(500), 5],
    ['GET /fapi/v1/klines', klines(1_001), 10],
    ['GET /fapi/v1/ticker/24hr', BTC, 1],
    ['GET /fapi/v1/ticker/24hr', ALL, 40],
    ['GET /fapi/v1/ticker/bookTicker', BTC, 2],
    ['GET /fapi/v1/ticker/bookTicker', ALL, 5],
    ['GET /fapi/v1/depth', { ...BTC, limit: 50 }, 2],
    ['GET /fapi/v1/depth', { ...BTC, limit: 1_000 }, 20],
    ['GET /fapi/v1/premiumIndex', BTC, 1],
    ['GET /fapi/v1/exchangeInfo', ALL, 1],
    ['GET /fapi/v3/account', ALL, 5],
    ['GET /fapi/v3/positionRisk', ALL, 5],
    ['GET /fapi/v1/symbolConfig', BTC, 5],
    ['GET /fapi/v1/accountConfig', ALL, 5],
    ['GET /fapi/v1/positionSide/dual', ALL, 30],
    ['GET /fapi/v1/leverageBracket', ALL, 1],
    ['GET /fapi/v1/commissionRate', BTC, 20],
    ['GET /fapi/v1/userTrades', BTC, 5],
    ['GET /fapi/v1/income', ALL, 30],
    ['GET /fapi/v1/allOrders', BTC, 5],
    ['GET /fapi/v1/allAlgoOrders', BTC, 5],
    ['GET /fapi/v1/forceOrders', BTC, 20],
    ['GET /fapi/v1/forceOrders', ALL, 50],
    ['POST /fapi/v1/countdownCancelAll', { ...BTC, countdownTime: 0 }, 10],
    [ORDER, ORDERS.entry, 0],
    [ALGO, ORDERS.stop, 0],
    ['DELETE /fapi/v1/allOpenOrders', BTC, 1],
    ['DELETE /fapi/v1/algoOpenOrders', BTC, 1],
  ] as const)('weight of %s with %j is %i, in the header and in the books', async (route, fields, weight) => {
    const venue = await tradingVenue();
    const { headers } = await rawClient(venue)(route, fields);
    expect(headers.get('x-mbx-used-weight-1m')).toBe(String(weight));
    expect([...venue.weightByMinute()]).toEqual([[venue.timeMs, weight]]);
  });

  it('weight is counted by the minute, refused and broken requests too', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    venue.fail({ path: 'account', fault: TROUBLES['bad gateway'] });
    await codeOf(ask('GET /fapi/v1/income'));
    await codeOf(ask('GET /fapi/v1/openOrders', { symbol: 'NOTHING' }));
    venue.fail({ path: 'time', fault: { kind: 'refusal', code: -1021 } });
    const { headers } = await ask('GET /fapi/v1/time');
    expect(headers.get('x-mbx-used-weight-1m')).toBe('32');
    const minuteMs = venue.timeMs;
    venue.timeMs += MINUTE_MS;
    await ask('GET /fapi/v1/time');
    expect([...venue.weightByMinute()]).toEqual([
      [minuteMs, 32],
      [minuteMs + MINUTE_MS, 1],
    ]);
  });

  it('weight of strangers behind the same address counts against what the address may use', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    venue.rules.othersWeight = 2_390;
    expect((await ask('GET /fapi/v3/account')).headers.get('x-mbx-used-weight-1m')).toBe('2395');
    expect(await codeOf(ask('GET /fapi/v3/account'))).toBe('ok');
    const refused = await ask('GET /fapi/v3/account');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    venue.rules.othersWeight = 0;
    expect(await codeOf(ask('GET /fapi/v3/account'))).toBe('ok');
    venue.rules.weightPerMinuteMax = 20;
    expect(await codeOf(ask('GET /fapi/v3/account'))).toBe(-1003);
  });
});
