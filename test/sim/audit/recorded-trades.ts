/**
 * The fills and positions that the bot has written into its table, as far as an auditor has to know them.
 *
 * Amounts are whole numbers of 1e-8 dollars, as `Decimal`s are.
 */
import { z } from 'zod';

export const timeMs = z.int().min(0);
export const amount = z.int().transform(BigInt);
export const side = z.enum(['long', 'short']);

export const fillSchema = z.object({
  clientOrderId: z.string(),
  price: z.number().positive(),
  quantity: z.number().positive(),
  feeUsd: amount,
  feePaidIn: z.object({ amount: z.number(), currency: z.string(), isPriced: z.boolean() }).optional(),
  /** Not of those that somebody has doctored. */
  liquidity: z.enum(['maker', 'taker']).optional(),
  timeMs,
  venueId: z.string().optional(),
  realisedUsd: amount.optional(),
  isUnseen: z.literal(true).optional(),
});

export const positionSchema = z.object({
  tradeId: z.int(),
  symbol: z.string(),
  side,
  quantity: z.number().positive(),
  entryPrice: z.number().positive(),
  entryFeeUsd: amount,
  fundingUsd: amount,
  decidedAtMs: timeMs,
  recoverySinceMs: timeMs.nullish(),
  stopPrice: z.number(),
  takeProfitPrice: z.number(),
  terms: z.object({
    collateralUsd: z.number(),
    leverage: z.number(),
    targetPct: z.number(),
    profitTargetUsd: z.number(),
    profitCapUsd: z.number(),
    quickExitSeconds: z.number(),
    maxHoldSeconds: z.number(),
    initialStopPct: z.number(),
    recoverySeconds: z.number(),
    recoveryStopPct: z.number(),
    /** Not of positions of releases that knew no hours. */
    sessionEndSeconds: z.number().optional(),
  }),
  exits: z.array(fillSchema).optional(),
});
