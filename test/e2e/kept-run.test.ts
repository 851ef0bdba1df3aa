/**
 * Does a run whose ledger is kept go on where it was interrupted, and only as the run that it was?
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { twoSymbols } from '../harness/candle-writing.ts';
import { readReport, type Report } from './run-report-schema.ts';
import { START, contentsOf, folderOf, interruptedAt, scalper } from '../harness/scalper-process.ts';

const MINUTES = 80;
/** The ledger is kept where `--store` does not say otherwise. */
const KEPT = ['start', '--candles', '.', '--report', 'run.json'] as const;
/** How far it gets before it is interrupted. */
const FIRST_TRADE = ' balance 1,9';

async function reportOf(folder: string): Promise<Report> {
  return readReport(join(folder, 'run.json'));
}

/** A folder with candles and a run that has been interrupted in it. */
async function interruptedRun(): Promise<string> {
  const folder = await folderOf(await twoSymbols(MINUTES));
  const { code, stderr } = await scalper(KEPT, { folder, env: interruptedAt(FIRST_TRADE) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return folder;
}

let whole: Report;

beforeAll(async () => {
  const folder = await folderOf(await twoSymbols(MINUTES));
  await scalper([...START, ...KEPT.slice(1)], { folder });
  whole = await reportOf(folder);
});

describe('an interrupted run', () => {
  it('an interrupted run goes on after its last minute, and ends as if it had never been interrupted', async () => {
    const folder = await interruptedRun();
    const before = await reportOf(folder);
    expect(before.interrupted).toBe(true);
    expect(before.trades).toBeLessThan(whole.trades);
    const { code, stdout, stderr } = await scalper(KEPT, { folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Goes on after 2025-01-06 \d\d:\d\d/m);
    expect(await reportOf(folder)).toEqual(whole);
    // Trades that were printed before are not printed again.
    const told = stdout.match(/^2025.* balance [\d,.]+$/gm) ?? [];
    expect(told).toHaveLength(whole.trades - before.trades);
  });

  it('an interrupted run is neither gone on with nor lost when the options differ, which are named, but for --fresh', async () => {
    const folder = await interruptedRun();
    const before = await contentsOf(folder);
    const other = [...KEPT, '--set', 'takerFeePct=0.06', '--symbols', 'SOLUSDT,ETHUSDT'];
    const refused = await scalper(other, { folder });
    expect(refused.code).toBe(2);
    expect(refused.stdout).toBe('');
    for (const words of ['unfinished run', 'takerFeePct 0.05, now 0.06', 'symbols', '--fresh']) {
      expect(refused.stderr).toContain(words);
    }
    expect(await contentsOf(folder)).toEqual(before);
    const { code, stdout } = await scalper([...other, '--fresh'], { folder });
    expect(code).toBe(0);
    expect(stdout).not.toContain('Goes on');
    const fresh = await reportOf(folder);
    expect(fresh).toMatchObject({ interrupted: false, trades: fresh.ledger.length });
    expect(fresh.market.symbols).toEqual(['SOLUSDT', 'ETHUSDT']);
    expect(fresh.ledger[0]!.entryTime).toBe(whole.ledger[0]!.entryTime);
  });
});

describe('a finished run', () => {
  it('a finished run begins anew when it is started again, with the same result', async () => {
    const folder = await folderOf(await twoSymbols(MINUTES));
    const first = await scalper(KEPT, { folder });
    expect(first.stdout).not.toContain('Goes on');
    expect(await reportOf(folder)).toEqual(whole);
    expect(await scalper(KEPT, { folder })).toEqual(first);
  });
});
