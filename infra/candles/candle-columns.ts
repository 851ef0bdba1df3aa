/**
 * Where does a file of candles have its columns?
 *
 * - By the names in its header, whatever tool wrote it; or by a form that is known without one: Binance's klines of twelve
 *   columns, and Bybit's files for MetaTrader.
 * - The volume is that in coins. Where a file has only one in money, or does not say which, it is asked for.
 */
import { basename } from 'node:path';
import { HOUR_MS } from '../../lambda/core/units.ts';
import { shown } from '../recordings/candle-file-error.ts';
import { type FileName, isContractInRow } from '../recordings/file-name.ts';
import {
  type ChosenColumns,
  type ColumnRole,
  dateColumnOf,
  findColumns,
  plainName,
  unquoted,
} from '../recordings/header-columns.ts';
import { RecordedTime } from '../recordings/recorded-time.ts';
import { symbolParts } from '../recordings/named-symbol.ts';
import { decimalIn, type RowPlan } from '../recordings/row-feed.ts';

export const CANDLE_ROLES = ['time', 'open', 'high', 'low', 'close', 'volume'];
const PLAIN_HEADER = 'ts,open,high,low,close,volume';
const KLINE_HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
const KLINE_NAMES = KLINE_HEADER.split(',');
const OKX_HEADER = 'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm';

/** The days of OKX's files begin at 16:00 UTC of the day before. */
const OKX_CLOCK_MS = 8 * HOUR_MS;
/** Of Bybit's files for MetaTrader, which say no zone. */
const BYBIT_CLOCK_MS = 3 * HOUR_MS;
const BYBIT_NAME = /^[A-Z0-9]+_\d+_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\./;
const METATRADER_NAMES = ['date', ...CANDLE_ROLES];
const METATRADER_ROW = /^\d{4}\.\d\d\.\d\d,\d\d:\d\d,/;
const BYBIT_TIME = /^\d{4}\.\d\d\.\d\d \d\d:\d\d$/;

const TICKS_PROBLEM = `the first line is a row of MetaTrader, whose volume mostly counts ticks and not coins: say that it is to be taken, with --columns volume=${METATRADER_NAMES.length}`;

const ROLES: readonly ColumnRole[] = [
  {
    role: 'time',
    names: [
      'open_time',
      'opentime',
      'open_timestamp',
      'ts',
      'unix',
      'unix_time',
      'unix_timestamp',
      'timestamp',
      'timestamp_ms',
      'time',
      'start_time',
      'start',
      'datetime',
      'date_time',
      'date',
      'open_date',
    ],
  },
  { role: 'open', names: ['open', 'open_price', 'openprice'] },
  { role: 'high', names: ['high', 'high_price', 'highprice', 'highest_price'] },
  { role: 'low', names: ['low', 'low_price', 'lowprice', 'lowest_price'] },
  { role: 'close', names: ['close', 'close_price', 'closeprice'] },
];
const IN_COINS = ['base_volume', 'volume_base', 'base_asset_volume', 'volume', 'vol'];
const SYMBOL_NAMES = ['symbol', 'instrument_name', 'pair', 'market', 'ticker'];

export interface CandleColumnFacts {
  readonly file: string;
  readonly name: FileName;
  readonly chosen?: ChosenColumns;
  readonly utcOffsetMs?: number;
}

/** The columns of lists of values: freqtrade's and ccxt's, or those of Binance's own answer. */
export function candleNamesOf(width: number): readonly string[] | undefined {
  return [CANDLE_ROLES, KLINE_NAMES].find(({ length }) => length === width);
}

/** The plan of a file by its first line; gives the problem where it is none. */
export function candlePlanOf(fields: readonly string[], facts: CandleColumnFacts): RowPlan | string {
  const { file, name, chosen, utcOffsetMs } = facts;
  const offset = utcOffsetMs === undefined ? {} : { utcOffsetMs };
  const first = [0, 1, 2, 3, 4, 5];
  if (chosen === undefined && fields.length === KLINE_NAMES.length) {
    const isHeader = unquoted(fields).map(plainName).join(',') === KLINE_HEADER;
    if (isHeader || /^\d+$/.test(fields[0] ?? '')) {
      const form = `Binance klines ${isHeader ? 'with' : 'without'} a header`;
      const checked = KLINE_NAMES.keys().drop(first.length).toArray();
      return { form, isHeader, names: KLINE_NAMES, columns: first, checked };
    }
  }
  if (chosen === undefined && fields.length === first.length && BYBIT_TIME.test(fields[0] ?? '')) {
    const isBybit = BYBIT_NAME.test(basename(file));
    const form = isBybit
      ? 'Bybit for MetaTrader, whose clock is 3 hours ahead of UTC'
      : 'MetaTrader without a header';
    const clock = isBybit && utcOffsetMs === undefined ? { utcOffsetMs: BYBIT_CLOCK_MS } : offset;
    return { form, isHeader: false, names: CANDLE_ROLES, columns: first, ...clock };
  }
  if (fields.length === METATRADER_NAMES.length && METATRADER_ROW.test(fields.join(','))) {
    const isVolumeChosen = chosen?.size === 1 && chosen.get('volume') === String(fields.length);
    if (chosen === undefined) return TICKS_PROBLEM;
    if (isVolumeChosen) {
      const columns = first.map((column) => column + 1);
      const form = 'MetaTrader without a header';
      return { form, isHeader: false, names: METATRADER_NAMES, dateColumn: 0, columns, ...offset };
    }
  }
  return namedPlan(unquoted(fields), name, chosen, offset);
}

