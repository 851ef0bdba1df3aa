/**
 * In which state are the bot's orders now?
 *
 * What is worst comes first: a position without a stop, an order of which nobody knows, what is on its way, and then what
 * keeps the bot from entering.
 */
import type { OrderState } from '../order-states.ts';
import type { RecordedState } from './recorded-items.ts';

export function orderStateOf(state: RecordedState | undefined, isNaked: boolean): OrderState {
  if (isNaked) return 'naked';
  if (state === undefined) return 'idle';
  const { orders, ledger } = state;
  if (orders.some(({ status }) => status === 'unknown')) return 'in-doubt';
  if (orders.some(({ leg }) => leg === 'exit')) return 'exiting';
  if (orders.some(({ leg }) => leg === 'entry')) return 'entering';
  if (ledger.halted !== null) return 'halted';
  if (ledger.stoppedAtMs !== null) return 'closed-day';
  return ledger.positions.length > 0 ? 'protected' : 'idle';
}
