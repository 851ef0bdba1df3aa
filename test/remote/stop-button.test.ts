/**
 * Does the stop button work whatever the table holds, and does looking cost the same after years?
 *
 * The command line as a process of its own, with the unmodified clients of AWS; every request is counted.
 */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stateItem, stateKey } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { rowItem } from '../../lambda/adapters/dynamo/row-items.ts';
import { newPaperBot, recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../lambda/core/units.ts';
import { putRaw, withBody, type RawItem } from '../adapters/dynamo/dynamo-raw-items.ts';
import { NOON, at, entryOrder, position, trade } from '../harness/builders.ts';
import { scalper } from '../harness/scalper-process.ts';
import { TABLE } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';

const PAPER = ['--bot', 'paper'];
const { decision } = entryOrder();

/** A bot with so many trades, one a minute, and its rows. */
function botWith(trades: number): BotState {
  const events = Array.from({ length: trades }, (_, k): readonly LedgerEvent[] => {
    const tradeId = k + 1;
    const atMs = NOON + k * 60_000;
    return [
      { kind: 'opened', atMs, position: position({ tradeId }), decision, fills: [] },
      { kind: 'closed', atMs, trade: trade(-0.01, { tradeId, exitTimeMs: atMs }), fills: [] },
    ];
  });
  return events.flat().reduce(recordEvent, newPaperBot('paper', 1, usd(2000), at('11:00')));
}

async function deployedWith(trades: number) {
  const bot = botWith(trades);
  const delivered = { ledger: bot.ledger, outbox: { rows: [], alerts: [] } };
  const { aws, env, client } = await deployed(delivered);
  await new DynamoLedger(client, TABLE).append('paper', bot.outbox.rows);
  const ask = async (...args: readonly string[]) => {
    const before = aws.requests.length;
    const ended = await scalper([...args, ...PAPER], { env });
    const requests = aws.requests.slice(before).map((request) => request.replace('DynamoDB_20120810.', ''));
    return { ...ended, requests };
  };
  const put = (item: RawItem) => putRaw(client, TABLE, item);
  return { bot, ask, put, client, aws, env };
}

const COMMANDS = [
  ['flatten', '--yes'],
  ['pause'],
  ['resume'],
  ['status'],
  ['status', '--json'],
  ['ledger', '--last', '20'],
  ['ledger', '--json'],
  ['export'],
  ['export', '--what', 'rows', '--format', 'json'],
  ['params', 'history'],
] as const;

describe('a damaged row', () => {
  it.each(COMMANDS.map((args) => args.join(' ')))(
    'a damaged row, or one of a newer release, keeps no command from its work: %s',
    async (line) => {
      const { bot, ask, put } = await deployedWith(30);
      const [, , third, fourth] = bot.outbox.rows;
      await put({ ...rowItem('paper', third!), body: { S: '{"epoch":1' } });
      const newer = withBody(rowItem('paper', fourth!), 'event.kind', 'mood');
      await put({ ...newer, kind: { S: 'mood' }, schema: { N: '2' } });
      expect(await ask(...line.split(' '))).toMatchObject({ code: 0 });
    },
  );

  it('a damaged row is a line of the answer, as far as it is known', async () => {
    const { bot, ask, put } = await deployedWith(30);
    const [first, , third] = bot.outbox.rows.slice(-3);
    await put({ ...rowItem('paper', first!), body: { S: '{"epoch":1' } });
    const newer = withBody(rowItem('paper', third!), 'event.kind', 'mood');
    await put({ ...newer, kind: { S: 'mood' }, schema: { N: '2' } });
    const lines = (await ask('ledger', '--last', '4')).stdout.trimEnd().split('\n').slice(1);
    expect(lines).toEqual([
      expect.stringMatching(/^ 58 +2026-01-05 12:28 +opened +unknown {2}#29 long/),
      expect.stringMatching(/^ 59 +2026-01-05 12:28 +closed +unknown {2}is not JSON$/),
      expect.stringMatching(/^ 60 +2026-01-05 12:29 +opened +unknown {2}#30 long/),
      expect.stringMatching(
        /^ 61 +2026-01-05 12:29 +mood +1,999\.70 {2}was written by a newer release \(schema 2\): cannot be read: event\.kind: Invalid discriminator value$/,
      ),
    ]);
    const { code, stdout } = await ask('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/rows +failed +row 1\/61 was written by a newer release/);
    expect((await ask('params', 'history')).stderr).toContain('row 1/59 is not JSON: it is left out\n');
    const { stderr, stdout: csv } = await ask('export');
    expect(stderr).toContain('row 1/59 is not JSON: it is left out\n');
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + 28);
  });

  it('a damaged row is found by the doctor among the last hundred', async () => {
    const { bot, ask, put } = await deployedWith(60);
    const damage = (sequence: number) =>
      put({ ...rowItem('paper', bot.outbox.rows[sequence - 1]!), body: { S: '{' } });
    await damage(21);
    expect((await ask('doctor')).stdout).toMatch(/rows +passed +the last 100 are there/);
    await damage(22);
    expect((await ask('doctor')).stdout).toMatch(/rows +failed +row 1\/22 is not JSON/);
  });
});

describe('rows of some kinds', () => {
  it('rows of some kinds come with those whose kind is unknown, as many as are asked for', async () => {
    const { bot, ask, put } = await deployedWith(2);
    const { kind: _, ...item } = rowItem('paper', bot.outbox.rows[2]!);
    await put({ ...item, body: { S: '{' } });
    const sequences = async (...args: readonly string[]) => {
      const { stdout } = await ask('ledger', '--kind', 'opened', '--json', ...args);
      return [...stdout.matchAll(/"sequence": (\d+)/g)].map(([, digits]) => Number(digits));
    };
    expect(await sequences()).toEqual([2, 3, 4]);
    expect(await sequences('--last', '2')).toEqual([3, 4]);
  });
});

describe('an item that cannot be read', () => {
  it.each(['flatten --yes', 'pause', 'resume'])(
    'an item that cannot be read takes the command all the same: %s',
    async (line) => {
      const { bot, ask, put, client } = await deployedWith(1);
      const item = stateItem({ ...bot, version: 1 }, { executionId: 'a', table: TABLE });
      await put({ ...item, body: { S: '{}' } });
      expect(await ask(...line.split(' '))).toMatchObject({ code: 0 });
      await put(item);
      const { commands } = await new DynamoLedger(client, TABLE).load('paper');
      expect(commands.map(({ kind }) => kind)).toEqual([line.split(' ')[0]]);
    },
  );
});

describe('an item that was deleted', () => {
  it.each(['status', 'ledger', 'doctor'])(
    'an item that was deleted is told as such where its rows are there: %s',
    async (command) => {
      const { ask, client } = await deployedWith(1);
      await client.send(new DeleteItemCommand({ TableName: TABLE, Key: stateKey('paper') }));
      const { stdout, stderr } = await ask(command);
      const words = `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
      expect(words).toContain('bot paper has rows of epoch 1 and no item: it was deleted.');
      expect(words).toContain('/scalper begin --bot paper;');
    },
  );
});

describe('the cost of a command', () => {
  it('the cost of a command does not grow with the ledger', async () => {
    const costs = async (trades: number) => {
      const { ask } = await deployedWith(trades);
      const asked = new Map<string, string>();
      for (const args of [...COMMANDS.slice(0, 6), ['doctor']]) {
        const { requests } = await ask(...args);
        asked.set(args.join(' '), requests.toSorted().join(', '));
      }
      return Object.fromEntries(asked);
    };
    const few = await costs(10);
    expect(few).toMatchObject({
      'flatten --yes': 'DescribeStacks Kallisti-Trader, PutItem, Query',
      pause: 'DescribeStacks Kallisti-Trader, PutItem, Query',
      status: 'DescribeStacks Kallisti-Trader, Query, Query',
      'status --json': 'DescribeStacks Kallisti-Trader, Query, Query',
      'ledger --last 20': 'DescribeStacks Kallisti-Trader, Query, Query, Query',
    });
    expect(await costs(600)).toEqual(few);
  });

  it('the cost of a command pays for the figures of the run, which the item has', async () => {
    const { ask } = await deployedWith(30);
    const figures = z.object({ trades: z.int(), wins: z.int(), netUsd: z.number() });
    const status = figures.parse(JSON.parse((await ask('status', '--json')).stdout));
    expect(status).toEqual({ trades: 30, wins: 0, netUsd: -0.3 });
  });
});

describe('a bot that the stack does not name', () => {
  it('a bot that the stack does not name is told of, and gets its command all the same', async () => {
    const { env, client } = await deployedWith(1);
    const { code, stdout } = await scalper(['flatten', '--yes', '--bot', 'papre'], { env });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'No tick may ever read it: the stack Kallisti-Trader in ap-northeast-1 has no bot papre, but paper, live.',
    );
    const { commands } = await new DynamoLedger(client, TABLE).load('papre');
    expect(commands.map(({ kind }) => kind)).toEqual(['flatten']);
  });
});

describe('export --from', () => {
  it('export --from has what was closed from then on, also where it was booked late', async () => {
    const { env, client } = await deployed();
    const DAY = 86_400_000;
    const opened = (tradeId: number, atMs: number): LedgerEvent => ({
      kind: 'opened',
      atMs,
      position: position({ tradeId }),
      decision,
      fills: [],
    });
    const closed = (tradeId: number, atMs: number): LedgerEvent => ({
      kind: 'closed',
      atMs,
      trade: trade(-1, { tradeId, exitTimeMs: atMs }),
      fills: [],
    });
    const bot = [
      opened(1, NOON),
      closed(1, NOON),
      { kind: 'day-started' as const, atMs: at('2026-01-06T00:00') },
      opened(2, NOON + DAY),
      closed(2, NOON + DAY),
      // After an outage: of the evening before its row.
      opened(3, NOON + DAY),
      { kind: 'day-started' as const, atMs: at('2026-01-07T00:00') },
      closed(3, NOON + DAY + 1),
      opened(4, NOON + 2 * DAY),
      closed(4, NOON + 2 * DAY),
    ].reduce(recordEvent, newPaperBot('paper', 1, usd(2000), at('11:00')));
    const store = new DynamoLedger(client, TABLE);
    await store.commit({ ...bot, version: 2, outbox: { rows: [], alerts: [] } }, 1, 'a');
    await store.append('paper', bot.outbox.rows);
    const ids = async (from: string) => {
      const { stdout, stderr } = await scalper(['export', '--format', 'json', '--from', from, ...PAPER], {
        env,
      });
      expect(stderr).toBe('');
      return z
        .array(z.object({ trade_id: z.number() }))
        .parse(JSON.parse(stdout))
        .map((row) => row.trade_id);
    };
    expect(await ids('2026-01-05')).toEqual([1, 2, 3, 4]);
    expect(await ids('2026-01-06T12:00')).toEqual([2, 3, 4]);
    expect(await ids('2026-01-06T12:00:00.001Z')).toEqual([3, 4]);
    expect(await ids('2026-01-07')).toEqual([4]);
    const wrong = await scalper(['export', '--from', 'yesterday', ...PAPER], { env });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('such as 2026-01-05');
  });
});
