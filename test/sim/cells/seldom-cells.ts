/**
 * Which faults meet the orders in which state so seldom that something has to bring the bot there?
 *
 * Of what is drawn for a class and a state, most waits in vain: a stop is sent beside a protected position only by a function
 * that was frozen, a topic is asked beside an entry only where the item can not be written.
 */
import { whyImpossible } from '../impossible-cells.ts';
import { ORDER_STATES, type OrderState } from '../order-states.ts';
import { CLASSES } from '../swarm/drawers.ts';
import { UNREAD_HOURS } from '../swarm/happening.ts';

/** A fault, and what the orders are doing when it meets them. */
export interface Cell {
  readonly fault: string;
  readonly state: OrderState;
}

/** Nobody draws them for any time: they happen in few worlds. */
const OF_FEW_WORLDS = [
  'keys-replaced',
  'command pause twice',
  'command resume twice',
  'command flatten twice',
];

interface Family {
  readonly faults: RegExp;
  readonly states: readonly OrderState[];
}

const FAMILIES: readonly Family[] = [
  { faults: /^sns /, states: ['entering', 'naked', 'exiting'] },
  { faults: /^venue entry /, states: ['naked', 'in-doubt'] },
  {
    faults: /^venue exit /,
    states: ['idle', 'entering', 'naked', 'protected', 'in-doubt', 'halted', 'closed-day'],
  },
  { faults: /^venue stop /, states: ['idle', 'protected', 'exiting', 'halted', 'closed-day'] },
  {
    faults: /^venue take-profit /,
    states: ['entering', 'naked', 'exiting', 'in-doubt', 'halted', 'closed-day'],
  },
  {
    faults: /^venue cancel /,
    states: ['idle', 'entering', 'naked', 'protected', 'in-doubt', 'halted', 'closed-day'],
  },
  {
    faults: /^limit-/,
    states: ['idle', 'entering', 'naked', 'exiting', 'in-doubt', 'halted', 'closed-day'],
  },
  { faults: /^stop(?:-ends$| hunted )/, states: ORDER_STATES },
  { faults: /^keys-replaced$| twice$/, states: ['entering', 'naked', 'exiting', 'in-doubt'] },
  { faults: /^taken over by /, states: ['idle', 'naked', 'exiting', 'in-doubt', 'closed-day'] },
];

/** In which a bot mostly is as a minute begins. */
const UNHURRIED: readonly OrderState[] = ['idle', 'protected'];

/** Short states, which anything else meets now and then. */
const SHORT: readonly OrderState[] = ['entering', 'naked', 'exiting', 'in-doubt'];

function cells(isWanted: (fault: string, state: OrderState) => boolean): readonly Cell[] {
  return [...CLASSES, ...OF_FEW_WORLDS].flatMap((fault) =>
    ORDER_STATES.filter((state) => isWanted(fault, state) && whyImpossible(fault, state) === undefined).map(
      (state) => ({ fault, state }),
    ),
  );
}

export const SELDOM_CELLS = cells((fault, state) =>
  FAMILIES.some(({ faults, states }) => faults.test(fault) && states.includes(state)),
);

/** The same is needed for them: cells of one family and state, itself among them. */
export function kinOf({ fault, state }: Cell): readonly Cell[] {
  const family = FAMILIES.find(({ faults }) => faults.test(fault));
  return SELDOM_CELLS.filter((cell) => cell.state === state && family?.faults.test(cell.fault) === true);
}

/** Of a bot that trades gold: hours are read as a process begins, when most orders are known. */
export const HOURS_CELLS: readonly Cell[] = UNREAD_HOURS.flatMap((as) =>
  ORDER_STATES.filter((state) => !UNHURRIED.includes(state)).map((state) => ({
    fault: `hours unread ${as}`,
    state,
  })),
);

/** All others of short states. */
export const SHORT_CELLS = cells(
  (fault, state) =>
    SHORT.includes(state) && !SELDOM_CELLS.some((cell) => cell.fault === fault && cell.state === state),
);
