/**
 * What a stored bot state and ledger row must look like to be believed.
 *
 * Invariants: everything that enters is parsed; amounts are whole units of 1e-8 USD; what was written is what is read,
 * to the last digit. Unknown keys are dropped, so that a release can read what its successor writes.
 */
import { z } from 'zod';
import { ALERT_KINDS, EMPTY_ALERT_LOG, type Alert, type AlertLog } from '../core/alert.ts';
import { LOCAL_BOT, commandFor } from '../core/alert-texts.ts';
import type { BotState } from '../core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../core/ledger-events.ts';
import type { LedgerState } from '../core/ledger.ts';
import type { Order } from '../core/order.ts';
import type { OperatorCommand } from '../core/operator-command.ts';
import { DENIAL_CODES, EXIT_REASONS } from '../core/reasons.ts';
import { usdFromUnits, type Usd } from '../core/units.ts';

const amount = z.int().transform((units): Usd => usdFromUnits(units));
const time = z.number();
const price = z.number().positive();
const quantity = z.number().positive();
const side = z.enum(['long', 'short']);
const text = z.string();
/** Written as null: the key exists, its value is unknown. */
const unknownable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().transform((value) => value ?? undefined);
/** Not there in what the first release wrote. */
const addedLater = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

const terms = z.object({
  targetPct: z.number(),
  profitTargetUsd: z.number(),
  profitCapUsd: z.number(),
  quickExitSeconds: z.number(),
  maxHoldSeconds: z.number(),
  initialStopPct: z.number(),
  recoverySeconds: z.number(),
  recoveryStopPct: z.number(),
  breakeven: z.enum(['net', 'gross']),
  leverage: z.number(),
  collateralUsd: z.number(),
});

const fill = z.object({
  clientOrderId: text,
  price,
  quantity,
  feeUsd: amount,
  liquidity: z.enum(['maker', 'taker']),
  timeMs: time,
  venueId: text.exactOptional(),
  realisedUsd: amount.exactOptional(),
});

const position = z.object({
  tradeId: z.int(),
  symbol: text,
  side,
  quantity,
  entryPrice: price,
  entryFeeUsd: amount,
  fundingUsd: amount,
  decidedAtMs: time,
  filledAtMs: time,
  recoverySinceMs: unknownable(time),
  stopPrice: z.number(),
  takeProfitPrice: z.number(),
  terms,
  exits: z.array(fill).exactOptional(),
});

const decision = z.object({ price, tickMs: time });
const signal = z.object({ momentum: z.number(), volumeRatio: z.number(), range: z.number() });
const entryDecision = decision.extend({ signal });
const exitReason = z.enum(EXIT_REASONS);
const denialCounts = z.partialRecord(z.enum(DENIAL_CODES), z.int());

const command = z.object({
  id: text,
  kind: z.enum(['pause', 'resume', 'flatten']),
  accept: z.boolean(),
  issuedBy: text,
  issuedAtMs: time,
  why: text,
});

const trade = z.object({
  tradeId: z.int(),
  symbol: text,
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
});

const dayStatistics = z.object({
  trades: z.int(),
  wins: z.int(),
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  winsUsd: amount,
});
const endedDay = dayStatistics.extend({ dayMs: time, wasStopped: z.boolean() });

const ledger = z.object({
  epoch: z.int(),
  rowCount: z.int(),
  tradeCount: z.int(),
  balanceUsd: amount,
  dayMs: time,
  dayStartBalanceUsd: amount,
  realisedTodayUsd: amount,
  today: addedLater(dayStatistics),
  lastDay: addedLater(endedDay),
  stoppedAtMs: unknownable(time),
  lossesInARow: z.int(),
  pausedUntilMs: time,
  entryTimesMs: z.array(time),
  positions: z.array(position),
  halted: unknownable(z.object({ cause: text, sinceMs: time })),
  operatorPausedSinceMs: unknownable(time),
  flatteningSinceMs: unknownable(time),
}) satisfies z.ZodType<LedgerState>;

