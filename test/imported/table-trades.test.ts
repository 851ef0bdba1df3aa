/**
 * Are tables of trades read by their columns, and refused with the line, what is there and what would be right?
 */
import { describe, expect, it } from 'vitest';
import { resultOfImport } from '../../infra/cli/reports/imported-result.ts';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import { TRADE, errorOf, jesseCsv, jesseRow, namedCsv, namedRow } from './ledger-texts.ts';

const COSTS = { takerFeePct: 0.07, slippageBps: 0 };
const ROW = 'BTC,long,6,100,100.15,2026-02-06 02:10,2026-02-06T02:12:00Z';
const HEADER = 'symbol,side,qty,entry price,exit price,opened,closed';

const read = (rows: readonly string[], header = HEADER) => readLedger(namedCsv(rows, header), 'my.csv');
const readJesse = (...rows: Parameters<typeof jesseCsv>[0]) => readLedger(jesseCsv(rows), 'jesse.csv');
const refusalOf = (rows: readonly string[], header = HEADER) => errorOf(() => read(rows, header)).message;

describe("jesse's table", () => {
  it("jesse's table is known by its header, and its P&L is net of its fees", () => {
    const ledger = readJesse(jesseRow());
    expect(ledger).toMatchObject({ origin: 'jesse', recordedIs: 'net', openTrades: 0 });
    expect(ledger.trades[0]).toMatchObject({
      id: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
      symbol: 'BTC/USDT',
      quantity: 6,
      entryTimeMs: TRADE.entryTimeMs,
      reason: undefined,
      fundingUsd: undefined,
    });
    const result = resultOfImport(ledger, COSTS);
    expect(result.after.totalUsd).toBe(29_955_000);
    expect(result).toMatchObject({ misrecorded: [], compared: 1, feesRecorded: 1 });
  });

  it.each([
    [
      'ends before it begins',
      { closed_at: '1746372780000.0' },
      'line 2, closed_at: expected a time that is not before',
    ],
    [
      'has a time in seconds',
      { opened_at: '1746372780.0' },
      'line 2, opened_at: expected a time between 2009 and 2100',
    ],
    ['names no market', { symbol: '=1+1' }, 'line 2, symbol: is not the name of a market; found "=1+1"'],
    [
      'is not in dollars',
      { symbol: 'ETH-BTC' },
      'line 2, symbol: expected a market whose results are in dollars',
    ],
    [
      'has no price',
      { exit_price: 'nan' },
      'line 2, exit_price: expected a number, such as 1234.5; found "nan"',
    ],
  ])("jesse's table is refused where a trade %s", (_, changes, words) => {
    const { message } = errorOf(() => readJesse(jesseRow(TRADE, changes)));
    expect(message).toContain('jesse.csv is not a ledger of jesse:');
    expect(message).toContain(words);
  });

  it("jesse's table is refused where a trade is there twice", () => {
    expect(errorOf(() => readJesse(jesseRow(), jesseRow())).message).toBe(
      'jesse.csv has a trade twice; leave each once:\n  line 3, id: that of line 2, id; found "6f9619ff-8b86-d011-b42d-00c04fc964ff"',
    );
  });
});

