/**
 * What does the bot make of items that it did not write like this?
 *
 * A state it cannot read stops it and stays as it is, byte for byte. A state of a newer release is read when that
 * release says it can be. A command it cannot read is a pause: it never keeps the bot from its exits.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ItemError,
  readState,
  STATE_BYTES_MAX,
  StateBodies,
  stateItem,
} from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { rowItem } from '../../../lambda/adapters/dynamo/row-items.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { intendOrder, recordEvent } from '../../../lambda/core/bot-state.ts';
import { NOON } from '../../harness/builders.ts';
import { haltedRow, stateAt, rowsIn } from '../../harness/stored-bot.ts';
import { heldAt, putRaw, withBody, type RawItem } from './dynamo-raw-items.ts';
import { useDynalite } from './dynamo-servers.ts';
import { PaperHarness, PAPER_BOT, minutesOfMarket } from './dynamo-harness.ts';

const dynalite = useDynalite();

let table: string;
let store: DynamoLedger;

beforeEach(async () => {
  table = await dynalite.newTable();
  store = new DynamoLedger(dynalite.client, table);
});

const put = (item: RawItem) => putRaw(dynalite.client, table, item);
const held = (item: RawItem) => heldAt(dynalite.client, table, item);

const WRITTEN = intendOrder(stateAt(3), 'stop', (identity) => ({
  ...identity,
  leg: 'stop',
  tradeId: 1,
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  price: 99,
}));
const WRITING = { executionId: 'an execution', table: 'a-table' };
const STATE = stateItem(WRITTEN, WRITING);

/** What is wrong, the item, and the words that say where. */
const UNREADABLE: readonly (readonly [string, RawItem, string])[] = [
  ['is not the bot’s at all', { pk: STATE['pk']!, sk: STATE['sk']!, name: { S: 'x' } }, 'says no schema'],
  ['is of a release without schemas', { ...STATE, readableBy: { S: '1' } }, 'says no schema'],
  ['has no body', { ...STATE, body: { NULL: true } }, 'has no body'],
  ['has a body that is no JSON', { ...STATE, body: { S: '{"botId":' } }, 'is not JSON'],
  ['has a body that is no object', { ...STATE, body: { S: '[]' } }, 'its body: '],
  ['lacks its balance', withBody(STATE, 'ledger.balanceUsd', undefined), 'ledger.balanceUsd: '],
  ['lacks what is unknown', withBody(STATE, 'ledger.halted', undefined), 'ledger.halted: '],
  ['has words for a number', withBody(STATE, 'ledger.balanceUsd', '2000'), 'ledger.balanceUsd: '],
  ['has nothing for a number', withBody(STATE, 'orderCount', null), 'orderCount: '],
  ['has an amount between two units', withBody(STATE, 'ledger.balanceUsd', 1.5), 'ledger.balanceUsd: '],
  ['has an amount beyond exact ones', withBody(STATE, 'ledger.balanceUsd', 2 ** 53), 'ledger.balanceUsd: '],
  ['has an order of no known leg', withBody(STATE, 'orders.0.leg', 'hedge'), 'orders.0.leg: '],
  ['has an order at no price', withBody(STATE, 'orders.0.price', 0), 'orders.0.price: '],
  [
    'has a row of no known kind',
    withBody(STATE, 'outbox.rows.0.event.kind', 'x'),
    'outbox.rows.0.event.kind: ',
  ],
  ['denies for no known reason', withBody(STATE, 'denials', { weather: 1 }), 'denials'],
  [
    'is another version inside',
    { ...STATE, version: { N: '4' } },
    'contradicts itself: version 4, in its body 3',
  ],
  ['has no version outside', { ...STATE, version: { S: '3' } }, 'contradicts itself: version undefined'],
  ['is another bot inside', withBody(STATE, 'botId', 'other'), 'in its body 3 of bot other'],
  [
    'is of a newer release',
    { ...STATE, schema: { N: '7' }, readableBy: { N: '6' } },
    'newer release (schema 7, readable from 6)',
  ],
];

describe('A state stops the bot and is left untouched when it', () => {
  it.each(UNREADABLE)('a state stops the bot and is left untouched when it %s', async (_, item, words) => {
    await put(item);
    const before = await held(item);
    const error: unknown = await store.load('bot').catch((thrown: unknown) => thrown);
    if (!(error instanceof ItemError)) throw new Error(`no ItemError: ${String(error)}`);
    expect(error.message).toContain('item bot#bot / state ');
    expect(error.message).toContain(words);
    expect(error.message).toContain('It is left untouched');
    expect(await held(item)).toEqual(before);
  });

  it('a state stops the bot and is left untouched when it is of a newer release, and it says what helps', async () => {
    await put({ ...STATE, readableBy: { N: '2' } });
    await expect(store.load('bot')).rejects.toThrow('Deploy the newer release again');
  });

  it('a state that cannot be read in the middle of a run stops the bot: every tick fails, and nothing is written [invariant 8]', async () => {
    const harness = new PaperHarness(store, minutesOfMarket(20));
    await harness.run(10);
    const { state } = await store.load(PAPER_BOT);
    const broken = withBody(
      stateItem(state!, { executionId: 'x', table: 'a-table' }),
      'ledger.balanceUsd',
      0.5,
    );
    await put(broken);
    for (const _ of [1, 2, 3]) {
      harness.advance();
      await expect(harness.tick()).rejects.toThrow('ledger.balanceUsd');
    }
    expect(await held(broken)).toEqual(broken);
    expect(harness.lines.filter((line) => line.includes('"level":"ERROR"'))).toHaveLength(3);
  });
});

