/**
 * Does the whole bot keep every rule in simulated worlds, and is a world the same twice?
 *
 * The command runs in a process of its own: kept seeds first, then always the same ones, then those of today. A failure
 * shows what the command says of it, with what to run. `SIM_STEPS` asks for more than these few.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KEPT_SEEDS } from './kept-seeds.ts';

/** Ticks and watch steps of each row of seeds. */
const STEPS = Number(process.env['SIM_STEPS'] ?? 100);
const MINUTES = '60';
const TWICE_EVERY = '2';

const COMMAND = fileURLToPath(new URL('cli/sim.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const reportSchema = z.object({
  totals: z.object({ ticks: z.number(), watchSteps: z.number(), trades: z.number() }),
  runs: z.array(z.object({ digest: z.string(), second: z.object({ digest: z.string() }).optional() })),
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function simulated(...words: readonly string[]) {
  const file = join(folder, 'report.json');
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words, '--json', file], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
  return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function judge({ totals, runs }: z.infer<typeof reportSchema>): void {
  expect(totals.ticks + totals.watchSteps).toBeGreaterThanOrEqual(STEPS);
  expect(totals.trades).toBeGreaterThan(0);
  const twice = runs.filter(({ second }) => second !== undefined);
  expect(twice).toHaveLength(Math.ceil(runs.length / Number(TWICE_EVERY)));
  expect(twice.map(({ second }) => second?.digest)).toEqual(twice.map(({ digest }) => digest));
}

const row = [
  '--jobs',
  '1',
  '--minutes',
  MINUTES,
  '--ticks',
  String(STEPS),
  '--twice-every',
  TWICE_EVERY,
] as const;

const WALK_MINUTES = 420;
const WALK_BEGINS_MS = Date.UTC(2025, 0, 6);

/** A market in USDC: a walk of some hours, the same each time. */
function walkInUsdc(): string {
  let [price, drawn] = [95_000, 1];
  const draw = () => (drawn = (drawn * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  const rows = Array.from({ length: WALK_MINUTES }, (_, k) => {
    const open = price;
    price *= 1 + 0.003 * draw();
    const [high, low] = [Math.max(open, price) * 1.0002, Math.min(open, price) * 0.9998];
    const prices = [open, high, low, price].map((one) => one.toFixed(1));
    return [WALK_BEGINS_MS + k * 60_000, ...prices, (60 + 80 * draw()).toFixed(3)].join(',');
  });
  const file = join(folder, 'BTCUSDC-1m-2025-01-06.csv');
  writeFileSync(file, ['ts,open,high,low,close,volume', ...rows, ''].join('\n'));
  return file;
}

describe('the bot in simulated worlds', () => {
  it('keeps every rule in the worlds that once found something', () => {
    expect(simulated('--kept').runs).toHaveLength(KEPT_SEEDS.length);
  });

  it('keeps every rule in the same worlds as always, and twice the same way', () => {
    judge(simulated('--seed', '1', ...row));
  });

  it('keeps every rule where its market settles in USDC, beside a wallet in USDT that is not its money', () => {
    judge(simulated('--seed', '1', '--recorded', walkInUsdc(), ...row));
  });

  it('keeps every rule in the worlds of today, and twice the same way', () => {
    judge(simulated('--fresh', ...row));
  });
});
