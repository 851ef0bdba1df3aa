/**
 * What else does the bot rely on in whatever keeps its ledger?
 *
 * `ledgerStoreContract` says what a store does; this says that it does so exactly, for everything that the types allow,
 * and that it complains where what it is given contradicts what it holds.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { anyState } from './dynamo-arbitraries.ts';
import { anyCommand, anyRows } from './ledger-arbitraries.ts';
import { commandOf, haltedRow, rowsIn, stateAt } from '../../harness/stored-bot.ts';

type MakeStore = () => Promise<LedgerStore>;

function anythingComesBack(makeStore: MakeStore, runs: number): void {
  it('any state is kept exactly: every amount, every order, and what is unknown', async () => {
    const store = await makeStore();
    let bots = 0;
    const property = fc.asyncProperty(anyState, async (state) => {
      bots += 1;
      const written = { ...state, botId: `bot-${bots}` };
      expect(await store.commit(written, 0, 'a')).toBe('committed');
      expect((await store.load(written.botId)).state).toStrictEqual(written);
    });
    await fc.assert(property, { numRuns: runs });
  });

  it('any row of every kind is kept exactly', async () => {
    const store = await makeStore();
    let bots = 0;
    const property = fc.asyncProperty(anyRows, async (rows) => {
      bots += 1;
      await store.append(`bot-${bots}`, rows);
      expect(await rowsIn(store, 1, `bot-${bots}`)).toStrictEqual(rows);
    });
    await fc.assert(property, { numRuns: Math.ceil(runs / 3) });
  });

  it('any command is kept exactly', async () => {
    const store = await makeStore();
    const property = fc.asyncProperty(anyCommand, async (issued) => {
      await store.issue('bot', issued);
      expect((await store.load('bot')).commands).toStrictEqual([issued]);
      await store.discard('bot', [issued.id]);
      expect((await store.load('bot')).commands).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs });
  });
}

function manyComeBackInOrder(makeStore: MakeStore): void {
  it('more than a megabyte of rows, which no single request returns, is kept exactly', async () => {
    const store = await makeStore();
    const rows = Array.from({ length: 48 }, (_, k) => haltedRow(k + 1, `${k} ${'x'.repeat(32_000)}`));
    await store.append('bot', rows);
    expect(await rowsIn(store)).toEqual(rows);
  });

  it('rows are kept in the order of their numbers, not of their digits', async () => {
    const store = await makeStore();
    const sequences = [1, 2, 9, 10, 99, 100, 999, 1_000, 123_456_789];
    await store.append(
      'bot',
      sequences.toReversed().map((sequence) => haltedRow(sequence)),
    );
    expect((await rowsIn(store)).map(({ sequence }) => sequence)).toEqual(sequences);
  });

  it('bots and epochs whose names begin alike are kept apart', async () => {
    const store = await makeStore();
    for (const botId of ['bot', 'bot-1', 'bo']) {
      for (const epoch of [1, 10, 2]) await store.append(botId, [haltedRow(1, `${botId} ${epoch}`, epoch)]);
      await store.commit(stateAt(1, 7, botId), 0, botId);
      await store.issue(botId, commandOf('01', { why: botId }));
    }
    expect(await rowsIn(store, 1, 'bot')).toEqual([haltedRow(1, 'bot 1')]);
    expect(await store.load('bo')).toEqual({
      state: stateAt(1, 7, 'bo'),
      commands: [commandOf('01', { why: 'bo' })],
    });
  });

  it('the first of 20 who begin a bot at once is kept', async () => {
    const store = await makeStore();
    const begun = Array.from({ length: 20 }, (_, k) => store.commit(stateAt(1, 100 + k), 0, `racer ${k}`));
    const results = await Promise.all(begun);
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    const { state } = await store.load('bot');
    expect(state).toEqual(stateAt(1, 100 + results.indexOf('committed')));
  });
}

/** Everything comes back as it was given. For every store. */
export function exactStoreContract(name: string, makeStore: MakeStore, runs: number): void {
  describe(`${name} keeps exactly`, () => {
    anythingComesBack(makeStore, runs);
    manyComeBackInOrder(makeStore);
  });
}

/** What contradicts is refused aloud. */
export function strictStoreContract(name: string, makeStore: MakeStore): void {
  describe(`${name} refuses`, () => {
    it('another row under the key of one that is there is refused, and the others are written', async () => {
      const store = await makeStore();
      await store.append('bot', [haltedRow(1), haltedRow(2)]);
      const contradicting = [haltedRow(2, 'another'), haltedRow(3)];
      await expect(store.append('bot', contradicting)).rejects.toThrow(
        'row 1/2 of bot bot is written already',
      );
      expect(await rowsIn(store)).toEqual([haltedRow(1), haltedRow(2), haltedRow(3)]);
    });

    it('another command under the id of one that waits is refused, and the same one twice is one', async () => {
      const store = await makeStore();
      await store.issue('bot', commandOf('01'));
      await store.issue('bot', commandOf('01'));
      const other = commandOf('01', { kind: 'flatten' });
      await expect(store.issue('bot', other)).rejects.toThrow(
        'command 01 of bot bot has been issued already',
      );
      expect((await store.load('bot')).commands).toEqual([commandOf('01')]);
    });

    it.each([
      ['without an id', commandOf('')],
      ['with a long id', commandOf('1'.repeat(101))],
      ['with a long reason', commandOf('01', { why: 'x'.repeat(1_001) })],
      ['of a long name', commandOf('01', { issuedBy: 'x'.repeat(201) })],
      ['at no time', commandOf('01', { issuedAtMs: Number.NaN })],
    ])('a command %s is refused', async (_, command) => {
      const store = await makeStore();
      await expect(store.issue('bot', command)).rejects.toThrow('It is not written');
      expect((await store.load('bot')).commands).toEqual([]);
    });
  });
}
