/**
 * Is a row that is no candle refused, with its line, its value and what would be right?
 */

import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { TIME_WORDS } from '../../infra/recordings/recorded-time.ts';
import { HOUR_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import {
  file,
  KLINE_HEADER,
  klineRow,
  lines,
  minute,
  PLAIN_HEADER,
  plainText,
  refusedAt,
  row,
  rowsIn,
} from '../harness/candle-writing.ts';

describe('a row', () => {
  it.each([
    ['fewer', `${minute(1)},100,102,99`, 4],
    ['more', `${minute(1)},100,102,99,101,5,6`, 7],
  ])('a row must not have %s columns than the header', async (_, wrong, count) => {
    expect(await refusedAt(3, lines(PLAIN_HEADER, row(0).join(','), wrong, row(2).join(',')))).toBe(
      `the row "${wrong}" has ${count}, and must have 6 columns (${PLAIN_HEADER})`,
    );
  });

  it('a row must not be blank between rows; blank lines after the last one are no rows', async () => {
    const first = row(0).join(',');
    for (const blank of [[''], ['\r'], ['  '], ['', '', '']]) {
      expect(await refusedAt(3, lines(PLAIN_HEADER, first, ...blank, row(1).join(',')))).toBe(
        'the line is blank, and must be a row: only the end of a file may be blank',
      );
      expect(await rowsIn(await file(lines(PLAIN_HEADER, first, ...blank)))).toEqual([row(0)]);
      expect(await rowsIn(await file(`${lines(PLAIN_HEADER, first, ...blank).trimEnd()}\n\n `))).toEqual([
        row(0),
      ]);
    }
  });

  it('a row must not be cut short at the end of the file', async () => {
    const whole = plainText([row(0), row(1)]).trimEnd();
    expect(await refusedAt(3, whole.slice(0, -2))).toBe(
      `the row "${minute(1)},100,102,99,101" has 5, and must have 6 columns (${PLAIN_HEADER})`,
    );
    expect(await refusedAt(3, whole.slice(0, -1))).toBe(
      'volume is "", and must be a decimal number of 0 or more',
    );
    const klines = lines(klineRow(row(0)), klineRow(row(1))).trimEnd();
    expect(await refusedAt(2, klines.slice(0, -1))).toBe(
      'ignore is "", and must be a decimal number of 0 or more',
    );
    expect(await refusedAt(2, klines.slice(0, -2))).toMatch(
      /" has 11, and must have 12 columns \(open_time,/,
    );
  });

  it('a row is counted right far into a file', async () => {
    const many = Array.from({ length: 9000 }, (_, index) => row(index).join(','));
    many[8765] = `${minute(8765)},100,102,99,101,?`;
    expect(await refusedAt(8767, lines(PLAIN_HEADER, ...many))).toMatch(/^volume is "\?"/);
    expect(await refusedAt(8767, lines(PLAIN_HEADER, ...many).replaceAll('\n', '\r\n'))).toMatch(
      /^volume is "\?"/,
    );
  });

  const notNumbers = [
    '',
    ' ',
    'NaN',
    'Infinity',
    '1e999',
    '0x10',
    ' 1',
    '1 ',
    '1\t',
    '1_000',
    '.5',
    '5.',
    '+1',
    '-1',
  ];
  const wrongNumbers = [...notNumbers, 'null', '"1"', '1e', '1n', '٣'];

  it.each(wrongNumbers)('a row must have plain decimal numbers, unlike %j', async (value) => {
    const found = JSON.stringify(value);
    for (const [index, column] of ['open', 'high', 'low', 'close'].entries()) {
      const fields = row(1)
        .map(String)
        .with(index + 1, value);
      expect(await refusedAt(3, lines(PLAIN_HEADER, row(0).join(','), fields.join(',')))).toBe(
        `${column} is ${found}, and must be a decimal number above 0`,
      );
    }
    expect(await refusedAt(2, lines(PLAIN_HEADER, row(0).map(String).with(5, value).join(',')))).toBe(
      `volume is ${found}, and must be a decimal number of 0 or more`,
    );
  });

  it('a row must have decimal numbers in the columns that are not used, too', async () => {
    const fields = klineRow(row(0)).split(',');
    for (const [index, column] of KLINE_HEADER.split(',').entries()) {
      if (index < 6) continue;
      expect(await refusedAt(1, lines(fields.with(index, 'x').join(',')))).toBe(
        `${column} is "x", and must be a decimal number of 0 or more`,
      );
    }
  });

  it('a row must have prices above 0', async () => {
    expect(await refusedAt(2, lines(PLAIN_HEADER, `${minute(0)},100,102,0.0,101,5`))).toBe(
      'low is "0.0", and must be a decimal number above 0',
    );
    expect(await refusedAt(2, lines(PLAIN_HEADER, `${minute(0)},1e-999,102,1,101,5`))).toMatch(
      /^open is "1e-999"/,
    );
  });

  it.each([
    ['open', '103,102,99,101', 103],
    ['close', '100,102,99,102.5', 102.5],
    ['low', '100,102,104,101', 104],
  ])('a row must have a high not below its %s', async (_, prices, highest) => {
    expect(await refusedAt(2, lines(PLAIN_HEADER, `${minute(0)},${prices},5`))).toBe(
      `high is "102", and must be at least the row's open, low and close (${highest})`,
    );
  });

  it.each([
    ['open', '98.5,102,99,101', 98.5],
    ['close', '100,102,99,98', 98],
  ])('a row must have a low not above its %s', async (_, prices, lowest) => {
    expect(await refusedAt(2, lines(PLAIN_HEADER, `${minute(0)},${prices},5`))).toBe(
      `low is "99", and must be at most the row's open and close (${lowest})`,
    );
  });
});

describe('the time of a row', () => {
  const at = (time: string | number): string => `${time},100,102,99,101,5`;

  it.each([
    '',
    'x',
    '-1746057600000',
    '1.7460576e12',
    '0x19688B06C00',
    ' 1746057600000',
    '2025-13-01',
    '2025-05-01 25:00',
    '1746057600000.x',
  ])('the time of a row must be a number or a date, unlike %j', async (time) => {
    expect(await refusedAt(2, lines(PLAIN_HEADER, at(time)))).toBe(
      `ts is ${JSON.stringify(time)}, and ${TIME_WORDS}`,
    );
  });

  it.each([
    ['in seconds', '1746057600'],
    ['in seconds with decimals', '1746057600.0'],
    ['in milliseconds', '1746057600000'],
    ['in milliseconds with decimals', '1746057600000.0'],
    ['in microseconds', '1746057600000000'],
    ['in nanoseconds', '1746057600000000000'],
    ['a date with its zone', '2025-05-01T00:00:00Z'],
    ['a date with another zone', '2025-05-01 03:00:00+03:00'],
    ['a date with blanks', '2025-05-01 00:00:00.000 UTC'],
    ['a date without a zone', '2025-05-01 00:00'],
    ['a date with quotation marks', '"2025/05/01 00:00:00"'],
  ])('the time of a row may be %s: %s', async (_, time) => {
    expect(await rowsIn(await file(lines(PLAIN_HEADER, at(time))))).toEqual([
      [minute(0), 100, 102, 99, 101, 5],
    ]);
  });

  it('the time of a row must be plausible', async () => {
    for (const time of [0, Date.UTC(2009, 0) - MINUTE_MS, Date.UTC(2100, 0), `1${'0'.repeat(30)}`]) {
      expect(await refusedAt(2, lines(PLAIN_HEADER, at(time)))).toBe(`ts is "${time}", and ${TIME_WORDS}`);
    }
    expect(await rowsIn(await file(lines(PLAIN_HEADER, at(Date.UTC(2009, 0)))))).toHaveLength(1);
    expect(await rowsIn(await file(lines(PLAIN_HEADER, at(Date.UTC(2100, 0) - MINUTE_MS))))).toHaveLength(1);
  });

  it('the time of a row must be the start of a minute', async () => {
    const aligned = 'and must be the start of a minute, a multiple of 60000 ms';
    expect(await refusedAt(2, lines(PLAIN_HEADER, at(minute(0) + 1)))).toBe(
      `ts is "1746057600001", ${aligned}`,
    );
    expect(await refusedAt(3, lines(PLAIN_HEADER, at(minute(0)), at(minute(1) + 30_000)))).toContain(aligned);
    const kline = klineRow(row(0), 1000).replace('1746057600000000', '1746057600000001');
    expect(await refusedAt(1, lines(kline))).toBe(`open_time is "1746057600000001", ${aligned}`);
    for (const time of [
      '1746057600.5',
      '1746057600000.01',
      '1746057600000000001',
      '2025-05-01T00:00:00.0001Z',
    ]) {
      expect(await refusedAt(2, lines(PLAIN_HEADER, at(time)))).toBe(`ts is "${time}", ${aligned}`);
    }
  });

  it('the time of a row must not be that of the line before', async () => {
    expect(await refusedAt(4, plainText([row(0), row(1), row(1)]))).toBe(
      'ts is "1746057660000", a duplicate minute (2025-05-01T00:01Z), and must be later than on the line before',
    );
  });

  it('the time of a row must not be before that of the line before', async () => {
    expect(await refusedAt(4, plainText([row(0), row(2), row(1)]))).toBe(
      'ts is "1746057660000" (2025-05-01T00:01Z), not sorted, and must be later than on the line before (2025-05-01T00:02Z)',
    );
  });

  it('the time of a row must be earlier than on the line before, where a file begins with its newest row', async () => {
    expect(await rowsIn(await file(plainText([row(3), row(1), row(0)])))).toEqual([row(0), row(1), row(3)]);
    expect(await refusedAt(4, plainText([row(3), row(1), row(2)]))).toBe(
      'ts is "1746057720000" (2025-05-01T00:02Z), not sorted, and must be earlier than on the line before, as the file begins (2025-05-01T00:01Z)',
    );
    expect(await refusedAt(4, plainText([row(3), row(1), row(1)]))).toMatch(
      /a duplicate minute .*, and must be earlier/,
    );
  });

  it("the time of a row of a broker's clock has to be said", async () => {
    const text = lines('time,open,high,low,close,volume', at('2025.05.01 03:00'));
    expect(await refusedAt(2, text)).toBe(
      `time is "2025.05.01 03:00": it is of a broker's clock, and --utc-offset must say how many hours that is ahead of UTC, such as --utc-offset 2`,
    );
    const { symbols } = await readCandleFiles([await file(text)], { utcOffsetMs: 3 * HOUR_MS });
    expect(symbols[0]?.candles.openTimeMs).toEqual(Float64Array.of(minute(0)));
  });
});