describe('A state of a newer release that says it can be read', () => {
  it('a state of a newer release that says it can be read is read, without what only that release knows', async () => {
    let newer: RawItem = { ...STATE, schema: { N: '2' }, readableBy: { N: '1' }, mood: { S: 'new' } };
    for (const path of ['mood', 'ledger.mood', 'orders.0.mood', 'outbox.rows.0.event.mood']) {
      newer = withBody(newer, path, { since: 1 });
    }
    await put(newer);
    const { state } = await store.load('bot');
    expect(state).toStrictEqual(WRITTEN);
  });

  it('a state of a newer release that says it can be read may be replaced by this one, as any other', async () => {
    await put({ ...STATE, schema: { N: '2' }, readableBy: { N: '1' } });
    expect(await store.commit(stateAt(4), 3, 'older')).toBe('committed');
    expect((await store.load('bot')).state).toEqual(stateAt(4));
  });

  it('a state of a newer release that says it can be read leaves rows that this release recognises as written, although they say more', async () => {
    const written = haltedRow(1);
    await put(withBody(rowItem('bot', written), 'event.mood', 'new'));
    await store.append('bot', [written]);
    expect(await rowsIn(store)).toEqual([written]);
  });
});

describe('A state is not written when it', () => {
  it('a state is not written when it is larger than a table takes, and what is there stays', async () => {
    await store.commit(stateAt(1), 0, 'a');
    const cause = 'x'.repeat(STATE_BYTES_MAX / 4);
    const rows = [1, 2, 3, 4].map((sequence) => haltedRow(sequence, cause));
    const large = { ...stateAt(2), outbox: { rows, alerts: [] } };
    expect(await store.commit(large, 1, 'a')).toBe('too-large');
    expect((await store.load('bot')).state).toEqual(stateAt(1));
  });

  it('a state that is as large as it may be is written', async () => {
    const cause = 'x'.repeat(STATE_BYTES_MAX - 2_000);
    const large = { ...stateAt(1), outbox: { rows: [haltedRow(1, cause)], alerts: [] } };
    expect(await store.commit(large, 0, 'a')).toBe('committed');
    expect((await store.load('bot')).state).toEqual(large);
  });

  it('a state is not written when it could not be read again', async () => {
    const halted = recordEvent(stateAt(1), { kind: 'halted', atMs: Number.NaN, cause: 'a test' });
    const error: unknown = await store.commit(halted, 0, 'a').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ItemError);
    expect(String(error)).toContain('item bot#bot / state cannot be read: ledger.halted.sinceMs');
    expect((await store.load('bot')).state).toBeUndefined();
  });
});

describe('A body that was read a moment ago', () => {
  it('a body that was read a moment ago is not read again, and another one is', () => {
    const bodies = new StateBodies();
    const first = readState(STATE, bodies);
    expect(readState({ ...STATE, executionId: { S: 'another' } }, bodies)).toBe(first);
    const next = stateItem({ ...WRITTEN, orderCount: 7 }, WRITING, bodies);
    expect(readState(next, bodies)).toEqual({ ...first, orderCount: 7 });
    expect(readState(STATE, bodies)).toEqual(first);
  });

  it('a body that was read a moment ago is refused in an item that contradicts it, or that nobody here may read', () => {
    const bodies = new StateBodies();
    readState(STATE, bodies);
    expect(() => readState({ ...STATE, version: { N: '99' } }, bodies)).toThrow('contradicts itself');
    expect(() => readState({ ...STATE, readableBy: { N: '2' } }, bodies)).toThrow('a newer release');
    expect(() => readState(withBody(STATE, 'orderCount', null), bodies)).toThrow('orderCount: ');
    expect(() => readState({ ...STATE, body: { NULL: true } }, bodies)).toThrow('has no body');
  });
});

describe('A row that cannot be read', () => {
  it.each([
    [
      'because it is another one',
      { ...rowItem('bot', haltedRow(1)), sk: rowItem('bot', haltedRow(2))['sk']! },
      'row 1/1',
    ],
    ['because of what it says', withBody(rowItem('bot', haltedRow(2)), 'event.atMs', 'noon'), 'event.atMs'],
    [
      'because nothing was closed',
      withBody(rowItem('bot', haltedRow(2)), 'event', {
        kind: 'reduced',
        atMs: NOON,
        tradeId: 1,
        fills: [],
      }),
      'event.fills',
    ],
  ] as const)(
    'a row that cannot be read %s is handed out in its place, and stays',
    async (_, item, words) => {
      await put(item);
      await store.append('bot', [haltedRow(1), haltedRow(3)]);
      const rows = await Array.fromAsync(store.rows('bot', 1));
      expect([rows[0], rows[2]]).toEqual([haltedRow(1), haltedRow(3)]);
      expect(rows[1]).toMatchObject({ epoch: 1, sequence: 2, kind: 'halted', atMs: NOON });
      expect(rows[1]).toHaveProperty('problem', expect.stringContaining(words));
      await expect(store.append('bot', [haltedRow(2)])).rejects.toThrow('It is left untouched');
      expect(await held(item)).toEqual(item);
    },
  );
});
