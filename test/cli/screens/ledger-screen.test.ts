/**
 * Is every kind of ledger row shown in words, in dollars for machines, and in columns that fit?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesNewestFirst, isRow, type LedgerEntry } from '../../../infra/cli/reports/ledger-statement.ts';
import { entryReport } from '../../../infra/cli/reports/ledger-report.ts';
import { ledgerScreen, whatHappened } from '../../../infra/cli/screens/ledger-screen.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { newPaperBot, recordEvent } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { UnprotectedTime } from '../../../lambda/core/ledger/unprotected-time.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, position, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };
const CLOSED: LedgerEvent = { kind: 'closed', atMs: at('12:05'), trade: trade(-0.6), fills: [] };
const command = {
  id: '1',
  kind: 'resume',
  accept: true,
  issuedBy: 'ada',
  issuedAtMs: NOON,
  why: 'looked',
} as const;
const STOP = {
  kind: 'stopped',
  atMs: NOON,
  realisedUsd: usd(-79),
  unrealisedUsd: usd(-1),
  limitUsd: usd(80),
} as const;

/** What the ledger holds after its first row and these. */
async function entriesAfter(...events: readonly LedgerEvent[]): Promise<readonly LedgerEntry[]> {
  const bot = events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00')));
  return (await Array.fromAsync(entriesNewestFirst(new MemoryLedger(), bot))).toReversed();
}

describe('in words', () => {
  it.each<[words: string, ...events: LedgerEvent[]]>([
    ['a new UTC day', { kind: 'day-started', atMs: NOON }],
    ['summary of the day before', { kind: 'day-summarised', atMs: NOON }],
    ['#1 long BTC at 100, stop 99.75, target 100.15', OPENED],
    [
      '#1 BTC at 99.8: waits for the bounce',
      OPENED,
      { kind: 'recovery', atMs: NOON, tradeId: 1, price: 99.8 },
    ],
    ['#1 BTC paid 0.06 of funding', OPENED, { kind: 'funding', atMs: NOON, tradeId: 1, paidUsd: usd(0.06) }],
    [
      '#1 BTC received 0.06 of funding',
      OPENED,
      { kind: 'funding', atMs: NOON, tradeId: 1, paidUsd: usd(-0.06) },
    ],
    ['#1 long BTC at 99.9, 5 min, max-hold: gross -0.60, fees 0.00', OPENED, CLOSED],
    [
      '4 losses in a row: no entries until 2026-01-05 12:20',
      { kind: 'paused', atMs: NOON, untilMs: at('12:20'), lossesInARow: 4 },
    ],
    ['the day has reached its limit: closed -79.00, open -1.00, limit 80.00', { ...STOP, cause: 'loss' }],
    [
      'what remains of the limit cannot pay for one more position: closed -79.00, open -1.00, limit 80.00',
      { ...STOP, cause: 'budget' },
    ],
    ['invariant broken: a', { kind: 'halted', atMs: NOON, cause: 'invariant broken: a' }],
    ['resume and accept, by ada: looked', { kind: 'operator-command', atMs: NOON, command }],
    [
      'pause, by ada',
      {
        kind: 'operator-command',
        atMs: NOON,
        command: { ...command, kind: 'pause', accept: false, why: '' },
      },
    ],
    ['accepted: a', { kind: 'reconciled', atMs: NOON, acceptedCause: 'a', commandId: '1' }],
    ['denied: hour 1,200, symbol 3', { kind: 'denials', atMs: NOON, counts: { hour: 1200, symbol: 3 } }],
  ])('a row in words: %s', async (words, ...events) => {
    const last = (await entriesAfter(...events)).at(-1)!;
    expect(isRow(last) && whatHappened(last)).toBe(words);
  });
});

