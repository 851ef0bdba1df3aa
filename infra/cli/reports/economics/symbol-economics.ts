/**
 * `infra/cli/reports/economics/`: what the parameters must achieve in the markets that they trade.
 *
 * What a minute moves in each symbol, beside what a round trip costs there.
 */
import type { BotParameters } from '../../../../lambda/config.ts';
import type { SymbolCandles } from '../../../../lambda/core/market.ts';
import type { FundingTerms } from '../../../../lambda/core/paper/funding-due.ts';
import { economicsOf } from '../../../../lambda/core/risk/economics.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../lambda/core/units.ts';
import { minuteMovesOf } from '../../../market/minute-moves.ts';

/** The market in which moves are looked at. */
export interface MovesMarket {
  /** For people, such as `SYNTHETIC market, seed 1`. */
  readonly label: string;
  readonly symbols: readonly SymbolCandles[];
  /** As the exchange states them. */
  readonly funding: ReadonlyMap<string, FundingTerms>;
}

/** As JSON has it; `null` is unknown. */
export interface SymbolEconomics {
  readonly symbol: string;
  readonly minutes: number;
  /** Median from the lowest to the highest price of a minute. */
  readonly minuteMoveBps: number | null;
  /** The same over `heldMinutes` in a row, for which a position is held at most. */
  readonly heldMoveBps: number | null;
  readonly heldMinutes: number;
  /** Fees and slippage of a trade that leaves where it entered, by a market order. */
  readonly roundTripBps: number;
  readonly fundingIntervalHours: number | null;
  /** The most that a long pays at one time, and the most that a short does. */
  readonly fundingCapPct: number | null;
  readonly fundingFloorPct: number | null;
}

export function symbolEconomicsOf(
  parameters: BotParameters,
  market: MovesMarket,
): readonly SymbolEconomics[] {
  const { roundTripUsd, notionalUsd } = economicsOf(parameters);
  const heldMinutes = Math.max(1, Math.ceil((parameters.maxHoldSeconds * SECOND_MS) / MINUTE_MS));
  return market.symbols.map(({ symbol, candles }) => {
    const moves = minuteMovesOf(candles, heldMinutes);
    const terms = market.funding.get(symbol);
    return {
      symbol,
      minutes: candles.length,
      minuteMoveBps: moves?.minuteBps ?? null,
      heldMoveBps: moves?.heldBps ?? null,
      heldMinutes,
      roundTripBps: withoutNoise((roundTripUsd / notionalUsd) * 10_000),
      fundingIntervalHours: terms === undefined ? null : terms.intervalMs / HOUR_MS,
      fundingCapPct: boundPct(terms?.capRate),
      fundingFloorPct: boundPct(terms?.floorRate),
    };
  });
}

/** An exchange that states no bound has an infinite one. */
function boundPct(rate: number | undefined): number | null {
  return rate === undefined || !Number.isFinite(rate) ? null : withoutNoise(rate * 100);
}

/** 11, where floating point has 10.999999999999998. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}
