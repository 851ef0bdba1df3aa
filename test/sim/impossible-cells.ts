/**
 * Which faults can meet the orders in which state never, and why?
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
    why: 'an entry is intended in the item before it is sent',
  },
  {
    faults: /^venue exit /,
    label: 'A fault of an exit’s request',
    states: ['idle', 'entering', 'protected', 'halted', 'closed-day'],
    why: 'an exit is intended in the item before it is sent',
  },
  {
    faults: /^venue (?:stop|take-profit) /,
    label: 'A fault of a stop’s or take-profit’s request',
    states: ['idle'],
    why: 'without a position no such order is sent',
  },
  {
    faults: /^(?:taken over by|stop-ends)/,
    label: 'The end of a position or stop by itself',
    states: ['idle'],
    why: 'there is none',
  },
];

/** `undefined`: it can be. */
export function whyImpossible(fault: string, state: OrderState): string | undefined {
  return IMPOSSIBLE.find(({ faults, states }) => faults.test(fault) && states.includes(state))?.why;
}
