/**
 * Is an item found whose day, streak, pauses or halt are not what its rows leave?
 */
import { describe, expect, it } from 'vitest';
import { BookRules } from './book-rules.ts';
import {
  closedRow,
  commitOf,
  eyes,
  ledgerOf,
  openedRow,
  rowOf,
  START_MS,
  STARTED,
  TABLE,
} from './doctored.ts';
import { readRow } from './recorded-items.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** The bot changes between paper and real money. */
const changed = (ledger: object = {}, laterMs = 0) =>
  rowOf(1, {
    kind: 'started',
    atMs: START_MS + laterMs,
    balanceUsd: 5,
    after: { cause: 'mode-changed', ledger },
  });
const LOST = { balanceUsd: 1_998_90000000, realisedTodayUsd: -1_10000000, lossesInARow: 1 };
const ENTERED = { entryTimesMs: [START_MS] };

function judged(
  rows: readonly object[],
  ledger: object,
  changes: object = {},
  before?: Readonly<Record<string, unknown>>,
) {
  const { looking, found, pass } = eyes();
  const rules = new BookRules(looking);
  for (const row of rows) {
    const read = readRow(row);
    if ('problem' in read) throw new Error(read.problem);
    // Who looks at a row of a later time looks later.
    if (read.value.event.kind === 'closed') pass(DAY_MS);
    rules.row(read.value, TABLE);
  }
  rules.committed(commitOf({ version: 2, ledger: ledgerOf({ ...ledger }), ...changes }, before));
  return found;
}

const command = (sequence: number, kind: string, changes: object = {}) =>
  rowOf(sequence, {
    kind: 'operator-command',
    command: { id: `c${sequence}`, kind, accept: false, issuedAtMs: START_MS, ...changes },
  });
const paused = (minutes: number) => rowOf(4, { kind: 'paused', untilMs: START_MS + minutes * MINUTE_MS });
const halted = (cause = 'why') => rowOf(2, { kind: 'halted', cause });
const stopped = (realisedUsd: number) =>
  rowOf(2, { kind: 'stopped', cause: 'budget', realisedUsd, unrealisedUsd: 0 });
const dayStarted = (atMs: number) => rowOf(2, { kind: 'day-started', atMs });
const HALTED = { cause: 'why', sinceMs: START_MS };

describe('a book', () => {
  it.each<[name: string, rows: object[], ledger: object]>([
    ['of a bot that has just started', [STARTED], {}],
    ['of a loss', [STARTED, openedRow(2), closedRow(3)], { ...LOST, ...ENTERED }],
    [
      'of a day that began after a loss',
      [STARTED, openedRow(2), closedRow(3), dayStarted(START_MS + DAY_MS)],
      {
        ...ENTERED,
        dayMs: START_MS + DAY_MS,
        balanceUsd: LOST.balanceUsd,
        dayStartBalanceUsd: LOST.balanceUsd,
        lossesInARow: 1,
      },
    ],
    ['of a halt', [STARTED, halted()], { halted: HALTED }],
    [
      'of a halt that was accepted',
      [
        STARTED,
        halted(),
        command(3, 'resume', { accept: true }),
        rowOf(4, { kind: 'reconciled', acceptedCause: 'why', commandId: 'c3' }),
      ],
      {},
    ],
    ['of a pause by its operator', [STARTED, command(2, 'pause')], { operatorPausedSinceMs: START_MS }],
    ['of one that she has ended', [STARTED, command(2, 'pause'), command(3, 'resume')], {}],
    [
      'of a flatten that is not done',
      [STARTED, openedRow(2), command(3, 'flatten'), command(4, 'resume')],
      { ...ENTERED, flatteningSinceMs: START_MS },
    ],
    [
      'of a restored table',
      [STARTED, halted(), rowOf(1, { kind: 'started', balanceUsd: 1, after: { cause: 'restored' } })],
      { halted: HALTED },
    ],
    [
      'of a mode that has traded today, with the day of the other one unknown',
      [STARTED, openedRow(2), closedRow(3), changed(), changed()],
      { balanceUsd: 5, dayStartBalanceUsd: 5 },
    ],
    [
      'of a mode that has traded today',
      [STARTED, openedRow(2), closedRow(3), changed(), changed({ leftDay: {} })],
      { balanceUsd: 5, dayStartBalanceUsd: 5, realisedTodayUsd: LOST.realisedTodayUsd },
    ],
    [
      'of a mode that was left yesterday',
      [STARTED, openedRow(2), closedRow(3), changed(), changed({ leftDay: {} }, DAY_MS)],
      { balanceUsd: 5, dayStartBalanceUsd: 5, dayMs: START_MS + DAY_MS },
    ],
    [
      'of a deposit',
      [STARTED, rowOf(2, { kind: 'transfer', amountUsd: 5, venueId: '1' })],
      { balanceUsd: 2_000_00000005 },
    ],
    [
      'of a late cost',
      [STARTED, rowOf(2, { kind: 'late-cost', symbol: '', paidUsd: 5, venueId: '1' })],
      { balanceUsd: 1_999_99999995, realisedTodayUsd: -5 },
    ],
  ])('%s is in order', (_name, rows, ledger) => {
    expect(judged(rows, ledger)).toEqual([]);
  });

  it.each<[name: string, ledger: object]>([
    ['counts a loss twice in its day', { ...LOST, ...ENTERED, realisedTodayUsd: -2_20000000 }],
    ['counts no loss in its streak', { ...LOST, ...ENTERED, lossesInARow: 0 }],
    ['forgets an entry of the hour', LOST],
    ['is paused by nobody', { ...LOST, ...ENTERED, pausedUntilMs: START_MS + 1 }],
    ['is stopped by nothing', { ...LOST, ...ENTERED, stoppedAtMs: START_MS }],
    ['is halted by nothing', { ...LOST, ...ENTERED, halted: HALTED }],
    ['has another first balance', { ...LOST, ...ENTERED, dayStartBalanceUsd: 1 }],
  ])('that %s is found', (_name, ledger) => {
    expect(judged([STARTED, openedRow(2), closedRow(3)], ledger)).toEqual(['book-is-no-fold']);
  });
});

