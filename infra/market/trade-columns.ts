/**
 * Where does a file of trades or of quotes have its columns, and which of the two is it?
 *
 * - By the names in its header, whatever tool wrote it; or by the columns of Binance's files, which had no header before.
 * - Sizes are in coins. Files that count contracts are refused, because nobody has said how much a contract is.
 */
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
import { decimalIn, type RowPlan } from '../recordings/row-feed.ts';

export type TradeFileKind = 'trades' | 'quotes';

export const TRADE_ROLES = ['time', 'price', 'quantity', 'bid', 'ask'];
const TIMES = [
  'exch_ms',
  'transact_time',
  'transaction_time',
  'created_time',
  'trade_time',
  'time',
  'timestamp',
  'ts',
  'datetime',
  'date',
];
const ROLES: readonly ColumnRole[] = [
  { role: 'time', names: TIMES },
  { role: 'price', names: ['price'] },
  { role: 'quantity', names: ['qty', 'quantity', 'size', 'amount', 'volume', 'base_qty'] },
  { role: 'bid', names: ['bid', 'best_bid_price', 'bid_price', 'best_bid'] },
  { role: 'ask', names: ['ask', 'best_ask_price', 'ask_price', 'best_ask'] },
];
const SYMBOL_NAMES = ['symbol', 'instrument_name', 'pair', 'market'];
/** Of freqtrade's lists. */
const LIST_NAMES = ['timestamp', 'id', 'type', 'side', 'price', 'amount', 'cost'];
const COLUMNS_OF: Readonly<Record<TradeFileKind, readonly string[]>> = {
  trades: ['time', 'price', 'quantity'],
  quotes: ['time', 'bid', 'ask'],
};
const EXAMPLES =
  'exch_ms,price,qty; time,price,qty; transact_time,price,quantity; exch_ms,bid,ask; transaction_time,best_bid_price,best_ask_price';

const BYBIT_HEADER = /^timestamp,symbol,side,size,price,tickdirection,/;
/** The days of OKX's files begin at 16:00 UTC of the day before. */
const OKX_HEADER = /^instrument_name,trade_id,side,price,size,created_time/;
const OKX_CLOCK_MS = 8 * HOUR_MS;

const CONTRACTS_PROBLEM =
  'is a file of trades of a contract of OKX, whose sizes count contracts and not coins: give its candles to --candles instead (…-candlesticks-…), or the trades of spot';

function contractsProblem(text: string): string | undefined {
  return isContractInRow(text) ? CONTRACTS_PROBLEM : undefined;
}

/** Binance's columns without a header. */
const BARE_TRADES = ['id', 'price', 'qty', 'quote_qty', 'time', 'is_buyer_maker', 'is_best_match'];
const BARE_AGGREGATED = [
  'agg_trade_id',
  'price',
  'quantity',
  'first_trade_id',
  'last_trade_id',
  'transact_time',
  'is_buyer_maker',
  'is_best_match',
];
const isTruth = (text: string | undefined) => /^(?:true|false)$/i.test(text ?? '');

export function tradeNamesOf(width: number): readonly string[] | undefined {
  return width === LIST_NAMES.length ? LIST_NAMES : undefined;
}

export interface TradeColumnFacts {
  readonly name: FileName;
  readonly chosen?: ChosenColumns;
  readonly utcOffsetMs?: number;
}

export interface TradePlan {
  readonly kind: TradeFileKind;
  readonly plan: RowPlan;
}

/** The plan of a file by its first line; gives the problem where it is none. */
export function tradePlanOf(fields: readonly string[], facts: TradeColumnFacts): TradePlan | string {
  const { name, chosen, utcOffsetMs } = facts;
  const bare = chosen === undefined ? bareNames(fields) : undefined;
  const header = bare ?? unquoted(fields);
  const { columns: found, problem } = findColumns(header, ROLES, chosen);
  if (problem !== undefined) return problem;
  const kind = (['trades', 'quotes'] as const).find((each) =>
    COLUMNS_OF[each].every((role) => found.has(role)),
  );
  if (kind === undefined) return headerProblem(header);
  const columns = COLUMNS_OF[kind].map((role) => found.get(role) ?? -1);
  const dateColumn = dateColumnOf(header, columns[0] ?? -1);
  const line = header.map(plainName).join(',');
  const isOkx = OKX_HEADER.test(line);
  if (name.countsContracts === true && isOkx) return CONTRACTS_PROBLEM;
  if (BYBIT_HEADER.test(line) && name.symbol?.endsWith('USD') === true && chosen?.has('quantity') !== true) {
    return `the name tells ${name.symbol}, whose sizes Bybit counts in dollars and not in coins: say which column is in coins, that is the size divided by the price, such as --columns quantity=foreignNotional`;
  }
  const isHeader =
    bare === undefined &&
    // A first line with a value in it is a row, though it may be damaged.
    (chosen === undefined || !columns.some((at) => decimalIn(header[at] ?? '') >= 0));
  const symbolColumn = isHeader ? header.findIndex((each) => SYMBOL_NAMES.includes(plainName(each))) : -1;
  return {
    kind,
    plan: {
      form: bare === undefined ? `${kind}, columns by their names` : 'Binance trades without a header',
      isHeader,
      names:
        isHeader || bare !== undefined
          ? header
          : header.map((_, at) => COLUMNS_OF[kind][columns.indexOf(at)] ?? `column ${at + 1}`),
      columns,
      ...(symbolColumn >= 0 && { symbolColumn }),
      ...(dateColumn !== undefined && { dateColumn }),
      ...(isOkx && { dayClockMs: OKX_CLOCK_MS, problemOfSymbol: contractsProblem }),
      ...(utcOffsetMs !== undefined && { utcOffsetMs }),
    },
  };
}

/** The names of Binance's columns, where a first line is one of its rows. */
function bareNames(fields: readonly string[]): readonly string[] | undefined {
  const numbers = fields.findIndex((field) => !(decimalIn(field) >= 0));
  if (numbers === -1 || !fields.slice(numbers).every(isTruth)) return undefined;
  const { length } = fields;
  if (numbers === 5 && (length === 6 || length === 7)) return BARE_TRADES.slice(0, length);
  return numbers === 6 && (length === 7 || length === 8) ? BARE_AGGREGATED.slice(0, length) : undefined;
}

function headerProblem(header: readonly string[]): string {
  return `the header is ${shown(header.join(','))}, and must hold the columns of one of these, or name them in another way: ${EXAMPLES}. --columns says which they are, such as --columns time=…,price=…,quantity=…`;
}
