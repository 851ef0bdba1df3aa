/**
 * Does the measurement of ticks with real orders measure what it says?
 */
import { expect, it } from 'vitest';
import { measureLive } from './live-requests.ts';

it('the benchmark of real orders counts requests and weight of idle, holding and opening ticks, times the first entry, and each stop behind its entry', async () => {
  const figures = await measureLive(2);
  expect(figures.idle).toMatchObject({ requests: 11, weight: 19 });
  // A tick of 19, and five steps of 9: quote 2, account 5, two lists of one market.
  expect(figures.watchedMinute).toMatchObject({ requests: 11 + 5 * 4, weight: 19 + 5 * 9 });
  expect(figures.watchedMinuteOfFunding.weight).toBe(figures.watchedMinute.weight + 30);
  expect(figures.withThreePositions).toEqual(figures.idle);
  expect(figures.whileOpening.requests).toBeGreaterThan(figures.idle.requests);
  expect(figures.whileOpening.weightPct).toBeLessThan(6);
  expect(figures.acceptedWarm.p50Ms).toBeGreaterThan(0);
  expect(figures.acceptedCold.p99Ms).toBeGreaterThan(0);
  // Three entries a round, each with its stop.
  expect(figures.protectedAfter.samples).toBe(6);
  expect(figures.protectedAfter.p50Ms).toBeGreaterThan(0);
});
