/**
 * Ledgers as each tool writes them, small enough to check by hand, and one trade in the words of all tools.
 */
import { oldLedger } from '../local/legacy-ledgers.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A trade before any tool has written it down; the fee is a share of each fill. */
export interface WrittenTrade {
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly entryTimeMs: number;
  readonly exitTimeMs: number;
  readonly feeRate: number;
}

/** 6 units from 100 to 100.15: +0.90, and fees of 0.60045 at 0.05 %. */
export const TRADE: WrittenTrade = {
  side: 'long',
  quantity: 6,
  entryPrice: 100,
  exitPrice: 100.15,
  entryTimeMs: Date.parse('2026-02-06T02:10Z'),
  exitTimeMs: Date.parse('2026-02-06T02:12Z'),
  feeRate: 0.0005,
};

function grossOf({ side, quantity, entryPrice, exitPrice }: WrittenTrade): number {
  return (side === 'long' ? exitPrice - entryPrice : entryPrice - exitPrice) * quantity;
}

function feesOf({ feeRate, quantity, entryPrice, exitPrice }: WrittenTrade): number {
  return feeRate * quantity * (entryPrice + exitPrice);
}

/** What `freqtrade show-trades --print-json` prints of a trade, without what is not read. */
export function freqtradeTrade(trade: WrittenTrade = TRADE, changes: Json = {}): Json {
  return {
    trade_id: 1,
    pair: 'BTC/USDT:USDT',
    base_currency: 'BTC',
    quote_currency: 'USDT',
    is_open: false,
    exchange: 'binance',
    amount: trade.quantity,
    stake_amount: (trade.quantity * trade.entryPrice) / 20,
    strategy: 'Mine',
    fee_open: trade.feeRate,
    fee_open_cost: null,
    fee_close: trade.feeRate,
    open_date: '2026-02-06 02:10:00',
    open_timestamp: trade.entryTimeMs,
    open_rate: trade.entryPrice,
    close_date: '2026-02-06 02:12:00',
    close_timestamp: trade.exitTimeMs,
    close_rate: trade.exitPrice,
    profit_ratio: 0.01,
    profit_abs: Number((grossOf(trade) - feesOf(trade)).toFixed(8)),
    exit_reason: 'roi',
    leverage: 20,
    is_short: trade.side === 'short',
    trading_mode: 'futures',
    funding_fees: 0,
    orders: [],
    ...changes,
  };
}

export function freqtradeList(trades: readonly Json[]): string {
  return JSON.stringify(trades, null, 4);
}

/** The JSON of a backtest: a trade in it has no number. */
export function freqtradeBacktest(strategies: Readonly<Record<string, readonly Json[]>>): string {
  const strategy = Object.fromEntries(
    Object.entries(strategies).map(([name, trades]) => [
      name,
      { trades: trades.map((trade) => ({ ...trade, trade_id: undefined })), stake_currency: 'USDT' },
    ]),
  );
  return JSON.stringify({ metadata: {}, strategy, strategy_comparison: [] });
}

const JESSE_HEADER =
  'id,strategy_name,symbol,exchange,type,entry_price,exit_price,qty,fee,size,PNL,PNL_percentage,holding_period,opened_at,closed_at';

export function jesseRow(trade: WrittenTrade = TRADE, changes: Readonly<Record<string, string>> = {}) {
  return {
    id: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
    strategy_name: 'Mine',
    symbol: 'BTC-USDT',
    exchange: 'Binance Perpetual Futures',
    type: trade.side,
    entry_price: String(trade.entryPrice),
    exit_price: String(trade.exitPrice),
    qty: String(trade.quantity),
    fee: String(feesOf(trade)),
    size: String(trade.quantity * trade.entryPrice),
    PNL: String(grossOf(trade) - feesOf(trade)),
    PNL_percentage: '1.2',
    holding_period: '120.0',
    opened_at: `${trade.entryTimeMs}.0`,
    closed_at: `${trade.exitTimeMs}.0`,
    ...changes,
  };
}

/** Every value in quotation marks, lines ended as Python's csv ends them. */
export function jesseCsv(rows: readonly Readonly<Record<string, string>>[]): string {
  const lines = [JESSE_HEADER.split(','), ...rows.map((row) => Object.values(row))];
  return lines.map((values) => `${values.map((value) => `"${value}"`).join(',')}\r\n`).join('');
}

export const NAMED_HEADER =
  'Symbol,Direction,Qty,Entry price,Exit price,Entry time,Exit time,Net PnL,Fees,Reason';

export function namedRow(trade: WrittenTrade = TRADE): string {
  return [
    'BTCUSDT',
    trade.side.toUpperCase(),
    trade.quantity,
    trade.entryPrice,
    trade.exitPrice,
    new Date(trade.entryTimeMs).toISOString(),
    new Date(trade.exitTimeMs).toISOString(),
    grossOf(trade) - feesOf(trade),
    feesOf(trade),
    'target',
  ].join(',');
}

export function namedCsv(rows: readonly string[], header = NAMED_HEADER): string {
  return [header, ...rows, ''].join('\n');
}

/** The same trades in every form. */
export function inEveryForm(trades: readonly WrittenTrade[]): Readonly<Record<string, string>> {
  const listed = trades.map((trade, index) => freqtradeTrade(trade, { trade_id: index + 1 }));
  return {
    'the old bot': oldLedger(
      trades.map((trade, index) => ({
        id: String(index),
        side: trade.side === 'long' ? 'Long' : 'Short',
        entryPrice: trade.entryPrice,
        entryTime: trade.entryTimeMs,
        collateral: (trade.quantity * trade.entryPrice) / 8,
        leverage: 8,
        status: 'closed',
        exitPrice: trade.exitPrice,
        exitTime: trade.exitTimeMs,
        pnl: grossOf(trade),
        reason: 'time',
      })),
    ),
    freqtrade: freqtradeList(listed),
    "freqtrade's API": JSON.stringify({ trades: listed, trades_count: listed.length, total_trades: 99 }),
    "freqtrade's backtest": freqtradeBacktest({ Mine: listed }),
    jesse: jesseCsv(trades.map((trade, index) => jesseRow(trade, { id: String(index) }))),
    'named columns': namedCsv(trades.map(namedRow)),
  };
}

export function errorOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('was not refused');
}
