/**
 * Does the benchmark of long runs tell a machine what it has measured? Nothing here depends on how fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('soak.ts', import.meta.url));

const schema = z.object({
  benchmark: z.literal('soak'),
  node: z.string(),
  cpus: z.int(),
  rows: z.array(
    z.object({
      ticks: z.int(),
      cpuMsPerTick: z.number().positive(),
      residentMb: z.number().positive(),
      databaseMb: z.number().positive(),
    }),
  ),
});

async function bench(...args: readonly string[]): Promise<string> {
  const short = ['--ticks', '90', '--every', '45'];
  return (await promisify(execFile)(process.execPath, [BENCH, ...short, ...args])).stdout;
}

it('the benchmark of long runs prints one JSON document, with a row for every so many ticks', async () => {
  const { rows } = schema.parse(JSON.parse(await bench('--json')));
  expect(rows.map(({ ticks }) => ticks)).toEqual([45, 90]);
});

it('the benchmark of long runs prints a table', async () => {
  const [headings, ...rows] = (await bench()).trimEnd().split('\n');
  expect(headings).toMatch(/^ *ticks +CPU ms a tick +resident MB +database MB$/);
  expect(rows.map((row) => row.trim().split(/ +/)[0])).toEqual(['45', '90']);
});
