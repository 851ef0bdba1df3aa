/**
 * Does the benchmark of the core tell a machine what it has measured? Nothing here depends on how fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('core.ts', import.meta.url));

const figures = z.object({
  candles: z.string(),
  symbols: z.int().positive(),
  rows: z.int().positive(),
  trades: z.int().positive(),
  netUsd: z.number(),
  inPlace: z.number().positive(),
  inLedger: z.number().positive(),
});
const schema = z.object({
  benchmark: z.literal('core'),
  node: z.string(),
  cpus: z.int(),
  runs: z.literal(1),
  measured: z.array(figures),
  skipped: z.array(z.object({ candles: z.string(), why: z.string() })),
});

async function bench(...args: readonly string[]): Promise<string> {
  const short = ['--runs', '1', '--days', '2'];
  return (await promisify(execFile)(process.execPath, [BENCH, ...short, ...args])).stdout;
}

it('the benchmark prints one JSON document', async () => {
  const { measured, skipped } = schema.parse(JSON.parse(await bench('--json')));
  const [one, three, ...recorded] = measured;
  expect(one).toMatchObject({ candles: 'synthetic', symbols: 1 });
  expect(three).toMatchObject({ candles: 'synthetic', symbols: 3 });
  // The recording is measured, or its absence is said.
  expect(recorded.length === 2 ? 0 : 1).toBe(skipped.length);
});

it('the benchmark prints a table', async () => {
  const [headings, first] = (await bench()).split('\n');
  expect(headings).toMatch(/^candles +symbols +rows +trades +net USD +in place \/s +in ledger \/s$/);
  expect(first).toMatch(/^synthetic +1 +\d+ +\d+ +-?\d+\.\d\d +\d+ +\d+$/);
});
