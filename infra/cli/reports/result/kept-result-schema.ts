/**
 * What must a result that was kept look like to be believed?
 *
 * Invariants: every amount is read as it was written, and what is unknown there is `undefined` here.
 */
import { z } from 'zod';
import { price } from '../../../../lambda/adapters/dynamo/trade-schema.ts';
import { marketName } from '../../../../lambda/adapters/symbol-names.ts';
import { parametersSchema } from '../../../../lambda/config.ts';
import type { OpenAtEnd } from '../../../../lambda/backtest/result/open-at-end.ts';
import { TIME_UNITS } from '../../../recordings/recorded-time.ts';
import { dollars, positionRow, tradeOfRow, tradeRow } from '../../../results/trade-row.ts';

const count = z.int().nonnegative();
const counts = z.record(z.string(), count);
const timeMs = z.int().nonnegative();
const orAbsent = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().transform((value) => value ?? undefined);

export const tradeSchema = tradeRow.transform(tradeOfRow);

const marketSchema = z.object({
  kind: z.string(),
  seed: orAbsent(z.number()),
  symbols: z.array(marketName).min(1),
  fromMs: timeMs,
  /** The last minute that was traded. */
  toMs: timeMs,
  files: z.array(
    z
      .object({
        file: z.string(),
        symbol: marketName,
        form: z.string(),
        units: z.array(z.enum(TIME_UNITS)),
        newestFirst: z.boolean(),
        rows: count,
        fromMs: timeMs,
        toMs: timeMs,
        warnings: z.array(z.string()),
      })
      .transform(({ newestFirst: isNewestFirst, ...note }) => ({ ...note, isNewestFirst })),
  ),
  unusedFiles: z.array(z.object({ file: z.string(), reason: z.string() })),
  candles: z.array(z.object({ symbol: marketName, candles: count, firstMs: timeMs, lastMs: timeMs })),
});

const unseenSchema = z.object({
  symbol: marketName,
  minutesMissing: z.int(),
  minutesClosed: count.exactOptional(),
  minutesWithoutHistory: count,
  candlesWithoutVolume: count,
  fundingTimesMissed: count,
  tradesWithMissingMinutes: count,
  noSignal: orAbsent(z.string()),
});
const unseen = z.array(unseenSchema);
const notSeenSchema = z.object({ minutes: count, symbols: unseen, filesLeftOut: z.array(z.string()) });

/** The names in a report are those of the attribution itself. */
const attributionSchema = z.object({
  edgeUsd: dollars,
  slippageUsd: dollars,
  makerFeesUsd: dollars,
  takerFeesUsd: dollars,
  fundingUsd: dollars,
  beyondCollateralUsd: dollars,
  netUsd: dollars,
  breakEvenCosts: orAbsent(z.number()),
});

const reportSchema = z.object({
  market: marketSchema,
  interrupted: z.boolean(),
  hash: orAbsent(z.string()),
  parameters: parametersSchema,
  trades: count,
  netUsd: dollars,
  balanceUsd: dollars,
  optimistic: orAbsent(
    z.object({
      trades: count,
      netUsd: dollars,
      // An earlier release has not kept them.
      steps: z
        .array(z.object({ timeMs, moreUsd: dollars }))
        .nullish()
        .transform((steps) => steps ?? undefined),
    }),
  ),
  otherRules: orAbsent(
    z.object({
      bars: count,
      targetFirstUsd: dollars,
      candleColourUsd: dollars,
      openHighLowCloseUsd: dollars,
    }),
  ),
  late: orAbsent(z.object({ seconds: count, trades: count, netUsd: dollars })),
  figures: z.object({
    attribution: orAbsent(attributionSchema),
    days: count,
    annualSharpe: orAbsent(z.number()),
    annualSharpeInterval: orAbsent(z.object({ from: z.number(), to: z.number() })),
    annualSortino: orAbsent(z.number()),
  }),
  dailyStops: count,
  denied: counts,
  held: orAbsent(counts),
  funding: z.array(
    z.object({ symbol: marketName, files: z.array(z.string()), times: count, assumedTimes: count }),
  ),
  // An earlier release knew none.
  sessions: z
    .array(z.object({ symbol: marketName, source: z.string(), sessions: count, closedCandles: count }))
    .default([]),
  notSeen: orAbsent(notSeenSchema),
  open: z.array(
    positionRow
      .extend({ last_price: orAbsent(price), unrealised_usd: orAbsent(dollars) })
      .transform((row): OpenAtEnd => ({
        symbol: row.symbol,
        side: row.side,
        quantity: row.quantity,
        filledAtMs: row.entry_time,
        entryPrice: row.entry_price,
        lastPrice: row.last_price,
        unrealisedUsd: row.unrealised_usd,
      })),
  ),
});

const keptSchema = z.object({
  id: z.string(),
  /** The command that made it, and as it was typed. */
  by: z.string(),
  command: z.string(),
  revision: z.string(),
  startedMs: timeMs,
  endedMs: timeMs,
  /** Of the ledger; none of a backtest, which has no ledger. */
  store: orAbsent(z.string()),
  /** What the report does not say of the market. */
  market: z.object({ label: z.string(), toMs: timeMs, hash: orAbsent(z.string()) }),
});

export const fileSchema = z.object({ kept: keptSchema, report: reportSchema });

/** How a result came about. */
export type Origin = z.output<typeof keptSchema>;

export interface KeptResult {
  readonly origin: Origin;
  readonly report: z.output<typeof reportSchema>;
}
