/**
 * Does gold beside bitcoin give the same in a run and in a backtest, say when it is closed, and leave with its trading
 * session?
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { START, folderOf, scalper } from '../harness/scalper-process.ts';
import { readReport } from './run-report-schema.ts';

const MARKET = ['--symbols', 'XAUUSDT,BTCUSDT'];
const CLOSED = 'XAUUSDT is closed 2025-01-06 21:50 → 23:05 UTC\n';

it('gold beside bitcoin gives the same in a run and in a backtest, and is told to be closed', async () => {
  const folder = await folderOf({});
  const [started, tested] = await Promise.all([
    scalper([...START, ...MARKET, '--report', 'started.json'], { folder }),
    scalper(['backtest', ...MARKET, '--report', 'tested.json'], { folder }),
  ]);
  expect([started.code, tested.code, tested.stderr]).toEqual([0, 0, '']);
  const run = await readReport(join(folder, 'started.json'));
  const test = await readReport(join(folder, 'tested.json'));
  expect(run.hash).toBe(test.hash);
  expect(new Set(run.ledger.map(({ symbol }) => symbol))).toEqual(new Set(['XAUUSDT', 'BTCUSDT']));
  expect(tested.stdout).toContain(CLOSED);
  expect(tested.stdout).toContain('\n    minutes closed           XAUUSDT 75 of 1,440\n');
  const closedMs = Date.UTC(2025, 0, 6, 21, 50);
  const openMs = Date.UTC(2025, 0, 6, 23, 5);
  const gold = run.ledger.filter(({ symbol }) => symbol === 'XAUUSDT');
  for (const { entryTime, exitTime } of gold)
    expect(exitTime <= closedMs || entryTime >= openMs, String(entryTime)).toBe(true);
});
