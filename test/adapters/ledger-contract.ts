/**
 * What does the bot rely on in whatever keeps its ledger?
 *
 * One suite for every ledger store: versions that only one writer can take, rows that stay as they were first written,
 * and commands that wait until they are consumed.
 */
import { describe, expect, it } from 'vitest';
import { recordEvent } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../lambda/core/units.ts';
import type { LedgerStore, RowRange } from '../../lambda/ports.ts';
import { NOON } from '../harness/builders.ts';
import { commandOf as command, rowsIn, stateAt as item } from '../harness/stored-bot.ts';

function row(sequence: number, epoch = 1, untilMs = NOON): LedgerRow {
  return { epoch, sequence, event: { kind: 'paused', atMs: NOON, untilMs, lossesInARow: 4 } };
}

function commitsInTurn(makeStore: () => Promise<LedgerStore>): void {
  it('a bot that was never committed has no item, no commands and no rows', async () => {
    const store = await makeStore();
    expect(await store.load('bot')).toEqual({ state: undefined, commands: [] });
    expect(await rowsIn(store)).toEqual([]);
  });

  it('the last epoch is that of the rows, whatever is kept beside them, and none without rows', async () => {
    const store = await makeStore();
    expect(await store.lastEpoch('bot')).toBeUndefined();
    await store.commit(item(1), 0, 'a');
    await store.issue('bot', command('1'));
    expect(await store.lastEpoch('bot')).toBeUndefined();
    await store.append('bot', [row(1), row(2), row(1, 29_460_000), row(1, 3)]);
    await store.append('other', [row(1, 29_470_000)]);
    expect(await store.lastEpoch('bot')).toBe(29_460_000);
  });

  it('the first commit takes version 0 to 1, and is what is loaded then', async () => {
    const store = await makeStore();
    expect(await store.commit(item(1), 0, 'a')).toBe('committed');
    expect((await store.load('bot')).state).toEqual(item(1));
  });

  it('each commit replaces the one before', async () => {
    const store = await makeStore();
    await store.commit(item(1), 0, 'a');
    const halted = recordEvent(item(2), { kind: 'halted', atMs: NOON, cause: 'a test' });
    expect(await store.commit(halted, 1, 'b')).toBe('committed');
    expect((await store.load('bot')).state).toEqual(halted);
  });

  it('bots do not see each other', async () => {
    const store = await makeStore();
    await store.commit(item(1), 0, 'a');
    expect(await store.commit(item(1, 7, 'other'), 0, 'a')).toBe('committed');
    expect((await store.load('bot')).state).toEqual(item(1));
    expect((await store.load('other')).state).toEqual(item(1, 7, 'other'));
  });
}

function conflicts(makeStore: () => Promise<LedgerStore>): void {
  it.each([
    ['a second first commit', item(1, 1), 0],
    ['a commit on a version that is past', item(2, 1), 1],
    ['a commit on a version that is not there yet', item(4, 1), 3],
  ] as const)('%s conflicts and changes nothing', async (_, late, expectedVersion) => {
    const store = await makeStore();
    await store.commit(item(1), 0, 'a');
    await store.commit(item(2), 1, 'a');
    expect(await store.commit(late, expectedVersion, 'b')).toBe('conflict');
    expect((await store.load('bot')).state).toEqual(item(2));
  });

  it('a commit on a version conflicts where there is no item', async () => {
    const store = await makeStore();
    expect(await store.commit(item(4), 3, 'a')).toBe('conflict');
    expect((await store.load('bot')).state).toBeUndefined();
  });

  it.each([
    ['skips one', 3],
    ['stays', 1],
    ['goes back', 0],
  ])('a version that %s is refused, and nothing is written', async (_, version) => {
    const store = await makeStore();
    await store.commit(item(1), 0, 'a');
    // In a function of its own: a store may throw, or reject.
    await expect(async () => store.commit(item(version, 1), 1, 'a')).rejects.toThrow(RangeError);
    expect((await store.load('bot')).state).toEqual(item(1));
  });

  it('of 20 racers one wins, and the item is his', async () => {
    const store = await makeStore();
    await store.commit(item(1), 0, 'first');
    const racers = Array.from({ length: 20 }, (_, racer) => racer);
    const results = await Promise.all(
      racers.map((racer) => store.commit(item(2, 100 + racer), 1, `racer ${racer}`)),
    );
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    const winner = results.indexOf('committed');
    expect((await store.load('bot')).state?.ledger.balanceUsd).toBe(usd(100 + winner));
  });
}

