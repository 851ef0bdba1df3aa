/**
 * Does an auditor see what happens in a world: at its venue, in its tables, in its log, to its functions?
 *
 * Nobody runs in this world. What a bot would have done is done by hand, and wrong.
 */
import { describe, expect, it } from 'vitest';
import { BOT_ID, TABLE, World } from '../world/world.ts';
import { Auditor } from './auditor.ts';
import {
  closedRow,
  entryOf,
  ledgerOf,
  openedRow,
  positionOf,
  rowItem,
  START_MS,
  STARTED,
  stateItem,
  stateOf,
} from './doctored.ts';

const MINUTE_MS = 60_000;
const FAULTS_END_MS = 5 * MINUTE_MS;

function audited() {
  const world = new World({
    seed: 1,
    startMs: START_MS,
    markets: [],
    parameters: {},
    balanceUsd: 2_000,
    offsetMs: 0,
    alignToMinuteSeconds: 0,
    timeoutMs: 55_000,
    concurrencyMax: 1,
    plan: {
      fateOf: () => ({ thereMs: 1, backMs: 1, there: 'arrives', back: 'arrives' }),
      doomAt: () => undefined,
      earlyMsOf: () => 0,
      deliveryOf: () => ({ lateMs: 0, copies: 1, apartMs: 0 }),
      coldStartMs: () => 1,
      isReclaimed: () => false,
      clockOffMs: () => 0,
      refusalOf: () => undefined,
    },
    keptMax: 0,
  });
  const heard: string[] = [];
  world.onLog = (line) => heard.push(line);
  world.onEnd = ({ outcome }) => heard.push(outcome);
  world.dynamo.onWrite = ({ table }) => heard.push(table);
  const found: string[] = [];
  const auditor = new Auditor({
    world,
    faultsEndMs: START_MS + FAULTS_END_MS,
    hours: [],
    endMs: START_MS + 2 * FAULTS_END_MS,
    causes: () => [],
    report: ({ rule }) => found.push(rule),
  });
  const put = (item: object, table = TABLE) =>
    world.dynamo.respond('PutItem', JSON.stringify({ TableName: table, Item: item }));
  const commit = (changes: object = {}, table = TABLE) => put(stateItem(stateOf({ ...changes })), table);
  const wait = async (ms: number) => {
    await world.time.passUntil(world.time.nowMs() + ms);
    world.venue.timeMs = world.time.nowMs();
    auditor.look();
  };
  const end = (outcome: 'died' | 'failed', failure?: string) => {
    const machine = { name: 'm', isDead: true, frozenUntilMs: 0, clockOffMs: 0, held: [] };
    world.onEnd({ machine, minuteMs: START_MS, beganMs: START_MS, outcome, failure });
  };
  return { world, auditor, found, heard, put, commit, wait, end };
}

