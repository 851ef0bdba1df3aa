/**
 * Is each broken promise of a commit found, and a right one left alone?
 */
import { describe, expect, it } from 'vitest';
import {
  auditedTable,
  closedRow,
  entryOf,
  ledgerOf,
  openedRow,
  positionOf,
  rowItem,
  rowOf,
  STARTED,
  stateItem,
  stateOf,
} from './doctored.ts';

const OPEN = { positions: [positionOf()] };
const second = (ledger: object, rows: readonly object[] = [STARTED]) => ({
  version: 2,
  ledger: ledgerOf({ ...ledger }),
  outbox: { rows, alerts: [] },
});

describe('a history that is right', () => {
  it('breaks no rule', () => {
    const { found, commit, put, rows } = auditedTable();
    commit({});
    put(rowItem(STARTED));
    commit(second({ rowCount: 2, ...OPEN }, [openedRow(2)]));
    put(rowItem(openedRow(2)));
    commit({
      version: 3,
      ledger: ledgerOf({ rowCount: 3, balanceUsd: 1_998_90000000 }),
      outbox: { rows: [closedRow(3)], alerts: [] },
    });
    expect(found).toEqual([]);
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });
});

describe('a commit', () => {
  it.each<[name: string, next: object, rule: string]>([
    ['that skips a version', { ...second({}), version: 3 }, 'version-skips'],
    ['without a row that waited', second({}, []), 'row-lost'],
    ['that counts a row it does not have', second({ rowCount: 2 }), 'row-missing'],
    ['with fewer rows than before', second({ rowCount: 0 }), 'rows-fall'],
    [
      'with a row beyond its count',
      second({}, [STARTED, rowOf(2, { kind: 'day-started' })]),
      'row-beyond-count',
    ],
    ['of an earlier epoch', second({ epoch: 6 }), 'epoch-falls'],
    ['that changes a row', second({}, [rowOf(1, { kind: 'started', balanceUsd: 1 })]), 'row-differs'],
    ['with a row that says nothing', second({}, [STARTED, rowOf(2, { kind: 'opened' })]), 'row-unreadable'],
    ['with a balance of no row', second({ balanceUsd: 2_000_00000001 }), 'balance-is-no-sum'],
    ['with a position of no row', second({ ...OPEN }), 'positions-are-no-sum'],
    [
      'with a position of another fee',
      second({ rowCount: 2, positions: [positionOf({ entryFeeUsd: 4_000_000 })] }, [STARTED, openedRow(2)]),
      'position-is-no-sum',
    ],
    [
      'that closes what was not open',
      second({ rowCount: 2, balanceUsd: 1_998_90000000 }, [STARTED, closedRow(2)]),
      'closed-without-opening',
    ],
    [
      'that opens a trade twice',
      second({ rowCount: 3, ...OPEN }, [STARTED, openedRow(2), openedRow(3)]),
      'opened-twice',
    ],
    [
      'with a net that its fills do not leave',
      second({ rowCount: 3, balanceUsd: 1_999_00000000 }, [
        STARTED,
        openedRow(2),
        closedRow(3, { netUsd: -1_00000000 }),
      ]),
      'net-is-no-sum',
    ],
    [
      'of a restored table with another balance',
      {
        version: 2,
        ledger: ledgerOf({ epoch: 8, balanceUsd: 1 }),
        outbox: {
          rows: [
            STARTED,
            {
              ...rowOf(1, { kind: 'started', balanceUsd: 1, after: { cause: 'restored' } }),
              epoch: 8,
            },
          ],
          alerts: [],
        },
      },
      'restored-with-another-balance',
    ],
    ['of 32 KB', { ...second({}), orders: Array.from({ length: 150 }, () => entryOf()) }, 'item-too-large'],
    ['that nobody can read', { version: 2, ledger: {} }, 'item-unreadable'],
  ])('%s', (_name, next, rule) => {
    const { found, commit } = auditedTable();
    commit({});
    commit({ ...next });
    expect(found).toContain(rule);
  });

  it('that says another version in its body', () => {
    const { found, put } = auditedTable();
    put({ ...stateItem(stateOf({ version: 2 })), version: { N: '1' } });
    expect(found).toEqual(['item-contradicts-itself']);
  });
});

describe('a row', () => {
  it.each<[name: string, item: ReturnType<typeof rowItem>, rule: string]>([
    ['that was in no commit', rowItem(rowOf(2, { kind: 'day-started' })), 'row-not-committed'],
    ['that was committed otherwise', rowItem(rowOf(1, { kind: 'started', balanceUsd: 1 })), 'row-differs'],
    ['under the key of another', rowItem(STARTED, { sk: '000007#000000000002' }), 'row-under-another-key'],
    ['that contradicts itself', rowItem(STARTED, { kind: 'closed' }), 'row-contradicts-itself'],
    ['that nobody can read', rowItem(STARTED, { body: '{}' }), 'row-unreadable'],
  ])('%s', (_name, item, rule) => {
    const { found, commit, put } = auditedTable();
    commit({});
    put(item);
    expect(found).toContain(rule);
  });

  it('is written once, and stays', () => {
    const { found, commit, put, remove } = auditedTable();
    commit({});
    put(rowItem(STARTED));
    put(rowItem(STARTED));
    remove('ledger#sim', '000007#000000000001');
    expect(found).toEqual(['row-replaced', 'row-deleted']);
  });
});

describe('a command', () => {
  const command = { pk: { S: 'commands#sim' }, sk: { S: 'c1' }, body: { S: '{}' } };

  it('is removed when a commit has consumed it', () => {
    const { found, commit, put, remove } = auditedTable();
    put(command);
    commit({ consumedCommandIds: ['c1'] });
    remove('commands#sim', 'c1');
    expect(found).toEqual([]);
  });

  it('that nobody obeyed is lost', () => {
    const { found, commit, put, remove } = auditedTable();
    put(command);
    commit({});
    remove('commands#sim', 'c1');
    expect(found).toEqual(['command-lost']);
  });

  it('never takes the item along', () => {
    const { found, commit, remove } = auditedTable();
    commit({});
    remove('bot#sim', 'state');
    expect(found).toEqual(['item-deleted']);
  });
});

describe('a restored table', () => {
  it('is read as it was left, and goes on from there', () => {
    const { found, rules, rows } = auditedTable();
    rules.prime('Restored', [stateItem(stateOf())], [rowItem(STARTED)]);
    const written = stateOf(second({ rowCount: 2, ...OPEN }, [openedRow(2)]));
    rules.wrote({ table: 'Restored', item: stateItem(written), before: stateItem(stateOf()) });
    expect(found).toEqual([]);
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect([...rules.waiting('Restored').keys()]).toEqual(['000007#000000000002']);
  });

  it('is read in the order of its rows, where one was written before another that its item still has', () => {
    const { rules, rows } = auditedTable();
    const third = rowOf(3, { kind: 'paused', untilMs: 0 });
    const state = stateOf(second({ rowCount: 3, ...OPEN }, [openedRow(2), third]));
    rules.prime('Restored', [stateItem(state)], [rowItem(STARTED), rowItem(third)]);
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect([...rules.waiting('Restored').keys()]).toEqual(['000007#000000000002']);
  });
});
