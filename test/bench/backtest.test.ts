/**
 * Does the benchmark of the backtest tell a machine what it has measured? Nothing here depends on how fast this one is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters } from '../../lambda/config.ts';
import { COSTLESS } from './costless.ts';
import { plainLoop } from './plain-loop.ts';

const BENCH = fileURLToPath(new URL('backtest.ts', import.meta.url));

const figure = z.object({
  what: z.string(),
  unit: z.enum(['ms of CPU', 's', 's of CPU', 'MB', 'times']),
  median: z.number().nonnegative(),
  min: z.number().nonnegative(),
  max: z.number().nonnegative(),
  runs: z.literal(1),
});
const schema = z.object({
  benchmark: z.literal('backtest'),
  candles: z.string(),
  rows: z.int().positive(),
  trades: z.int().positive(),
  figures: z.array(figure),
});

it('the benchmark prints one JSON document with every figure', async () => {
  const args = [BENCH, '--json', '--runs', '1', '--starts', '1', '--days', '3'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { candles, figures } = schema.parse(JSON.parse(stdout));
  expect(candles).toMatch(/^synthetic/);
  expect(figures.map(({ what, unit }) => `${what} (${unit})`)).toEqual([
    'plain loop of comparisons (ms of CPU)',
    'backtest, one bound (ms of CPU)',
    'backtest, both bounds (ms of CPU)',
    'one bound over the plain loop (times)',
    'both bounds over the plain loop (times)',
    'first backtest of a process, one bound (ms of CPU)',
    'process, without a cache (s)',
    'process, without a cache (s of CPU)',
    'process, without a cache (MB)',
    'process, with the cache (s)',
    'process, with the cache (s of CPU)',
    'process, with the cache (MB)',
  ]);
});

it('the plain loop trades what the backtest does, where only its own rules are asked', () => {
  const symbols = synthesiseMarket({ symbols: ['ETHUSDT'], seed: 4, days: 2, startMs: Date.UTC(2025, 0, 6) });
  const many = { dailyLossUsd: 1e6, dailyLossPct: 100, lossStreak: 1_000, maxTradesPerHour: 600 };
  const plain = { quickExitSeconds: 300, initialStopPct: 0.249, recoverySeconds: 86_400 };
  const parameters = parseParameters({ ...COSTLESS, ...many, ...plain });
  const { trades } = backtest({ symbols, parameters }).stopFirst;
  expect(trades.length).toBeGreaterThan(100);
  // Recovery, which the plain loop does not know, ended none of them.
  expect([...new Set(trades.map(({ reason }) => reason))].sort()).toEqual([
    'hard-stop',
    'max-hold',
    'target',
  ]);
  expect(plainLoop(symbols[0]!.candles)).toBe(trades.length);
});
