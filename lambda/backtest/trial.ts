/**
 * What does one set of parameters make of a span of candles, in as few numbers as a search needs?
 *
 * Invariant: they are those of `backtest`, which tells every trade.
 */
import { firstFrom, type SymbolCandles } from '../core/market.ts';
import { isRuined } from '../core/risk/limits.ts';
import { ZERO_USD, plus, type Usd } from '../core/units.ts';
import { loopOf, type BacktestRequest } from './backtest.ts';
import { DaySums, daysWithCandles, type ScoredDays } from './daily-results.ts';
import type { Span } from './span.ts';

export interface TrialRequest extends Omit<BacktestRequest, 'fromMs'>, Span {}

export interface TrialResult extends ScoredDays {
  readonly trades: number;
  readonly wins: number;
  readonly ambiguous: number;
  readonly dailyStops: number;
  readonly grossUsd: Usd;
  readonly feesUsd: Usd;
  readonly fundingUsd: Usd;
  readonly netUsd: Usd;
  readonly activeDays: number;
}

export function trialOf({ fromMs, toMs, ...request }: TrialRequest): TrialResult {
  const symbols = request.symbols.map((each) => endingAt(each, toMs));
  const { record, books, isFlat } = loopOf({ ...request, symbols, fromMs, bothBounds: false }).stopFirst;
  const { closed, entries, dailyStops } = record;
  const days = daysWithCandles(
    symbols.map(({ candles }) => candles),
    { fromMs, toMs },
  );
  const sums = new DaySums();
  let [wins, ambiguous, lastExitMs] = [0, 0, -Infinity];
  let [grossUsd, feesUsd, fundingUsd, netUsd] = [ZERO_USD, ZERO_USD, ZERO_USD, ZERO_USD];
  closed.each((trade) => {
    sums.add(trade);
    grossUsd = plus(grossUsd, trade.grossUsd);
    feesUsd = plus(feesUsd, trade.feesUsd);
    fundingUsd = plus(fundingUsd, trade.fundingUsd);
    netUsd = plus(netUsd, trade.netUsd);
    if (trade.netUsd > 0) wins += 1;
    if (trade.ambiguous) ambiguous += 1;
    lastExitMs = trade.exitTimeMs;
  });
  const trades = closed.length;
  closed.release();
  entries.release();
  const isLost = trades > 0 && isFlat && isRuined(request.parameters, books.book.balanceUsd);
  return {
    trades,
    wins,
    ambiguous,
    dailyStops,
    grossUsd,
    feesUsd,
    fundingUsd,
    netUsd,
    ...sums.results(days),
    // Nothing is entered after ruin: the last trade closed on its day.
    daysToRuin: isLost ? days.filter((dayMs) => dayMs <= lastExitMs).length : undefined,
  };
}

/** Without the candles that open at `toMs` or later. */
function endingAt({ symbol, candles }: SymbolCandles, toMs: number): SymbolCandles {
  return { symbol, candles: { ...candles, length: firstFrom(candles.openTimeMs, candles.length, toMs) } };
}
