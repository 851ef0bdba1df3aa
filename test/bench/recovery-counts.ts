/**
 * What does recovery save, and what does it cost?
 *
 * The same candles are traded twice: as the bot does, and with the hard stop where recovery would begin. Nothing costs
 * anything, and no day, streak or balance ends trading early, so that nothing but the stop differs.
 */
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS, ZERO_USD, plus, type Usd } from '../../lambda/core/units.ts';
import { COSTLESS } from './costless.ts';

export const WITH_RECOVERY = parseParameters({
  ...COSTLESS,
  startingBalanceUsd: 9_000_000,
  dailyLossUsd: 9_000_000,
  dailyLossPct: 100,
  lossStreak: 1_000,
  pauseMinutes: 0,
});

/** No parameters of a bot: a stop where recovery begins leaves nothing to recover. */
export const WITHOUT_RECOVERY: BotParameters = {
  ...WITH_RECOVERY,
  recoveryStopPct: WITH_RECOVERY.initialStopPct,
};

export interface StopCounts {
  readonly trades: number;
  readonly wins: number;
  readonly hardStops: number;
  readonly grossUsd: Usd;
}

/** Of each symbol by itself. A gap of more than a day divides it: no position is held across. */
export function stopCounts(symbols: readonly SymbolCandles[], parameters: BotParameters): StopCounts {
  const trades = symbols.flatMap(({ symbol, candles }) =>
    partsOf(candles).flatMap((part) => {
      const { stopFirst } = backtest({ symbols: [{ symbol, candles: part }], parameters, bothBounds: false });
      return stopFirst.trades;
    }),
  );
  return {
    trades: trades.length,
    wins: trades.filter(({ netUsd }) => netUsd > 0).length,
    hardStops: trades.filter(({ reason }) => reason === 'hard-stop').length,
    grossUsd: trades.reduce<Usd>((sum, { grossUsd }) => plus(sum, grossUsd), ZERO_USD),
  };
}

function partsOf(candles: Candles): readonly Candles[] {
  const { openTimeMs, length } = candles;
  const parts: Candles[] = [];
  let from = 0;
  for (let k = 1; k <= length; k += 1) {
    if (k < length && openTimeMs[k]! - openTimeMs[k - 1]! <= DAY_MS) continue;
    parts.push(slice(candles, from, k));
    from = k;
  }
  return parts;
}

function slice({ openTimeMs, open, high, low, close, volume }: Candles, from: number, to: number): Candles {
  const part = (column: Float64Array) => column.subarray(from, to);
  const prices = { open: part(open), high: part(high), low: part(low), close: part(close) };
  return { length: to - from, openTimeMs: part(openTimeMs), ...prices, volume: part(volume) };
}
