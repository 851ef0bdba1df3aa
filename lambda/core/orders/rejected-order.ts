/**
 * What does the bot do when the venue has refused an order?
 *
 * Invariants: a stop that cannot be placed is not asked for again and again, its position is closed instead; what only
 * a person can put right is told, and opens nothing until he has looked.
 */
import { credentialsRefusedAlert, regionRefusedAlert, unprotectedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import { halt } from '../control/halt.ts';
import { intendExit } from './order-plan.ts';
import type { Order, Outcome } from '../order.ts';
import type { Position } from '../ledger/position.ts';
import type { RejectionCode } from '../reasons.ts';

export type Refused = Pick<Extract<Outcome, { readonly status: 'rejected' }>, 'cause' | 'code'>;

/** @param state without the order, and with nothing else changed. */
export function afterRejection(state: BotState, order: Order, refused: Refused): BotState {
  const atMs = state.tickMs ?? 0;
  const told = alertRejection(state, refused, atMs);
  if (order.leg !== 'stop') return told;
  const position = told.ledger.positions.find(({ tradeId }) => tradeId === order.tradeId);
  return position === undefined ? told : afterRefusedStop(told, position, refused.code);
}

/** Tells what only a person can put right: of an order, or of a look at the account. */
export function alertRejection(state: BotState, { cause, code }: Refused, atMs: number): BotState {
  const { botId } = state;
  if (code === undefined) return state;
  switch (code) {
    case 'credentials':
      return raiseAlert(state, {
        atMs,
        subject: code,
        ...credentialsRefusedAlert(botId, 'The exchange', cause),
      });
    case 'region':
      return raiseAlert(state, { atMs, subject: code, ...regionRefusedAlert(botId, cause) });
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

function afterRefusedStop(state: BotState, position: Position, code: RejectionCode | undefined): BotState {
  const tickMs = state.tickMs ?? position.decidedAtMs;
  const close = (from: BotState) =>
    intendExit(from, position, 'unprotected', { price: position.stopPrice, tickMs });
  if (code === 'would-trigger') return close(state);
  // The venue holds something else than the ledger: it has to be looked at first.
  if (code === 'nothing-to-reduce') return state;
  // In the minute of its entry it is tried again; after that the position has been unprotected for too long.
  if (tickMs <= position.decidedAtMs) return state;
  const subject = `trade ${position.tradeId}`;
  return close(raiseAlert(state, { atMs: tickMs, subject, ...unprotectedAlert(state.botId, position) }));
}