describe('a table with named columns', () => {
  it('a table with named columns is read by its names, and what it lacks is unknown', () => {
    const ledger = read([ROW]);
    expect(ledger).toMatchObject({
      origin: 'another tool',
      recordedIs: undefined,
      assumed: ['Times without a zone are taken for UTC.'],
    });
    expect(ledger.trades).toEqual([
      {
        id: 'line 2',
        symbol: 'BTC',
        side: 'long',
        quantity: 6,
        entryPrice: 100,
        exitPrice: 100.15,
        entryTimeMs: TRADE.entryTimeMs,
        exitTimeMs: TRADE.exitTimeMs,
      },
    ]);
    expect(resultOfImport(ledger, COSTS)).toMatchObject({
      compared: 0,
      feesRecorded: 0,
      recordedUsd: undefined,
    });
  });

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('a table with named columns may be divided by %s', (_, divider) => {
    const comma = namedCsv([namedRow()]);
    expect(readLedger(comma.replaceAll(',', divider), 'my.csv')).toEqual(readLedger(comma, 'my.csv'));
  });

  it('a table with named columns may have quotation marks, blanks and a zone', () => {
    const ledger = read(
      ['"BTC" , SELL, 6, 100, 99, 2026-02-06 03:10+01:00, 1770343920000, "stop, late"'],
      `${HEADER},reason`,
    );
    expect(ledger.trades[0]).toMatchObject({
      symbol: 'BTC',
      side: 'short',
      reason: 'stop, late',
      entryTimeMs: TRADE.entryTimeMs,
    });
  });

  it.each(['2026/02/06 02:10', '2026-02-06T02:10:00.000900+00:00', '2026-2-6 2:10', '1770343800000.9'])(
    'a table with named columns may have its times as recordings have them: %s',
    (time) => {
      const { trades } = read([ROW.replace('2026-02-06 02:10', time)]);
      expect(trades[0]?.entryTimeMs).toBe(TRADE.entryTimeMs);
    },
  );

  it('a table with named columns has open trades where the exit is blank', () => {
    expect(read([ROW, 'BTC,long,6,100,,2026-02-06 02:10,'])).toMatchObject({
      openTrades: 1,
      trades: [{ id: 'line 2' }],
    });
  });

  it('a table with named columns that rounds its P&L is compared as far as it goes', () => {
    const rows = (pnl: string) => read([`${ROW},${pnl},0.60`], `${HEADER},net pnl,fees`);
    expect(resultOfImport(rows('0.31'), COSTS).misrecorded).toEqual([]);
    expect(resultOfImport(rows('0.32'), COSTS).misrecorded).toHaveLength(1);
    // The fees beside it are rounded all the same; alone, nothing is.
    expect(resultOfImport(rows('0.31000000'), COSTS).misrecorded).toEqual([]);
    expect(
      resultOfImport(read([`${ROW},0.31000000`], `${HEADER},gross pnl`), COSTS).misrecorded,
    ).toHaveLength(1);
  });

  it('a table with named columns may have funding in either direction, or in both', () => {
    const fundingOf = (header: string, values: string) =>
      read([`${ROW},${values}`], `${HEADER},${header}`).trades[0]?.fundingUsd;
    expect(fundingOf('funding paid', '0.5')).toBe(0.5);
    expect(fundingOf('funding received', '0.5')).toBe(-0.5);
    expect(fundingOf('funding paid,funding received', '0.5,0.125')).toBe(0.375);
    expect(fundingOf('funding paid', '')).toBeUndefined();
  });

  it.each<[string, string, string]>([
    [
      'a decimal comma',
      ROW.replace('100.15', '"100,15"'),
      'line 2, exit price: expected a number with a decimal point, no thousands separators and no unit: 100.15; found "100,15"',
    ],
    ['separators of thousands', ROW.replace('100.15', '"64,895.43"'), 'no unit: 64895.43; found'],
    ['those of another country', ROW.replace('100.15', '64.895.430'), 'no unit: 64895430; found'],
    [
      'what could be two numbers',
      ROW.replace('100.15', '"64,895"'),
      'no unit: 64895 or 64.895; found "64,895"',
    ],
    ['a unit', ROW.replace('100.15', '$100.15'), 'no unit: 100.15; found "$100.15"'],
    ['no number', ROW.replace('100.15', 'none'), 'expected a number, such as 1234.5; found "none"'],
    ['a price of nothing', ROW.replace('100.15', '0'), 'line 2, exit price: '],
    [
      'no side',
      ROW.replace('long', 'up'),
      'line 2, side: expected the side of the entry: long or buy, short or sell; found "up"',
    ],
    [
      'a time in seconds',
      ROW.replace('2026-02-06 02:10', '1770343800'),
      'line 2, opened: expected a time between 2009 and 2100 in milliseconds since 1970, not in seconds, or a date such as 2025-05-04T15:33:00Z; found "1770343800"',
    ],
    [
      'a day that no month has',
      ROW.replace('2026-02-06 02:10', '2026-02-30 02:10'),
      'line 2, opened: expected a time',
    ],
    [
      'an exit before its entry',
      ROW.replace('02:12', '02:09'),
      'line 2, closed: expected a time that is not before the entry',
    ],
    [
      'a market of another coin',
      ROW.replace('BTC', 'ETH/BTC'),
      'line 2, symbol: expected a market whose results are in dollars',
    ],
    [
      'a value too many',
      `${ROW},15`,
      'my.csv, line 2: "BTC,long,6,100,100.15,2026-02-06 02:10,2026-02-06T02:12:00Z,15" has 8 values, and the header 7',
    ],
    ['a lost quotation mark', `"${ROW}`, 'a quotation mark that has no other one'],
  ])('a table with named columns is refused for %s', (_, row, words) => {
    expect(refusalOf([row])).toContain(words);
  });

  it('a table with named columns is refused where fees are written below zero', () => {
    expect(refusalOf([`${ROW},-0.6`], `${HEADER},fees`)).toBe(
      'my.csv, line 2, fees: "-0.6", and the fees of all trades are below zero: write what was paid above zero',
    );
    expect(read([`${ROW},-0.1`, `${ROW},0.2`], `${HEADER},fees`).trades[0]?.feesUsd).toBe(-0.1);
  });

  it('a table with named columns is refused where a trade is there twice', () => {
    expect(refusalOf([`${ROW},7`, `${ROW},7`], `${HEADER},id`)).toContain(
      'line 3, id: that of line 2, id; found "7"',
    );
  });
});
