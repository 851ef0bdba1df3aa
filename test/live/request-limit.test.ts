/**
 * Does a bot behind a busy address stay below the exchange's limit on requests, before it is told to?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { liveHarness, nextMinute, stateOf, type HarnessOptions } from './live-harness.ts';

/** A minute in which a position is watched every second, at an address at which others have used so much. */
async function watchedBeside(othersWeight: number, options: HarnessOptions = {}) {
  const harness = await liveHarness({
    startMs: NOON + 10 * MINUTE_MS,
    parameters: { watchIntervalSeconds: 1 },
    ...options,
  });
  nextMinute(harness, { BTCUSDT: 0.1 });
  await harness.tick();
  expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
  nextMinute(harness);
  harness.venue.requests.length = 0;
  harness.venue.rules.othersWeight = othersWeight;
  await harness.watchedTick().catch(() => {});
  const { requests } = harness.venue;
  return {
    harness,
    looks: harness.venue.asked('GET /fapi/v3/account').length,
    weight: requests.reduce((sum, { weight }) => sum + weight, 0),
    limited: requests.filter(({ answered }) => answered?.status === 429).length,
  };
}

describe('a bot behind a busy address', () => {
  it('a bot behind a busy address watches less often, and is never sent away', async () => {
    const alone = await watchedBeside(0);
    const beside = await watchedBeside(1_600);
    expect([alone.limited, beside.limited]).toEqual([0, 0]);
    expect(beside.looks).toBeGreaterThan(2);
    expect(beside.looks).toBeLessThan(alone.looks);
    // What is planned of 2,400, and the last step.
    expect(beside.weight + 1_600).toBeLessThan(1_920 + 100);
  });

  it('a bot behind a busy address is sent away where it does not heed what was used', async () => {
    const wrap: HarnessOptions['wrap'] = (ports) => ({ ...ports, requests: { left: () => undefined } });
    expect((await watchedBeside(2_200, { wrap })).limited).toBeGreaterThan(0);
  });

  it('a bot behind a busy address opens nothing once the plan is used up, and enters in the next minute', async () => {
    const harness = await liveHarness({ startMs: NOON + 10 * MINUTE_MS });
    harness.venue.rules.othersWeight = 1_950;
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect(await harness.tick()).toMatchObject({ noEntry: 'request-limit', verdicts: [] });
    harness.venue.rules.othersWeight = 0;
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
  });

  it('a bot behind a busy address goes on with a position that has no stop, whatever was used', async () => {
    let left = 1_000;
    const wrap: HarnessOptions['wrap'] = (ports) => ({ ...ports, requests: { left: () => left } });
    const harness = await liveHarness({ startMs: NOON + 10 * MINUTE_MS, wrap });
    harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -4045 }, times: Infinity });
    nextMinute(harness, { BTCUSDT: 0.1 });
    const report = await harness.tick();
    expect(harness.venue.books.openAlgos).toEqual([]);
    left = 0;
    harness.venue.faults.clear();
    await harness.watchOn(report);
    expect(harness.venue.books.openAlgos).toMatchObject([{ closePosition: true }]);
    expect(harness.venue.timeMs - report.tickMs).toBeLessThan(20 * SECOND_MS);
  });
});
