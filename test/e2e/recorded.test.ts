/**
 * Does `scalper start` trade recorded candles as they are, in the order given?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvOf, syntheticDay, twoSymbols } from '../harness/candle-writing.ts';
import { readReport } from './run-report-schema.ts';
import { START, folderOf, scalper } from '../harness/scalper-process.ts';

const ETH = 'ETHUSDT-1m-2025-01.csv.gz';
const SOL = 'SOLUSDT-1m-2025-01.csv';

async function run(folder: string, ...args: readonly string[]) {
  const ended = await scalper([...START, ...args, '--report', 'run.json'], { folder });
  expect(ended.stderr).toBe('');
  expect(ended.code).toBe(0);
  return { ...ended, report: await readReport(join(folder, 'run.json')) };
}

describe('recorded candles', () => {
  it('recorded candles are traded like the synthetic ones that they were made from, and not called synthetic', async () => {
    const [files, elsewhere] = [await folderOf(await twoSymbols()), await folderOf()];
    const [recorded, synthetic] = await Promise.all([
      run(files, '--candles', ETH, SOL),
      run(elsewhere, '--seed', '7', '--symbols', 'ETHUSDT,SOLUSDT'),
    ]);
    expect(recorded.stdout).not.toContain('SYNTHETIC');
    expect(recorded.stdout).toContain('recorded candles · ETHUSDT SOLUSDT · 2025-01-06 00:00 →');
    const { market, ...others } = recorded.report;
    const { files: read } = market;
    expect(synthetic.report.market.files).toEqual([]);
    expect(market).toEqual({ ...synthetic.report.market, kind: 'recorded', seed: null, files: read });
    expect(
      read.map(({ file, symbol, form, units, newestFirst }) => [file, symbol, form, units, newestFirst]),
    ).toEqual([
      [ETH, 'ETHUSDT', 'columns by their names', ['ms'], false],
      [SOL, 'SOLUSDT', 'columns by their names', ['ms'], false],
    ]);
    expect(recorded.stdout).toMatch(
      /\n {2}read 2 files of ETHUSDT SOLUSDT · columns by their names · times in ms · 2,\d{3} rows\n/,
    );
    expect({ market: synthetic.report.market, ...others }).toEqual(synthetic.report);
    expect(others.trades).toBeGreaterThan(20);
  });

  it('recorded candles have the priority in which they are given, in a folder that of their names, else that of --symbols', async () => {
    const files = await twoSymbols(60);
    const orders = [
      ['--candles', SOL, ETH],
      ['--candles', '.'],
      ['--candles', '.', '--symbols', 'SOLUSDT,ETHUSDT'],
    ];
    const symbols: string[][] = [];
    for (const order of orders) {
      symbols.push((await run(await folderOf(files), ...order)).report.market.symbols);
    }
    expect(symbols).toEqual([
      ['SOLUSDT', 'ETHUSDT'],
      ['ETHUSDT', 'SOLUSDT'],
      ['SOLUSDT', 'ETHUSDT'],
    ]);
  });

  it('recorded candles of one symbol may be in several files, and --days ends both at the same minute', async () => {
    const { eth, sol } = await syntheticDay();
    const folder = await folderOf({
      'ETHUSDT-1m-2025-01-06.csv': csvOf(eth, 0, 700),
      'ETHUSDT-1m-2025-01.csv': csvOf(eth, 700),
      'SOLUSDT-1m-2025-01.csv': csvOf(sol, 300),
    });
    const { report } = await run(folder, '--candles', '.', '--days', '1');
    expect(report.market.symbols).toEqual(['ETHUSDT', 'SOLUSDT']);
    expect(report.market.fromMs).toBe(eth.openTimeMs[0]);
    expect(report.market.toMs).toBe(eth.openTimeMs[0]! + 86_400_000);
  });

  it('recorded candles that are fewer than the history are no error, and leave nothing to divide by', async () => {
    const folder = await folderOf(await twoSymbols(5));
    const { stdout, report } = await run(folder, '--candles', '.');
    expect(report).toMatchObject({ trades: 0, wins: 0, netUsd: 0, balanceUsd: 2000, breakEvenWinRate: null });
    expect(stdout).toContain('no trade was closed');
    expect(stdout).toContain('Nothing was closed, so nothing was earned or lost.');
    expect(stdout).not.toMatch(/NaN|Infinity|undefined|-0\.00\b/);
  });

  it('recorded candles end with what is still open, which the report lists and the balance leaves out', async () => {
    const { eth } = await syntheticDay();
    const whole = await folderOf({ 'ETHUSDT-1m-2025-01.csv': csvOf(eth) });
    const [trade] = (await run(whole, '--candles', '.')).report.ledger;
    const opened = eth.openTimeMs.indexOf(trade!.entryTime);
    const cut = await folderOf({ 'ETHUSDT-1m-2025-01.csv': csvOf(eth, 0, opened + 1) });
    const { stdout, report } = await run(cut, '--candles', '.');
    const { symbol, side, entryTime, entryPrice, quantity } = trade!;
    expect(report.open).toMatchObject([{ symbol, side, entryTime, entryPrice, quantity }]);
    expect(report).toMatchObject({ trades: 0, balanceUsd: 2000 });
    expect(stdout).toMatch(
      new RegExp(`open at the end +${side} ETHUSDT at .*: in no sum above; .* would leave`),
    );
  });

  it('recorded candles may have recorded funding rates, and a file beside them that is not read is named', async () => {
    const { eth } = await syntheticDay();
    const folder = await folderOf({
      [SOL.replace('SOL', 'ETH')]: csvOf(eth),
      'ETHUSDT-funding.csv': `ts,rate\n${eth.openTimeMs[0]! + 4 * 3_600_000},0.0001\n`,
      'notes.txt': 'of the recording',
    });
    const args = [...START, '--candles', '.', '--funding', 'ETHUSDT-funding.csv', '--report', 'run.json'];
    const { stdout, stderr } = await scalper(args, { folder });
    const report = await readReport(join(folder, 'run.json'));
    expect(stderr).toBe('scalper: not read, because it does not end as a file of rows does: notes.txt\n');
    expect(report.funding).toEqual([
      { symbol: 'ETHUSDT', files: ['ETHUSDT-funding.csv'], times: 5, assumedTimes: 4 },
    ]);
    expect(stdout).toContain(
      'of ETHUSDT from ETHUSDT-funding.csv but for 4 of 5 times; otherwise assumed 0.01 %',
    );
    expect(report.notSeen.filesLeftOut).toEqual(['notes.txt']);
    expect(stdout).toMatch(/not seen\n(?: {4}.*\n)* {4}files left out +notes\.txt\n/);
  });

  it('recorded candles of other days than their name, and files of a folder that are not read, are told even to the quiet', async () => {
    const { eth } = await syntheticDay();
    const folder = await folderOf({
      'ETHUSDT-1m-2024-12.csv': csvOf(eth, 0, 60),
      'notes.txt': 'x',
      'ETHUSDT-5m-2025-01.csv': '',
    });
    const args = [...START, '--quiet', '--candles', '.', '--report', 'run.json'];
    const { stderr, code } = await scalper(args, { folder });
    expect(code).toBe(0);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'scalper: ETHUSDT-1m-2024-12.csv holds rows of 2025-01-06 to 2025-01-06, and its name tells 2024-12',
      'scalper: not read, because the name tells candles of 5m, and must tell those of one minute (1m): ETHUSDT-5m-2025-01.csv',
      'scalper: not read, because it does not end as a file of rows does: notes.txt',
    ]);
    const { market } = await readReport(join(folder, 'run.json'));
    expect(market.files.flatMap(({ warnings }) => warnings)).toHaveLength(1);
    expect(market.unusedFiles.map(({ file }) => file)).toEqual(['ETHUSDT-5m-2025-01.csv', 'notes.txt']);
  });

  it('recorded candles that do not say what they are, are what options say', async () => {
    const { eth } = await syntheticDay();
    const rows = csvOf(eth, 0, 60).split('\n').slice(1).join('\n');
    const folder = await folderOf({ 'minutes.csv': rows });
    const columns = 'time=1,open=2,high=3,low=4,close=5,volume=6';
    const { report } = await run(
      folder,
      '--candles',
      'minutes.csv',
      '--symbol',
      'ETHUSDT',
      '--columns',
      columns,
    );
    expect([report.market.symbols, report.market.fromMs]).toEqual([['ETHUSDT'], eth.openTimeMs[0]]);
  });
});
