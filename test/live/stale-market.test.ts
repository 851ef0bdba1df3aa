/**
 * Does the bot read the list of markets again when the exchange contradicts it, at once, and not too often?
 */
import { binanceusdm } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { marketClientOf } from '../../lambda/adapters/market/ccxt-market-client.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { cachedMarketsText } from '../../lambda/adapters/market/market-cache.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { NOON, at } from '../harness/builders.ts';
import { BinanceVenue } from '../venue/binance-venue.ts';
import { nextMinute, rowsOf, stateOf } from './live-harness.ts';
import { modeHarness, type ModeOptions } from './mode-harness.ts';

const LIST = '/fapi/v1/exchangeInfo';
const SYMBOL = 'BTC/USDT:USDT';
/** Enters once, and holds it. */
const HOLDING = {
  quickExitSeconds: 3_600,
  maxHoldSeconds: 3_600,
  targetPct: 5,
  maxTradesPerHour: 1,
} as const;

type Harness = Awaited<ReturnType<typeof modeHarness>>;

/** A bot that has begun to trade with real money in this minute, and has entered nothing yet. */
async function begun(options: ModeOptions = {}): Promise<Harness> {
  const harness = await modeHarness(options);
  harness.owner.parameters = { mode: 'live', ...HOLDING };
  await harness.tick();
  expect((await stateOf(harness)).account).toBeUndefined();
  return harness;
}

/** When the list was asked for, from now on. */
function listReadings({ venue }: Harness): () => readonly number[] {
  const before = venue.asked(LIST).length;
  return () =>
    venue
      .asked(LIST)
      .slice(before)
      .map(({ timeMs }) => timeMs);
}

async function minute(harness: Harness, movePct = 0) {
  nextMinute(harness, { BTCUSDT: movePct });
  const report = await harness.tick();
  await harness.watchOn(report);
  return report;
}

/** The markets as they were once: quantities of BTC had a digit more. */
async function formerMarkets(): Promise<string> {
  const venue = await openForTest(new BinanceVenue({ timeMs: NOON }));
  const client = marketClientOf(binanceusdm, {
    transport: ccxtTransport({ send: venue.send }),
    isPaced: false,
  });
  const markets = await client.loadMarkets(true);
  const text = cachedMarketsText(markets, [SYMBOL], { exchange: client.id, savedAtMs: NOON - SECOND_MS });
  return text.replace('"amount":0.001,', '"amount":0.0001,');
}

describe('A list of markets that the exchange contradicts', () => {
  it('a list with an old step is read again at the next tick, whose entry is accepted', async () => {
    const text = await formerMarkets();
    const markets = { read: () => Promise.resolve(text), write: () => Promise.resolve() };
    const harness = await begun({ markets });
    const readings = listReadings(harness);
    const refused = await minute(harness, 0.1);
    expect(refused.verdicts).toMatchObject([{ kind: 'rejected', code: 'stale-market' }]);
    expect(readings()).toEqual([]);
    const accepted = await minute(harness, 0.1);
    expect(accepted.verdicts).toMatchObject([{ kind: 'entered' }]);
    expect((await stateOf(harness)).ledger.positions).toMatchObject([{ quantity: 0.006 }]);
    expect(readings()).toHaveLength(1);
  });

  it('a list that a stop contradicts is read again at the next watch step, and the position is judged by every quote after it', async () => {
    const harness = await begun();
    harness.owner.parameters = { mode: 'live', ...HOLDING, quickExitSeconds: 30, maxHoldSeconds: 30 };
    const readings = listReadings(harness);
    const stop = { method: 'POST', path: '/fapi/v1/algoOrder', clientId: /-s$/ };
    harness.venue.fail({ ...stop, fault: { kind: 'refusal', code: -4014 }, times: 1 });
    const report = await minute(harness, 0.1);
    expect(report.verdicts).toMatchObject([{ kind: 'entered' }]);
    const [first, ...more] = readings();
    expect(first).toBeGreaterThanOrEqual(at('12:01') + 10 * SECOND_MS);
    expect(first).toBeLessThan(at('12:01') + 20 * SECOND_MS);
    expect(more).toEqual([]);
    // The candles are still known: without them it would have no quote, and no exit before the next tick.
    const closed = (await rowsOf(harness)).find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'max-hold' } });
    expect(closed?.event.atMs).toBeLessThan(at('12:01') + 40 * SECOND_MS);
  });

  it('a list that every watch step contradicts is read again once a minute', async () => {
    const harness = await begun();
    const readings = listReadings(harness);
    const takeProfit = { method: 'POST', path: '/fapi/v1/order', clientId: /-t$/ };
    harness.venue.fail({ ...takeProfit, fault: { kind: 'refusal', code: -4164 }, times: 1_000 });
    await minute(harness, 0.1);
    for (let k = 0; k < 3; k += 1) await minute(harness);
    const times = readings();
    expect(times).toHaveLength(4);
    for (const [k, timeMs] of times.slice(1).entries()) {
      expect(timeMs - times[k]!).toBeGreaterThanOrEqual(60 * SECOND_MS);
    }
  });

  it('a list is read again when a pause is over that the exchange wants of the account, and ends none', async () => {
    const harness = await begun();
    const readings = listReadings(harness);
    const stop = { method: 'POST', path: '/fapi/v1/algoOrder', clientId: /-s$/ };
    harness.venue.fail({ ...stop, fault: { kind: 'refusal', code: -4014 }, times: 1 });
    const limited = {
      kind: 'status',
      status: 429,
      body: '{"code":-1003,"msg":"no"}',
      retryAfter: '45',
    } as const;
    harness.venue.fail({ method: 'POST', path: '/fapi/v1/order', clientId: /-t$/, fault: limited });
    await minute(harness, 0.1);
    expect(readings()).toEqual([at('12:01') + 50 * SECOND_MS]);
    const account = harness.venue.asked('/fapi/v3/account').map(({ timeMs }) => timeMs - at('12:01'));
    const later = account.filter((sinceMs) => sinceMs > 10 * SECOND_MS);
    // Beside the prices, and once more with the new list.
    expect(later).toEqual([50 * SECOND_MS, 50 * SECOND_MS]);
  });

  it('a list that cannot be read again leaves the old one in use, and the position managed', async () => {
    const harness = await begun();
    const stop = { method: 'POST', path: '/fapi/v1/algoOrder', clientId: /-s$/ };
    harness.venue.fail({ ...stop, fault: { kind: 'refusal', code: -4023 }, times: 1 });
    harness.venue.fail({ path: LIST, fault: { kind: 'status', status: 502, body: '' }, times: 2 });
    const readings = listReadings(harness);
    await minute(harness, 0.1);
    expect(readings()).toHaveLength(1);
    await minute(harness, -0.3);
    expect((await stateOf(harness)).ledger.positions).toEqual([]);
    // It is tried again a minute later, in vain; the third reading succeeds, and there is no fourth.
    for (let k = 0; k < 4; k += 1) await minute(harness);
    expect(readings()).toHaveLength(3);
  });
});
