/**
 * Reads freqtrade's trades: what `show-trades --print-json` prints, what its REST API answers to `trades`, and the result
 * of a backtest.
 *
 * - `fee_open` and `fee_close` are fractions of the value at entry and at exit.
 * - `funding_fees` are what the position received.
 * - `amount`, `open_rate` and `close_rate` are those of the last exit. Of a trade that was closed in parts, the orders
 *   tell the whole.
 */
import { z } from 'zod';
import { marketName } from '../../lambda/adapters/symbol-names.ts';
import { InputError } from '../input-error.ts';
import { shown } from '../recordings/candle-file-error.ts';
import type { ImportedLedger, TradePart } from './imported-trade.ts';
import { checkTrades, jsonPlace, problemsOf, refusal, refuseTooMany, valueAt } from './trade-checks.ts';
import { decimalNumber } from './written-number.ts';
import { timeMs } from './written-time.ts';

const positive = decimalNumber.positive();
const orderSchema = z.object({
  ft_is_entry: z.boolean(),
  amount: decimalNumber.nonnegative(),
  filled: decimalNumber.nonnegative().nullish(),
  safe_price: decimalNumber.nonnegative(),
});
const opened = {
  trade_id: z.int().nullish(),
  pair: marketName,
  is_short: z.boolean(),
  amount: positive,
  open_rate: positive,
  open_timestamp: timeMs,
};
const closed = z.object({
  ...opened,
  is_open: z.literal(false),
  close_rate: positive,
  close_timestamp: timeMs,
  profit_abs: decimalNumber.nullish(),
  fee_open: decimalNumber.nullish(),
  fee_close: decimalNumber.nullish(),
  funding_fees: decimalNumber.nullish(),
  exit_reason: z.string().nullish(),
  orders: z.array(orderSchema).nullish(),
});
const tradesSchema = z.array(
  z.discriminatedUnion('is_open', [closed, z.object({ ...opened, is_open: z.literal(true) })], {
    error: 'expected a trade whose is_open is true or false',
  }),
);
type ClosedTrade = z.output<typeof closed>;

const backtestSchema = z.object({ strategy: z.record(z.string(), z.object({ trades: z.unknown() })) });
const someTrade = z.looseObject({ pair: z.unknown(), open_rate: z.unknown() });
const listSchema = z.union([
  z.tuple([someTrade], z.unknown()),
  z.object({ trades: z.tuple([someTrade], z.unknown()) }),
]);

const PARTS: Readonly<Partial<Record<TradePart, string>>> = {
  id: 'trade_id',
  symbol: 'pair',
  quantity: 'amount',
  exitTimeMs: 'close_timestamp',
  recordedUsd: 'profit_abs',
  feesUsd: 'fee_open',
  fundingUsd: 'funding_fees',
};
/** Amounts and P&L are rounded to so many decimals. */
const STEP = 1e-8;

export function isFreqtrade(json: unknown): boolean {
  return isBacktest(json) || listSchema.safeParse(json).success;
}

export function isBacktest(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'strategy' in json && typeof json.strategy === 'object';
}

/** @param strategy of a backtest of several. @throws InputError naming every place that freqtrade cannot have written. */
export function readFreqtrade(json: unknown, file: string, strategy?: string): ImportedLedger {
  const title = `${file} is not a ledger of freqtrade:`;
  const { path, origin } = isBacktest(json)
    ? backtestOf(json, file, strategy)
    : { path: Array.isArray(json) ? [] : ['trades'], origin: 'freqtrade' };
  const place = (inside: readonly PropertyKey[]) => jsonPlace([...path, ...inside]);
  const written = valueAt(json, path);
  refuseTooMany(Array.isArray(written) ? written.length : 0, file);
  const parsed = tradesSchema.safeParse(written);
  if (!parsed.success) throw refusal(title, problemsOf(parsed.error, written, place));
  const placed = parsed.data.flatMap((trade, index) => {
    if (trade.is_open) return [];
    return {
      trade: importedTrade(trade),
      place: (part: TradePart) => {
        const inside = [index, PARTS[part] ?? part];
        return { where: place(inside), found: valueAt(written, inside) };
      },
    };
  });
  checkTrades(title, file, placed);
  return {
    origin,
    recordedIs: 'net',
    amountStepUsd: STEP,
    quantityStep: STEP,
    trades: placed.map(({ trade }) => trade),
    openTrades: parsed.data.length - placed.length,
    assumed: [],
  };
}

function backtestOf(json: unknown, file: string, wanted: string | undefined) {
  const parsed = backtestSchema.safeParse(json);
  if (!parsed.success) {
    throw refusal(`${file} is not a backtest of freqtrade:`, problemsOf(parsed.error, json, jsonPlace));
  }
  const names = Object.keys(parsed.data.strategy);
  const [only] = names;
  const name = wanted ?? (names.length === 1 ? only : undefined);
  if (name === undefined || !names.includes(name)) {
    const known = names.map((each) => shown(each)).join(', ');
    throw new InputError(
      `${file} is a backtest of ${names.length === 0 ? 'no strategy' : known}${wanted === undefined ? '' : `, not of ${shown(wanted)}`}: choose one with --strategy`,
    );
  }
  return { path: ['strategy', name, 'trades'], origin: `freqtrade, backtest of ${name}` };
}

function importedTrade(trade: ClosedTrade) {
  const fills = fillsOf(trade);
  const { is_short: isShort, fee_open: feeOpen, fee_close: feeClose, funding_fees: received } = trade;
  const side = isShort ? ('short' as const) : ('long' as const);
  const { pair, open_timestamp: entryTimeMs, close_timestamp: exitTimeMs } = trade;
  const hasFees = typeof feeOpen === 'number' && typeof feeClose === 'number';
  return {
    // A backtest numbers nothing: there a market, a side and two times are one trade.
    id: String(trade.trade_id ?? `${pair} ${side} ${entryTimeMs}-${exitTimeMs}`),
    symbol: pair,
    side,
    ...fills,
    entryTimeMs,
    exitTimeMs,
    reason: trade.exit_reason ?? undefined,
    recordedUsd: trade.profit_abs ?? undefined,
    feesUsd: hasFees ? (fills.entryPrice * feeOpen + fills.exitPrice * feeClose) * fills.quantity : undefined,
    fundingUsd: typeof received === 'number' ? -received : undefined,
  };
}

/** Price and quantity of the whole trade. */
function fillsOf({ amount, open_rate: entryPrice, close_rate: exitPrice, orders }: ClosedTrade) {
  const filled = (orders ?? []).map(({ ft_is_entry: isEntry, safe_price: price, ...order }) => ({
    isEntry,
    price,
    quantity: order.filled ?? order.amount,
  }));
  const exits = filled.filter(({ isEntry, quantity }) => !isEntry && quantity > 0);
  if (exits.length < 2) return { quantity: amount, entryPrice, exitPrice };
  const entries = filled.filter(({ isEntry }) => isEntry);
  return {
    quantity: quantityOf(exits),
    entryPrice: entries.length === 0 ? entryPrice : valueOf(entries) / quantityOf(entries),
    exitPrice: valueOf(exits) / quantityOf(exits),
  };
}

type Fill = Readonly<Record<'price' | 'quantity', number>>;

function quantityOf(fills: readonly Fill[]): number {
  return fills.reduce((sum, { quantity }) => sum + quantity, 0);
}

function valueOf(fills: readonly Fill[]): number {
  return fills.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}
