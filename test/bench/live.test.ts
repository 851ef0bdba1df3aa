/**
 * Does the measurement of ticks with real orders measure what it says?
 */
import { expect, it } from 'vitest';
import { measureLive } from './live-requests.ts';

it('the benchmark of real orders counts requests and weight of idle, holding and opening ticks, and times the first entry', async () => {
  const figures = await measureLive(2);
  expect(figures.idle).toEqual({ requests: 7, weight: 93, weightPct: 3.875 });
  expect(figures.withThreePositions).toEqual(figures.idle);
  expect(figures.whileOpening.requests).toBeGreaterThan(figures.idle.requests);
  expect(figures.whileOpening.weightPct).toBeLessThan(6);
  expect(figures.acceptedWarm.p50Ms).toBeGreaterThan(0);
  expect(figures.acceptedCold.p99Ms).toBeGreaterThan(0);
});
