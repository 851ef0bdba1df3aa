/**
 * Did the bot do what the oracle does?
 *
 * Invariant: trade by trade and position by position, but for rounding money to 1e-8 dollars.
 */
import { expect } from 'vitest';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import type { Market, SymbolCandles, TradingSessions } from '../../lambda/core/market.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { toDollars } from '../../lambda/core/units.ts';
import type { OracleMarket, OracleOpenPosition, OracleResult, OracleTrade } from '../oracle/bar-model.ts';

/** What rounding each amount of a trade to 1e-8 dollars may make of it. */
const TOLERANCE_USD = 1e-7;

/** Steps and minimums: sessions are those of the candles. */
export type MarketsBySymbol = ReadonlyMap<string, Omit<Market, 'sessions'>>;

/** A run in the oracle's words. */
type Run = Pick<OracleResult, 'trades' | 'denied' | 'dailyStops' | 'open'>;

/** Expects the bot to have done what the oracle did, trade by trade, but for rounding money to 1e-8 dollars. */
export function expectSame({ trades, denied, dailyStops, open }: Run, oracle: OracleResult): void {
  const [meantTrades, meantOpen] = [oracle.trades.map(nearly), oracle.open.map(nearly)];
  expect({ denied, dailyStops }).toEqual({ denied: oracle.denied, dailyStops: oracle.dailyStops });
  expect({ trades, open }).toEqual({ trades: meantTrades, open: meantOpen });
}

/** Matches the same values, and about the same amounts. */
function nearly(meant: OracleTrade | OracleOpenPosition): object {
  const digits = -Math.log10(2 * TOLERANCE_USD);
  return Object.fromEntries(
    Object.entries(meant).map(([key, value]: [string, unknown]) =>
      key.endsWith('Usd') ? [key, expect.closeTo(Number(value), digits)] : [key, value],
    ),
  );
}

export function tradeInDollars(trade: ClosedTrade): OracleTrade {
  const { symbol, side, entryPrice, exitPrice, quantity, reason, ambiguous } = trade;
  return {
    symbol,
    side,
    entryTime: trade.entryTimeMs,
    entryPrice,
    exitTime: trade.exitTimeMs,
    exitPrice,
    quantity,
    reason,
    ambiguous,
    grossUsd: toDollars(trade.grossUsd),
    feesUsd: toDollars(trade.feesUsd),
    fundingUsd: toDollars(trade.fundingUsd),
    netUsd: toDollars(trade.netUsd),
  };
}

export function positionInDollars(position: Position): OracleOpenPosition {
  const { symbol, side, entryPrice, quantity, stopPrice, takeProfitPrice } = position;
  return {
    symbol,
    side,
    entryTime: position.filledAtMs,
    entryPrice,
    quantity,
    stopPrice,
    takeProfitPrice,
    recoverySince: position.recoverySinceMs ?? null,
    entryFeeUsd: toDollars(position.entryFeeUsd),
    fundingUsd: toDollars(position.fundingUsd),
  };
}

/** The same candles as the oracle takes them. */
export function oracleMarkets(
  symbols: readonly SymbolCandles[],
  markets?: MarketsBySymbol,
  recordedFunding?: ReadonlyMap<string, RecordedFunding>,
): OracleMarket[] {
  return symbols.map(
    ({ symbol, sessions, candles: { length, openTimeMs, open, high, low, close, volume } }) => ({
      symbol,
      candles: Array.from({ length }, (_, k) => ({
        ts: openTimeMs[k]!,
        open: open[k]!,
        high: high[k]!,
        low: low[k]!,
        close: close[k]!,
        volume: volume[k]!,
      })),
      ...markets?.get(symbol),
      ...sessionsOf(sessions),
      ...ratesOf(recordedFunding?.get(symbol)),
    }),
  );
}

function sessionsOf(known: TradingSessions | undefined): Pick<OracleMarket, 'sessions'> {
  if (known === undefined) return {};
  const { sessions, knownFromMs: knownFrom, knownUntilMs: knownUntil } = known;
  return {
    sessions: { open: sessions.map(({ startMs, endMs }) => [startMs, endMs]), knownFrom, knownUntil },
  };
}

function ratesOf(recorded: RecordedFunding | undefined): Pick<OracleMarket, 'funding'> {
  if (recorded === undefined) return {};
  const { length, timeMs, rate } = recorded;
  return { funding: new Map(Array.from({ length }, (_, k) => [timeMs[k]!, rate[k]!] as const)) };
}

/** A loss of exactly the collateral, which whole prices can make, is no liquidation; floats do not tell it from one. */
export function orLiquidated<Result extends { readonly trades: readonly OracleTrade[] }>(
  result: Result,
  collateralUsd: number,
): Result {
  const isExact = ({ netUsd }: OracleTrade) => Math.abs(netUsd + collateralUsd) < 1e-9;
  const trades = result.trades.map((trade) => (isExact(trade) ? { ...trade, reason: 'liquidated' } : trade));
  return { ...result, trades };
}
