/**
 * Is an entry found that may not be, and a day that loses too much?
 */
import { describe, expect, it } from 'vitest';
import { CapRules } from './cap-rules.ts';
import {
  closedRow,
  commitOf,
  entryOf,
  eyes,
  ledgerOf,
  openedRow,
  positionOf,
  START_MS,
  TERMS,
  TABLE,
} from './doctored.ts';
import { readRow } from './recorded-items.ts';

const DAY_MS = 86_400_000;

const NO_OLDER = { lastMs: () => -Infinity };

function judged(
  changes: object,
  rows: readonly object[] = [],
  before?: Readonly<Record<string, unknown>>,
  older = NO_OLDER,
) {
  const { looking, found } = eyes();
  const rules = new CapRules(looking, older);
  for (const row of rows) {
    const read = readRow(row);
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value, TABLE);
  }
  rules.committed(commitOf({ ...changes }, before));
  return found;
}

const enters = (ledger: object, changes: object = {}) => ({
  ledger: ledgerOf({ ...ledger }),
  orders: [entryOf()],
  ...changes,
});
const others = (...symbols: readonly string[]) => symbols.map((symbol) => positionOf({ symbol }));

describe('an entry', () => {
  it.each<[name: string, state: object]>([
    ['within all caps', enters({ positions: others('ETHUSDT') })],
    ['after a pause', enters({ pausedUntilMs: START_MS })],
    ['with the last of the hour', enters({}, { parameters: { maxTradesPerHour: 1 } })],
  ])('%s breaks no rule', (_name, state) => {
    expect(judged(state)).toEqual([]);
  });

  it.each<[name: string, state: object, rule: string]>([
    ['of a halted bot', enters({ halted: { cause: 'why', sinceMs: START_MS } }), 'entry-while-halted'],
    [
      'of one that its operator paused',
      enters({ operatorPausedSinceMs: START_MS }),
      'entry-while-paused-by-operator',
    ],
    ['of one that is flattened', enters({ flatteningSinceMs: START_MS }), 'entry-while-paused-by-operator'],
    ['on a day that is stopped', enters({ stoppedAtMs: START_MS }), 'entry-while-day-is-stopped'],
    ['in a pause', enters({ pausedUntilMs: START_MS + 1 }), 'entry-while-paused'],
    [
      'beyond the positions',
      enters({ positions: others('ETHUSDT') }, { parameters: { maxPositions: 1 } }),
      'cap-positions',
    ],
    ['in a symbol that has one', enters({ positions: others('BTCUSDT') }), 'cap-symbol'],
    [
      'beyond the collateral',
      enters({ positions: others('ETHUSDT') }, { parameters: { maxOpenCollateralUsd: 59 } }),
      'cap-collateral',
    ],
    ['beyond the balance', enters({ balanceUsd: 29_00000000 }), 'cap-balance'],
    ["beyond the day's budget", enters({ realisedTodayUsd: -79_90000000 }), 'cap-budget'],
    [
      'beyond a limit in percent',
      enters({ realisedTodayUsd: -1_00000000 }, { parameters: { dailyLossPct: 0.05 } }),
      'cap-budget',
    ],
  ])('%s', (_name, state, rule) => {
    expect(judged(state)).toEqual([rule]);
  });

  it('beyond those of an hour, but not those of another epoch', () => {
    const state = enters({}, { parameters: { maxTradesPerHour: 1 } });
    expect(judged(state, [openedRow(2)])).toEqual(['cap-hour']);
    const anew = { epoch: 8, sequence: 1, event: { kind: 'started', atMs: START_MS, balanceUsd: 0 } };
    expect(judged(state, [openedRow(2), anew])).toEqual([]);
  });

  it('that was there before is not judged again', () => {
    const state = enters({ halted: { cause: 'why', sinceMs: START_MS } }, { version: 2 });
    expect(judged(state, [], { orders: [entryOf()] })).toEqual([]);
  });
});

