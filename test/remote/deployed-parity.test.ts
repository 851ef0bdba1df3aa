/**
 * Does `scalper parity --bot` find a deployed bot again in the backtest of its candles, and ask nothing of it but its ledger?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { parseParameters } from '../../lambda/config.ts';
import { twoSymbols } from '../harness/candle-writing.ts';
import { folderOf, scalper } from '../harness/scalper-process.ts';
import { traded, type Planted } from '../parity/parity-harness.ts';
import { TABLE } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';

const FILES = ['ETHUSDT-1m-2025-01.csv.gz', 'SOLUSDT-1m-2025-01.csv'] as const;
const MINUTES = 240;

const reportSchema = z.object({
  bot: z.string(),
  parametersAre: z.string(),
  trades: z.object({ bot: z.int(), backtest: z.int(), matched: z.int(), equal: z.int() }),
  parts: z.array(
    z.object({ kind: z.string(), cause: z.string().nullish(), usd: z.number(), count: z.int() }),
  ),
  botUsd: z.number(),
  differenceUsd: z.number(),
});

/** Trades the candles of a folder, and lies in a table of AWS afterwards, rows and item. */
async function deployedBot(planted: Planted = {}) {
  const files = await twoSymbols(MINUTES);
  const folder = await folderOf(files);
  const { symbols } = await readCandleFiles(FILES.map((file) => join(folder, file)));
  const parameters = parseParameters({ targetPct: 0.2 });
  const bot = await traded(symbols, { parameters }, planted);
  const { aws, env, client } = await deployed({ ...bot.state, botId: 'paper', version: 1 });
  await new DynamoLedger(client, TABLE).append('paper', bot.rows);
  const log = await folderOf({ 'bot.log': bot.lines.join('\n') });
  const parity = async (...more: readonly string[]) => {
    aws.calls.length = 0;
    const words = ['parity', ...FILES, '--bot', 'paper', '--json', ...more];
    const { stdout, stderr, code } = await scalper(words, { folder, env });
    expect(stderr).toBe('');
    return { code, report: reportSchema.parse(JSON.parse(stdout)) };
  };
  return { ...bot, parity, aws, log: join(log, 'bot.log') };
}

describe('parity of a deployed bot', () => {
  it('that had every tick finds no difference, with its own parameters, and writes nothing', async () => {
    const { parity, rows, aws } = await deployedBot();
    const closed = rows.filter(({ event }) => event.kind === 'closed').length;
    expect(closed).toBeGreaterThan(5);
    const { code, report } = await parity();
    expect(code).toBe(0);
    expect(report).toMatchObject({
      bot: 'bot paper in ap-northeast-1',
      parametersAre: 'recorded',
      trades: { bot: closed, backtest: closed, matched: closed, equal: closed },
      differenceUsd: 0,
    });
    const actions = new Set(aws.calls.map(({ target }) => target.split('.').at(-1)));
    expect([...actions].filter((action) => !/^(?:Get|Query|Describe|List|Batch)/.test(action ?? ''))).toEqual(
      [],
    );
  });

  it('that missed an hour of ticks has the trades of that hour as missed, to the last digit', async () => {
    const { parity, log } = await deployedBot({ withoutTick: (minute) => minute >= 90 && minute < 150 });
    const { code, report } = await parity('--log', log);
    const missed = report.parts.filter(({ kind, count }) => kind === 'missed' && count > 0);
    expect(missed.map(({ cause }) => cause)).toContain('no tick in that minute');
    expect(report.trades.backtest).toBeGreaterThan(report.trades.matched);
    const units = report.parts.reduce((sum, { usd }) => sum + Math.round(usd * 1e8), 0);
    expect(units).toBe(Math.round(report.differenceUsd * 1e8));
    expect(code).toBe(0);
  });
});
