/**
 * What may be different from one venue to the next, and from one test to the next?
 *
 * All of it may be changed while the venue runs, in code and over HTTP.
 */
import { z } from 'zod';

const percent = z.number();
const delayMs = z.number().min(0);
const feesSchema = z.strictObject({ takerFeePct: percent, makerFeePct: percent });
const fundingSchema = z.strictObject({
  intervalHours: z.number().positive(),
  capPct: percent,
  /** Of one interval; its share of `fundingPct` if absent. */
  ratePct: percent.exactOptional(),
});
const sessionSchema = z.strictObject({
  startTime: z.number(),
  endTime: z.number(),
  type: z.enum(['REGULAR', 'NO_TRADING', 'PRE_MARKET', 'AFTER_MARKET', 'OVERNIGHT']),
});

export type VenueSession = Readonly<z.infer<typeof sessionSchema>>;

const ruleSchemas = {
  /** What the taker of a fill pays beyond the touch, in basis points. */
  slippageBps: z.number().min(0),
  /** Whether a taker's price lies on the market's ticks, rounded against it, or is kept exact as on paper. */
  fillPrices: z.enum(['on-ticks', 'exact']),
  /** Percent of the notional, unless a symbol has its own. */
  takerFeePct: percent,
  makerFeePct: percent,
  /** By symbol. */
  feesOf: z.record(z.string(), feesSchema),
  /** Percent every 8 hours, longs pay when positive. */
  fundingPct: percent,
  /** Interval and cap of markets that have their own, by symbol. */
  fundingOf: z.record(z.string(), fundingSchema),
  /** Sessions by the type of the underlying, such as COMMODITY; metals have some without. */
  tradingSchedules: z.record(z.string(), z.array(sessionSchema)),
  /** Whether an order that is only tested is refused, too, while the agreement is not signed. */
  testOrdersAskAgreement: z.boolean(),
  /** Fees are paid in this asset while the wallet has enough of it, at this price; in BNB a tenth less. */
  feeAsset: z.strictObject({ asset: z.string(), priceUsd: z.number().positive() }).exactOptional(),
  /** From the price that triggers a conditional order until its order reaches the book, and until the row says so. */
  triggerDelayMs: delayMs,
  finishDelayMs: delayMs,
  /** A post-only order that would take is refused, or accepted and expired at once. */
  postOnlyThatTakes: z.enum(['refused', 'expired']),
  /** Conditional orders that close a position expire with it, or stay. */
  closeAllWithoutPosition: z.enum(['expires', 'stays']),
  /** Answer to a conditional order whose client id an open one has. */
  duplicateAlgoIdCode: z.union([z.literal(-4116), z.literal(-20_132)]),
  /** Answer to a reduce-only order where resting ones already reduce all there is. */
  reduceOnlyTwiceCode: z.union([z.literal(-2022), z.literal(-4118)]),
  /** A reduce-only order of more than there is fills what there is, or is refused with -2022. */
  reduceOnlyTooLarge: z.enum(['fills-what-there-is', 'refused']),
  /** Whether the countdown of `countdownCancelAll` cancels conditional orders, too. */
  countdownCancelsConditional: z.boolean(),
  /** How long an answer may not know what has just happened. */
  orderVisibleAfterMs: delayMs,
  listVisibleAfterMs: delayMs,
  tradeVisibleAfterMs: delayMs,
  incomeVisibleAfterMs: delayMs,
  /** Of positions and balances. */
  accountVisibleAfterMs: delayMs,
  /** How old prices are whenever they are asked for; if absent, as old as they are. */
  quoteAgeMs: delayMs.exactOptional(),
  /** Weight that an address may use in a minute, and what strangers behind the same address use of it. */
  weightPerMinuteMax: z.number().positive(),
  othersWeight: z.number().min(0),
};

export const rulesSchema = z.strictObject(ruleSchemas).partial();

export type VenueRules = z.infer<z.ZodObject<typeof ruleSchemas>>;

export const DEFAULT_RULES: VenueRules = {
  slippageBps: 0.5,
  fillPrices: 'on-ticks',
  takerFeePct: 0.05,
  makerFeePct: 0.02,
  feesOf: {},
  fundingPct: 0.01,
  fundingOf: { XAUUSDT: { intervalHours: 8, capPct: 0.05 } },
  tradingSchedules: {},
  testOrdersAskAgreement: true,
  triggerDelayMs: 0,
  finishDelayMs: 0,
  postOnlyThatTakes: 'refused',
  closeAllWithoutPosition: 'expires',
  duplicateAlgoIdCode: -4116,
  reduceOnlyTwiceCode: -4118,
  reduceOnlyTooLarge: 'fills-what-there-is',
  countdownCancelsConditional: false,
  orderVisibleAfterMs: 0,
  listVisibleAfterMs: 0,
  tradeVisibleAfterMs: 0,
  incomeVisibleAfterMs: 0,
  accountVisibleAfterMs: 0,
  weightPerMinuteMax: 2_400,
  othersWeight: 0,
};