describe('the table of rows', () => {
  let entries: readonly LedgerEntry[] = [];

  beforeAll(async () => {
    entries = await entriesAfter(OPENED, CLOSED);
  });

  it('the table of rows has the net of a closed trade, and the balance after each row', () => {
    expect(`\n${ledgerScreen(entries, undefined).join('\n')}\n`).toBe(`
row  time (UTC)        kind       net   balance  what (# trade)
  1  2026-01-05 11:00  started         2,000.00  a new ledger with 2,000.00 USDT
  2  2026-01-05 12:00  opened          2,000.00  #1 long BTC at 100, stop 99.75, target 100.15
  3  2026-01-05 12:05  closed   -0.60  1,999.40  #1 long BTC at 99.9, 5 min, max-hold: gross -0.60, fees 0.00
`);
  });

  it('the table of rows breaks its words where the terminal ends', () => {
    const lines = ledgerScreen(entries, 80);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(-3)).toEqual([
      '  3  2026-01-05 12:05  closed   -0.60  1,999.40  #1 long BTC at 99.9, 5 min,',
      '                                                 max-hold: gross -0.60, fees',
      '                                                 0.00',
    ]);
  });

  it('the table of rows says for how long a trade had no stop, but for the moment that an entry takes', async () => {
    const of = async (unprotected: UnprotectedTime) => {
      const told = { ...trade(-0.6), unprotected };
      const closed: LedgerEvent = { kind: 'closed', atMs: at('12:05'), trade: told, fills: [] };
      const last = ledgerScreen(await entriesAfter(OPENED, closed), undefined).at(-1);
      return last?.split(', fees 0.00')[1];
    };
    const spans = [
      { fromMs: NOON, toMs: NOON + 412 },
      { fromMs: NOON + 60_000, toMs: NOON + 209_600 },
    ];
    expect(await of({ spans: spans.slice(0, 1) })).toBe('');
    expect(await of({ spans: spans.slice(1) })).toBe(', without a stop for 2 min 30 s');
    expect(await of({ spans, shorter: { count: 3, totalSeconds: 1 } })).toBe(
      ', without a stop for 2 min 31 s in 5 times',
    );
  });

  it('a table of no rows says so', () => {
    expect(ledgerScreen([], 80)).toEqual(['no such rows']);
  });

  it('the table of rows has a line for rows that are missing or cannot be read, before which balances are unknown', () => {
    const [started, , closed] = entries;
    const epoch = 1;
    const lines = ledgerScreen(
      [
        started!,
        { epoch, sequence: 2, lastSequence: 4, problem: 'is missing', balanceUsd: undefined },
        {
          epoch,
          sequence: 5,
          lastSequence: 5,
          problem: 'is not JSON',
          kind: 'mood',
          atMs: NOON,
          balanceUsd: usd(2000),
        },
        closed!,
      ],
      undefined,
    );
    expect(lines.slice(2, 4)).toEqual([
      '2…4                                     unknown  is missing',
      expect.stringMatching(/^ {2}5 {2}2026-01-05 12:00 {2}mood +2,000\.00 {2}is not JSON$/),
    ]);
  });
});

describe('for machines', () => {
  it('a row that cannot be read has its place, its problem, and what is known of it', () => {
    const problem = { epoch: 1, sequence: 5, problem: 'is not JSON' };
    expect(entryReport({ ...problem, lastSequence: 5, balanceUsd: undefined })).toEqual({
      ...problem,
      atMs: null,
      kind: null,
      balanceUsd: null,
    });
    const known = { ...problem, lastSequence: 7, kind: 'mood', atMs: NOON };
    expect(entryReport({ ...known, balanceUsd: usd(1) })).toEqual({ ...known, balanceUsd: 1 });
  });

  it('a row has its amounts in dollars, and what its event has', async () => {
    const [started, opened, closed] = (await entriesAfter(OPENED, CLOSED)).map(entryReport);
    const begun = { epoch: 1, sequence: 1, atMs: at('11:00'), kind: 'started', balanceUsd: 2000 };
    expect(started).toEqual({ ...begun, settlementCurrency: 'USDT' });
    expect(opened).toMatchObject({
      kind: 'opened',
      tradeId: 1,
      entryFeeUsd: 0,
      terms: { collateralUsd: 30 },
      decision,
    });
    expect(closed).toMatchObject({
      tradeId: 1,
      grossUsd: -0.6,
      netUsd: -0.6,
      decision: null,
      balanceUsd: 1999.4,
    });
  });

  it('every key of every kind of event is there', async () => {
    const fill = {
      clientOrderId: 'a',
      price: 100,
      quantity: 6,
      feeUsd: usd(0.3),
      liquidity: 'taker',
      timeMs: NOON,
    } as const;
    const events: readonly LedgerEvent[] = [
      { ...OPENED, fills: [fill] },
      { kind: 'recovery', atMs: NOON, tradeId: 1, price: 99.8 },
      { kind: 'funding', atMs: NOON, tradeId: 1, paidUsd: usd(0.06) },
      { kind: 'closed', atMs: NOON, trade: trade(-0.6), decision: { price: 1, tickMs: NOON }, fills: [fill] },
      { kind: 'paused', atMs: NOON, untilMs: NOON, lossesInARow: 4 },
      { ...STOP, cause: 'loss' },
      { kind: 'halted', atMs: NOON, cause: 'a' },
      { kind: 'operator-command', atMs: NOON, command },
      { kind: 'reconciled', atMs: NOON, acceptedCause: 'a', commandId: '1' },
      { kind: 'denials', atMs: NOON, counts: { hour: 1 } },
    ];
    const entries = await entriesAfter(...events);
    for (const [k, event] of events.entries()) {
      const report = entryReport(entries[k + 1]!);
      const { position: opened, trade: closed, ...others } = { position: {}, trade: {}, ...event };
      expect(Object.keys(report)).toEqual(
        expect.arrayContaining(Object.keys({ ...opened, ...closed, ...others })),
      );
      expect(JSON.stringify(report)).not.toMatch(/000000[,}]/);
    }
  });
});
