/**
 * Finds positions without a hard stop that the exchange has confirmed, and since when.
 *
 * Invariants:
 * - An intended order is no protection, and neither is an unknown one.
 * - An entry in doubt counts as open from the moment at which it may have been filled.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../bot-state.ts';
import type { Position } from '../ledger/position.ts';
import { SEND_WITHIN_MS, isConfirmedStop, type EntryOrder } from '../order.ts';
import { MINUTE_MS, SECOND_MS } from '../units.ts';
import { unprotectedSinceMs } from './unprotected-spans.ts';

/** Whether the venue has confirmed a hard stop of this position: ours, or one that rests in its place. */
export function isProtected(
  { orders }: Pick<BotState, 'orders'>,
  { tradeId }: Pick<Position, 'tradeId'>,
): boolean {
  return orders.some((order) => order.tradeId === tradeId && isConfirmedStop(order));
}

/** How long a position may be without a confirmed stop: ten seconds or a watch interval; a minute without a watch. */
export function unprotectedMaxMs({ watchIntervalSeconds }: BotParameters): number {
  if (watchIntervalSeconds === 0) return MINUTE_MS;
  return Math.max(10, watchIntervalSeconds) * SECOND_MS;
}

/**
 * Whether a position has been without a confirmed stop for longer than it may. One whose stop the venue has removed gets
 * another one first.
 */
export function isUnprotectedTooLong(
  state: BotState,
  position: Position,
  tickMs: number,
  parameters: BotParameters,
): boolean {
  const { tradeId, filledAtMs } = position;
  const isTried = state.orders.some((order) => order.leg === 'stop' && order.tradeId === tradeId);
  const isTooLong = tickMs - filledAtMs > unprotectedMaxMs(parameters);
  return isTried && isTooLong && !isProtected(state, position);
}

/** Whether something that is open, or may be, has no confirmed stop. */
export function hasUnprotected({ orders, ledger }: BotState): boolean {
  const inDoubt = orders.filter(({ leg, status }) => leg === 'entry' && status === 'unknown');
  return [...ledger.positions, ...inDoubt].some((trade) => !isProtected({ orders }, trade));
}

/** How long the longest unprotected position has been without a stop, from its fill where that is all that is known; 0 when all are protected. */
export function unprotectedMs(state: BotState, nowMs: number): number {
  const open = state.ledger.positions.filter((position) => !isProtected(state, position));
  const since = open.map((position) => unprotectedSinceMs(state, position) ?? position.filledAtMs);
  for (const order of state.orders) {
    if (order.leg !== 'entry' || order.status !== 'unknown' || isProtected(state, order)) continue;
    since.push(perhapsFilledAtMs(order));
  }
  return since.reduce((longest, sinceMs) => Math.max(longest, nowMs - sinceMs), 0);
}

/** When its commit was made: the earliest moment of its fill. */
function perhapsFilledAtMs({ sendBeforeMs, decision }: EntryOrder): number {
  return sendBeforeMs === undefined ? decision.tickMs : sendBeforeMs - SEND_WITHIN_MS;
}