describe('a day', () => {
  const limit = { parameters: { dailyLossUsd: 0.5 } };

  it('may lose more by what a trade lost beyond its plan', () => {
    expect(judged(limit, [openedRow(2), closedRow(3)])).toEqual([]);
  });

  it('loses too much by trades that lost what was planned', () => {
    // Ten in which a stop at one percent was planned, and a dollar lost.
    const terms = { ...TERMS, recoveryStopPct: 1 };
    const rows = Array.from({ length: 10 }, (_, k) => [
      openedRow(2 * k, { tradeId: k, terms }),
      closedRow(2 * k + 1, { tradeId: k }),
    ]).flat();
    expect(judged(limit, rows.slice(2))).toEqual(['day-loses-too-much']);
    expect(judged({ parameters: { dailyLossUsd: 11 } }, rows.slice(2))).toEqual([]);
  });

  it('may lose what the day before might have lost, where its owner has lowered the limit since', () => {
    const lost = (limitBeforeUsd: number) => {
      const { looking, found } = eyes();
      const rules = new CapRules(looking, NO_OLDER);
      const commit = (dailyLossUsd: number, atMs: number, table = TABLE) =>
        rules.committed({ ...commitOf({ parameters: { dailyLossUsd } }), atMs, table });
      commit(limitBeforeUsd, START_MS - DAY_MS, 'the table before');
      const terms = { ...TERMS, recoveryStopPct: 1 };
      for (const row of [openedRow(2, { terms }), closedRow(3)]) {
        const read = readRow(row);
        if ('value' in read) rules.row(read.value, TABLE);
      }
      commit(0.01, START_MS);
      return found;
    };
    expect(lost(80)).toEqual([]);
    expect(lost(0.01)).toEqual(['day-loses-too-much']);
  });

  it('begins anew with an epoch, but not with that of a table that was restored', () => {
    const terms = { ...TERMS, recoveryStopPct: 1 };
    const then = (after: object) => ({
      epoch: 8,
      sequence: 1,
      event: { kind: 'started', atMs: START_MS, balanceUsd: 0, ...after },
    });
    const lost = [openedRow(2, { terms }), closedRow(3)];
    expect(judged(limit, [...lost, then({ after: { cause: 'mode' } })])).toEqual([]);
    expect(judged(limit, [...lost, then({})])).toEqual([]);
    expect(judged(limit, [...lost, then({ after: { cause: 'restored' } })])).toEqual(['day-loses-too-much']);
    expect(judged(limit, [then({}), ...lost])).toEqual(['day-loses-too-much']);
  });

  it('is one day of its mode, also where the bot has been in the other one meanwhile', () => {
    const terms = { ...TERMS, recoveryStopPct: 1 };
    const change = (cause = 'mode-changed') => {
      const event = { kind: 'started', atMs: START_MS, balanceUsd: 0, after: { cause } };
      return { epoch: 8, sequence: 1, event };
    };
    const lost = [openedRow(2, { terms }), closedRow(3)];
    const back = [...lost, change(), change()];
    expect(judged(limit, back)).toEqual(['day-loses-too-much']);
    expect(judged(limit, [...lost, change(), change('begun'), change()])).toEqual(['day-loses-too-much']);
    expect(judged(limit, [change(), ...lost, change()])).toEqual([]);
    expect(judged(limit, [change(), ...lost, change('begun')])).toEqual([]);
    // An older release forgets the day that was left.
    expect(judged(limit, back, undefined, { lastMs: () => START_MS })).toEqual([]);
    expect(judged(limit, back, undefined, { lastMs: () => START_MS - DAY_MS })).toEqual([
      'day-loses-too-much',
    ]);
  });

  it('is not charged with what the day before has lost', () => {
    const terms = { ...TERMS, recoveryStopPct: 1 };
    const rows = [openedRow(2, { terms }), closedRow(3, { exitTimeMs: START_MS - DAY_MS })];
    expect(judged(limit, rows)).toEqual([]);
  });
});
