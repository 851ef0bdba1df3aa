/**
 * Which faults can meet the orders in which state never, and why?
 */
import type { OrderState } from '../run-report.ts';

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
    states: ['halted', 'closed-day'],
    why: 'no entry is sent then',
  },
  {
    faults: /^venue (?:stop|take-profit|exit) /,
    label: 'A fault of a stop’s, take-profit’s or exit’s request',
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
