/**
 * What the bot has written into its table, as far as an auditor has to know it. Read by schemas of its own: whoever
 * checks a bot does not read with the bot's eyes.
 *
 * Amounts are whole numbers of 1e-8 dollars, as `Decimal`s are.
 */
import { z } from 'zod';
import type { TwinItem } from '../twins/twin-item.ts';
import { amount, fillSchema, positionSchema, side, timeMs } from './recorded-trades.ts';

export type RecordedFill = z.infer<typeof fillSchema>;

export type RecordedPosition = z.infer<typeof positionSchema>;

const decision = z.object({ price: z.number(), tickMs: timeMs });

const orderSchema = z.object({
  clientOrderId: z.string(),
  tradeId: z.int(),
  symbol: z.string(),
  side,
  quantity: z.number().positive(),
  leg: z.enum(['entry', 'exit', 'stop', 'take-profit']),
  status: z.enum(['intended', 'unknown', 'resting']),
  sendBeforeMs: timeMs.optional(),
  price: z.number().optional(),
  terms: z
    .object({ collateralUsd: z.number(), leverage: z.number(), recoveryStopPct: z.number() })
    .optional(),
  decision: decision.optional(),
});
export type RecordedOrder = z.infer<typeof orderSchema>;

const tradeSchema = z.object({
  tradeId: z.int(),
  symbol: z.string(),
  reason: z.string(),
  exitTimeMs: timeMs,
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  netUsd: amount,
  unprotected: z.unknown().optional(),
});

const ended = z.object({ cause: z.string(), ledger: z.record(z.string(), z.unknown()).optional() });
const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    atMs: timeMs,
    balanceUsd: amount,
    after: ended.optional(),
  }),
  z.object({ kind: z.enum(['day-started', 'day-summarised']), atMs: timeMs }),
  z.object({
    kind: z.literal('opened'),
    atMs: timeMs,
    position: positionSchema,
    decision: decision.optional(),
    fills: z.array(fillSchema).min(1),
  }),
  z.object({ kind: z.literal('recovery'), atMs: timeMs, tradeId: z.int(), price: z.number() }),
  z.object({ kind: z.literal('funding'), atMs: timeMs, tradeId: z.int(), paidUsd: amount }),
  z.object({ kind: z.literal('reduced'), atMs: timeMs, tradeId: z.int(), fills: z.array(fillSchema).min(1) }),
  z.object({
    kind: z.literal('closed'),
    atMs: timeMs,
    trade: tradeSchema,
    decision: decision.optional(),
    fills: z.array(fillSchema),
    slippageUsd: amount.optional(),
  }),
  z.object({ kind: z.literal('transfer'), atMs: timeMs, amountUsd: amount, venueId: z.string() }),
  z.object({
    kind: z.literal('late-cost'),
    atMs: timeMs,
    symbol: z.string(),
    paidUsd: amount,
    venueId: z.string(),
  }),
  z.object({ kind: z.literal('paused'), atMs: timeMs, untilMs: timeMs }),
  z.object({
    kind: z.literal('stopped'),
    atMs: timeMs,
    cause: z.enum(['budget', 'loss']),
    realisedUsd: amount,
    unrealisedUsd: amount,
  }),
  z.object({ kind: z.literal('halted'), atMs: timeMs, cause: z.string().min(1) }),
  z.object({
    kind: z.literal('operator-command'),
    atMs: timeMs,
    command: z.object({ id: z.string(), kind: z.string(), accept: z.boolean(), issuedAtMs: timeMs }),
  }),
  z.object({ kind: z.literal('reconciled'), atMs: timeMs, acceptedCause: z.string(), commandId: z.string() }),
  z.object({ kind: z.literal('parameters-changed'), atMs: timeMs, changes: z.array(z.unknown()) }),
  z.object({ kind: z.literal('denials'), atMs: timeMs, counts: z.record(z.string(), z.int()) }),
]);
export type RecordedEvent = z.infer<typeof eventSchema>;

const rowSchema = z.object({
  epoch: z.int().positive(),
  sequence: z.int().positive(),
  event: eventSchema,
});
export type RecordedRow = z.infer<typeof rowSchema>;

const alertSchema = z.object({
  id: z.string().min(1),
  atMs: timeMs,
  kind: z.string(),
  laterKind: z.string().optional(),
  happened: z.string(),
});
export type RecordedAlert = z.infer<typeof alertSchema>;

/** How many trades it is known of, and their sum. */
const slippage = z.tuple([z.int(), amount]).optional();

const counts = z.record(z.string(), z.int()).optional();

const stateSchema = z.object({
  botId: z.string(),
  version: z.int().positive(),
  tickMs: timeMs.nullable(),
  ledger: z.object({
    epoch: z.int().positive(),
    rowCount: z.int().min(0),
    balanceUsd: amount,
    dayMs: timeMs,
    dayStartBalanceUsd: amount,
    realisedTodayUsd: amount,
    today: z.object({ slippage }).nullish(),
    run: z.array(z.number()).optional(),
    runSlippage: slippage,
    stoppedAtMs: timeMs.nullable(),
    lossesInARow: z.int().min(0),
    pausedUntilMs: timeMs,
    entryTimesMs: z.array(timeMs),
    positions: z.array(positionSchema),
    halted: z.object({ cause: z.string(), sinceMs: timeMs }).nullable(),
    operatorPausedSinceMs: timeMs.nullable(),
    flatteningSinceMs: timeMs.nullable(),
  }),
  orders: z.array(orderSchema),
  /** Of a bot on paper. */
  account: z.unknown(),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  entryRejections: z.array(z.object({ lastMs: timeMs, cause: z.string() })).optional(),
  refusal: z.object({ text: z.string() }).optional(),
  isSumOpen: z.boolean().optional(),
  consumedCommandIds: z.array(z.string()),
  /** Where a later release has written it. */
  addedLater: z.unknown().optional(),
  /** Rows are kept as they are written, to be compared. */
  outbox: z.object({ rows: z.array(z.unknown()), alerts: z.array(alertSchema) }),
  alertLog: z.object({ heldBack: counts, laterHeldBack: counts }).optional(),
});
export type RecordedState = z.infer<typeof stateSchema>;

export type Read<Value> = { readonly value: Value } | { readonly problem: string };

/** The body of an item. */
function read<Value>(schema: z.ZodType<Value>, json: unknown): Read<Value> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}` };
}

function bodyOf(item: TwinItem): unknown {
  const text = attribute(item, 'body');
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function readState(item: TwinItem): Read<RecordedState> {
  return read(stateSchema, bodyOf(item));
}

/** A row as it is written in an item or waits in an outbox. */
export function readRow(written: unknown): Read<RecordedRow> {
  return read(rowSchema, written);
}

/** The row in an item, as it is written. */
export function writtenRow(item: TwinItem): unknown {
  return bodyOf(item);
}

export function attribute(item: TwinItem, name: string): string | undefined {
  const value = item[name];
  if (value === undefined) return undefined;
  if ('S' in value) return value.S;
  return 'N' in value ? value.N : undefined;
}

/** As DynamoDB counts it: names and values. */
export function bytesOf(item: TwinItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const text = 'S' in value ? value.S : 'N' in value ? value.N : '1';
    return sum + Buffer.byteLength(name) + Buffer.byteLength(text);
  }, 0);
}

/** One text for everything that says the same. */
export function sameness(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part).filter(([, inner]) => inner !== null && inner !== undefined);
    return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}
