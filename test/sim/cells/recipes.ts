/**
 * How does a fault come to meet the orders in a state in which it seldom does?
 *
 * Each row says for a fault and a state what has to happen before. The first row that fits is taken.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { Fault } from '../../venue/faults.ts';
import type { OrderState } from '../order-states.ts';
import type { Happening } from '../swarm/happening.ts';
import {
  closedMeanwhile,
  closeLater,
  exitingMeanwhile,
  haltedMeanwhile,
  neverEntered,
  protectedMeanwhile,
  stopLater,
} from './frozen-recipes.ts';
import type { Cell } from './seldom-cells.ts';
import * as props from './stage-props.ts';
import { LONG, openMs, settledMs, type Recipe, type Slot } from './stage-props.ts';

type Row = readonly [faults: RegExp, states: readonly OrderState[], recipe: Recipe];

const SHORT_LIVED = { quickExitSeconds: 30, maxHoldSeconds: 60 } as const;

const FROM_THEN_ON = { times: Infinity } as const;

/** One function still tells what it has to while the next one enters, or closes. */
const toldMeanwhile =
  (state: OrderState): Recipe =>
  (slot) => ({
    companions: [...props.toldSlowly(slot), props.slow(slot, state, 4 * SECOND_MS, 60)],
    parameters: { watchIntervalSeconds: 2, quickExitSeconds: 60, maxHoldSeconds: 60 },
  });

const unprotectable: Recipe = (slot) => ({
  companions: [
    props.failing(slot, 'stop', props.REFUSED, { forMs: 5 * MINUTE_MS }),
    props.failing(slot, 'exit', props.REFUSED, { forMs: 5 * MINUTE_MS }),
  ],
});

/** A stop of which the price is beyond is followed by a close at once. */
const closedAtOnce: Recipe = (slot) => ({
  companions: [props.failing(slot, 'stop', props.WOULD_TRIGGER, { during: 'naked', times: 3 })],
});

const closedUnentered: Recipe = (slot) => ({
  companions: [
    props.failing(slot, 'entry', props.RESET, { during: 'entering', times: 3 }),
    props.failing(slot, 'stop', props.WOULD_TRIGGER, { during: 'entering', times: 3 }),
  ],
});

const halted: Recipe = (slot) => ({
  companions: [props.ownerTrades(slot, slot.first, 'protected')],
  parameters: LONG,
});

/** The closes of a day that has lost too much are refused: what is open stays. */
const openWhenClosed: Recipe = (slot) => ({
  companions: [
    props.dayLost(slot, 'protected'),
    props.failing(slot, 'exit', props.REFUSED, { during: 'exiting', ...FROM_THEN_ON }),
  ],
  parameters: LONG,
});

/** Until the orders of the first market are known, the others are sent beside an order in doubt. */
const beside: Recipe = (slot) => ({
  companions: [props.unshown(slot, slot.first, 25 * SECOND_MS)],
  symbol: slot.second,
});

const inDoubtForLong: Recipe = (slot) => ({
  companions: [
    props.unshown(slot, slot.first, 75 * SECOND_MS),
    props.command(slot, 'flatten', 'in-doubt'),
    { kind: 'command', atMs: settledMs(slot) + 4 * MINUTE_MS, command: 'resume' },
  ],
});

/** Three times: nothing is entered for two minutes, stops that were there are gone, and for a while there are none to be had. */
function stopsGone(slot: Slot, symbols: readonly string[], fault: Fault): readonly Happening[] {
  return [0, 4, 8].flatMap((minutes): readonly Happening[] => {
    const atMs = openMs(slot) + minutes * MINUTE_MS;
    const refused = props.failing(slot, 'stop', fault, { forMs: 70 * SECOND_MS });
    return [
      { kind: 'command', atMs: atMs - MINUTE_MS, command: 'pause' },
      ...symbols.map((symbol) => ({ ...props.stopEnds(slot, symbol, 'protected'), atMs })),
      { ...refused, atMs },
      { kind: 'command', atMs: atMs + MINUTE_MS, command: 'resume' },
    ];
  });
}

const oneNaked: Recipe = (slot) => ({
  companions: stopsGone(slot, [slot.first], props.UNAVAILABLE),
  parameters: LONG,
  symbol: slot.second,
});

/** The same of any market. */
const anyNaked: Recipe = (slot) => ({
  companions: stopsGone(slot, slot.symbols, props.UNAVAILABLE),
  parameters: LONG,
});

const nakedBeside: Recipe = (slot) => ({
  companions: [props.stopEnds(slot, slot.first, 'entering'), props.stopEnds(slot, slot.second, 'entering')],
});

/** Refused twice, it is closed: its target is taken back before. */
const cancelNaked: Recipe = (slot) => ({
  companions: stopsGone(slot, slot.symbols, props.REFUSED),
  parameters: LONG,
});

const targetWhenNaked: Recipe = (slot) => ({
  companions: [
    ...stopsGone(slot, slot.symbols, props.UNAVAILABLE),
    ...[...slot.symbols, ...slot.symbols].map((symbol, k) => ({
      ...props.limitEnds(slot, symbol, 'naked'),
      atMs: openMs(slot) + k * SECOND_MS,
    })),
  ],
  parameters: LONG,
});

const takenBackLater: Recipe = (slot) => ({
  companions: [props.stopNotTakenBack(slot)],
  parameters: SHORT_LIVED,
});

