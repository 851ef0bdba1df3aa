/**
 * Does the benchmark of growth tell a machine what it has measured, flat where it must be? Nothing here depends on how
 * fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('growth.ts', import.meta.url));

const schema = z.object({
  benchmark: z.literal('growth'),
  node: z.string(),
  cpus: z.int(),
  figures: z.array(
    z.object({
      command: z.string(),
      rows: z.int(),
      requests: z.int(),
      databaseRequests: z.int(),
      bytes: z.int().positive(),
      cpuSeconds: z.number().positive(),
      memoryMb: z.number().positive(),
    }),
  ),
});

it('the benchmark prints one JSON document, in which no command and no tick asks for more as the ledger grows', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--json', '--rows', '300,3000']);
  const { figures } = schema.parse(JSON.parse(stdout));
  const [few, many] = [300, 3_000].map((rows) => figures.filter((figure) => figure.rows === rows));
  const requests = (of: typeof figures = []) => of.map((figure) => `${figure.command}: ${figure.requests}`);
  expect(requests(few)).toEqual([
    'status: 3',
    'status --json: 3',
    'flatten --yes: 3',
    'pause: 3',
    'resume: 5',
    'ledger --last 20: 4',
    'export --from 2025-01-05: 4',
    'doctor: 20',
    'tick: 3',
  ]);
  expect(requests(many)).toEqual(requests(few));
  const bytesOf = (of: typeof figures = [], command = '') =>
    of.find((figure) => figure.command === command)?.bytes ?? Number.NaN;
  for (const command of ['status', 'flatten --yes', 'ledger --last 20', 'doctor', 'tick']) {
    // Numbers in the item and the rows have more digits.
    expect(bytesOf(many, command)).toBeLessThan(bytesOf(few, command) * 1.2);
  }
});
