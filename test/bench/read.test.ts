/**
 * Does the benchmark of reading tell a machine what it has measured? Nothing here depends on how fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('read.ts', import.meta.url));

const figures = z.object({
  what: z.string(),
  rows: z.int().nonnegative(),
  cpuSeconds: z.number().positive(),
  memoryMb: z.number().positive(),
});
const schema = z.object({
  benchmark: z.literal('read'),
  node: z.string(),
  cpus: z.int(),
  runs: z.literal(1),
  measured: z.array(figures),
  skipped: z.array(z.object({ what: z.string(), why: z.string() })),
});

it('the benchmark of reading prints one JSON document, in which every form has every row', async () => {
  const args = [BENCH, '--runs', '1', '--days', '1', '--json'];
  const { measured, skipped } = schema.parse(
    JSON.parse((await promisify(execFile)(process.execPath, args)).stdout),
  );
  const [nothing, ...forms] = measured.filter(({ what }) => what !== 'the recorded year');
  expect(nothing).toMatchObject({ what: 'nothing', rows: 0 });
  expect(forms.length).toBeGreaterThan(5);
  expect(new Set(forms.map(({ rows }) => rows)).size).toBe(1);
  expect(forms[0]?.rows).toBeGreaterThan(1000);
  // The recording is measured, or its absence is said.
  expect(measured.length - 1 - forms.length).toBe(1 - skipped.length);
});
