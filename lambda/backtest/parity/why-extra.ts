/**
 * Why did the backtest not make the trades that a bot has made?
 *
 * Invariant: a cause is found or it is `undefined`. None is guessed.
 */
import { firstFrom, type SymbolCandles } from '../../core/market.ts';
import { isEntry, signalAt } from '../../core/strategy/micro-scalper.ts';
import { minuteStartMs } from '../../core/units.ts';
import type { AccountResult, BacktestRequest } from '../backtest.ts';
import type { ComparedTrade } from './compared-trade.ts';
import { matchTrades } from './match-trades.ts';

export function whyExtra(
  extra: readonly ComparedTrade[],
  request: BacktestRequest,
  { open, deniedEntries = [] }: AccountResult,
  withinMs: number,
): ReadonlyMap<ComparedTrade, string> {
  const traded = new Map(request.symbols.map((each) => [each.symbol, each]));
  const denied = new Map(
    deniedEntries.map(({ symbol, minuteMs, code }) => [`${symbol} ${minuteMs}`, code] as const),
  );
  const opened = open.map((position) => ({ ...position, entryTimeMs: position.filledAtMs }));
  const { pairs } = matchTrades(extra, opened, withinMs);
  const stillOpen = new Set(pairs.map(([trade]) => trade));
  const causeOf = (trade: ComparedTrade) => {
    if (stillOpen.has(trade)) return 'still open at the end of the backtest';
    const minuteMs = minuteStartMs(trade.decidedAtMs);
    const market = traded.get(trade.symbol);
    if (market === undefined) return 'no candles of its market';
    return denied.get(`${trade.symbol} ${minuteMs}`) ?? withoutSignal(trade, market, minuteMs, request);
  };
  return new Map(
    extra.flatMap((trade) => {
      const cause = causeOf(trade);
      return cause === undefined ? [] : [[trade, cause] as const];
    }),
  );
}

function withoutSignal(
  { side }: ComparedTrade,
  market: SymbolCandles,
  minuteMs: number,
  { parameters }: BacktestRequest,
): string | undefined {
  const { candles } = market;
  const k = firstFrom(candles.openTimeMs, candles.length, minuteMs);
  if (candles.openTimeMs[k] !== minuteMs) return 'no candle of that minute';
  const signal = signalAt(market, k - 1, minuteMs, parameters);
  if (!isEntry(signal)) return `no signal on these candles (${signal})`;
  return signal === side ? undefined : `a ${signal} on these candles`;
}