function rowsOfTheLedger(makeStore: () => Promise<LedgerStore>): void {
  it('rows come in the order of their sequence, however they were written', async () => {
    const store = await makeStore();
    await store.append('bot', [row(11), row(9), row(10)]);
    await store.append('bot', [row(2), row(1)]);
    expect((await rowsIn(store)).map(({ sequence }) => sequence)).toEqual([1, 2, 9, 10, 11]);
  });

  it('a row that is written twice is there once', async () => {
    const store = await makeStore();
    await store.append('bot', [row(1), row(2)]);
    await store.append('bot', [row(1), row(2), row(3)]);
    expect(await rowsIn(store)).toEqual([row(1), row(2), row(3)]);
  });

  it('a row is never replaced by another, whether or not the store complains', async () => {
    const store = await makeStore();
    await store.append('bot', [row(1)]);
    await Promise.allSettled([store.append('bot', [row(1, 1, NOON + 1)])]);
    expect(await rowsIn(store)).toEqual([row(1)]);
  });

  it('more rows than one request takes are all kept, in order', async () => {
    const store = await makeStore();
    const rows = Array.from({ length: 120 }, (_, index) => row(index + 1));
    await store.append('bot', rows);
    expect(await rowsIn(store)).toEqual(rows);
  });

  it.each<[string, RowRange, readonly number[]]>([
    ['the newest first', { newestFirst: true }, [11, 10, 9, 2, 1]],
    ['the newest ones only', { newestFirst: true, limit: 2 }, [11, 10]],
    ['the oldest one only', { limit: 1 }, [1]],
    ['those up to one', { upTo: 9 }, [1, 2, 9]],
    ['those up to one that is missing, the newest first', { newestFirst: true, upTo: 8, limit: 5 }, [2, 1]],
    ['more than there are', { newestFirst: true, limit: 99 }, [11, 10, 9, 2, 1]],
  ])('rows come as they are wanted: %s', async (_, range, sequences) => {
    const store = await makeStore();
    await store.append('bot', [row(11), row(9), row(10), row(2), row(1), row(3, 2)]);
    expect((await rowsIn(store, 1, 'bot', range)).map(({ sequence }) => sequence)).toEqual(sequences);
  });

  it('writing no rows changes nothing', async () => {
    const store = await makeStore();
    await store.append('bot', []);
    expect(await rowsIn(store)).toEqual([]);
  });

  it('rows of another epoch or another bot are not among them', async () => {
    const store = await makeStore();
    await store.append('bot', [row(1), row(2)]);
    await store.append('bot', [row(1, 2)]);
    await store.append('other', [row(3)]);
    expect(await rowsIn(store)).toEqual([row(1), row(2)]);
    expect(await rowsIn(store, 2)).toEqual([row(1, 2)]);
    expect(await rowsIn(store, 1, 'other')).toEqual([row(3)]);
  });
}

function waitingCommands(makeStore: () => Promise<LedgerStore>): void {
  it('commands wait in the order of their ids, before there is an item and after', async () => {
    const store = await makeStore();
    await store.issue('bot', command('02'));
    await store.issue('bot', command('01'));
    expect((await store.load('bot')).commands).toEqual([command('01'), command('02')]);
    await store.commit(item(1), 0, 'a');
    expect(await store.load('bot')).toEqual({ state: item(1), commands: [command('01'), command('02')] });
  });

  it('a flatten that waits behind many pauses is handed out with the first of them, and the others later', async () => {
    const store = await makeStore();
    const ids = Array.from({ length: 25 }, (_, k) => String(100 + k));
    for (const id of ids) await store.issue('bot', command(id));
    await store.issue('bot', command('999', { kind: 'flatten' }));
    const first = (await store.load('bot')).commands;
    expect(first.map(({ id }) => id)).toEqual([...ids.slice(0, 19), '999']);
    await store.discard(
      'bot',
      first.map(({ id }) => id),
    );
    expect((await store.load('bot')).commands.map(({ id }) => id)).toEqual(ids.slice(19));
  });

  it('commands to resume that a pause overrules are named beyond those that a tick takes', async () => {
    const store = await makeStore();
    for (let k = 0; k < 25; k += 1) await store.issue('bot', command(String(100 + k), { kind: 'resume' }));
    await store.issue('bot', command('999'));
    const { commands, overruledIds } = await store.load('bot');
    expect(commands.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 19 }, () => 'resume'),
      'pause',
    ]);
    expect(overruledIds).toEqual(['119', '120', '121', '122', '123', '124']);
  });

  it('commands that a commit has consumed are handed out with a new one until they are discarded', async () => {
    const store = await makeStore();
    const ids = Array.from({ length: 25 }, (_, k) => String(100 + k));
    for (const id of [...ids, '999']) await store.issue('bot', command(id));
    await store.commit({ ...item(1), consumedCommandIds: ids }, 0, 'a');
    expect((await store.load('bot')).commands.map(({ id }) => id)).toEqual([...ids, '999']);
  });

  it('of a flood the pause that is dated last is taken, and the others are named to be removed', async () => {
    const store = await makeStore();
    const ids = Array.from({ length: 201 }, (_, k) => String(100 + k));
    await Promise.all(ids.map((id) => store.issue('bot', command(id, { issuedAtMs: NOON - Number(id) }))));
    const { commands, overruledIds, unread } = await store.load('bot');
    expect(commands.map(({ id }) => id)).toEqual(['100']);
    expect([overruledIds?.toSorted(), unread?.isFlood]).toEqual([ids.slice(1), true]);
  });

  it('what is discarded waits no more, the rest does', async () => {
    const store = await makeStore();
    for (const id of ['01', '02', '03']) await store.issue('bot', command(id));
    await store.discard('bot', ['01', '03']);
    expect((await store.load('bot')).commands).toEqual([command('02')]);
  });

  it('discarding what does not wait, or nothing, changes nothing', async () => {
    const store = await makeStore();
    await store.issue('bot', command('01'));
    await store.issue('other', command('02'));
    await store.discard('bot', []);
    await store.discard('bot', ['02']);
    expect((await store.load('bot')).commands).toEqual([command('01')]);
    expect((await store.load('other')).commands).toEqual([command('02')]);
  });
}

/** The whole suite for one store. `makeStore` gives one that nobody has written to. */
export function ledgerStoreContract(name: string, makeStore: () => Promise<LedgerStore>): void {
  describe(`${name} as a ledger store`, () => {
    describe('commits in turn', () => {
      commitsInTurn(makeStore);
    });
    describe('conflicts', () => {
      conflicts(makeStore);
    });
    describe('rows', () => {
      rowsOfTheLedger(makeStore);
    });
    describe('commands', () => {
      waitingCommands(makeStore);
    });
  });
}
