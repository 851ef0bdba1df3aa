/**
 * What do the commands say where no ledger is kept, and does looking leave anything behind?
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, scalper } from '../../harness/scalper-process.ts';
import {
  NAMED_HEADER,
  freqtradeBacktest,
  freqtradeTrade,
  namedCsv,
  namedRow,
} from '../../imported/ledger-texts.ts';
import { THREE_TRADES, oldLedger } from '../../local/legacy-ledgers.ts';

describe('where nothing is kept', () => {
  it('where nothing is kept the status says how to begin, and other commands refuse; nothing is made', async () => {
    const nowhere = join(await folderOf(), 'nowhere');
    const env = { SCALPER_HOME: nowhere };
    const [status, rebuild] = await Promise.all([
      scalper(['status'], { env }),
      scalper(['rebuild'], { env }),
    ]);
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toContain('/scalper start`');
    expect(rebuild).toMatchObject({ code: 2, stdout: '' });
    expect(rebuild.stderr).toContain('/scalper start`');
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('importing', () => {
  it('importing tells what the old trades earned, and changes nothing', async () => {
    const folder = await folderOf({ 'old.json': oldLedger(THREE_TRADES) });
    const [screen, json] = await Promise.all([
      scalper(['import', 'old.json', '--taker-fee', '0.04'], { folder }),
      scalper(['import', 'old.json', '--set', 'slippageBps=1', '--json'], { folder }),
    ]);
    expect(screen).toMatchObject({ code: 0, stderr: '' });
    expect(screen.stdout).toMatch(/result, USD +0\.12 +-1\.32\n/);
    expect(screen.stdout).toContain('Nothing was written');
    expect(existsSync(join(folder, '.scalper'))).toBe(false);
    expect(JSON.parse(json.stdout)).toMatchObject({
      takerFeePct: 0.05,
      slippageBps: 1,
      trades: 3,
      misrecorded: 0,
    });
  });

  it('importing takes the columns and the strategy that are said, and tells every mistake in its own line', async () => {
    const two = freqtradeBacktest({ Mine: [freqtradeTrade()], Yours: [] });
    const folder = await folderOf({
      'bt.json': two,
      'my.csv': namedCsv([namedRow()], NAMED_HEADER.replace('Net PnL', 'PnL')),
      'wrong.csv': namedCsv([namedRow().replace(',6,100,', ',six,ten,')]),
    });
    const [backtest, table, wrong, fee] = await Promise.all([
      scalper(['import', 'bt.json', '--strategy', 'Mine', '--json'], { folder }),
      scalper(['import', 'my.csv', '--columns', 'netPnl=PnL', '--json'], { folder }),
      scalper(['import', 'wrong.csv'], { folder }),
      scalper(['import', 'my.csv', '--columns', 'netPnl=PnL', '--taker-fee', '0.04'], { folder }),
    ]);
    expect(JSON.parse(backtest.stdout)).toMatchObject({
      origin: 'freqtrade, backtest of Mine',
      recordedIs: 'net',
      fundingUsd: 0,
      ledger: [{ symbol: 'BTC/USDT:USDT', side: 'long', feesAre: 'recorded', agrees: true }],
    });
    expect(JSON.parse(table.stdout)).toMatchObject({
      origin: 'another tool',
      feesRecorded: 1,
      fundingUsd: null,
    });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr.split('\n')).toEqual([
      'scalper: wrong.csv is not a table of trades:',
      '  line 2, Qty: expected a number, such as 1234.5; found "six"',
      '  line 2, Entry price: expected a number, such as 1234.5; found "ten"',
      '',
    ]);
    expect(fee).toMatchObject({ code: 2, stdout: '' });
    expect(fee.stderr).toContain('leave out the taker fee');
  });
});
