/**
 * A clock is measured when the account is opened: what does a tick do whose minute turns out not to have begun?
 */
import { describe, expect, it } from 'vitest';
import { runTick } from '../../lambda/agent.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { bound } from '../harness/port-wrapper.ts';
import { SYMBOL, calmHarness, nextMinute } from './fault-harness.ts';
import { LIVE_BOT } from './live-harness.ts';

const BOT = { id: LIVE_BOT, symbols: [SYMBOL] };

/** A tick by a clock that is so far ahead, until the account is asked for. */
async function tickAhead(aheadMs: number) {
  const harness = await calmHarness();
  const { venue, ports } = harness;
  nextMinute(harness);
  // A minute that goes on for ten seconds, and has moved so far.
  venue.timeMs = minuteStartMs(venue.timeMs) + 50 * SECOND_MS;
  const price = harness.prices.get(SYMBOL)! * 1.001;
  venue.quote(SYMBOL, { bid: price, ask: price });
  let offMs = aheadMs;
  const live = bound({ exchange: ports.live! });
  const syncAccount: typeof live.syncAccount = (...args) => {
    offMs = 0;
    return live.syncAccount(...args);
  };
  const clock = { nowMs: () => venue.timeMs + offMs };
  const invocation = { id: 'ahead', deadlineMs: venue.timeMs + MINUTE_MS };
  const report = await runTick(BOT, { ...ports, clock, live: { ...live, syncAccount } }, invocation);
  return { report, venue };
}

describe('a tick by a clock that was ahead', () => {
  it('a tick by a clock that was ahead enters nothing on a candle that has not closed (early-tick) [invariant 8]', async () => {
    const { report, venue } = await tickAhead(20 * SECOND_MS);
    expect(report.noEntry).toBe('early-tick');
    expect(venue.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});
