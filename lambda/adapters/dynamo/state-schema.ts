/**
 * What must a stored bot state look like to be believed?
 *
 * Invariants: those of the ledger's rows; an item of an earlier release lacks what was added later, and is read as if
 * that had never happened.
 */
import { z } from 'zod';
import { EMPTY_ALERT_LOG } from '../../core/alerts/alert.ts';
import type { BotState } from '../../core/bot-state.ts';
import { UNOBEYED } from '../../core/ledger/command-memory.ts';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import type { Order } from '../../core/order.ts';
import type { OperatorCommand } from '../../core/ledger/operator-command.ts';
import { EPOCH_MARK } from '../../core/text/epoch-name.ts';
import { alert, alertLog } from './alert-schema.ts';
import {
  unknownable,
  overrides,
  terms,
  decision,
  entryDecision,
  denialCounts,
  command,
  ledger,
  row,
  type Complete,
} from './ledger-schema.ts';
import { marketName } from '../symbol-names.ts';
import { time } from './statistics-schema.ts';
import { exitReason, price, quantity, side, text, unprotectedTime } from './trade-schema.ts';

const orderBase = {
  clientOrderId: text,
  tradeId: z.int(),
  symbol: marketName,
  side,
  quantity,
  status: z.enum(['intended', 'unknown', 'resting']),
  sendBeforeMs: time.exactOptional(),
};
const stopOrder = z.object({
  ...orderBase,
  leg: z.literal('stop'),
  price,
  refusedAtMs: time.exactOptional(),
  hasStandIn: z.literal(true).exactOptional(),
  confirmedAtMs: time.exactOptional(),
});
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
  positions: z.array(z.object({ symbol: marketName, side, quantity, metToMs: time })),
  orders: z.array(z.discriminatedUnion('leg', [stopOrder, takeProfitOrder])),
});

const state = z.object({
  botId: text,
  version: z.int(),
  tickMs: unknownable(time),
  ledger,
  epochMark: z.string().regex(EPOCH_MARK).exactOptional(),
  orderCount: z.int(),
  orders: z.array(order),
  account: unknownable(account),
  parameters: overrides.exactOptional(),
  refusal: z.object({ sinceMs: time, text, isHeldBack: z.literal(true).exactOptional() }).exactOptional(),
  venueLog: z.object({ sinceMs: time, bookedIds: z.array(text) }).exactOptional(),
  unprotectedAtMs: time.exactOptional(),
  unprotectedSoFar: z
    .array(unprotectedTime.extend({ tradeId: z.int(), sinceMs: time.exactOptional() }))
    .exactOptional(),
  failingExits: z.array(z.object({ tradeId: z.int(), sinceMs: time, isTold: z.boolean() })).exactOptional(),
  entryRejections: z
    .array(
      z.object({
        reason: text,
        symbols: z.array(marketName),
        count: z.int(),
        sinceMs: time,
        lastMs: time,
        cause: text,
        alertedDayMs: time.exactOptional(),
      }),
    )
    .exactOptional(),
  unreadAccount: z
    .object({
      sinceMs: time,
      cause: text,
      isOfPrice: z.literal(true).exactOptional(),
      alertedAtMs: time.exactOptional(),
      isHeldBack: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  unpricedFees: z
    .array(
      z.object({
        venueId: text,
        symbol: marketName,
        amount: z.number(),
        currency: text,
        timeMs: time,
        isTold: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
  shortfalls: z.array(z.object({ tradeId: z.int(), heldQuantity: z.number(), seenMs: time })).exactOptional(),
  unexplainedSinceMs: time.exactOptional(),
  isSumOpen: z.literal(true).exactOptional(),
  outsideHours: z
    .object({
      markets: z.array(
        z.object({
          symbol: marketName,
          why: z.enum(['closed-session', 'unknown-session']),
          untilMs: time.exactOptional(),
        }),
      ),
      count: z.int(),
      isAll: z.boolean(),
    })
    .exactOptional(),
  seenPrices: z.array(z.object({ tradeId: z.int(), price, atMs: time })).exactOptional(),
  denials: denialCounts,
  consumedCommandIds: z.array(text),
  commandMemory: z
    .object({
      sinceMs: time,
      commands: z.array(
        z.object({
          id: text,
          kind: z.enum(['pause', 'resume', 'flatten']),
          untilMs: z.number().min(0),
          unobeyed: z.enum(UNOBEYED).exactOptional(),
        }),
      ),
      floodedUntilMs: time.exactOptional(),
      beganMs: time.exactOptional(),
    })
    .exactOptional(),
  commandsLeftSinceMs: time.exactOptional(),
  unreadCommands: z
    .object({
      sinceMs: time,
      cause: text,
      isFlood: z.literal(true).exactOptional(),
      alertedAtMs: time.exactOptional(),
      isHeldBack: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  outbox: z.object({ rows: z.array(row), alerts: z.array(alert) }),
  alertLog: alertLog.optional().transform((written) => written ?? EMPTY_ALERT_LOG),
}) satisfies z.ZodType<BotState>;

export const stateSchema: Complete<BotState, typeof state> = state;
export const rowSchema: Complete<LedgerRow, typeof row> = row;
/** Those of this release have six. */
const HALT_NAME_CHARACTERS_MAX = 20;

/** A command that waits is bounded, because its row will wait in the state. */
export const commandSchema: z.ZodType<OperatorCommand> = command.extend({
  id: text.min(1).max(100),
  halt: text.max(HALT_NAME_CHARACTERS_MAX).exactOptional(),
  issuedBy: text.max(200),
  why: text.max(1_000),
});
