/**
 * What must a fill, a closed trade and its times without a stop look like to be believed, in a row or in an item?
 *
 * Invariants: those of the ledger's rows.
 */
import { z } from 'zod';
import { EXIT_REASONS } from '../../core/reasons.ts';
import { marketName } from '../symbol-names.ts';
import { amount, time } from './statistics-schema.ts';

export const price = z.number().positive();
export const quantity = z.number().positive();
export const side = z.enum(['long', 'short']);
export const text = z.string();

export const exitReason = z.enum(EXIT_REASONS);

export const fill = z.object({
  clientOrderId: text,
  price,
  quantity,
  feeUsd: amount,
  feePaidIn: z.object({ amount: z.number(), currency: text, isPriced: z.boolean() }).exactOptional(),
  liquidity: z.enum(['maker', 'taker']),
  timeMs: time,
  venueId: text.exactOptional(),
  realisedUsd: amount.exactOptional(),
  isUnseen: z.literal(true).exactOptional(),
});

export const unprotectedTime = z.object({
  spans: z.array(z.object({ fromMs: time, toMs: time })),
  shorter: z.object({ count: z.int(), totalSeconds: z.number().min(0) }).exactOptional(),
});

export const trade = z.object({
  tradeId: z.int(),
  symbol: marketName,
  side,
  quantity,
  entryPrice: price,
  entryTimeMs: time,
  exitPrice: price,
  exitTimeMs: time,
  reason: exitReason,
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  netUsd: amount,
  ambiguous: z.boolean(),
  unprotected: unprotectedTime.exactOptional(),
});
