/**
 * What must not compile.
 *
 * Nothing here runs: `npm run typecheck` fails where a line marked `@ts-expect-error` compiles after all.
 */
import { z } from 'zod';
import type { BotParameters } from '../lambda/config.ts';
import type { BotState } from '../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../lambda/core/ledger/ledger-events.ts';
import type {
  EntryOrder,
  ExitOrder,
  Order,
  Outcome,
  ProtectiveOrder,
  Request,
} from '../lambda/core/order.ts';
import type { Position, PositionTerms } from '../lambda/core/ledger/position.ts';
import type { DenialCode, ExitReason } from '../lambda/core/reasons.ts';
import { minus, plus, toDollars, usd, ZERO_USD, type Usd } from '../lambda/core/units.ts';
import type { LedgerStore } from '../lambda/ports.ts';
import type { Complete } from '../lambda/adapters/dynamo/ledger-schema.ts';

export function moneyIsCountedExactly(left: Usd, right: Usd, price: number): readonly Usd[] {
  // @ts-expect-error -- a number is no amount: its unit and its rounding are unknown
  const unnamed: Usd = 30;
  // @ts-expect-error -- a sum of two amounts is checked by `plus`
  const sum: Usd = left + right;
  // @ts-expect-error -- and a difference by `minus`
  const difference: Usd = left - right;
  // @ts-expect-error -- a price times a quantity is rounded in a named direction
  const notional: Usd = price * 2;
  // @ts-expect-error -- dollars for people are not summed back
  const back: Usd = plus(left, toDollars(right));
  // @ts-expect-error -- an amount is not text
  const text: Usd = '30';
  const shown: number = left;
  return [unnamed, sum, difference, notional, back, text, plus(left, minus(right, usd(shown))), ZERO_USD];
}

export function anOrderHasWhatItsLegNeeds(entry: EntryOrder, exit: ExitOrder, order: Order): unknown {
  // @ts-expect-error -- an entry has no reason to leave
  const ofEntry: ExitReason = entry.reason;
  // @ts-expect-error -- nobody knows the reason before the leg is known
  const ofOrder: ExitReason = order.reason;
  // @ts-expect-error -- a market order has no price of its own
  const price: number = exit.price;
  // @ts-expect-error -- only an entry opens a position, so only it has terms
  const terms: PositionTerms = exit.terms;
  // @ts-expect-error -- an order that is over leaves the book: it has no status
  const status: Order['status'] = 'filled';
  // @ts-expect-error -- market orders are done at once, and cannot be cancelled
  const request: Request = { kind: 'cancel', order: entry };
  const reason: ExitReason | undefined = order.leg === 'exit' ? order.reason : undefined;
  return [ofEntry, ofOrder, price, terms, status, request, reason];
}

export function outcomesAreNeverGuessed(outcome: Outcome): unknown {
  // @ts-expect-error -- what nobody knows has no fills
  const guessed: Outcome = { status: 'unknown', cause: 'timeout', fills: [] };
  // @ts-expect-error -- a rejection says why
  const silent: Outcome = { status: 'rejected' };
  // @ts-expect-error -- denied is what we say, and never what a venue says
  const denied: Outcome = { status: 'denied', cause: 'paused' };
  // @ts-expect-error -- fills are there only when the order was filled
  return [guessed, silent, denied, outcome.fills];
}

export function stateIsReplacedAndNeverChanged(position: Position, state: BotState, row: LedgerRow): void {
  // @ts-expect-error -- a position keeps the terms it was opened with
  position.terms.leverage = 1;
  // @ts-expect-error -- and gets no new ones
  position.terms = { ...position.terms, leverage: 1 };
  // @ts-expect-error -- a version is made by a commit
  state.version += 1;
  // @ts-expect-error -- the positions are a fold of the ledger's events
  state.ledger.positions.push(position);
  // @ts-expect-error -- orders leave the book by a transition
  state.orders.length = 0;
  // @ts-expect-error -- a row that was written stays as it is
  row.event.atMs = 0;
}

export function parametersAreFixedWhileTheyAreInForce(parameters: BotParameters): unknown {
  // @ts-expect-error -- new parameters are a new object, validated as a whole
  parameters.leverage = 50;
  // @ts-expect-error -- a parameter that does not exist is not undefined, it is a mistake
  return parameters.stopLossPct;
}

export function reasonsAreClosed(): unknown {
  // @ts-expect-error -- a reason to leave that no page knows
  const exit: ExitReason = 'stop-loss';
  // @ts-expect-error -- a code of denial that no metric knows
  const denial: DenialCode = 'cooldown';
  // @ts-expect-error -- a store answers in the words of its port
  const store: Pick<LedgerStore, 'commit'> = { commit: () => Promise.resolve('ok') };
  return [exit, denial, store];
}

interface Stored {
  readonly kind: 'stored';
  readonly parts: readonly { readonly id: string; readonly note?: string }[];
}

export function aStoredFieldIsNotForgotten(): unknown {
  const part = z.object({ id: z.string() });
  const forgetful = z.object({ kind: z.literal('stored'), parts: z.array(part) });
  const whole = forgetful.extend({ parts: z.array(part.extend({ note: z.string().exactOptional() })) });
  // @ts-expect-error -- a field that is not in the schema would be dropped in reading, optional and nested ones too
  const dropping: Complete<Stored, typeof forgetful> = forgetful;
  const reading: Complete<Stored, typeof whole> = whole;
  return [dropping, reading];
}

/** A `never` is left over where every case was asked for. */
function settled(rest: never): never {
  throw new TypeError(`not a case: ${String(rest)}`);
}

export function aNewKindOfEventIsNotForgotten(event: LedgerEvent): string {
  switch (event.kind) {
    case 'opened':
      return event.position.symbol;
    case 'closed':
      return event.trade.reason;
    default:
      // @ts-expect-error -- other kinds of events remain
      return settled(event);
  }
}

// @ts-expect-error -- without a default, a switch that forgets a leg does not return
export function aNewLegIsNotForgotten(order: Order): string {
  switch (order.leg) {
    case 'entry':
      return 'opens';
    case 'exit':
    case 'stop':
      return 'closes';
  }
}

export function everyLegIsKnown(order: Order): string {
  switch (order.leg) {
    case 'entry':
      return 'opens';
    case 'exit':
    case 'stop':
    case 'take-profit':
      return 'closes';
    default:
      return settled(order);
  }
}

export function protectionReduces(order: ProtectiveOrder): number {
  // @ts-expect-error -- a protective order is no entry
  const leg: 'entry' = order.leg;
  return leg === 'entry' ? 0 : order.price;
}