const takenBackWhenHalted: Recipe = (slot) => ({
  companions: [props.ownerTrades(slot, slot.first, 'protected'), props.stopNotTakenBack(slot)],
});

const takenBackWhenClosed: Recipe = (slot) => ({
  companions: [props.dayLost(slot, 'protected'), props.stopNotTakenBack(slot)],
  parameters: LONG,
});

const resting: Recipe = () => ({ parameters: { entryStyle: 'maker', makerTimeoutSeconds: 5 } });

/** A table that was restored as it was when nothing was open. */
const restored: Recipe = (slot) => ({
  companions: [
    { kind: 'command', atMs: slot.fromMs, command: 'flatten' },
    { kind: 'command', atMs: slot.fromMs + 3 * MINUTE_MS, command: 'resume' },
    { kind: 'restored', atMs: slot.fromMs + 5 * MINUTE_MS, during: 'protected', agoMs: 3 * MINUTE_MS },
  ],
  parameters: LONG,
});

/** Another trade's target is asked for beside a close: it is never there, and asked for at each step. */
const targetBesideExit: Recipe = (slot) => ({
  companions: [
    props.failing(slot, 'take-profit', props.UNAVAILABLE, { symbol: slot.second, forMs: 8 * MINUTE_MS }),
    props.failing(slot, 'take-profit', props.UNAVAILABLE, { symbol: slot.first, forMs: 8 * MINUTE_MS }),
  ],
  parameters: SHORT_LIVED,
});

const targetWhenHalted: Recipe = (slot) => ({
  companions: [
    props.ownerTrades(slot, slot.first, 'protected'),
    ...[slot.first, slot.second, slot.first, slot.second].map((symbol, k) => ({
      ...props.limitEnds(slot, symbol, 'halted'),
      atMs: settledMs(slot) + k,
    })),
  ],
  parameters: LONG,
});

/** Closes that the exchange is not there for: they are under way as the next minutes begin. */
const exitingForLong: Recipe = (slot) => ({
  companions: [props.failing(slot, 'exit', props.UNAVAILABLE, { during: 'exiting', forMs: 8 * MINUTE_MS })],
  parameters: SHORT_LIVED,
});

/** One function is frozen with an entry that has never arrived, while the next one begins. */
const enteringForLong: Recipe = (slot) => ({
  companions: [
    props.failing(slot, 'entry', props.RESET, { during: 'entering', times: 8 }),
    ...[0, 3, 6, 9].map((minutes) => ({
      ...props.frozenEntry(slot, 75 * SECOND_MS),
      atMs: settledMs(slot) + minutes * MINUTE_MS,
    })),
  ],
  parameters: SHORT_LIVED,
});

const EVERY = /./;

const ROWS: readonly Row[] = [
  [/^sns /, ['entering'], toldMeanwhile('entering')],
  [/^sns /, ['exiting'], toldMeanwhile('exiting')],
  [/^sns /, ['naked'], unprotectable],
  [/^venue entry /, ['naked'], nakedBeside],
  [/^venue exit /, ['entering'], closedUnentered],
  [/^venue exit /, ['naked'], closedAtOnce],
  [/^venue exit /, ['idle'], neverEntered(closeLater)],
  [/^venue exit /, ['protected'], protectedMeanwhile(closeLater)],
  [/^venue exit /, ['halted'], haltedMeanwhile(closeLater)],
  [/^venue exit /, ['closed-day'], closedMeanwhile(closeLater)],
  [/^venue (?:exit|cancel) /, ['in-doubt'], inDoubtForLong],
  [/^venue stop /, ['idle'], neverEntered(stopLater)],
  [/^venue stop /, ['protected'], protectedMeanwhile(stopLater)],
  [/^venue stop /, ['exiting'], exitingMeanwhile(stopLater)],
  [/^venue stop /, ['halted'], haltedMeanwhile(stopLater)],
  [/^venue stop /, ['closed-day'], closedMeanwhile(stopLater)],
  [/^venue take-profit /, ['naked'], targetWhenNaked],
  [/^venue take-profit /, ['exiting'], targetBesideExit],
  [/^venue take-profit /, ['halted'], targetWhenHalted],
  [/^venue cancel /, ['entering'], resting],
  [/^venue cancel /, ['naked'], cancelNaked],
  [/^venue cancel /, ['idle', 'protected'], takenBackLater],
  [/^venue cancel /, ['halted'], takenBackWhenHalted],
  [/^venue cancel /, ['closed-day'], takenBackWhenClosed],
  [/^(?:limit-|stop|taken over)/, ['idle'], restored],
  [/^(?:limit-|stop hunted)/, ['naked'], oneNaked],
  [/^stop-ends$/, ['naked'], anyNaked],
  [/^taken over/, ['naked'], anyNaked],
  [/^limit-/, ['entering'], resting],
  [/^hours unread /, ['entering'], enteringForLong],
  [/^hours unread /, ['exiting'], exitingForLong],
  [/^hours unread /, ['in-doubt'], inDoubtForLong],
  [EVERY, ['closed-day'], openWhenClosed],
  [EVERY, ['halted'], halted],
  [EVERY, ['in-doubt'], beside],
  [EVERY, ['naked'], anyNaked],
];

/** Nothing but a bot that trades. */
const TRADING: Recipe = () => ({});

export function recipeFor({ fault, state }: Cell): Recipe {
  return ROWS.find(([faults, states]) => faults.test(fault) && states.includes(state))?.[2] ?? TRADING;
}
