/**
 * Does `scalper start --detail` watch positions between two minutes of recorded trades?
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, steady } from '../harness/watching-bot.ts';
import { readReport } from './run-report-schema.ts';
import { START, folderOf, scalper } from '../harness/scalper-process.ts';

const RECORDED = fileURLToPath(new URL('../../../shared/data/ticks/', import.meta.url));

const EAGER = [
  'momentumCandles=1',
  'volumeLookback=2',
  'volumeRatio=0',
  'volatilityCandles=2',
  'volatilityPct=0',
];

async function run(folder: string, files: readonly string[], ...set: readonly string[]) {
  const parameters = [...EAGER, ...set].flatMap((assignment) => ['--set', assignment]);
  const args = [...START, '--detail', ...files, ...parameters, '--report', 'run.json'];
  const { code, stdout, stderr } = await scalper(args, { folder });
  expect([code, stderr]).toEqual([0, '']);
  return { stdout, report: await readReport(join(folder, 'run.json')) };
}

describe('recorded trades', () => {
  it('recorded trades close a position between two minutes, and only where it is watched', async () => {
    // Worth its fees again from 12:06:15 to 12:06:20, and never when a minute turns.
    const path = afterSignal([
      ...steady(100.1, 0, 130),
      [135, 100.23],
      [140, 100.23],
      ...steady(100.1, 145, 200),
    ]);
    const rows = path.map(([second, price]) => `0,${NOON + second * SECOND_MS},${price},1,0`);
    const text = ['local_us,exch_ms,price,qty,buyer_is_maker', ...rows].join('\n');
    const folder = await folderOf({ 'BTCUSDT-trades.csv': text });
    const watched = await run(folder, ['BTCUSDT-trades.csv']);
    expect(watched.report.market).toMatchObject({ kind: 'recorded trades', symbols: ['BTCUSDT'] });
    const closedAtMs = NOON + (6 * 60 + 20) * SECOND_MS;
    expect(watched.report.ledger).toMatchObject([{ reason: 'quick-exit', exitTime: closedAtMs }]);
    expect(watched.stdout).toContain('quick-exit');
    // The backtest's own loop, on the same files.
    const args = ['backtest', '--detail', 'BTCUSDT-trades.csv', '--report', 'tested.json'];
    const set = EAGER.flatMap((assignment) => ['--set', assignment]);
    expect((await scalper([...args, ...set, '--lag-seconds', '0'], { folder })).code).toBe(0);
    const tested = await readReport(join(folder, 'tested.json'));
    expect(tested.ledger).toEqual(watched.report.ledger);
    expect(tested.hash).toBe(watched.report.hash);
    const unwatched = await run(folder, ['BTCUSDT-trades.csv'], 'watchIntervalSeconds=0');
    expect(unwatched.report.ledger).toEqual([]);
  });

  it('recorded trades are needed for a late decision, and a signal must still be young enough', async () => {
    const late = await scalper(['backtest', 'candles.csv', '--lag-seconds', '5']);
    expect(late.code).toBe(2);
    expect(late.stderr).toContain('--lag-seconds needs --detail');
    const args = ['backtest', '--detail', 'a.csv', '--lag-seconds', '5', '--set', 'maxSignalAgeSeconds=4'];
    const old = await scalper(args);
    expect(old.code).toBe(2);
    expect(old.stderr).toContain('older than maxSignalAgeSeconds = 4');
  });

  it('recorded trades are refused beside what contradicts them', async () => {
    for (const option of ['--both-ways', '--days=1', '--real-time=binanceusdm', '--live=binanceusdm']) {
      const { code, stderr } = await scalper([...START, '--detail', 'a.csv', option]);
      expect(code).toBe(2);
      expect(stderr).toContain('--detail');
    }
  });
});

describe.skipIf(!existsSync(RECORDED))(
  'trades of the BTC perpetual on 2024-08-08 (skipped where the recording is absent)',
  () => {
    const files = ['trades', 'bookticker'].map((what) =>
      join(RECORDED, `usdm-btcusdt-20240808-${what}.csv.gz`),
    );

    it('trades of the BTC perpetual on 2024-08-08 are left at a step of the watch; without it the position is still open when the recording ends', async () => {
      const set = ['momentumPct=0.02', 'recoverySeconds=20'];
      const watched = await run(await folderOf(), files, ...set);
      const unwatched = await run(await folderOf(), files, ...set, 'watchIntervalSeconds=0');
      const [first] = watched.report.ledger;
      expect(first?.reason).toBe('recovery-timeout');
      expect(first!.exitTime % (60 * SECOND_MS)).toBeGreaterThan(0);
      expect(first!.exitTime % (10 * SECOND_MS)).toBe(0);
      expect(unwatched.report.ledger).toEqual([]);
      expect(unwatched.report.open).toMatchObject([{ entryTime: first!.entryTime, side: first!.side }]);
    });
  },
);
