/**
 * Are numbers exact to the last digit wherever they are printed, and do tables of text hold what is put in them?
 */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactDollars, plainDecimal } from '../../../lambda/core/text/decimal-text.ts';
import { csvLines } from '../../../infra/cli/terminal/csv-text.ts';
import { csvTable } from '../../../infra/cli/tables/column.ts';
import { TRADE_COLUMNS } from '../../../infra/cli/tables/export-columns.ts';
import { columns, screenWidth, wrapped } from '../../../infra/cli/terminal/columns.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { trade } from '../../harness/builders.ts';
import { hostileText, steeringIn } from '../../harness/hostile-text.ts';

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
  const csvOf = (trades: readonly ClosedTrade[]) => csvLines(csvTable(TRADE_COLUMNS, trades)).join('\n');

  it('CSV is read back by a parser, whatever a symbol holds', () => {
    const odd = ['BTCUSDT', 'A,B', 'say "A"', ' blank '];
    const text = csvOf(odd.map((symbol, k) => trade(-0.1, { symbol, tradeId: k + 1 })));
    const rows: readonly Record<string, string>[] = parse(text, { columns: true });
    expect(rows.map(({ symbol }) => symbol)).toEqual(odd);
    expect(rows[0]).toMatchObject({
      net_usd: '-0.10000000',
      entry_time: '2026-01-05T11:55:00.000Z',
      ambiguous: 'false',
    });
  });

  it('CSV has the amounts of a trade each in its own column: net is gross less fees and funding', () => {
    const amounts = { grossUsd: usd(2), feesUsd: usd(0.4), fundingUsd: usd(0.06) };
    const [row]: readonly Record<string, string>[] = parse(csvOf([trade(1.54, amounts)]), { columns: true });
    expect(row).toMatchObject({
      gross_usd: '2.00000000',
      fees_usd: '0.40000000',
      funding_usd: '0.06000000',
      net_usd: '1.54000000',
    });
  });

  it('CSV has a line for each row and no cell that is a formula, whatever strangers have written', () => {
    const property = fc.property(fc.array(fc.array(hostileText, { minLength: 3, maxLength: 3 })), (rows) => {
      const lines = csvLines({ names: ['a', 'b', 'c'], rows });
      expect(lines.flatMap(steeringIn)).toEqual([]);
      const cells = lines.slice(1).flatMap((line) => parse(line).flat());
      expect(cells).toHaveLength(3 * rows.length);
      for (const cell of cells)
        if (!/^[+-]?\d+(?:\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      // As it is divided where a comma is the decimal mark.
      for (const cell of lines.slice(1).flatMap((line) => line.split(';').slice(1)))
        expect(cell).not.toMatch(/^\s*[=+\-@]/);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it.each(['-36.66449654', '+1', '-0', '12'])('CSV keeps a number as it is: %s', (number) => {
    expect(csvLines({ names: [number], rows: [] })).toEqual([number]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['-2+3', "'-2+3"],
    ['+', "'+"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['﹦1', "'﹦1"],
    [' =1', "' =1"],
    ['a;=1', "a;'=1"],
  ])('CSV has %j as text: %j', (written, cell) => {
    expect(csvLines({ names: [written], rows: [] })).toEqual([cell]);
  });

  it('CSV of no trades is its line of names', () => {
    expect(csvOf([])).toMatch(/^symbol,side,[a-z_,]+$/);
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
