/**
 * What do the commands say where no ledger is kept, and does looking leave anything behind?
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, scalper } from '../../harness/scalper-process.ts';
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
    expect(status.stdout).toContain('`npm start`');
    expect(rebuild).toMatchObject({ code: 2, stdout: '' });
    expect(rebuild.stderr).toContain('`npm start`');
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
});
