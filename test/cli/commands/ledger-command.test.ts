/**
 * Do the commands over the ledger of a local run tell what it left, and is a ledger that was tampered with noticed?
 *
 * One run, with a real process for each command: interrupted, commanded by its operator, and finished.
 */
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LOCAL_TABLE, openEmbeddedDynamo } from '../../../infra/local/embedded-dynamodb.ts';
import { readSnapshot, withSnapshot } from '../../../infra/local/bot-snapshot.ts';
import { LOCAL_BOT, databaseFolder } from '../../../infra/local/run-record.ts';
import { stateItem, type Item } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { rowItem } from '../../../lambda/adapters/dynamo/row-items.ts';
import { plus, usdFromUnits } from '../../../lambda/core/units.ts';
import { rowsIn } from '../../harness/stored-bot.ts';
import { folderOf, scalper, startScalper } from '../../harness/scalper-process.ts';
import { OLD_KEYS, OLD_POSITION_KEYS } from '../../local/legacy-ledgers.ts';

const MARKET = ['--symbols', 'BTCUSDT,ETHUSDT', '--to', '2025-01-06T06:00'];
const RUN = ['start', ...MARKET, '--store', 'dynalite'];
const WRITING = { executionId: 'a', table: LOCAL_TABLE };
let home = '';
const said: Record<string, Awaited<ReturnType<typeof scalper>>> = {};

async function ask(...args: readonly string[]) {
  return scalper(args, { env: { SCALPER_HOME: home } });
}

/** Its output, which it printed without an error. */
async function told(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ask(...args);
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
  return stdout;
}

beforeAll(async () => {
  home = join(await folderOf(), 'home');
  const env = { SCALPER_HOME: home };
  const running = await startScalper([...RUN, '--speed', '6000'], { env });
  await running.until(' net ');
  said.running = await ask('status');
  running.signal('SIGINT');
  expect(await running.ended).toMatchObject({ code: 0 });
  said.unasked = await ask('flatten');
  said.paused = await ask('pause', '--why', 'a walk\nin the park');
  said.flattened = await ask('flatten', '--yes');
  said.waiting = await ask('status');
  said.obeyed = await ask('tick', ...MARKET);
  said.resumed = await ask('resume', '--accept');
  said.finished = await ask(...RUN, '--quiet');
});

describe('an interrupted run', () => {
  it('an interrupted run that is still running tells how it stands', () => {
    expect(said.running).toMatchObject({ code: 0, stderr: '' });
    expect(said.running?.stdout).toContain(' · running now\n');
  });

  it('an interrupted run takes commands, and says that they are left for the next tick', () => {
    expect(said.paused?.stdout).toMatch(
      /^Left for the next tick of bot local: pause, by .+: a walk in the park\n/,
    );
    const nothing = 'The bot is not halted: there is nothing to accept.\n';
    for (const command of [said.paused, said.flattened, said.resumed]) {
      expect(command).toMatchObject({ code: 0, stderr: command === said.resumed ? nothing : '' });
      expect(command?.stdout).toContain('Nothing is done yet. The next tick obeys it');
    }
  });

  it('an interrupted run is not flattened unless somebody says yes', () => {
    expect(said.unasked).toMatchObject({ code: 2, stdout: '' });
    expect(said.unasked?.stderr).toContain('--yes');
  });

  it('an interrupted run has a status that names the commands that wait', () => {
    expect(said.waiting?.stdout).toMatch(/unfinished: start goes on with the same options/);
    expect(said.waiting?.stdout).toMatch(
      /commands +pause, by .+: a walk in the park; left for the next tick\n +flatten, by /,
    );
  });

  it('an interrupted run obeys the commands that wait when it goes on', async () => {
    expect(said.obeyed).toMatchObject({ code: 0, stderr: '' });
    const rows = rowsSchema.parse(JSON.parse(await told('ledger', '--json', '--kind', 'operator-command')));
    expect(rows.map(({ command }) => command?.kind)).toEqual(['pause', 'flatten', 'resume']);
    expect(said.finished).toMatchObject({ code: 0, stderr: '' });
  });
});

const rowsSchema = z.array(
  z.object({
    sequence: z.int(),
    kind: z.string(),
    balanceUsd: z.number(),
    netUsd: z.number().optional(),
    command: z.object({ kind: z.string() }).optional(),
  }),
);

const statusSchema = z.object({
  balanceUsd: z.number(),
  trades: z.int(),
  grossUsd: z.number(),
  feesUsd: z.number(),
  fundingUsd: z.number(),
  netUsd: z.number(),
  run: z.object({ finished: z.boolean() }),
});

async function statusJson() {
  return statusSchema.parse(JSON.parse(await told('status', '--json')));
}

