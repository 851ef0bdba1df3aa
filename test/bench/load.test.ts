/**
 * Does the benchmark of many bots count every tick and its units? Nothing here depends on how fast this machine is.
 */
import { expect, it, onTestFinished } from 'vitest';
import { startDynalite } from './dynalite-process.ts';
import { measureLoad } from './load-run.ts';

it('bots that share a table tick once each in every minute, and none fails', async () => {
  const dynamo = await startDynalite();
  onTestFinished(() => dynamo.close());
  const load = { endpoint: dynamo.endpoint, bots: 5, minutes: 2, minuteSeconds: 0.1 };
  const figures = await measureLoad(load);
  expect(figures).toMatchObject({ ticks: 10, failed: 0 });
  expect(figures.p50Ms).toBeLessThanOrEqual(figures.p99Ms);
  expect(figures.writeUnitsPerTick).toBeGreaterThanOrEqual(1);
  expect(figures.readUnitsPerTick).toBeGreaterThan(0);
});
