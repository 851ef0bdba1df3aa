/**
 * The rows of a report for a closed trade and an open position, as `start` and `backtest` write them, for whatever reads
 * them again.
 */
import { z } from 'zod';
import { price, quantity, side } from '../../lambda/adapters/dynamo/trade-schema.ts';
import { marketName } from '../../lambda/adapters/symbol-names.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { isExact, usd } from '../../lambda/core/units.ts';

/** An amount as it was written, to the last digit. */
export const dollars = z.number().refine(isExact, 'is no amount that can be kept').transform(usd);
const isoTime = z.iso.datetime({ precision: 3 }).transform((written) => Date.parse(written));

export const positionRow = z.object({
  symbol: marketName,
  side,
  quantity,
  entry_time: isoTime,
  entry_price: price,
});

export const tradeRow = positionRow.extend({
  exit_time: isoTime,
  exit_price: price,
  reason: z.enum(EXIT_REASONS),
  gross_usd: dollars,
  fees_usd: dollars,
  funding_usd: dollars,
  net_usd: dollars,
  ambiguous: z.boolean(),
});

export function tradeOfRow(row: z.output<typeof tradeRow>): Omit<ClosedTrade, 'tradeId'> {
  return {
    symbol: row.symbol,
    side: row.side,
    quantity: row.quantity,
    entryTimeMs: row.entry_time,
    entryPrice: row.entry_price,
    exitTimeMs: row.exit_time,
    exitPrice: row.exit_price,
    reason: row.reason,
    grossUsd: row.gross_usd,
    feesUsd: row.fees_usd,
    fundingUsd: row.funding_usd,
    netUsd: row.net_usd,
    ambiguous: row.ambiguous,
  };
}
