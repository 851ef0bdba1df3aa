/**
 * Decides what follows from an order that the exchange has rejected.
 *
 * Invariants:
 * - A stop that is refused at two steps is not sent again and again: its position is closed instead.
 * - A second trade within a day that could not be protected halts, and so does an exit that fails for two minutes.
 * - The bot alerts, or halts, for a rejection that only the operator can remedy.
 */
import { credentialsRefusedAlert, regionRefusedAlert, unprotectedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import { halt } from '../control/halt.ts';
import { intendExit, isLive } from './order-plan.ts';
import type { Position } from '../ledger/position.ts';
import type { ExitOrder, Order, Outcome, Resolution, StopOrder } from '../order.ts';
import type { RejectionCode } from '../reasons.ts';
import { DAY_MS, MINUTE_MS } from '../units.ts';

export type Rejection = Pick<Extract<Outcome, { readonly status: 'rejected' }>, 'cause' | 'code'>;

/**
 * @param state without the order, and with nothing else changed.
 * @param atMs scheduled time of the tick or watch step.
 */
export function afterRejection(state: BotState, order: Order, rejection: Rejection, atMs: number): BotState {
  const alerted = alertRejection(state, rejection, atMs);
  return order.leg === 'stop' ? afterRejectedStop(alerted, order, rejection.code, atMs) : alerted;
}

/** Alerts or halts for a rejection that only the operator can remedy, of an order or of reading the account. */
export function alertRejection(state: BotState, { cause, code }: Rejection, atMs: number): BotState {
  if (code === undefined) return state;
  switch (code) {
    case 'credentials':
      return raiseAlert(state, {
        atMs,
        subject: code,
        ...credentialsRefusedAlert('The exchange', cause),
      });
    case 'region':
      return raiseAlert(state, { atMs, subject: code, ...regionRefusedAlert(cause) });
    case 'reduce-only-account':
      return halt(state, 'the exchange accepts nothing from this account but orders that reduce', atMs);
    case 'hedge-mode':
      return halt(state, 'the account is in hedge mode, in which a position has two sides', atMs);
    case 'would-trigger':
    case 'nothing-to-reduce':
    case 'would-cross':
    case 'stale-market':
    case 'price-band':
    case 'unavailable':
    case 'clock':
    case 'agreement-unsigned': // Told with the entries that are rejected: there is nothing to protect.
      return state;
  }
}

/**
 * A stop that was refused waits for its next try, under the same id. It is refused for good when the price is beyond it
 * already, or when a later step finds it refused again: then the position is closed.
 */
function afterRejectedStop(
  state: BotState,
  stop: StopOrder,
  code: RejectionCode | undefined,
  atMs: number,
): BotState {
  const { sendBeforeMs: _, ...unsent } = stop;
  const { tradeId, price } = stop;
  const again = (order: StopOrder): BotState => ({
    ...state,
    orders: [...state.orders, { ...order, status: 'intended' }],
  });
  const position = state.ledger.positions.find((open) => open.tradeId === tradeId);
  if (position === undefined) return isLive(state, stop) ? again(unsent) : state;
  const isClosing = state.orders.some((order) => order.leg === 'exit' && order.tradeId === tradeId);
  if (isClosing) return state;
  const close = (from: BotState) => intendExit(from, position, 'unprotected', { price, tickMs: atMs });
  if (code === 'would-trigger') return close(state);
  if (code !== undefined && PASSING.has(code)) return again(unsent);
  const { refusedAtMs = atMs } = stop;
  if (atMs <= refusedAtMs) return again({ ...unsent, refusedAtMs });
  return close(raiseAlert(state, { atMs, subject: `trade ${tradeId}`, ...unprotectedAlert(position) }));
}

/** They say nothing of the stop: the account is read first, or the venue has to be there. */
const PASSING: ReadonlySet<RejectionCode> = new Set(['nothing-to-reduce', 'unavailable', 'clock']);

/** An exit that fails for this long halts the bot. */
const EXIT_FAILS_MS = 2 * MINUTE_MS;

/**
 * An exit that the venue refuses, that meets nobody, of which nobody knows, or that never arrives, is tried again at each
 * step, and halts after two minutes.
 */
export function afterExit(state: BotState, order: ExitOrder, resolution: Resolution, atMs: number): BotState {
  const { tradeId, symbol, side } = order;
  const cause = causeOfFailure(resolution);
  const isOpen = state.ledger.positions.some((position) => position.tradeId === tradeId);
  if (cause === undefined || !isOpen) return state;
  const { failingExits = [] } = state;
  const known = failingExits.find((failing) => failing.tradeId === tradeId);
  const { sinceMs, isTold } = known ?? { sinceMs: atMs, isTold: false };
  const isNews = !isTold && atMs - sinceMs >= EXIT_FAILS_MS;
  const others = failingExits.filter((failing) => failing !== known);
  const noted = { ...state, failingExits: [...others, { tradeId, sinceMs, isTold: isTold || isNews }] };
  if (!isNews) return noted;
  return halt(noted, `the exchange has not closed the ${side} in ${symbol} for two minutes: ${cause}`, atMs);
}

function causeOfFailure(resolution: Resolution): string | undefined {
  switch (resolution.status) {
    case 'rejected':
    case 'unknown':
      return resolution.cause;
    case 'expired':
      return 'the market order met nobody';
    case 'never-placed':
      return 'no clear answer came to the market order, and the exchange has never placed it';
    case 'filled':
    case 'resting':
    case 'cancelled':
    case 'gone':
      return undefined;
  }
}

/** It is closed, or its close is not wanted any more. */
export function withoutFailingExit(state: BotState, tradeId: number): BotState {
  const { failingExits, ...rest } = state;
  const others = failingExits?.filter((failing) => failing.tradeId !== tradeId) ?? [];
  if (others.length === failingExits?.length || failingExits === undefined) return state;
  return others.length === 0 ? rest : { ...rest, failingExits: others };
}

/** A second trade within this time that could not be protected halts the bot. */
const UNPROTECTED_WITHIN_MS = DAY_MS;

/** A trade has ended that had no stop to the end: the operator is told, and a second one within a day halts. */
export function afterUnprotected(state: BotState, position: Position, atMs: number): BotState {
  const { unprotectedAtMs } = state;
  const subject = `trade ${position.tradeId}`;
  const told = raiseAlert(
    { ...state, unprotectedAtMs: atMs },
    { atMs, subject, ...unprotectedAlert(position) },
  );
  if (unprotectedAtMs === undefined || atMs - unprotectedAtMs >= UNPROTECTED_WITHIN_MS) return told;
  return halt(told, 'two trades within 24 hours could not be protected by a stop', atMs);
}
