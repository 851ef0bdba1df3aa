/**
 * Does the benchmark of the sweep tell a machine what it has measured? Nothing here depends on how fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('sweep.ts', import.meta.url));
const positive = z.number().positive();
const row = z.object({
  sets: z.int(),
  candles: z.int(),
  seconds: positive,
  cpuSeconds: positive,
  memoryMb: positive,
  cpuMsPerSetAndMillion: positive,
});
const schema = z.object({
  benchmark: z.literal('sweep'),
  candles: z.string(),
  measured: z.array(row),
  checked: z.int(),
  differing: z.int(),
});

it('the benchmark prints one JSON document: fewer sets, fewer days, all of it, and the same as single runs', async () => {
  const args = [BENCH, '--json', '--sets', '4', '--days', '4', '--checked', '2'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { candles, measured, checked, differing } = schema.parse(JSON.parse(stdout));
  expect(candles).toMatch(/^synthetic/);
  expect(measured.map(({ sets }) => sets)).toEqual([2, 4, 4]);
  const [all, half] = [measured[2]!.candles, measured[1]!.candles];
  expect(measured[0]!.candles).toBe(all);
  expect(half).toBeLessThan(0.6 * all);
  expect({ checked, differing }).toEqual({ checked: 2, differing: 0 });
});
