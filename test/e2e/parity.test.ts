/**
 * Does `scalper parity` find a bot again in the backtest of its candles, wherever its ledger is?
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { twoSymbols } from '../harness/candle-writing.ts';
import { folderOf, scalper } from '../harness/scalper-process.ts';

const FILES = ['ETHUSDT-1m-2025-01.csv.gz', 'SOLUSDT-1m-2025-01.csv'] as const;
const RUN = [
  'start',
  '--quiet',
  '--candles',
  ...FILES,
  '--set',
  'targetPct=0.2',
  '--report',
  'run.json',
] as const;

const reportSchema = z.object({
  parametersAre: z.string(),
  trades: z.object({ bot: z.int(), backtest: z.int(), matched: z.int(), equal: z.int() }),
  parts: z.array(z.object({ kind: z.string(), usd: z.number(), count: z.int() })),
  botUsd: z.number(),
  differenceUsd: z.number(),
});

let folder: string;

beforeAll(async () => {
  const row = 'ETHUSDT,long,1,100,101,2025-01-06T00:30:00Z,2025-01-06T00:31:00Z';
  const csv = `symbol,side,quantity,entry price,exit price,entry time,exit time\n${row}\n`;
  folder = await folderOf({ ...(await twoSymbols(240)), 'trades.csv': csv });
  const { code } = await scalper(RUN, { folder });
  expect(code).toBe(0);
});

describe('a comparison', () => {
  it('a comparison of the run of the folder finds no difference, with its own parameters', async () => {
    const { stdout, stderr, code } = await scalper(['parity', ...FILES, '--report', 'parity.json'], {
      folder,
    });
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(
      /^ {2}the backtest +(\d+) +(-?[\d.]+) .*\n {2}not explained +0 +0\.00 .*\n {2}the bot +\1 +\2 /m,
    );
    const { parametersAre, trades, differenceUsd } = reportSchema.parse(
      JSON.parse(await readFile(join(folder, 'parity.json'), 'utf8')),
    );
    expect({ parametersAre, differenceUsd }).toEqual({ parametersAre: 'recorded', differenceUsd: 0 });
    expect(trades.bot).toBeGreaterThan(5);
    expect([trades.backtest, trades.matched, trades.equal]).toEqual([trades.bot, trades.bot, trades.bot]);
  });

  it('a comparison of its report under other fees is fees, to the last digit', async () => {
    const asked = ['--ledger', 'run.json', '--set', 'takerFeePct=0.04', '--set', 'breakeven=gross', '--json'];
    const { stdout, code } = await scalper(['parity', ...FILES, ...asked], { folder });
    const { parametersAre, parts, differenceUsd } = reportSchema.parse(JSON.parse(stdout));
    expect(parametersAre).toBe('given');
    expect(parts.some(({ kind, usd }) => kind === 'fee' && usd < 0)).toBe(true);
    const units = parts.reduce((sum, { usd }) => sum + Math.round(usd * 1e8), 0);
    expect(units).toBe(Math.round(differenceUsd * 1e8));
    expect(code).toBe(parts.some(({ kind, count }) => kind === 'not-explained' && count > 0) ? 1 : 0);
  });

  it.each([
    [['--ledger', 'missing.json', FILES[0]], 'cannot read missing.json'],
    [[], 'which candles did it trade?'],
    [[...FILES, '--to', '2025-01-05'], '--from and --to leave nothing to trade'],
    [[FILES[0], '--ledger', 'trades.csv'], 'does not say its parameters'],
  ])('a comparison with %j is refused with what is wrong', async (args, words) => {
    const { stdout, stderr, code } = await scalper(['parity', ...args], { folder });
    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([2, '']);
  });
});
