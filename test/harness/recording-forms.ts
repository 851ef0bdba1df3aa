/**
 * The same candles as the tools of this trade write them, with lines that are invented.
 */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ReadingOptions } from '../../infra/candles/candle-files.ts';
import { KLINE_HEADER, klineRow, PLAIN_HEADER, type Row } from './candle-texts.ts';

export interface WrittenForm {
  /** A name as the tool gives it, without the endings of packing. */
  readonly name: string;
  readonly write: (rows: readonly Row[]) => string | Uint8Array;
  /** What a user has to say of it. */
  readonly said?: ReadingOptions;
}

interface TextForm {
  readonly header?: string;
  readonly row: (row: Row) => string;
  readonly isNewestFirst?: boolean;
}

export const iso = (timeMs: number) => new Date(timeMs).toISOString();
export const textOf =
  ({ header, row, isNewestFirst = false }: TextForm) =>
  (rows: readonly Row[]) =>
    [
      ...(header === undefined ? [] : [header]),
      ...(isNewestFirst ? rows.toReversed() : rows).map(row),
      '',
    ].join('\n');

/** The clock of Bybit's files, as that of most brokers, is three hours ahead. */
export const brokersTime = (timeMs: number) =>
  iso(timeMs + 3 * 3_600_000)
    .slice(0, 16)
    .replaceAll('-', '.')
    .replace('T', ' ');

const CODECS = {
  SNAPPY: undefined,
  UNCOMPRESSED: undefined,
  GZIP: gzipSync,
  BROTLI: brotliCompressSync,
  ZSTD: zstdCompressSync,
  /** Told, and not done: nobody unpacks it. */
  LZ4_RAW: (input: Uint8Array) => input,
};

export function parquetOf(
  rows: readonly Row[],
  codec: keyof typeof CODECS,
  time: { readonly name: string; readonly unit: 'ms' | 'µs' | 'timestamp' },
): Uint8Array {
  const compress = CODECS[codec];
  const column = (index: number) => Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
  const timeData = {
    ms: { data: rows.map(([timeMs]) => BigInt(timeMs)), type: 'INT64' as const },
    µs: { data: rows.map(([timeMs]) => BigInt(timeMs) * 1000n), type: 'INT64' as const },
    timestamp: { data: rows.map(([timeMs]) => new Date(timeMs)), type: 'TIMESTAMP' as const },
  }[time.unit];
  const prices = ['open', 'high', 'low', 'close', 'volume'];
  const columnData = [
    { name: time.name, ...timeData },
    ...prices.map((name, index) => ({ name, data: column(index + 1), type: 'DOUBLE' as const })),
  ];
  const compressors =
    compress === undefined ? {} : { [codec]: (input: Uint8Array) => new Uint8Array(compress(input)) };
  // Some groups in the few rows of a test; of a year as many rows as pandas writes in one.
  const rowGroupSize = rows.length <= 100 ? 25 : 1024 * 1024;
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors, rowGroupSize }));
}

const okxRow = ([timeMs, open, high, low, close, volume]: Row, instrument: string, volumes: string) =>
  `${instrument},${open},${high},${low},${close},${volumes.replace('base', String(volume))},${timeMs},1`;

