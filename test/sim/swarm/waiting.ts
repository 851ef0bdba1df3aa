/**
 * What waits until the bot's orders are in a state.
 *
 * The state is looked at wherever somebody sends something, and at each step of prices. A little later, if it is still the
 * same, it happens: so that it falls before, between and after the requests of that state. What cannot be at that moment waits
 * on.
 */
import type { OrderState } from '../order-states.ts';
import { Chance } from '../world/random-streams.ts';
import type { WorldTime } from '../world/world-time.ts';
import type { Happening } from './happening.ts';

interface Waiter {
  readonly happening: Happening;
  readonly happen: () => boolean;
  readonly chance: Chance;
  isAboutTo: boolean;
  isOver: boolean;
}

export interface WaitingTerms {
  readonly seed: number;
  readonly time: WorldTime;
  readonly stateNow: () => OrderState;
}

/** What a request and its answer take, and less. */
const LATER_MS = [0, 1, 10, 60] as const;

export class Waiting {
  private readonly terms: WaitingTerms;
  private waiters: readonly Waiter[] = [];

  constructor(terms: WaitingTerms) {
    this.terms = terms;
  }

  /** @param happen whether it has. */
  add(happening: Happening, happen: () => boolean): void {
    const chance = new Chance(this.terms.seed, `waits ${JSON.stringify(happening)}`);
    this.waiters = [...this.waiters, { happening, happen, chance, isAboutTo: false, isOver: false }];
  }

  /** Nothing is waited for any more. */
  clear(): void {
    for (const waiter of this.waiters) waiter.isOver = true;
    this.waiters = [];
  }

  look(): void {
    const free = this.waiters.filter(({ isAboutTo }) => !isAboutTo);
    if (free.length === 0) return;
    const state = this.terms.stateNow();
    for (const waiter of free) {
      if (waiter.happening.during !== state) continue;
      waiter.isAboutTo = true;
      this.terms.time.after(waiter.chance.pick(LATER_MS), () => this.try(waiter));
    }
  }

  private try(waiter: Waiter): void {
    waiter.isAboutTo = false;
    if (waiter.isOver || this.terms.stateNow() !== waiter.happening.during || !waiter.happen()) return;
    waiter.isOver = true;
    this.waiters = this.waiters.filter((one) => one !== waiter);
  }
}
