/**
 * Is the venue's time taken where it says one, and the machine's where it does not?
 */
import { describe, expect, it } from 'vitest';
import { VenueClock } from '../../../lambda/adapters/market/venue-clock.ts';
import type { CcxtClient } from '../../../lambda/adapters/market/ccxt-client.ts';
import { NOON } from '../../harness/builders.ts';

/** A venue whose clock differs by so much, and whose answer takes so long. */
function measured(venueAheadMs: unknown, wayMs = 100, tellsTime = true) {
  let machineMs = NOON;
  const nothing = () => Promise.resolve(undefined);
  const client: CcxtClient = {
    id: 'anyone',
    has: { fetchTime: tellsTime },
    precisionMode: 4,
    pageCandles: 200,
    loadMarkets: nothing,
    setMarkets: nothing,
    fetchOHLCV: nothing,
    fetchBidsAsks: nothing,
    fetchTicker: nothing,
    fetchOrderBook: nothing,
    fetchTime: () => {
      const venueMs = typeof venueAheadMs === 'number' ? machineMs + wayMs / 2 + venueAheadMs : venueAheadMs;
      machineMs += wayMs;
      return venueMs instanceof Error ? Promise.reject(venueMs) : Promise.resolve(venueMs);
    },
  };
  const clock = new VenueClock({ nowMs: () => machineMs });
  const differenceMs = async () => {
    await clock.measure(client);
    return clock.differenceMs;
  };
  return { clock, differenceMs };
}

describe('the time of the venue', () => {
  it.each([
    ['ahead', 12_000],
    ['behind', -95_000],
  ])('the time of the venue is taken when it is %s', async (_, aheadMs) => {
    const { clock, differenceMs } = measured(aheadMs);
    expect(await differenceMs()).toBe(aheadMs);
    expect(clock.nowMs()).toBe(NOON + 100 + aheadMs);
  });

  it('the time of the venue is the machine’s while they differ by no more than an answer may take', async () => {
    expect(await measured(900).differenceMs()).toBe(0);
    expect(await measured(-999).differenceMs()).toBe(0);
    expect(await measured(0).differenceMs()).toBe(0);
  });

  it('the time of the venue is not taken from an answer that took long, says nothing, or was not asked for', async () => {
    expect(await measured(12_000, 2_001).differenceMs()).toBe(0);
    expect(await measured(undefined).differenceMs()).toBe(0);
    expect(await measured(Number.NaN).differenceMs()).toBe(0);
    expect(await measured(12_000, 100, false).differenceMs()).toBe(0);
  });

  it('the time of the venue that cannot be had is a failure, and the machine’s goes on', async () => {
    const { clock, differenceMs } = measured(new Error('away'));
    await expect(differenceMs()).rejects.toThrow('away');
    expect(clock.nowMs()).toBe(NOON + 100);
  });
});
