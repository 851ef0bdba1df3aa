/**
 * Is the text of a candle file known by its first line, and refused where it is neither form?
 */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CANDLE_ROLES } from '../../infra/candles/candle-columns.ts';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { chosenColumns } from '../../infra/recordings/header-columns.ts';
import {
  bySymbol,
  file,
  KLINE_HEADER,
  klineRow,
  lines,
  minute,
  PLAIN_HEADER,
  plainText,
  refusal,
  refusedAt,
  refusedWhole,
  row,
  rowsIn,
  rowsOf,
} from '../harness/candle-writing.ts';

describe('the two forms', () => {
  const rows = [row(0), row(1, 101.25), row(5, 0.00012345 + 1)];

  it('candle files may have the six columns with their header', async () => {
    expect(await rowsIn(await file(plainText(rows)))).toEqual(rows);
  });

  it('candle files may be Binance klines with a header', async () => {
    expect(await rowsIn(await file(lines(KLINE_HEADER, ...rows.map((each) => klineRow(each)))))).toEqual(
      rows,
    );
  });

  it('candle files may be Binance klines without a header', async () => {
    expect(await rowsIn(await file(lines(...rows.map((each) => klineRow(each)))))).toEqual(rows);
  });

  it('candle files may be Binance klines in microseconds', async () => {
    expect(await rowsIn(await file(lines(...rows.map((each) => klineRow(each, 1000)))))).toEqual(rows);
  });

  it('candle files may begin with a byte order mark, have Windows line ends, and lack the last line end', async () => {
    const text = `\uFEFF${plainText(rows).replaceAll('\n', '\r\n').trimEnd()}`;
    expect(await rowsIn(await file(text))).toEqual(rows);
    expect(await rowsIn(await file(`\uFEFF${lines(...rows.map((each) => klineRow(each)))}`))).toEqual(rows);
  });

  it('candle files keep missing minutes missing, a volume of 0 and an exponent', async () => {
    const text = lines(PLAIN_HEADER, `${minute(0)},1e-7,2E-7,1e-7,1.5e-7,0`, `${minute(60)},1,1,1,1,1e+3`);
    expect(await rowsIn(await file(text))).toEqual([
      [minute(0), 1e-7, 2e-7, 1e-7, 1.5e-7, 0],
      [minute(60), 1, 1, 1, 1, 1000],
    ]);
  });

  it('candle files longer than one chunk are read without losing or splitting a row', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => row(index, 100 + (index % 977) / 8));
    const {
      symbols: [read],
    } = await readCandleFiles([await file(plainText(many))]);
    expect(read && rowsOf(read.candles)).toEqual(many);
    expect(read?.candles.openTimeMs).toHaveLength(many.length);
    expect(read?.candles.volume).toHaveLength(many.length);
  });

  it.each([
    ['without a time', 'when,open,high,low,close,volume', 'time'],
    ['without prices', 'ts,w,x,y,z,volume', 'open, high, low, close'],
    ['with a blank first line', '', 'time, open, high, low, close, volume'],
  ])('candle files are not %s', async (_, header, missing) => {
    expect(await refusedAt(1, lines(header, row(0).join(',')))).toBe(
      `the header is ${JSON.stringify(header)}, and must be ${PLAIN_HEADER} or Binance's ${KLINE_HEADER} ` +
        `(which may be left out), or name these columns in another way: no ${missing}. ` +
        `--columns says which they are, such as --columns ${missing.split(',')[0]}=…`,
    );
  });

  it('candle files are not rows without a header, unless the columns are said', async () => {
    const text = lines(row(0).join(','));
    expect(await refusedAt(1, text)).toBe(
      `the first line is "${row(0).join(',')}", a row without a header: say what its columns are by their numbers, such as ` +
        '--columns time=1,open=2,high=3,low=4,close=5,volume=6',
    );
    const columns = chosenColumns('time=1,open=2,high=3,low=4,close=5,volume=6', CANDLE_ROLES);
    const { symbols } = await readCandleFiles([await file(text)], { columns });
    expect(bySymbol(symbols)).toEqual({ BTCUSDT: [row(0)] });
  });

  it('candle files are not a web page, and of a long header no more than a part is shown', async () => {
    const page = await refusal(await file(lines(`<html>${'x'.repeat(3000)}</html>`)));
    expect(page.message).toMatch(
      /: is a page of the web, and no recording: the download has failed, do it again$/,
    );
    const message = await refusedAt(1, lines(`time,${'x'.repeat(3000)}`));
    expect(message).toContain('the header is "time,xxx');
    expect(message.length).toBeLessThan(600);
  });

  it('candle files are not UTF-16', async () => {
    const text = Buffer.from(`\uFEFF${plainText(rows)}`, 'utf16le');
    const { message } = await refusal(await file(text));
    expect(message).toMatch(/: is text in UTF-16, and must be in UTF-8: save it so$/);
  });

  it('candle files are not one endless line', async () => {
    expect(await refusedAt(1, 'x'.repeat(200_000))).toBe(
      'the line is longer than 4096 bytes, and must be a row',
    );
    expect(await refusedAt(3, `${plainText([row(0)])}${'1'.repeat(200_000)}`)).toMatch(
      /^the line is longer than/,
    );
  });
});

describe('a file without candles', () => {
  it.each([
    ['nothing', ''],
    ['only a byte order mark', '\uFEFF'],
    ['nothing, packed', gzipSync('')],
  ])('a file without candles is refused where it holds %s', async (_, content) => {
    expect(await refusedWhole(content)).toBe('is empty, and must hold a header and rows');
  });

  it.each([PLAIN_HEADER, `${PLAIN_HEADER}\r\n`, `${KLINE_HEADER}\n`])(
    'a file without candles is refused where it holds only a header: %j',
    async (content) => {
      expect(await refusedWhole(content)).toBe('holds only a header, and must hold rows');
    },
  );
});