const atMs = time;
const ended = z.object({ cause: z.enum(['restored', 'mode-changed']), ledger });
const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), atMs, balanceUsd: amount, after: ended.exactOptional() }),
  z.object({ kind: z.literal('day-started'), atMs }),
  z.object({ kind: z.literal('opened'), atMs, position, decision: entryDecision, fills: z.array(fill) }),
  z.object({ kind: z.literal('recovery'), atMs, tradeId: z.int(), price }),
  z.object({ kind: z.literal('funding'), atMs, tradeId: z.int(), paidUsd: amount }),
  z.object({ kind: z.literal('reduced'), atMs, tradeId: z.int(), fills: z.array(fill) }),
  z.object({ kind: z.literal('transfer'), atMs, amountUsd: amount, venueId: text }),
  z.object({ kind: z.literal('late-cost'), atMs, symbol: text, paidUsd: amount, venueId: text }),
  z.object({
    kind: z.literal('closed'),
    atMs,
    trade,
    decision: decision.exactOptional(),
    fills: z.array(fill),
  }),
  z.object({ kind: z.literal('paused'), atMs, untilMs: time, lossesInARow: z.int() }),
  z.object({
    kind: z.literal('stopped'),
    atMs,
    cause: z.enum(['budget', 'loss']),
    realisedUsd: amount,
    unrealisedUsd: amount,
    limitUsd: amount,
  }),
  z.object({ kind: z.literal('halted'), atMs, cause: text }),
  z.object({ kind: z.literal('operator-command'), atMs, command }),
  z.object({ kind: z.literal('reconciled'), atMs, acceptedCause: text, commandId: text }),
  z.object({ kind: z.literal('denials'), atMs, counts: denialCounts }),
]) satisfies z.ZodType<LedgerEvent>;

const row = z.object({ epoch: z.int(), sequence: z.int(), event }) satisfies z.ZodType<LedgerRow>;

const orderBase = {
  clientOrderId: text,
  tradeId: z.int(),
  symbol: text,
  side,
  quantity,
  status: z.enum(['intended', 'unknown', 'resting']),
  sendBeforeMs: time.exactOptional(),
};
const stopOrder = z.object({ ...orderBase, leg: z.literal('stop'), price });
const takeProfitOrder = z.object({ ...orderBase, leg: z.literal('take-profit'), price });
const order = z.discriminatedUnion('leg', [
  z.object({
    ...orderBase,
    leg: z.literal('entry'),
    price: price.exactOptional(),
    terms,
    decision: entryDecision,
  }),
  z.object({ ...orderBase, leg: z.literal('exit'), reason: exitReason, decision }),
  stopOrder,
  takeProfitOrder,
]) satisfies z.ZodType<Order>;

const account = z.object({
  positions: z.array(z.object({ symbol: text, side, quantity, metToMs: time })),
  orders: z.array(z.discriminatedUnion('leg', [stopOrder, takeProfitOrder])),
});

const alertBase = { id: text, atMs, kind: z.enum(ALERT_KINDS) };
const alert = z.union([
  z.object({ ...alertBase, happened: text, did: text, todo: text }),
  // As the first release wrote them.
  z.object({ ...alertBase, text }).transform(({ text: happened, ...base }) => ({
    ...base,
    happened,
    did: 'It goes on as the parameters say.',
    todo: `See how it stands: ${commandFor(LOCAL_BOT, 'status')}.`,
  })),
]) satisfies z.ZodType<Alert>;

const alertLog = z.object({
  count: z.int(),
  sentAtMs: z.array(time),
  told: z.record(text, time),
  heldBack: z.partialRecord(z.enum(ALERT_KINDS), z.int()),
  summarisedDayMs: time,
}) satisfies z.ZodType<AlertLog>;

const state = z.object({
  botId: text,
  version: z.int(),
  tickMs: unknownable(time),
  ledger,
  orderCount: z.int(),
  orders: z.array(order),
  account: unknownable(account),
  venueLog: z.object({ sinceMs: time, bookedIds: z.array(text) }).exactOptional(),
  denials: denialCounts,
  consumedCommandIds: z.array(text),
  outbox: z.object({ rows: z.array(row), alerts: z.array(alert) }),
  alertLog: alertLog.optional().transform((written) => written ?? EMPTY_ALERT_LOG),
}) satisfies z.ZodType<BotState>;

export const stateSchema: z.ZodType<BotState> = state;
export const rowSchema: z.ZodType<LedgerRow> = row;
/** A command that waits is bounded, because its row will wait in the state. */
export const commandSchema: z.ZodType<OperatorCommand> = command.extend({
  id: text.min(1).max(100),
  issuedBy: text.max(200),
  why: text.max(1_000),
});

/** JSON in which a key whose value is unknown stays, as null. */
export function toJson(value: BotState | LedgerRow | OperatorCommand): string {
  return JSON.stringify(value, (_key, part: unknown) => (part === undefined ? null : part));
}
