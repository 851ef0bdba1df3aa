/**
 * Does Ctrl-C end a run cleanly, with the result so far, and at once what does not end?
 */
import { once } from 'node:events';
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { balances, dollars, readReport, total } from './run-report-schema.ts';
import { plainText, row } from '../harness/candle-texts.ts';
import {
  START,
  contentsOf,
  folderOf,
  interruptedAt,
  scalper,
  startScalper,
} from '../harness/scalper-process.ts';

/** A minute of the market a minute: there is time to interrupt it before its first trade. */
const SLOWLY = [...START, '--speed', '1'] as const;
/** The first trade of this market closes in its first half hour. */
const FIRST_TRADE = ' balance 1,9';

describe('the first interruption', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'the first interruption by %s ends with the result so far, and no error',
    async (name) => {
      const running = await startScalper([...SLOWLY]);
      await running.until('Paper trading');
      running.signal(name);
      const { code, signal, stdout, stderr } = await running.ended;
      expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
      expect(stdout).toContain('Result so far (interrupted)');
      expect(stdout).not.toContain('\nResult\n');
      expect(stdout).toContain('Nothing was closed, so nothing was earned or lost.');
    },
  );

  it('the first interruption leaves a report of what was traded, which says that it was interrupted, and its result', async () => {
    const folder = await folderOf();
    const path = join(folder, 'run.json');
    const { code, stdout } = await scalper([...START, '--speed', '12000', '--report', 'run.json'], {
      folder,
      env: interruptedAt(FIRST_TRADE),
    });
    expect(code).toBe(0);
    const left = [...(await contentsOf(folder)).keys()].filter((file) => !file.includes('/results'));
    expect(left.toSorted()).toEqual([join(folder, '.scalper'), path]);
    const report = await readReport(path);
    expect(report.interrupted).toBe(true);
    expect(report.ledger).toHaveLength(report.trades);
    expect(report.trades).toBeGreaterThan(0);
    expect(report.netUsd).toBe(total(report.ledger, 'netUsd'));
    for (const balance of balances(report)) expect(stdout).toContain(`balance ${dollars(balance)}`);
    const end = new Date(report.market.toMs).toISOString().slice(0, 16).replace('T', ' ');
    expect(stdout).toMatch(new RegExp(`→ ${end} UTC\\n\\n +trades`));
    expect(report.market.toMs - report.market.fromMs).toBeLessThan(3_600_000);
  });

  it('the first interruption comes through while the market is traded as fast as possible', async () => {
    const running = await startScalper([...START, '--days', '40']);
    await running.until(FIRST_TRADE);
    running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('Result so far (interrupted)');
  });
});

describe('an interruption before the first minute', () => {
  it('an interruption before the first minute leaves no unfinished report', async () => {
    const folder = await folderOf();
    // Its report is tried, and gone again, at once.
    const watcher = watch(folder);
    const begun = once(watcher, 'change');
    // So many days take a while to make.
    const running = await startScalper([...START, '--days', '60', '--report', 'run.json'], { folder });
    await Promise.race([begun, running.ended]);
    watcher.close();
    running.signal('SIGINT');
    await running.ended;
    expect((await readdir(folder)).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });
});

describe('an interrupted check', () => {
  it('a check that is interrupted does not say that every file is whole', async () => {
    const rows = plainText([row(0)]);
    const [first, second] = ['AUSDT-1m-2025-05.csv', 'BUSDT-1m-2025-05.csv'];
    const folder = await folderOf({ [first]: rows, [second]: rows });
    const args = ['candles', 'check', first, second];
    const { code, stdout } = await scalper(args, { folder, env: interruptedAt(first) });
    expect([code, stdout.includes('Interrupted.'), stdout.includes(second)]).toEqual([130, true, false]);
  });
});

describe('further interruptions', () => {
  it('further interruptions end what the first one could not', async () => {
    const folder = await folderOf();
    // Something that keeps the process alive, whatever it is.
    const env = { NODE_OPTIONS: '--import=data:text/javascript,setInterval(()=>{},1e6)' };
    const running = await startScalper([...SLOWLY], { folder, env });
    await running.until('Paper trading');
    running.signal('SIGINT');
    await running.until('Result so far (interrupted)');
    running.signal('SIGINT');
    expect(await running.ended).toMatchObject({
      code: 130,
      signal: null,
      stderr: 'scalper: ended before it was done, because it was interrupted again\n',
    });
  });
});
