/**
 * What does the report of a run hold, for those who read it by machine?
 *
 * Written from what was promised: a field that is missing, or of another type, is refused. There may be more fields.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const whole = z.int().min(0);
const counts = z.record(z.string(), whole);
const side = z.enum(['long', 'short']);

const time = z.iso.datetime({ precision: 3 }).transform((written) => Date.parse(written));

const positionColumns = z.object({
  symbol: z.string(),
  side,
  entry_time: time,
  entry_price: z.number().positive(),
  quantity: z.number().positive(),
});

const tradeColumns = positionColumns.extend({
  exit_time: time,
  exit_price: z.number().positive(),
  reason: z.string(),
  gross_usd: z.number(),
  fees_usd: z.number(),
  funding_usd: z.number(),
  net_usd: z.number(),
  ambiguous: z.boolean(),
});

const positionSchema = positionColumns.transform((row) => ({
  symbol: row.symbol,
  side: row.side,
  entryTime: row.entry_time,
  entryPrice: row.entry_price,
  quantity: row.quantity,
}));

const tradeSchema = tradeColumns.transform((row) => ({
  symbol: row.symbol,
  side: row.side,
  entryTime: row.entry_time,
  entryPrice: row.entry_price,
  quantity: row.quantity,
  exitTime: row.exit_time,
  exitPrice: row.exit_price,
  reason: row.reason,
  grossUsd: row.gross_usd,
  feesUsd: row.fees_usd,
  fundingUsd: row.funding_usd,
  netUsd: row.net_usd,
  ambiguous: row.ambiguous,
}));

const reportSchema = z.object({
  writtenBy: z.literal('kallisti-micro-scalper'),
  market: z.object({
    kind: z.enum(['synthetic', 'recorded', 'recorded trades']),
    seed: whole.nullable(),
    symbols: z.array(z.string()),
    fromMs: whole,
    toMs: whole,
    files: z.array(
      z.object({
        file: z.string(),
        symbol: z.string(),
        form: z.string(),
        units: z.array(z.string()),
        newestFirst: z.boolean(),
        rows: whole,
        fromMs: whole,
        toMs: whole,
        warnings: z.array(z.string()),
      }),
    ),
    unusedFiles: z.array(z.object({ file: z.string(), reason: z.string() })),
  }),
  interrupted: z.boolean(),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  trades: whole,
  wins: whole,
  grossUsd: z.number(),
  feesUsd: z.number(),
  fundingUsd: z.number(),
  netUsd: z.number(),
  balanceUsd: z.number(),
  breakEvenWinRate: z.number().min(0).max(1).nullable(),
  figures: z.object({
    attribution: z
      .object({
        edgeUsd: z.number(),
        slippageUsd: z.number(),
        makerFeesUsd: z.number(),
        takerFeesUsd: z.number(),
        fundingUsd: z.number(),
        beyondCollateralUsd: z.number(),
        netUsd: z.number(),
        breakEvenCosts: z.number().positive().nullable(),
      })
      .nullable(),
  }),
  ambiguous: whole,
  optimistic: z
    .object({
      trades: whole,
      netUsd: z.number(),
      steps: z.array(z.object({ timeMs: whole, moreUsd: z.number() })).nullable(),
    })
    .nullable(),
  dailyStops: whole,
  exits: counts,
  denied: counts,
  held: counts.nullable(),
  funding: z.array(
    z.object({ symbol: z.string(), files: z.array(z.string()), times: whole, assumedTimes: whole }),
  ),
  sessions: z.array(
    z.object({ symbol: z.string(), source: z.string(), sessions: whole, closedCandles: whole }),
  ),
  notSeen: z.object({
    minutes: whole,
    symbols: z.array(
      z.object({
        symbol: z.string(),
        minutesMissing: whole,
        minutesClosed: whole.exactOptional(),
        minutesWithoutHistory: whole,
        candlesWithoutVolume: whole,
        fundingTimesMissed: whole,
        tradesWithMissingMinutes: whole,
        noSignal: z.string().nullable(),
      }),
    ),
    filesLeftOut: z.array(z.string()),
  }),
  open: z.array(positionSchema),
  ledger: z.array(tradeSchema),
});

export type Report = z.output<typeof reportSchema>;
export type ReportedTrade = Report['ledger'][number];

export async function readReport(path: string): Promise<Report> {
  return reportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/** The exact sum of one amount over the trades, in dollars. */
export function total(
  ledger: readonly ReportedTrade[],
  name: 'grossUsd' | 'feesUsd' | 'fundingUsd' | 'netUsd',
): number {
  return ledger.reduce((units, trade) => units + Math.round(trade[name] * 1e8), 0) / 1e8;
}

/** An amount as people read it: `-1,234.50`, and never `-0.00`. */
export function dollars(amountUsd: number): string {
  const [whole, cents] = Math.abs(amountUsd).toFixed(2).split('.');
  const text = `${whole!.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}.${cents}`;
  return amountUsd < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** The balance that each trade left, in the order in which they closed. */
export function balances({ ledger, balanceUsd, netUsd }: Report): readonly number[] {
  let units = Math.round((balanceUsd - netUsd) * 1e8);
  return ledger.map((trade) => (units += Math.round(trade.netUsd * 1e8)) / 1e8);
}
