/**
 * Which faults can meet the orders in which state never, and why?
 *
 * Only what follows from how the bot and its world are built stands here: what was never seen may only be rare.
 */
import type { OrderState } from './order-states.ts';

interface Impossible {
  readonly faults: RegExp;
  /** The same in words. */
  readonly label: string;
  readonly states: readonly OrderState[];
  readonly why: string;
}

export const IMPOSSIBLE: readonly Impossible[] = [
  {
    faults: /^venue entry /,
    label: 'A fault of an entry’s request',
    states: ['idle', 'protected', 'halted', 'closed-day'],
    why: 'its intent is in the item until the exchange takes it no more, and what is too late is refused',
  },
  {
    faults: /^venue entry /,
    label: 'A fault of an entry’s request beside a close',
    states: ['exiting'],
    why: 'an entry is sent when no close is left to send, and whoever decides on one meanwhile finds the entry in doubt',
  },
  {
    faults: /^venue take-profit /,
    label: 'A fault of a take-profit’s request',
    states: ['idle'],
    why: 'its intent is in the item, beside its position or in doubt, until the exchange takes it no more',
  },
  {
    faults: /^agreement /,
    label: 'An agreement that is not signed',
    states: ['entering', 'naked', 'protected', 'exiting', 'in-doubt', 'halted', 'closed-day'],
    why: 'it is so from the beginning of a run, before anything can be open',
  },
];

/** `undefined`: it can be. */
export function whyImpossible(fault: string, state: OrderState): string | undefined {
  return IMPOSSIBLE.find(({ faults, states }) => faults.test(fault) && states.includes(state))?.why;
}
