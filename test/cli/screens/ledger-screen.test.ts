/**
 * Is every kind of ledger row shown in words, in dollars for machines, and in columns that fit?
 */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactDollars, plainDecimal } from '../../../infra/cli/reports/decimal-text.ts';
import { entriesOf, type LedgerEntry } from '../../../infra/cli/reports/ledger-statement.ts';
import { rowReport, tradesAsCsv } from '../../../infra/cli/reports/ledger-report.ts';
import { columns, screenWidth, wrapped } from '../../../infra/cli/terminal/columns.ts';
import { ledgerScreen, whatHappened } from '../../../infra/cli/screens/ledger-screen.ts';
import { newPaperBot, recordEvent } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
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
function entriesAfter(...events: readonly LedgerEvent[]): readonly LedgerEntry[] {
  const bot = events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00')));
  return entriesOf(bot, []);
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
  ])('a row in words: %s', (words, ...events) => {
    expect(whatHappened(entriesAfter(...events).at(-1)!)).toBe(words);
  });
});

describe('the table of rows', () => {
  const entries = entriesAfter(OPENED, CLOSED);

  it('the table of rows has the net of a closed trade, and the balance after each row', () => {
    expect(`\n${ledgerScreen(entries, undefined)}\n`).toBe(`
row  time (UTC)        kind       net   balance  what (# trade)
  1  2026-01-05 11:00  started         2,000.00  a new ledger with 2,000.00 USD
  2  2026-01-05 12:00  opened          2,000.00  #1 long BTC at 100, stop 99.75, target 100.15
  3  2026-01-05 12:05  closed   -0.60  1,999.40  #1 long BTC at 99.9, 5 min, max-hold: gross -0.60, fees 0.00
`);
  });

  it('the table of rows breaks its words where the terminal ends', () => {
    const lines = ledgerScreen(entries, 80).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(-3)).toEqual([
      '  3  2026-01-05 12:05  closed   -0.60  1,999.40  #1 long BTC at 99.9, 5 min,',
      '                                                 max-hold: gross -0.60, fees',
      '                                                 0.00',
    ]);
  });

  it('a table of no rows says so', () => {
    expect(ledgerScreen([], 80)).toBe('no such rows');
  });

  it('the table of rows is refused where rows do not follow from each other, with the command that tells more', () => {
    const bot = newPaperBot('bot', 1, usd(2000), NOON);
    const broken = { ...bot, ledger: { ...bot.ledger, rowCount: 2 } };
    expect(() => entriesOf(broken, [])).toThrow(
      "the ledger's rows contradict each other in one place; to list them: npx scalper rebuild",
    );
  });
});

describe('for machines', () => {
  it('a row has its amounts in dollars, and what its event has', () => {
    const [started, opened, closed] = entriesAfter(OPENED, CLOSED).map(rowReport);
    expect(started).toEqual({ epoch: 1, sequence: 1, atMs: at('11:00'), kind: 'started', balanceUsd: 2000 });
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

  it('every key of every kind of event is there', () => {
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
    const entries = entriesAfter(...events);
    for (const [k, event] of events.entries()) {
      const report = rowReport(entries[k + 1]!);
      const { position: opened, trade: closed, ...others } = { position: {}, trade: {}, ...event };
      expect(Object.keys(report)).toEqual(
        expect.arrayContaining(Object.keys({ ...opened, ...closed, ...others })),
      );
      expect(JSON.stringify(report)).not.toMatch(/000000[,}]/);
    }
  });
});

describe('exact numbers', () => {
  it.each<[number, string]>([
    [0, '0.00000000'],
    [1, '0.00000001'],
    [-1, '-0.00000001'],
    [-3_666_449_654, '-36.66449654'],
    [Number.MAX_SAFE_INTEGER, '90071992.54740991'],
  ])('an amount of %d units is %s dollars', (units, text) => {
    expect(exactDollars(usdFromUnits(units))).toBe(text);
  });

  it('amounts in dollars are read back to the last digit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (units) => {
        expect(BigInt(exactDollars(usdFromUnits(units)).replace('.', ''))).toBe(BigInt(units));
      }),
    );
  });

  it('prices have no exponent, and are read back as the same number', () => {
    expect(plainDecimal(1e-7)).toBe('0.0000001');
    expect(plainDecimal(-1.5e-7)).toBe('-0.00000015');
    expect(plainDecimal(1.25e21)).toBe('1250000000000000000000');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e60, max: 1e60 }), (value) => {
        expect(plainDecimal(value)).toMatch(/^-?\d+(?:\.\d+)?$/);
        expect(Number(plainDecimal(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('CSV', () => {
  it('CSV is read back by a parser, whatever a symbol holds', () => {
    const odd = ['BTCUSDT', 'A,B', 'say "A"', 'two\nlines', ' blank '];
    const text = tradesAsCsv(odd.map((symbol, k) => trade(-0.1, { symbol, tradeId: k + 1 })));
    const rows: readonly Record<string, string>[] = parse(text, { columns: true });
    expect(rows.map(({ symbol }) => symbol)).toEqual(odd);
    expect(rows[0]).toMatchObject({
      trade_id: '1',
      net_usd: '-0.10000000',
      entry_time: '2026-01-05T11:55:00.000Z',
      ambiguous: 'no',
    });
  });

  it('CSV of no trades is its line of names', () => {
    expect(tradesAsCsv([])).toMatch(/^trade_id,symbol,[a-z_,]+$/);
  });
});

describe('columns', () => {
  it('columns are as wide as what is in them, with nothing at the end of a line', () => {
    expect(
      columns(
        ['left', 'right', 'left'],
        [
          ['a', '1', 'x'],
          ['bcd', '12', ''],
        ],
      ),
    ).toEqual(['a     1  x', 'bcd  12']);
    expect(columns(['left'], [])).toEqual([]);
  });

  it('sentences break between words, and keep all of them', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('unbreakable word', 4)).toEqual(['unbreakable', 'word']);
    expect(wrapped('  ', 4)).toEqual([]);
  });

  it('columns fit a terminal from 60 to 120 wide; a pipe has 100', () => {
    const widths = [undefined, 20, 80, 300].map((wide) =>
      screenWidth(wide === undefined ? {} : { columns: wide }),
    );
    expect(widths).toEqual([100, 60, 80, 120]);
  });
});
