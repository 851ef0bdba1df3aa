/**
 * Decides what follows from an order that the exchange has rejected.
 *
 * Invariants:
 * - A rejected stop is not sent again and again: its position is closed instead.
 * - The bot alerts, or halts, for a rejection that only the operator can remedy.
 */
import { credentialsRefusedAlert, regionRefusedAlert, unprotectedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import { halt } from '../control/halt.ts';
import { intendExit } from './order-plan.ts';
import type { Order, Outcome } from '../order.ts';
import type { Position } from '../ledger/position.ts';
import type { RejectionCode } from '../reasons.ts';

export type Rejection = Pick<Extract<Outcome, { readonly status: 'rejected' }>, 'cause' | 'code'>;

/** @param state without the order, and with nothing else changed. */
export function afterRejection(state: BotState, order: Order, rejection: Rejection): BotState {
  const atMs = state.tickMs ?? 0;
  const alerted = alertRejection(state, rejection, atMs);
  if (order.leg !== 'stop') return alerted;
  const position = alerted.ledger.positions.find(({ tradeId }) => tradeId === order.tradeId);
  return position === undefined ? alerted : afterRejectedStop(alerted, position, rejection.code);
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
    case 'unavailable':
    case 'clock':
      return state;
  }
}

function afterRejectedStop(state: BotState, position: Position, code: RejectionCode | undefined): BotState {
  const tickMs = state.tickMs ?? position.decidedAtMs;
  const close = (from: BotState) =>
    intendExit(from, position, 'unprotected', { price: position.stopPrice, tickMs });
  if (code === 'would-trigger') return close(state);
  // The venue holds something else than the ledger: the account is read first.
  if (code === 'nothing-to-reduce') return state;
  // It is tried again in the minute of its entry. After that the position has been unprotected for too long.
  if (tickMs <= position.decidedAtMs) return state;
  const subject = `trade ${position.tradeId}`;
  return close(raiseAlert(state, { atMs: tickMs, subject, ...unprotectedAlert(position) }));
}
