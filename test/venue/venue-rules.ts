/**
 * What may be different from one venue to the next, and from one test to the next?
 *
 * All of it may be changed while the venue runs.
 */

export interface VenueRules {
  /** What the taker of a fill pays beyond the touch, in basis points. */
  slippageBps: number;
  /** Whether a taker's price lies on the market's ticks, rounded against it, or is kept exact as on paper. */
  fillPrices: 'on-ticks' | 'exact';
  /** Percent of the notional, unless a symbol has its own. */
  takerFeePct: number;
  makerFeePct: number;
  readonly feesOf: Map<string, { readonly takerFeePct: number; readonly makerFeePct: number }>;
  /** Percent every 8 hours, longs pay when positive. */
  fundingPct: number;
  /** Fees are paid in BNB, a tenth less, at this price of a BNB. */
  bnbPriceUsd: number | undefined;
  /** From the price that triggers a conditional order until its order reaches the book, and until the row says so. */
  triggerDelayMs: number;
  finishDelayMs: number;
  /** A post-only order that would take is refused, or accepted and expired at once. */
  postOnlyThatTakes: 'refused' | 'expired';
  /** Conditional orders that close a position expire with it, or stay. */
  closeAllWithoutPosition: 'expires' | 'stays';
  /** Answer to a reduce-only order where resting ones already reduce all there is. */
  reduceOnlyTwiceCode: -2022 | -4118;
  /** How long an answer may not know what has just happened. */
  orderVisibleAfterMs: number;
  listVisibleAfterMs: number;
  tradeVisibleAfterMs: number;
  /** How old prices are whenever they are asked for; if absent, as old as they are. */
  quoteAgeMs?: number;
}

export const DEFAULT_RULES: Omit<VenueRules, 'feesOf'> = {
  slippageBps: 0.5,
  fillPrices: 'on-ticks',
  takerFeePct: 0.05,
  makerFeePct: 0.02,
  fundingPct: 0.01,
  bnbPriceUsd: undefined,
  triggerDelayMs: 0,
  finishDelayMs: 0,
  postOnlyThatTakes: 'refused',
  closeAllWithoutPosition: 'expires',
  reduceOnlyTwiceCode: -2022,
  orderVisibleAfterMs: 0,
  listVisibleAfterMs: 0,
  tradeVisibleAfterMs: 0,
};
