/**
 * Does the venue treat markets whose prices follow another market as Binance does?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { ORDER, codeOf, rawClient } from '../raw-client.ts';
import { ccxtFor, tradingVenue } from '../venue-clients.ts';

const GOLD = { symbol: 'XAUUSDT' };
const entry = { ...GOLD, side: 'BUY', type: 'MARKET', quantity: 0.15 };
const stop = {
  ...GOLD,
  side: 'SELL',
  algoType: 'CONDITIONAL',
  type: 'STOP_MARKET',
  triggerPrice: 3_900,
  closePosition: true,
};
const sessionSchema = z.object({ startTime: z.number(), endTime: z.number(), type: z.string() });
const scheduleSchema = z.object({
  marketSchedules: z.object({ COMMODITY: z.object({ sessions: z.array(sessionSchema) }) }),
});

const SIGN = 'POST /fapi/v1/stock/contract';

async function goldVenue() {
  const venue = await tradingVenue();
  venue.quote('XAUUSDT', { bid: 4_000, ask: 4_000.01 });
  return { venue, ask: rawClient(venue) };
}

describe('Gold', () => {
  it('gold is listed with its own type, and ccxt takes it for a perpetual', async () => {
    const { venue } = await goldVenue();
    const exchange = await ccxtFor(venue);
    expect(exchange.market('XAU/USDT:USDT')).toMatchObject({
      id: 'XAUUSDT',
      swap: true,
      linear: true,
      info: { contractType: 'TRADIFI_PERPETUAL', underlyingType: 'COMMODITY' },
      precision: { amount: 0.001, price: 0.01 },
      limits: { cost: { min: 5 } },
    });
  });

  it('gold cannot be traded in any way before the agreement is signed, and bitcoin can', async () => {
    const { ask } = await goldVenue();
    expect(await codeOf(ask(ORDER, entry))).toBe(-4411);
    expect(await codeOf(ask('POST /fapi/v1/order/test', entry))).toBe(-4411);
    expect(await codeOf(ask('POST /fapi/v1/algoOrder', stop))).toBe(-4411);
    expect(await codeOf(ask(ORDER, { ...entry, symbol: 'BTCUSDT', quantity: 0.006 }))).toBe('ok');
    expect(await codeOf(ask(SIGN))).toBe('ok');
    expect(await codeOf(ask('POST /fapi/v1/order/test', entry))).toBe('ok');
    expect(await codeOf(ask(ORDER, entry))).toBe('ok');
    expect(await codeOf(ask('POST /fapi/v1/algoOrder', stop))).toBe('ok');
  });

  it('a venue may know nothing of the agreement where an order is only tested', async () => {
    const { venue, ask } = await goldVenue();
    venue.rules.testOrdersAskAgreement = false;
    expect(await codeOf(ask('POST /fapi/v1/order/test', entry))).toBe('ok');
    expect(await codeOf(ask(ORDER, entry))).toBe(-4411);
  });

  it('signing costs a weight of 50, the schedule 5', async () => {
    const { venue, ask } = await goldVenue();
    await ask(SIGN);
    await ask('GET /fapi/v1/tradingSchedule');
    expect(venue.requests.map(({ weight }) => weight)).toEqual([50, 5]);
  });
});

describe('Its sessions', () => {
  it('metals trade from Sunday 23:00 to Friday 22:00 UTC with an hour of pause a day, a week to either side', async () => {
    const { ask } = await goldVenue();
    const { body } = await ask('GET /fapi/v1/tradingSchedule');
    const { sessions } = scheduleSchema.parse(body).marketSchedules.COMMODITY;
    const dayBefore = Math.floor(NOON / DAY_MS) * DAY_MS - DAY_MS;
    expect(sessions[0]?.startTime).toBe(dayBefore - 7 * DAY_MS);
    expect(sessions.at(-1)?.endTime).toBe(dayBefore + 7 * DAY_MS);
    const hours = (wanted: string) =>
      sessions
        .filter(({ type }) => type === wanted)
        .reduce((sum, { startTime, endTime }) => sum + (endTime - startTime) / HOUR_MS, 0);
    expect([hours('REGULAR'), hours('NO_TRADING')]).toEqual([2 * 115, 2 * 53]);
    const friday = sessions.find(
      ({ endTime, type }) => type === 'REGULAR' && new Date(endTime).getUTCDay() === 5 && endTime > dayBefore,
    );
    expect(new Date(friday!.endTime).getUTCHours()).toBe(22);
  });

  it('its week is whatever a test says', async () => {
    const { venue, ask } = await goldVenue();
    const sessions = [{ startTime: NOON, endTime: NOON + HOUR_MS, type: 'REGULAR' as const }];
    venue.rules.tradingSchedules = { COMMODITY: sessions };
    const { body } = await ask('GET /fapi/v1/tradingSchedule');
    expect(body).toMatchObject({ marketSchedules: { COMMODITY: { sessions } } });
  });
});

describe('Its funding', () => {
  it('the interval and the cap of each market are told, and what changes them holds at once', async () => {
    const { venue, ask } = await goldVenue();
    expect((await ask('GET /fapi/v1/fundingInfo')).body).toMatchObject([
      { symbol: 'XAUUSDT', fundingIntervalHours: 8, adjustedFundingRateCap: '0.00050000' },
    ]);
    await ask(SIGN);
    await ask(ORDER, entry);
    venue.rules.fundingOf = { XAUUSDT: { intervalHours: 4, capPct: 0.05, ratePct: 0.2 } };
    const premium = await ask('GET /fapi/v1/premiumIndex', GOLD);
    expect(premium.body).toMatchObject({
      nextFundingTime: NOON + 4 * HOUR_MS,
      lastFundingRate: '0.00050000',
    });
    const before = venue.state.incomes.length;
    venue.timeMs = NOON + 4 * HOUR_MS;
    // Within its cap: 0.05 % of 0.15 × 4,000.
    expect(venue.state.incomes.slice(before)).toMatchObject([
      { type: 'FUNDING_FEE', symbol: 'XAUUSDT', timeMs: NOON + 4 * HOUR_MS },
    ]);
    expect(Number(venue.state.incomes.at(-1)!.amount)).toBeCloseTo(-0.3e8, -4);
  });
});