export const FORMS: Readonly<Record<string, WrittenForm>> = {
  'the six columns': {
    name: 'BTCUSDT-1m-2025-05.csv',
    write: textOf({ header: PLAIN_HEADER, row: (row) => row.join(',') }),
  },
  'Binance with a header': {
    name: 'BTCUSDT-1m-2025-05.csv',
    write: textOf({ header: KLINE_HEADER, row: (row) => klineRow(row) }),
  },
  'Binance without a header': {
    name: 'BTCUSDT-1m-2025-05.csv',
    write: textOf({ row: (row) => klineRow(row) }),
  },
  'Binance in microseconds': {
    name: 'BTCUSDT-1m-2025-05-01.csv',
    write: textOf({ row: (row) => klineRow(row, 1000) }),
  },
  'Bybit for MetaTrader': {
    name: 'BTCUSDT_1_2025-05-01_2025-05-31.csv',
    write: textOf({ row: ([timeMs, ...rest]) => [brokersTime(timeMs), ...rest].join(',') }),
  },
  'a swap of OKX': {
    name: 'BTC-USDT-SWAP-candlesticks-2025-05-01.csv',
    write: textOf({
      header: 'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
      row: (row) => okxRow(row, 'BTC-USDT-SWAP', '77,base,88'),
    }),
  },
  'spot of OKX': {
    name: 'BTC-USDT-candlesticks-2025-05.csv',
    write: textOf({
      header: 'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
      row: (row) => okxRow(row, 'BTC-USDT', 'base,77,88'),
    }),
  },
  CryptoDataDownload: {
    name: 'Binance_BTCUSDT_2025_minute.csv',
    write: (rows) =>
      `https://www.CryptoDataDownload.com\n${textOf({
        header: 'Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount',
        row: ([timeMs, open, high, low, close, volume]) =>
          [
            timeMs,
            iso(timeMs).slice(0, 19).replace('T', ' '),
            'BTCUSDT',
            open,
            high,
            low,
            close,
            volume,
            12.5,
            3,
          ].join(','),
        isNewestFirst: true,
      })(rows)}`,
  },
  TradingView: {
    name: 'BINANCE_BTCUSDT.P, 1.csv',
    write: textOf({
      header: 'time,open,high,low,close,Volume,Volume MA',
      row: ([timeMs, ...rest]) => [timeMs / 1000, ...rest, 'NaN'].join(','),
    }),
  },
  'TradingView with dates': {
    name: 'BYBIT_BTCUSDT, 1_a3f2b.csv',
    write: textOf({
      header: 'time,open,high,low,close,Volume',
      row: ([timeMs, ...rest]) => [iso(timeMs + 7_200_000).replace('.000Z', '+02:00'), ...rest].join(','),
    }),
  },
  'Kaggle with seconds': {
    name: 'btcusdt_1-min_data.csv',
    write: textOf({
      header: 'Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price',
      row: ([timeMs, ...rest]) => [`${timeMs / 1000}.0`, ...rest, 'NaN', ''].join(','),
    }),
  },
  'Kaggle with dates': {
    name: 'BTCUSDT_1min.csv',
    write: textOf({
      header: ',"Date","Volume","Close","Low","High","Open"',
      row: ([timeMs, open, high, low, close, volume]) =>
        ['7', `"${iso(timeMs).slice(0, 19).replace('T', ' ')}"`, volume, close, low, high, open].join(','),
    }),
  },
  'a spreadsheet in nanoseconds': {
    name: 'BTC-USDT 1m.csv',
    write: textOf({
      header: 'Open Time;Open Price;High Price;Low Price;Close Price;Base Volume',
      row: ([timeMs, ...rest]) => [`${timeMs}000000`, ...rest].join(';'),
    }),
  },
  'a day beside a clock': {
    name: 'BTCUSDT_M1.csv',
    write: textOf({
      header: 'Date,Time,Open,High,Low,Close,Volume',
      row: ([timeMs, ...rest]) => [iso(timeMs).slice(0, 10), iso(timeMs).slice(11, 16), ...rest].join(','),
    }),
  },
  'columns with tabs': {
    name: 'btcusdt_1m.tsv',
    write: textOf({
      header: 'close\tvolume\topen\tlow\thigh\ttime',
      row: ([time, open, high, low, close, volume]) => [close, volume, open, low, high, time].join('\t'),
    }),
  },
  'lists of freqtrade': { name: 'BTC_USDT_USDT-1m-futures.json', write: (rows) => JSON.stringify(rows) },
  'lists of Binance’s answer': {
    name: 'BTCUSDT-1m.json',
    write: (rows) =>
      JSON.stringify(
        rows.map(([timeMs, ...rest]) => [
          timeMs,
          ...rest.map(String),
          timeMs + 59_999,
          '1',
          2,
          '3',
          '4',
          '0',
        ]),
      ),
  },
  'objects with names': {
    name: 'BTCUSDT-1m-2025-05.json',
    write: (rows) =>
      JSON.stringify(
        rows.map(([timestamp, open, high, low, close, volume]) => ({
          timestamp,
          open,
          high,
          low,
          close,
          volume,
        })),
        undefined,
        1,
      ),
  },
  'Parquet of freqtrade': {
    name: 'BTC_USDT-1m.parquet',
    write: (rows) => parquetOf(rows, 'ZSTD', { name: 'date', unit: 'timestamp' }),
  },
  'Parquet of pandas': {
    name: 'BTCUSDT-1m.parquet',
    write: (rows) => parquetOf(rows, 'SNAPPY', { name: 'open_time', unit: 'ms' }),
  },
  'Parquet in microseconds': {
    name: 'BTCUSDT-1m.parquet',
    write: (rows) => parquetOf(rows, 'GZIP', { name: 'timestamp', unit: 'µs' }),
  },
  'Parquet with Brotli': {
    name: 'BTCUSDT-1m.parquet',
    write: (rows) => parquetOf(rows, 'BROTLI', { name: 'time', unit: 'ms' }),
  },
  'Parquet as it is': {
    name: 'BTCUSDT-1m.parquet',
    write: (rows) => parquetOf(rows, 'UNCOMPRESSED', { name: 'time', unit: 'ms' }),
  },
};