describe('a finished run', () => {
  it('a finished run has the result that it printed as its status', async () => {
    const status = await told('status');
    const figures = said.finished?.stdout.match(/(?<=\n {2})(?:trades|fees|funding|net) +[-\d.,]+/g);
    expect(figures?.slice(0, 4)).toHaveLength(4);
    for (const figure of figures?.slice(0, 4) ?? []) expect(status).toContain(figure);
    expect(status).toContain('finished: the next start begins anew');
    expect(Math.max(...status.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    // oxlint-disable-next-line no-control-regex -- a pipe has no colours
    expect(status).not.toMatch(/\u001B|NaN|undefined/);
  });

  it('a finished run has closed trades as CSV that sum to its totals', async () => {
    const trades: readonly Record<string, string>[] = parse(await told('ledger', '--csv'), { columns: true });
    const { run, ...status } = await statusJson();
    const sum = (column: string) =>
      trades.reduce((total, trade) => total + BigInt(trade[column]!.replace('.', '')), 0n);
    expect(trades).toHaveLength(status.trades);
    expect(trades.length).toBeGreaterThan(20);
    for (const [column, total] of [
      ['gross_usd', status.grossUsd],
      ['fees_usd', status.feesUsd],
      ['funding_usd', status.fundingUsd],
      ['net_usd', status.netUsd],
    ] as const) {
      expect(sum(column), column).toBe(BigInt(Math.round(total * 1e8)));
    }
    expect(run.finished).toBe(true);
  });

  it('a finished run has rows without a gap, the last of which leaves its balance', async () => {
    const rows = rowsSchema.parse(JSON.parse(await told('ledger', '--json')));
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, k) => k + 1));
    const netUsd = rows.reduce((sum, row) => sum + (row.netUsd ?? 0), 0);
    expect(rows.at(-1)?.balanceUsd).toBeCloseTo(2000 + netUsd, 7);
    const table = await told('ledger', '--last', '3');
    // Which run it is, and the head of the columns.
    expect(table.trimEnd().split('\n')).toHaveLength(5);
    expect(table).toMatch(new RegExp(`\n *${rows.length}  2025-01-0`));
  });

  it("a finished run has the keys of the old bot's file", async () => {
    const legacy = z
      .looseObject({
        balance: z.number(),
        initialBalance: z.number(),
        positions: z.array(z.looseObject({ pnl: z.number().optional() })),
      })
      .parse(JSON.parse(await told('ledger', '--legacy')));
    expect(Object.keys(legacy)).toEqual(expect.arrayContaining(['note', ...OLD_KEYS]));
    expect(Object.keys(legacy)).toHaveLength(OLD_KEYS.length + 1);
    expect(Object.keys(legacy.positions[0]!).toSorted()).toEqual(OLD_POSITION_KEYS.toSorted());
    const pnl = legacy.positions.reduce((sum, position) => sum + (position.pnl ?? 0), legacy.initialBalance);
    expect(pnl).toBeCloseTo(legacy.balance, 7);
  });

  it('a finished run takes no command: no tick would read it', async () => {
    const { code, stderr } = await ask('pause');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'holds a finished run: no tick would read the command, because the next start begins anew',
    );
  });
});

/** Replaces an item of the kept database, and puts the old one back afterwards. */
async function withItem(changed: Item, was: Item, run: () => Promise<void>): Promise<void> {
  const put = async (item: Item) => {
    const dynamo = await openEmbeddedDynamo(databaseFolder(home));
    await dynamo.client.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item: item }));
    await dynamo.close();
  };
  await put(changed);
  try {
    await run();
  } finally {
    await put(was);
  }
}

describe('rebuilding', () => {
  it('rebuilding agrees with what a run has left', async () => {
    expect(await told('rebuild')).toMatch(/rows +\d+\n.*\n +balance .*\n\nThe item agrees with its rows/);
  });

  it('rebuilding tells an item and its rows apart by the last digit', async () => {
    const { state } = await readSnapshot(home);
    const balanceUsd = plus(state.ledger.balanceUsd, usdFromUnits(1));
    const changed = stateItem({ ...state, ledger: { ...state.ledger, balanceUsd } }, WRITING);
    await withItem(changed, stateItem(state, WRITING), async () => {
      const { code, stdout } = await ask('rebuild');
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /differ in one place:\n +where +in the item +rebuilt\n +ledger\.balanceUsd +[\d.]+ +[\d.]+\n/,
      );
    });
  });

  it('rebuilding notices a row that says otherwise, and one that cannot be read', async () => {
    const delivered = await withSnapshot(home, ({ state }, store) =>
      rowsIn(store, state.ledger.epoch, LOCAL_BOT),
    );
    const row = delivered?.find(({ event }) => event.kind === 'closed');
    if (row?.event.kind !== 'closed') throw new Error('a closed trade was expected');
    const { event } = row;
    const trade = { ...event.trade, netUsd: plus(event.trade.netUsd, usdFromUnits(1)) };
    const was = rowItem(LOCAL_BOT, row);
    await withItem(rowItem(LOCAL_BOT, { ...row, event: { ...event, trade } }), was, async () => {
      const { code, stdout } = await ask('rebuild', '--json');
      expect(code).toBe(1);
      const report = z
        .object({ agrees: z.boolean(), differences: z.array(z.object({ path: z.string() })) })
        .parse(JSON.parse(stdout));
      expect(report.agrees).toBe(false);
      expect(report.differences.map(({ path }) => path)).toContain(`rows[${row.sequence}].trade.netUsd`);
    });
    await withItem({ ...was, body: { S: '{}' } }, was, async () => {
      const { code, stdout } = await ask('rebuild');
      expect(code).toBe(1);
      expect(stdout).toMatch(
        new RegExp(`rows\\[${row.sequence}\\] +cannot be read: epoch: .+ +a row that can be read`),
      );
    });
  });

  it('rebuilding says that the item cannot be read', async () => {
    const { state } = await readSnapshot(home);
    const was = stateItem(state, WRITING);
    await withItem({ ...was, body: { S: '{}' } }, was, async () => {
      const { code, stderr } = await ask('rebuild');
      expect(code).toBe(1);
      expect(stderr).toContain('It is left untouched');
    });
  });
});