function namedPlan(
  header: readonly string[],
  name: FileName,
  chosen: ChosenColumns | undefined,
  offset: { readonly utcOffsetMs?: number },
): RowPlan | string {
  const isOkx = header.map(plainName).join(',') === OKX_HEADER;
  const volumes = isOkx
    ? [name.countsContracts === true ? 'vol_ccy' : 'vol']
    : volumeNames(header, name.symbol);
  const { columns: found, problem } = findColumns(
    header,
    [...ROLES, { role: 'volume', names: volumes }],
    chosen,
  );
  if (problem !== undefined) return problem;
  const missing = CANDLE_ROLES.filter((role) => !found.has(role));
  if (missing.length > 0) return missingProblem(header, missing);
  const columns = CANDLE_ROLES.map((role) => found.get(role) ?? -1);
  const dateColumn = dateColumnOf(header, columns[0] ?? -1);
  const symbolColumn = header.findIndex((each) => SYMBOL_NAMES.includes(plainName(each)));
  // Columns that were chosen by number may have no header. A first line with a value in it is a row, though it may be damaged.
  const isHeader =
    chosen === undefined || !columns.some((column, index) => isValue(header[column] ?? '', index));
  return {
    form: isOkx ? 'OKX candlesticks' : isHeader ? 'columns by their names' : 'columns by their numbers',
    isHeader,
    names: isHeader
      ? header
      : header.map((_, column) => CANDLE_ROLES[columns.indexOf(column)] ?? `column ${column + 1}`),
    columns,
    ...(isHeader && symbolColumn >= 0 && { symbolColumn }),
    ...(dateColumn !== undefined && { dateColumn }),
    ...(isOkx && { dayClockMs: OKX_CLOCK_MS }),
    ...(isOkx && name.countsContracts !== true && { problemOfSymbol: contractsProblem }),
    ...offset,
  };
}

function contractsProblem(text: string): string | undefined {
  if (!isContractInRow(text)) return undefined;
  return `the rows tell ${shown(text)}, whose vol counts contracts and not coins, and the name does not: call the file as OKX does, such as ${text}-candlesticks-2025-05.csv`;
}

function isValue(text: string, index: number): boolean {
  return index > 0 ? decimalIn(text) >= 0 : new RecordedTime(0).ofText(text) >= 0;
}

/** The names of a volume in coins: those that say so, before one that says nothing. */
function volumeNames(header: readonly string[], symbol: string | undefined): readonly string[] {
  const names = header.map(plainName);
  // Of MetaTrader: its other volume is zero where a broker knows none.
  if (names.includes('tickvol') || names.includes('tick_volume')) return [];
  const { base } = symbolParts(symbol ?? '');
  if (base === undefined) return namesVolumeOfSome(names) ? IN_COINS.slice(0, 3) : IN_COINS;
  const coin = base.toLowerCase();
  return [`volume_${coin}`, `${coin}_volume`, `vol_${coin}`, ...IN_COINS];
}

/** Whether there is a volume of a currency that nobody has named as the coin or the money. */
function namesVolumeOfSome(names: readonly string[]): boolean {
  return names.some((each) => /^volume_(?!base|quote)/.test(each));
}

function missingProblem(header: readonly string[], missing: readonly string[]): string {
  const line = header.join(',');
  const some = header.filter((name) => /vol|turnover|amount/i.test(name));
  if (missing.length === 1 && missing[0] === 'volume') {
    const found = some.length === 0 ? 'no volume' : `no volume that is surely in coins (${some.join(', ')})`;
    return `the header ${shown(line)} has ${found}: say which column it is, such as --columns volume=${plainName(some[0] ?? 'vol')}`;
  }
  const isRow = header.length > 0 && header.every((field) => !/\p{L}{2}/u.test(field)) && /\d/.test(line);
  if (isRow) {
    return `the first line is ${shown(line)}, a row without a header: say what its columns are by their numbers, such as --columns time=1,open=2,high=3,low=4,close=5,volume=6`;
  }
  return `the header is ${shown(line)}, and must be ${PLAIN_HEADER} or Binance's ${KLINE_HEADER} (which may be left out), or name these columns in another way: no ${missing.join(', ')}. --columns says which they are, such as --columns ${missing[0]}=…`;
}
