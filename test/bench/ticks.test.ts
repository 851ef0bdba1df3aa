/**
 * Does the benchmark of ticks tell a machine what it has measured? Nothing here depends on how fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('ticks.ts', import.meta.url));
const SHORT = ['--minutes', '90', '--store', 'memory', '--store', 'dynalite'];

const ticks = z.object({
  ticks: z.int().positive(),
  p50Ms: z.number().positive(),
  p95Ms: z.number().positive(),
  databaseShare: z.number().min(0).max(1),
  calls: z.number(),
  depth: z.number(),
  readUnits: z.number(),
  writeUnits: z.number(),
});
const schema = z.object({
  benchmark: z.literal('ticks'),
  node: z.string(),
  cpus: z.int(),
  minutes: z.literal(90),
  stores: z.array(z.object({ store: z.string(), idle: ticks, trading: ticks })),
  skipped: z.array(z.object({ store: z.string(), why: z.string() })),
});

async function bench(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [BENCH, ...SHORT, ...args])).stdout;
}

it('the benchmark prints one JSON document', async () => {
  const { stores, skipped } = schema.parse(JSON.parse(await bench('--json')));
  expect(skipped).toEqual([]);
  const [memory, dynalite] = stores;
  expect(memory).toMatchObject({ store: 'memory', idle: { calls: 0, writeUnits: 0, databaseShare: 0 } });
  expect(dynalite).toMatchObject({ store: 'dynalite', idle: { calls: 3, depth: 2 } });
  expect(dynalite!.idle.writeUnits).toBeGreaterThanOrEqual(1);
  expect(dynalite!.trading.calls).toBeGreaterThan(3);
});

it('the benchmark prints a table', async () => {
  const lines = (await bench()).trimEnd().split('\n');
  expect(lines[0]).toMatch(/^store +tick +ticks +p50 ms +p95 ms +database +calls +depth +RRU +WRU$/);
  expect(lines.slice(1).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
    ['memory', 'idle'],
    ['memory', 'trading'],
    ['dynalite', 'idle'],
    ['dynalite', 'trading'],
  ]);
});
