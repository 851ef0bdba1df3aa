/**
 * The same trades, and the same quotes, as the tools of this trade write them, with lines that are invented.
 */
import { brotliCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ChosenColumns } from '../../infra/recordings/header-columns.ts';

/** Time, price and quantity, or time, bid and ask. */
export type TradeRow = readonly [number, number, number];

export interface TradeForm {
  readonly name: string;
  readonly write: (rows: readonly TradeRow[]) => string | Uint8Array;
  readonly kind?: 'quotes';
  /** What a user has to say of it. */
  readonly columns?: ChosenColumns;
}

interface TextForm {
  readonly header?: string;
  readonly row: (row: TradeRow, index: number) => string;
  readonly isNewestFirst?: boolean;
}

const textOf =
  ({ header, row, isNewestFirst = false }: TextForm) =>
  (rows: readonly TradeRow[]) => {
    const written = rows.map(row);
    const body = isNewestFirst ? written.toReversed() : written;
    return [...(header === undefined ? [] : [header]), ...body, ''].join('\n');
  };

const BYBIT =
  'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional';
const iso = (timeMs: number) => new Date(timeMs).toISOString();

export const TRADE_FORMS: Readonly<Record<string, TradeForm>> = {
  'trades of Binance': {
    name: 'BTCUSDT-trades-2025-05-01.csv',
    write: textOf({
      header: 'id,price,qty,quote_qty,time,is_buyer_maker',
      row: ([timeMs, price, quantity], k) => `${k},${price},${quantity},7,${timeMs},true`,
    }),
  },
  'spot trades of Binance without a header': {
    name: 'BTCUSDT-trades-2025-05-01.csv',
    write: textOf({
      row: ([timeMs, price, quantity], k) => `${k},${price},${quantity},7,${timeMs}000,True,True`,
    }),
  },
  'aggregated trades of Binance': {
    name: 'BTCUSDT-aggTrades-2025-05-01.csv',
    write: textOf({
      header: 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker',
      row: ([timeMs, price, quantity], k) => `${k},${price},${quantity},1,2,${timeMs},false`,
    }),
  },
  'aggregated trades of Binance without a header': {
    name: 'BTCUSDT-aggTrades-2025-05-01.csv',
    write: textOf({ row: ([timeMs, price, quantity], k) => `${k},${price},${quantity},1,2,${timeMs},false` }),
  },
  'trades of Bybit': {
    name: 'BTCUSDT2025-05-01.csv',
    write: textOf({
      header: BYBIT,
      row: ([timeMs, price, quantity]) =>
        `${(timeMs / 1000).toFixed(3)},BTCUSDT,Buy,${quantity},${price},PlusTick,a-b,2e+10,2,200`,
      isNewestFirst: true,
    }),
  },
  'trades of Bybit in dollars': {
    name: 'BTCUSD2025-05-01.csv',
    columns: new Map([['quantity', 'foreignNotional']]),
    write: textOf({
      header: BYBIT,
      row: ([timeMs, price, quantity]) =>
        `${(timeMs / 1000).toFixed(3)},BTCUSD,Buy,200,${price},PlusTick,a-b,2e+10,200,${quantity}`,
    }),
  },
  'spot trades of Bybit': {
    name: 'BTCUSDT_2025-05-01.csv',
    write: textOf({
      header: 'id,timestamp,price,volume,side',
      row: ([timeMs, price, quantity], k) => `${k},${timeMs},${price},${quantity},buy`,
    }),
  },
  'spot trades of OKX': {
    name: 'BTC-USDT-trades-2025-05-01.csv',
    write: textOf({
      header: 'instrument_name,trade_id,side,price,size,created_time',
      row: ([timeMs, price, quantity], k) => `BTC-USDT,${k},buy,${price},${quantity},${timeMs}`,
    }),
  },
  'trades of a spreadsheet': {
    name: 'BTCUSDT.csv',
    write: textOf({
      header: 'Date;Price;Amount',
      row: ([timeMs, price, quantity]) => `${iso(timeMs)};${price};${quantity}`,
    }),
  },
  'trades of freqtrade': {
    name: 'BTC_USDT-trades.json',
    write: (rows) =>
      JSON.stringify(
        rows.map(([timeMs, price, quantity], k) => [timeMs, String(k), null, 'buy', price, quantity, 7]),
      ),
  },
  'trades of ccxt': {
    name: 'BTCUSDT.json',
    write: (rows) =>
      JSON.stringify(
        rows.map(([timestamp, price, amount], k) => ({
          info: { a: [k, '}'] },
          id: String(k),
          timestamp,
          symbol: 'BTC/USDT:USDT',
          price,
          amount,
        })),
      ),
  },
  'trades in Parquet': {
    name: 'BTCUSDT-trades.parquet',
    write: (rows) => {
      const column = (index: number) => Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
      return new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: 'time', data: rows.map(([timeMs]) => BigInt(timeMs) * 1000n), type: 'INT64' },
            { name: 'price', data: column(1), type: 'DOUBLE' },
            { name: 'qty', data: column(2), type: 'DOUBLE' },
          ],
          codec: 'BROTLI',
          compressors: { BROTLI: (input: Uint8Array) => new Uint8Array(brotliCompressSync(input)) },
          rowGroupSize: 25,
        }),
      );
    },
  },
  'quotes of a recorder': {
    name: 'BTCUSDT.tsv',
    kind: 'quotes',
    write: textOf({
      header: 'bid\task\ttime',
      row: ([timeMs, bid, ask]) => `${bid}\t${ask}\t${timeMs}000000`,
    }),
  },
  'quotes of Binance': {
    name: 'BTCUSDT-bookTicker-2025-05-01.csv',
    kind: 'quotes',
    write: textOf({
      header: 'update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time',
      row: ([timeMs, bid, ask], k) => `${k},${bid},1,${ask},1,${timeMs},${timeMs}`,
    }),
  },
};
