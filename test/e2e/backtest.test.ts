/**
 * Does `scalper backtest` give the result of `scalper start`, from the same options, and refuse what that refuses?
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { twoSymbols } from '../harness/candle-writing.ts';
import { START, folderOf, scalper } from '../harness/scalper-process.ts';
import { readReport } from './run-report-schema.ts';

const ETH = 'ETHUSDT-1m-2025-01.csv.gz';
const SOL = 'SOLUSDT-1m-2025-01.csv';

it('the report is that of a run over the same candles, with both bounds, and the same fingerprint', async () => {
  const folder = await folderOf(await twoSymbols());
  const options = ['--set', 'targetPct=0.2', '--from', '2025-01-06T06:00'];
  const [tested, started] = await Promise.all([
    scalper(['backtest', ETH, SOL, ...options, '--report', 'tested.json'], { folder }),
    scalper([...START, '--both-ways', '--candles', ETH, SOL, ...options, '--report', 'started.json'], {
      folder,
    }),
  ]);
  expect([tested.stderr, tested.code, started.code]).toEqual(['', 0, 0]);
  const [of, meant] = [
    await readReport(join(folder, 'tested.json')),
    await readReport(join(folder, 'started.json')),
  ];
  expect(of.trades).toBeGreaterThan(20);
  expect({ ...of, held: null }).toEqual(meant);
  expect(of.held?.['momentum']).toBeGreaterThan(100);
  // The screen is that of a run, but for the lines above the result and the minutes without a signal.
  const result = (stdout: string) =>
    stdout.slice(stdout.indexOf('\nResult')).replace(/\n {2}no signal .*/, '');
  expect(result(tested.stdout)).toBe(result(started.stdout));
  expect(tested.stdout).toContain(`\n  result hash             ${of.hash}\n`);
  // Once more, from the columns that were kept.
  const again = await scalper(['backtest', ETH, SOL, ...options, '--quiet'], { folder });
  expect(again.stdout).toContain(`\n  result hash             ${of.hash}\n`);
  expect(tested.stdout).toMatch(/^Backtest {2}recorded candles · ETHUSDT SOLUSDT · 2025-01-06 06:00 → /);
});

it('a synthetic market is tested where no file is named, and says so', async () => {
  const { stdout, code } = await scalper(['backtest', '--quiet', '--seed', '7', '--symbols', 'BTCUSDT']);
  expect(code).toBe(0);
  expect(stdout).toContain('SYNTHETIC market, seed 7 · BTCUSDT');
  expect(stdout).not.toContain('Backtest');
});

it.each([
  [['missing.csv'], 'missing.csv'],
  [['.', '--from', '2026-01-01'], '--from and --to leave nothing to trade'],
  [['.', '--days', '1', '--to', '2025-01-06'], "'--to <time>' cannot be used with option '--days <n>'"],
  [['.', '--report', SOL], '--report'],
])('%j is refused with what is wrong, and nothing is tested', async (args, words) => {
  const folder = await folderOf(await twoSymbols(30));
  const { stdout, stderr, code } = await scalper(['backtest', ...args], { folder });
  expect(stderr).toContain(words);
  expect([code, stdout]).toEqual([2, '']);
});
