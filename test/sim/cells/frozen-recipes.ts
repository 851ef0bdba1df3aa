/**
 * What meets the orders when a function sends something that it would have sent a minute before?
 *
 * It was frozen with an entry under way. Another function has decided meanwhile, and looked after the position.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { OrderState } from '../order-states.ts';
import type { Happening } from '../swarm/happening.ts';
import type { Chance } from '../world/random-streams.ts';
import * as props from './stage-props.ts';
import { LONG, settledMs, type Recipe, type Slot } from './stage-props.ts';

/** How it was frozen: before it sends the stop, or a close. */
type Frozen = (
  slot: Slot,
  during: 'entering' | 'naked',
  meanwhile: OrderState,
  frozenMs: number,
) => readonly Happening[];

export const stopLater: Frozen = (slot, _during, _meanwhile, frozenMs) => [props.frozenEntry(slot, frozenMs)];
export const closeLater: Frozen = props.frozenBetweenStops;

function untilDecided(chance: Chance): number {
  return chance.integer(64, 75) * SECOND_MS;
}

function resumed(slot: Slot): Happening {
  return { kind: 'command', atMs: settledMs(slot) + 5 * MINUTE_MS, command: 'resume' };
}

export const protectedMeanwhile =
  (frozen: Frozen): Recipe =>
  (slot, chance) => ({
    companions: frozen(slot, 'naked', 'protected', untilDecided(chance)),
    parameters: LONG,
  });

/** Its entry has never arrived, and the other one has found that out. */
export const neverEntered =
  (frozen: Frozen): Recipe =>
  (slot, chance) => ({
    companions: [
      props.failing(slot, 'entry', props.RESET, { during: 'entering' }),
      ...frozen(slot, 'entering', 'idle', untilDecided(chance)),
      props.command(slot, 'pause', 'entering'),
      resumed(slot),
    ],
    parameters: { maxPositions: 1 },
  });

export const exitingMeanwhile =
  (frozen: Frozen): Recipe =>
  (slot, chance) => ({
    companions: [
      ...frozen(slot, 'naked', 'exiting', chance.integer(120, 132) * (SECOND_MS / 2)),
      props.command(slot, 'flatten', 'naked'),
      props.slow(slot, 'exiting', 4 * SECOND_MS, 2),
      resumed(slot),
    ],
    parameters: LONG,
  });

export const haltedMeanwhile =
  (frozen: Frozen): Recipe =>
  (slot, chance) => ({
    companions: [
      ...frozen(slot, 'naked', 'halted', untilDecided(chance)),
      props.ownerTrades(slot, slot.second, 'naked'),
    ],
    parameters: LONG,
  });

export const closedMeanwhile =
  (frozen: Frozen): Recipe =>
  (slot, chance) => ({
    companions: [...frozen(slot, 'naked', 'closed-day', untilDecided(chance)), props.dayLost(slot, 'naked')],
    parameters: LONG,
  });
