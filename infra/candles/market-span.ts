/**
 * Which part of a market is traded?
 *
 * Invariant: what comes before the first minute stays, as history.
 */
import { firstFrom, type Candles, type SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS, utcMinute } from '../../lambda/core/units.ts';
import { InputError } from '../input-error.ts';
import type { SymbolTrades } from '../market/trade-replay.ts';

export interface AskedSpan {
  /** The first minute that is traded. */
  readonly fromMs?: number;
  /** The first one that is not. */
  readonly toMs?: number;
}

/** Open of the first candle and close of the last. */
export function spanOf(symbols: readonly SymbolCandles[]): {
  readonly fromMs: number;
  readonly toMs: number;
} {
  const held = symbols.map(({ candles }) => candles).filter(({ length }) => length > 0);
  return {
    fromMs: Math.min(...held.map(({ openTimeMs }) => openTimeMs[0]!)),
    toMs: Math.max(...held.map(({ openTimeMs, length }) => openTimeMs[length - 1]!)) + MINUTE_MS,
  };
}

/** The first `days` × 24 hours, counted from the earliest candle of any symbol. */
export function firstDays(symbols: readonly SymbolCandles[], days: number): readonly SymbolCandles[] {
  const endMs = spanOf(symbols).fromMs + days * DAY_MS;
  return symbols.map((each) => ({ ...each, candles: before(each.candles, endMs) }));
}

export function before(candles: Candles, endMs: number): Candles {
  return { ...candles, length: firstFrom(candles.openTimeMs, candles.length, endMs) };
}

/** What a span changes of a market. */
export interface SpanMarket {
  /** Open of the first candle that is traded, and close of the last. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly symbols: readonly SymbolCandles[];
  /** The trades during the minutes, where they are recorded. */
  readonly detail?: readonly SymbolTrades[];
  /** The candles before `fromMs` are not traded; absent where there are none. */
  readonly hasHistory?: true;
}

/** What is to be changed; nothing where all of the market is asked for. @throws InputError where nothing would be left. */
export function cutToSpan(
  { fromMs, toMs, symbols, detail }: SpanMarket,
  asked: AskedSpan,
): SpanMarket | Record<string, never> {
  const firstMs = Math.max(asked.fromMs ?? -Infinity, fromMs);
  const endMs = Math.min(asked.toMs ?? Infinity, toMs);
  if (firstMs === fromMs && endMs === toMs) return {};
  if (firstMs >= endMs) {
    const has = `${utcMinute(fromMs)} to ${utcMinute(toMs)}`;
    throw new InputError(`--from and --to leave nothing to trade: the market is recorded from ${has}`);
  }
  return {
    fromMs: firstMs,
    toMs: endMs,
    ...(firstMs > fromMs && { hasHistory: true }),
    symbols: symbols.map((each) => ({ ...each, candles: before(each.candles, endMs) })),
    ...(detail && { detail: detail.map((each) => tradesBefore(each, endMs)) }),
  };
}

function tradesBefore({ symbol, trades, touches }: SymbolTrades, endMs: number): SymbolTrades {
  const until = (columns: { readonly length: number; readonly timeMs: Float64Array }) =>
    firstFrom(columns.timeMs, columns.length, endMs);
  return {
    symbol,
    trades: { ...trades, length: until(trades) },
    touches: touches && { ...touches, length: until(touches) },
  };
}
