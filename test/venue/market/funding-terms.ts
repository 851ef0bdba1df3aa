/**
 * When does a market charge funding, and at which rate?
 *
 * Every eight hours, unless the rules of the venue say otherwise of a market; `fundingInfo` lists those of which they do.
 * What they say holds from the moment it is said: the next time is the next full interval since midnight.
 */
import { HOUR_MS } from '../../../lambda/core/units.ts';
import { decimal, type Decimal } from '../decimal.ts';
import type { VenueRules } from '../venue-rules.ts';

const HOURS = 8;

type Ruled = Pick<VenueRules, 'fundingOf' | 'fundingPct'>;

/** When the market is next charged after `timeMs`. */
export function nextFundingMs(rules: Ruled, symbol: string, timeMs: number): number {
  const intervalMs = intervalMsOf(rules, symbol);
  return (Math.floor(timeMs / intervalMs) + 1) * intervalMs;
}

/** When it was last charged, or would have been. */
export function lastFundingMs(rules: Ruled, symbol: string, timeMs: number): number {
  return nextFundingMs(rules, symbol, timeMs) - intervalMsOf(rules, symbol);
}

export function isFundingTime(rules: Ruled, symbol: string, timeMs: number): boolean {
  return timeMs % intervalMsOf(rules, symbol) === 0;
}

function intervalMsOf({ fundingOf }: Ruled, symbol: string): number {
  return (fundingOf[symbol]?.intervalHours ?? HOURS) * HOUR_MS;
}

/** What a long pays at one time, as a fraction: its own rate, or its share of that of eight hours, within its cap. */
export function fundingRateOf({ fundingOf, fundingPct }: Ruled, symbol: string): Decimal {
  const terms = fundingOf[symbol];
  if (terms === undefined) return decimal(fundingPct) / 100n;
  const { intervalHours, capPct, ratePct = (fundingPct * intervalHours) / HOURS } = terms;
  return decimal(Math.max(-capPct, Math.min(capPct, ratePct))) / 100n;
}

/** The rows of `/fapi/v1/fundingInfo`. */
export function fundingRows({ fundingOf }: Ruled): unknown {
  return Object.entries(fundingOf).map(([symbol, { intervalHours, capPct }]) => ({
    symbol,
    adjustedFundingRateCap: (capPct / 100).toFixed(8),
    adjustedFundingRateFloor: (-capPct / 100).toFixed(8),
    fundingIntervalHours: intervalHours,
    disclaimer: false,
    updateTime: 0,
  }));
}
