/**
 * Which faults can meet the orders in which state never, and why?
 */
import type { OrderState } from '../run-report.ts';

interface Impossible {
  readonly faults: RegExp;
  readonly states: readonly OrderState[];
  readonly why: string;
}

export const IMPOSSIBLE: readonly Impossible[] = [
  {
    faults: /^venue entry /,
    states: ['halted', 'closed-day'],
    why: 'no entry is sent while the bot is halted, or after the day’s limit was reached',
  },
  {
    faults: /^venue (?:stop|take-profit|exit) /,
    states: ['idle'],
    why: 'such an order belongs to a position, and there is none',
  },
  {
    faults: /^(?:taken over by|stop-ends)/,
    states: ['idle'],
    why: 'there is no position that could be taken, and no stop that could end',
  },
];

/** `undefined`: it can be. */
export function whyImpossible(fault: string, state: OrderState): string | undefined {
  return IMPOSSIBLE.find(({ faults, states }) => faults.test(fault) && states.includes(state))?.why;
}
