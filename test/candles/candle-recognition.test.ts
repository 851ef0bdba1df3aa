/**
 * Is what a candle file is recognised, told, and refused where name, rows and options contradict each other?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import {
  bySymbol,
  file,
  folder,
  klineRow,
  lines,
  minute,
  plainText,
  refusal,
  refusedWhole,
  row,
  rowsIn,
  zipped,
} from '../harness/candle-writing.ts';

describe('the name of a candle file', () => {
  it('a file whose name tells no symbol is refused, unless its rows tell it or the user says it', async () => {
    const path = await file(plainText([row(0)]), 'candles.csv');
    expect((await refusal(path)).message).toBe(
      `${path}: neither the name nor the rows tell a symbol: --symbol must say it, such as --symbol BTCUSDT`,
    );
    const { symbols } = await readCandleFiles([path], { symbol: 'ETHUSDT' });
    expect(bySymbol(symbols)).toEqual({ ETHUSDT: [row(0)] });
    const rows = lines('symbol,ts,open,high,low,close,volume', `BTC/USDT,${row(0).join(',')}`);
    expect(await rowsIn(await file(rows, 'candles.csv'))).toEqual([row(0)]);
  });

  it('a file is refused whose name, rows and option tell different symbols', async () => {
    const path = await file(plainText([row(0)]));
    await expect(readCandleFiles([path], { symbol: 'ETHUSDT' })).rejects.toThrow(
      `${path}: the name tells BTCUSDT, and --symbol says ETHUSDT: they must be the same`,
    );
    const rows = lines('symbol,ts,open,high,low,close,volume', `ETHUSDT,${row(0).join(',')}`);
    expect(await refusedWhole(rows)).toBe(
      'the name tells BTCUSDT, and the rows tell ETHUSDT: they must be the same',
    );
  });

  it("a broker's candles in dollars are those of the perpetual that is asked for", async () => {
    const path = await file(plainText([row(0)]), 'XAUUSD-1m-2026-01.csv');
    for (const symbol of ['XAUUSDT', 'XAUUSDC']) {
      const { symbols } = await readCandleFiles([path], { symbol });
      expect(bySymbol(symbols)).toEqual({ [symbol]: [row(0)] });
    }
    for (const symbol of ['XAGUSDT', 'XAUUSDTUSDT', 'XAUEUR']) {
      await expect(readCandleFiles([path], { symbol })).rejects.toThrow(
        `${path}: the name tells XAUUSD, and --symbol says ${symbol}: they must be the same`,
      );
    }
  });

  it('a file is refused whose rows or member name their symbol by a text that is none', async () => {
    const rows = lines('symbol,ts,open,high,low,close,volume', `=1USDT,${row(0).join(',')}`);
    expect(await refusedWhole(rows, 'candles.csv')).toBe(
      'the rows tell "=1USDT", which is not a symbol such as BTCUSDT',
    );
    const zip = await zipped({ '=1USDT-1m-2025-05.csv': plainText([row(0)]) });
    expect(await refusedWhole(zip, '1USDT-1m-2025-05.zip')).toBe(
      'the name tells "=1USDT", which is not a symbol such as BTCUSDT',
    );
  });

  it('a file without an interval in its name must hold candles of one minute', async () => {
    const five = plainText([row(0), row(5), row(10)]);
    expect(await refusedWhole(five, 'BTCUSDT.csv')).toBe(
      'the rows are at least 5 minutes apart, and must be candles of one minute',
    );
    expect(await rowsIn(await file(plainText([row(0), row(5), row(6)]), 'BTCUSDT.csv'))).toHaveLength(3);
  });

  it.each([
    ['BTCUSDT-5m-2025-05.csv', 'the name tells candles of 5m, and must tell those of one minute (1m)'],
    ['BTCUSDT-trades-2025-05.csv', 'the name tells trades, and must tell candles: give trades to --detail'],
    ['BTCUSDT-markPriceKlines-1m-2025-05.csv', 'the name tells mark-price candles, which nobody traded at'],
    ['BTC_USDT_USDT-1m-index.json', 'the name tells index-price candles, which nobody traded at'],
    ['BTCUSDT-fundingRate-2025-05.csv', 'the name tells another kind of rows than candles'],
    ['ETHUSDT-of-BTCUSDT-1m-2025-05.csv', 'the name tells two symbols, ETHUSDT and BTCUSDT'],
  ])('a file %s is refused for its name', async (name, words) => {
    expect(await refusedWhole(plainText([row(0)]), name)).toContain(words);
  });
});

describe('what was recognised', () => {
  it('what was recognised in a file is told: form, unit, order, rows and span', async () => {
    const path = await folder({
      'BTCUSDT-1m-2025-05.csv': lines(klineRow(row(0)), klineRow(row(1), 1000)),
      'ETHUSDT-1m-2025-05.csv': plainText([row(1), row(0)]),
    });
    const { files } = await readCandleFiles([path]);
    const span = { fromMs: minute(0), toMs: minute(1), rows: 2, warnings: [] };
    expect(files).toEqual([
      {
        ...span,
        file: join(path, 'BTCUSDT-1m-2025-05.csv'),
        symbol: 'BTCUSDT',
        form: 'Binance klines without a header',
        units: ['ms', 'µs'],
        isNewestFirst: false,
      },
      {
        ...span,
        file: join(path, 'ETHUSDT-1m-2025-05.csv'),
        symbol: 'ETHUSDT',
        form: 'columns by their names',
        units: ['ms'],
        isNewestFirst: true,
      },
    ]);
  });

  it('what was recognised in a file of other days than its name tells is told, and read', async () => {
    const warningsOf = async (name: string, index: number) => {
      const { files } = await readCandleFiles([await file(plainText([row(0), row(index)]), name)]);
      return files.flatMap(({ warnings }) => warnings);
    };
    const month = 31 * 1440;
    expect(await warningsOf('BTCUSDT-1m-2021-07.csv', 1)).toEqual([
      'holds rows of 2025-05-01 to 2025-05-01, and its name tells 2021-07',
    ]);
    expect(await warningsOf('BTCUSDT-1m-2025-05.csv', month - 1)).toEqual([]);
    expect(await warningsOf('BTCUSDT-1m-2025-05.csv', month)).toEqual([
      'holds rows of 2025-05-01 to 2025-06-01, and its name tells 2025-05',
    ]);
  });
});
