/**
 * What the page's script reads: facts in JSON, and columns beside it.
 *
 * Both stand in elements that run nothing and that no parser reads, as base64 of what gzip has left.
 */
import * as z from 'zod/mini';
import type { UnprotectedTime } from '../../lambda/core/ledger/unprotected-time.ts';

const side = z.enum(['maker', 'taker']);
const leg = z.enum(['entry', 'exit']);
const number = z.number();

/** When, and at which price of the market. */
const decision = z.object({ tickMs: number, price: number });

export const detailsSchema = z.object({
  opened: z.optional(
    z.object({
      terms: z.object({ initialStopPct: number }),
      stopPrice: number,
      takeProfitPrice: number,
      decided: z.optional(decision),
      signal: z.object({ momentum: number, volumeRatio: number, range: number }),
      lagSeconds: z.optional(number),
    }),
  ),
  left: z.optional(decision),
  recoverySinceMs: z.optional(number),
  unprotected: z.optional(
    z.object({
      spans: z.array(z.object({ fromMs: number, toMs: number })),
      shorter: z.optional(z.object({ count: number, totalSeconds: number })),
    }),
  ),
  fills: z.array(z.object({ leg, timeMs: number, price: number, quantity: number, liquidity: side })),
  slippageDollars: z.optional(number),
});

/** Fractions of the entry's price at which every trade's orders rested, where rows do not tell. */
export const termsSchema = z.object({ initialStopPct: number, stopShare: number, targetShare: number });

export const tradeColumnsSchema = z.object({
  names: z.array(z.string()),
  reasons: z.array(z.string()),
  priceDecimals: number,
  quantityDecimals: number,
});

export const paritySchema = z.object({
  of: z.enum(['both', 'bot', 'backtest']),
  dollars: number,
  parts: z.array(z.object({ words: z.string(), dollars: number })),
  backtest: z.optional(
    z.object({
      entryTimeMs: number,
      entryPrice: number,
      exitTimeMs: number,
      exitPrice: number,
      reason: z.string(),
    }),
  ),
});

export const boundSchema = z.array(z.object({ timeMs: number, moreDollars: number }));

export const pageDataSchema = z.object({
  fromMs: number,
  toMs: number,
  beganDollars: number,
  moves: z.array(z.object({ timeMs: number, dollars: number })),
  /** How far the other bound of the ambiguous candles is from the balance; absent where nobody has asked. */
  bound: z.optional(boundSchema),
  trades: tradeColumnsSchema,
  /** One for each trade, or none. */
  details: z.array(detailsSchema),
  /** One for each trade; absent where nobody has compared them with a backtest. */
  parity: z.optional(z.array(paritySchema)),
  terms: z.optional(termsSchema),
  candles: z.array(z.object({ name: z.string(), decimals: number })),
});

export type TradeDetailsData = z.output<typeof detailsSchema>;

/** As the pictures take it. */
export function timeOf({ spans, shorter }: NonNullable<TradeDetailsData['unprotected']>): UnprotectedTime {
  return { spans, ...(shorter !== undefined && { shorter }) };
}

export type ParityData = z.output<typeof paritySchema>;
export type PageData = z.output<typeof pageDataSchema>;

/** Names of the elements, in `data-name`. */
export const DATA_BLOCK = 'data';
export const TRADES_BLOCK = 'trades';

export function candlesBlock(k: number): string {
  return `candles-${k}`;
}