describe('a streak', () => {
  const rows = [STARTED, openedRow(2), closedRow(3)];
  const parameters = { parameters: { lossStreak: 1, pauseMinutes: 5 } };
  const pausing = { ...LOST, ...ENTERED, lossesInARow: 0 };

  it('pauses at once', () => {
    expect(judged(rows, { ...LOST, ...ENTERED }, parameters)).toEqual(['streak-without-pause']);
  });

  it('that a lower limit has completed waits for the next loss', () => {
    const before = { ledger: ledgerOf({ ...LOST, ...ENTERED }) };
    expect(judged(rows, { ...LOST, ...ENTERED }, parameters, before)).toEqual([]);
  });

  it.each<[minutes: number, found: string[]]>([
    [20, ['pause-without-streak']],
    [5, ['pause-without-streak', 'pause-of-another-length']],
  ])('of one loss is none by the usual parameters, in %d minutes', (minutes, expected) => {
    const { looking, found } = eyes();
    const rules = new BookRules(looking);
    rules.committed(commitOf({}));
    for (const row of [...rows, paused(minutes)]) {
      const read = readRow(row);
      if ('value' in read) rules.row(read.value, TABLE);
    }
    rules.committed(
      commitOf({ ledger: ledgerOf({ ...pausing, pausedUntilMs: START_MS + minutes * MINUTE_MS }) }),
    );
    expect(found).toEqual(expected);
  });
});

describe('a day', () => {
  const ticked = { tickMs: START_MS + MINUTE_MS };
  const before = { ledger: ledgerOf() };

  it('begins once, and not before its time', () => {
    expect(judged([STARTED, dayStarted(START_MS + 1)], {})).toEqual(['day-begins-twice']);
    expect(judged([STARTED, dayStarted(START_MS + DAY_MS)], { dayMs: START_MS + DAY_MS })).toEqual([
      'day-begins-early',
    ]);
  });

  it('begins with its first tick', () => {
    expect(judged([STARTED], {}, { tickMs: START_MS + DAY_MS }, before)).toEqual(['day-not-begun']);
    expect(judged([STARTED], {}, ticked, before)).toEqual([]);
  });

  it('is stopped where it can afford no entry, and only there', () => {
    const poor = { parameters: { dailyLossUsd: 1 } };
    expect(judged([STARTED], {}, { ...ticked, ...poor }, before)).toEqual(['day-not-stopped']);
    const stop = { stoppedAtMs: START_MS };
    expect(judged([STARTED, stopped(0)], stop, { ...ticked, ...poor }, before)).toEqual([]);
    expect(judged([STARTED, stopped(0)], stop, ticked, before)).toEqual(['stopped-without-cause']);
    expect(judged([STARTED, stopped(-5)], stop, poor)).toEqual(['stopped-without-cause']);
    const ofPaper = { ledger: ledgerOf({ epoch: 6 }) };
    expect(judged([STARTED, stopped(0)], stop, ticked, ofPaper)).toEqual([]);
  });
});

describe('a halt', () => {
  it('ends by a command that accepts it', () => {
    const ended = rowOf(4, { kind: 'reconciled', acceptedCause: 'why', commandId: 'c3' });
    expect(judged([STARTED, halted(), command(3, 'resume'), ended], {})).toEqual(['halt-ended-by-nobody']);
  });

  it('is none anew while it stands, and no broken invariant', () => {
    expect(judged([STARTED, halted(), halted()], { halted: HALTED })).toEqual(['halted-twice']);
    const broken = { halted: { ...HALTED, cause: 'invariant broken: 4 positions' } };
    expect(judged([STARTED, halted('invariant broken: 4 positions')], broken)).toEqual(['invariant-broken']);
  });
});
