/**
 * Is a file told by what is in it, and its columns by their names or by what is said of them?
 */
import { describe, expect, it } from 'vitest';
import { ledgerColumns } from '../../infra/imported/ledger-columns.ts';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import { NAMED_HEADER, errorOf, namedCsv } from './ledger-texts.ts';

const ROW = 'BTC,long,6,100,100.15,2026-02-06 02:10,2026-02-06T02:12:00Z';
const HEADER = 'symbol,side,qty,entry price,exit price,opened,closed';

function read(rows: readonly string[], header: string, columns?: string) {
  const text = namedCsv(rows, header);
  return readLedger(text, 'my.csv', columns === undefined ? {} : { columns: ledgerColumns(columns) });
}

function refusalOf(rows: readonly string[], header: string, columns?: string): string {
  return errorOf(() => read(rows, header, columns)).message;
}

describe('the columns of a table', () => {
  it('the columns of a table that nobody can tell are asked for, all at once', () => {
    expect(refusalOf([], 'symbol,side,entry,exit,opened,closed,size,pnl,funding')).toBe(
      'my.csv, line 1, the header "symbol,side,entry,exit,opened,closed,size,pnl,funding": "pnl" could be grossPnl or netPnl; "funding" could be fundingPaid or fundingReceived; no column is named as quantity. Say which is which, such as --columns grossPnl=8,fundingPaid=9,quantity=…',
    );
    expect(refusalOf([], `${HEADER},quantity`)).toContain('"qty" and "quantity" could be quantity');
  });

  it('the columns of a table are those that are said, by name or by number', () => {
    const header = HEADER.replace('qty', 'Size (BTC)');
    for (const columns of [
      'quantity=Size (BTC),netPnl=8',
      'quantity=3,netPnl=pnl',
      'quantity=size,netPnl=PNL',
    ]) {
      const { trades, recordedIs } = read([`${ROW},0.3`], `${header},pnl`, columns);
      expect([trades[0]?.quantity, trades[0]?.recordedUsd, recordedIs]).toEqual([6, 0.3, 'net']);
    }
  });

  it.each([
    ['qty=3', '--columns qty=3: write role=column, such as id=1; roles are id, symbol, side,'],
    ['quantity', '--columns quantity: write role=column'],
    ['quantity=3,quantity=4', '--columns: quantity is named twice'],
    ['quantity=volume', '--columns quantity=volume: the header of my.csv, '],
    ['quantity=8', '--columns quantity=8: the header of my.csv, '],
    ['entryPrice=4,exitPrice=4', '--columns exitPrice=4: that column is entryPrice already'],
  ])('the columns of a table are not said by %s', (columns, words) => {
    expect(refusalOf([ROW], HEADER, columns)).toContain(words);
  });
});

describe('a file of nobody', () => {
  it.each([
    ['nothing', '', 'it is empty, and must be a ledger'],
    ['an empty list', '[]', 'my.csv is no ledger with a trade in it that is known: `import` reads '],
    ['other JSON', '{"latest_backtest": "a.json"}', 'my.csv is no ledger with a trade in it'],
    ['JSON that is cut', '{"balance": ', 'my.csv: line 1, column 13: a value is missing'],
    ['some text', 'Dear reader', 'my.csv, line 1, the header "Dear reader": no column is named as side, '],
  ])('a file of nobody with %s is refused', (_, text, words) => {
    expect(errorOf(() => readLedger(text, 'my.csv')).message).toContain(words);
  });

  it('a file of nobody has options that are of no use elsewhere', () => {
    const columns = ledgerColumns('id=1');
    expect(errorOf(() => readLedger('[]', 'a', { columns })).message).toBe(
      '--columns is for a CSV, and a is JSON: leave it out',
    );
    for (const text of ['[]', NAMED_HEADER]) {
      expect(errorOf(() => readLedger(text, 'a', { strategy: 'b' })).message).toContain(
        '--strategy is for a backtest',
      );
    }
  });
});