describe('an auditor', () => {
  it('leaves to others what they listen to', () => {
    const { world, heard, commit, end } = audited();
    commit();
    world.onLog('a line');
    end('died');
    expect(heard).toEqual([TABLE, 'a line', 'died']);
  });

  it('sees commits, rows, fills, caps and sums', async () => {
    const { found, commit, put, wait } = audited();
    commit();
    put(rowItem(STARTED));
    const entering = { orders: [entryOf()], ledger: ledgerOf({ stoppedAtMs: START_MS }) };
    commit({ ...entering, version: 2, outbox: { rows: [], alerts: [] } });
    commit({ version: 3, ledger: ledgerOf({ rowCount: 2 }), outbox: { rows: [openedRow(2)], alerts: [] } });
    await wait(1_000);
    expect(found).toEqual([
      'entry-while-day-is-stopped',
      'book-is-no-fold',
      'stop-misplaced',
      'positions-are-no-sum',
      'fill-of-nobody',
      'book-is-no-fold',
    ]);
  });

  it('sees alerts that are lost, and what the topic has', () => {
    const { world, found, commit } = audited();
    const alert = (id: string) => ({ id, atMs: START_MS, kind: 'paused', happened: 'It paused.' });
    commit({ outbox: { rows: [STARTED], alerts: [alert('a1'), alert('a2')] } });
    const [topicArn, subject, message] = ['arn', 'Paused', 'It paused.'];
    world.topic.published.push({ topicArn, subject, message, https: JSON.stringify({ id: 'a1' }) });
    commit({ version: 2 });
    expect(found).toEqual(['alert-lost']);
  });

  it('sees orders at the venue, and positions without a stop', async () => {
    const { world, auditor, found, commit, wait } = audited();
    const { venue } = world;
    commit();
    await wait(1);
    expect(auditor.orderState()).toBe('idle');
    const order = {
      kind: 'order',
      symbol: 'SOLUSDT',
      side: 'BUY',
      quantity: 1,
      clientId: `${BOT_ID}-7-1-e`,
    } as const;
    venue.quote('SOLUSDT', { bid: 99.995, ask: 100.005 });
    venue.happen(order);
    venue.happen(order);
    await wait(14_000);
    expect(found).toEqual(['order-accepted-twice', 'unprotected-without-cause']);
    expect(auditor.orderState()).toBe('naked');
    expect(auditor.nakedMs()).toEqual({ nothing: 14_000 });
  });

  it('knows when a function died', async () => {
    const { world, auditor, found, commit, wait, end } = audited();
    const { venue } = world;
    commit();
    venue.quote('SOLUSDT', { bid: 99.995, ask: 100.005 });
    venue.happen({ kind: 'order', symbol: 'SOLUSDT', side: 'BUY', quantity: 1, clientId: `${BOT_ID}-7-1-e` });
    end('died');
    await wait(30_000);
    expect(found).toEqual([]);
    expect(auditor.nakedMs()).toEqual({ 'function died': 30_000 });
  });

  it('sees errors that are defects, and lets others pass', () => {
    const { world, found, end } = audited();
    world.onLog('{"level":"ERROR","error":"StoreError: no answer"}');
    end('failed', 'StoreError: no answer');
    expect(found).toEqual([]);
    world.onLog('{"level":"ERROR","error":"TypeError: x is undefined"}');
    world.onLog('{"level":"ERROR","at":2,"error":"TypeError: x is undefined"}');
    end('failed', 'RangeError: version 3 cannot follow version 1');
    expect(found).toEqual(['defect-logged', 'defect-thrown']);
  });

  it('expects a bot to be well where nothing happened, and when everything is over', async () => {
    const calm = audited();
    await calm.wait(4 * MINUTE_MS);
    expect(calm.found).toEqual(['no-commits']);
    const troubled = audited();
    troubled.auditor.onHappening({ kind: 'jump', atMs: 0, symbol: 'SOLUSDT', pct: 1 });
    await troubled.wait(FAULTS_END_MS - 1);
    expect(troubled.found).toEqual([]);
    await troubled.wait(4 * MINUTE_MS);
    expect(troubled.found).toEqual(['no-commits']);
  });

  it('follows the bot into a restored table', () => {
    const { world, auditor, found, put, commit } = audited();
    commit();
    put(rowItem(STARTED));
    const backup = world.dynamo.backup(TABLE);
    const open = { positions: [positionOf()], rowCount: 2, entryTimesMs: [START_MS] };
    commit({ version: 2, ledger: ledgerOf(open), outbox: { rows: [openedRow(2)], alerts: [] } });
    expect(found.splice(0)).toEqual(['fill-of-nobody']);
    world.dynamo.restore('Restored', backup);
    world.useTable('Restored');
    auditor.onHappening({ kind: 'restored', atMs: 0, agoMs: 1 });
    commit({ version: 2, outbox: { rows: [], alerts: [] } }, 'Restored');
    expect(found).toEqual([]);
    const closed = { rowCount: 2, balanceUsd: 1_998_90000000 };
    commit(
      { version: 3, ledger: ledgerOf(closed), outbox: { rows: [closedRow(2)], alerts: [] } },
      'Restored',
    );
    expect(found).toContain('closed-without-opening');
  });
});
