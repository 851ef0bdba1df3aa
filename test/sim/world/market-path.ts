/**
 * Prices of one symbol, drawn as time passes: a walk whose volatility changes, with crashes where the seed wants them.
 *
 * A minute is twelve steps; its candle is made of them, so that what the bot reads is what its orders met. Prices that were
 * recorded are taken in place of the walk.
 */
import { MINUTE_MS, minuteStartMs } from '../../../lambda/core/units.ts';
import type { Bar } from '../../venue/market/candle-rows.ts';
import { CourseWalk, type Course, type CourseStep } from './price-course.ts';
import type { Chance } from './random-streams.ts';

export const STEP_MS = 5_000;
/** Prices begin so long before a run. */
export const HISTORY_MINUTES = 220;

export interface Regime {
  /** Deviation of a step, in percent. */
  readonly stepPct: number;
  readonly meanMinutes: number;
}

export interface MarketTerms {
  readonly symbol: string;
  readonly price: number;
  readonly tick: number;
  readonly regimes: readonly [Regime, ...Regime[]];
  /** How likely a step is a crash, and how far it goes at most, in percent. */
  readonly crashes: { readonly chance: number; readonly maxPct: number };
  /** Percent of a stop's distance that a step is drawn to it; 0: nobody hunts stops. */
  readonly huntPct: number;
  /** In place of a walk. */
  readonly course?: Course;
}

/** What somebody has added to a course is gone after some minutes. */
const SHIFT_LEFT = 0.98;

/** Of a step in which nearly nobody trades. */
const RESTING_VOLUME = 0.01;

const HALF_SPREAD = 0.000_01;

export class MarketPath {
  readonly terms: MarketTerms;
  private readonly chance: Chance;
  private price: number;
  /** What is seen of it: the price, or where it goes for one step. */
  private seen: number;
  private visited: number | undefined;
  private readonly walk: CourseWalk | undefined;
  /** Factor on the prices of a course. */
  private shift = 1;
  private isAtRest = false;
  private regime: Regime;
  private minuteMs = -Infinity;
  private forming: Bar;
  private readonly bars = new Map<number, Bar>();

  constructor(terms: MarketTerms, chance: Chance) {
    this.terms = terms;
    this.chance = chance;
    this.price = terms.price;
    this.seen = terms.price;
    this.walk =
      terms.course === undefined ? undefined : new CourseWalk(terms.course, chance, MINUTE_MS / STEP_MS);
    [this.regime] = terms.regimes;
    this.forming = flat(terms.price);
  }

  /** One step, at a time that is a multiple of it. @param target a stop that somebody hunts. */
  step(timeMs: number, target?: number): void {
    const given = this.walk?.at(timeMs);
    if (this.walk !== undefined && given === undefined) {
      this.pause();
      return;
    }
    this.price = this.onTick(given === undefined ? this.walked(target) : this.shifted(given));
    this.seen = this.visited ?? this.price;
    this.visited = undefined;
    this.add(timeMs, this.seen, given?.volume);
  }

  private shifted({ price }: CourseStep): number {
    this.shift = 1 + (this.shift - 1) * SHIFT_LEFT;
    return price * this.shift;
  }

  private onTick(price: number): number {
    const { tick } = this.terms;
    return Math.max(tick, Math.round(price / tick) * tick);
  }

  private walked(target?: number): number {
    const { chance, terms } = this;
    if (this.isAtRest) return this.price + (chance.happens(0.1) ? chance.pick([-1, 1]) * terms.tick : 0);
    if (chance.happens(STEP_MS / (this.regime.meanMinutes * MINUTE_MS)))
      this.regime = chance.pick(terms.regimes);
    let move = (chance.normal() * this.regime.stepPct) / 100;
    if (chance.happens(terms.crashes.chance)) move += (chance.between(-1, 1) * terms.crashes.maxPct) / 100;
    let price = this.price * (1 + Math.max(-0.9, move));
    if (target !== undefined && terms.huntPct > 0) price += ((target - price) * terms.huntPct) / 100;
    // A market that wanders off for ever has other steps and limits.
    return price + (terms.price - price) * 0.000_2;
  }

  /** Nothing is traded in this minute. */
  private pause(): void {
    if (Number.isFinite(this.minuteMs)) this.bars.set(this.minuteMs, this.forming);
    this.minuteMs = -Infinity;
  }

  /** Nearly nobody trades, and the price stands still, or somebody does again. */
  rest(isAtRest: boolean): void {
    this.isAtRest = isAtRest;
  }

  /** The price is another one at once, seen with the next step. */
  jump(pct: number): void {
    this.price *= 1 + pct / 100;
    this.shift *= 1 + pct / 100;
  }

  /** The price goes to where the last trade is at this one, coming from above or below, and is back a step later. */
  visit(last: number, going: 'up' | 'down'): void {
    const half = this.halfSpread(last);
    // What is a hair too far is rounded back to the tick.
    this.visited = going === 'down' ? last - half : last + half * (1 + 2 * HALF_SPREAD);
  }

  private halfSpread(price: number): number {
    return Math.max(this.terms.tick / 2, price * HALF_SPREAD);
  }

  private add(timeMs: number, price: number, given?: number): void {
    const minuteMs = minuteStartMs(timeMs);
    if (minuteMs !== this.minuteMs) {
      if (Number.isFinite(this.minuteMs)) this.bars.set(this.minuteMs, this.forming);
      this.minuteMs = minuteMs;
      this.forming = flat(price);
      return;
    }
    const { open, high, low, volume } = this.forming;
    const traded = given ?? (this.isAtRest ? RESTING_VOLUME : 1 + this.chance.skewed(0, 20));
    this.forming = {
      open,
      high: Math.max(high, price),
      low: Math.min(low, price),
      close: price,
      volume: volume + traded,
    };
  }

  bar(minuteMs: number): Bar | undefined {
    return minuteMs === this.minuteMs ? this.forming : this.bars.get(minuteMs);
  }

  get formingBar(): Bar {
    return this.forming;
  }

  get quote(): { readonly bid: number; readonly ask: number } {
    const price = this.seen;
    const { tick } = this.terms;
    const half = this.halfSpread(price);
    return {
      bid: Math.floor((price - half) / tick + 1e-9) * tick,
      ask: Math.ceil((price + half) / tick - 1e-9) * tick,
    };
  }
}

function flat(price: number): Bar {
  return { open: price, high: price, low: price, close: price, volume: 1 };
}

/** Of the other currency, where markets settle in USDC: nothing of it is the bot's. */
const BAIT_USD = 7.77;

/** What the account holds: of what the markets settle in, what the bot begins with. */
export function walletsOf(
  markets: readonly Pick<MarketTerms, 'symbol'>[],
  balanceUsd: number,
): { readonly balanceUsd: number; readonly balances?: { readonly USDC: number } } {
  const isInUsdc = markets.some(({ symbol }) => symbol.endsWith('USDC'));
  return isInUsdc ? { balanceUsd: BAIT_USD, balances: { USDC: balanceUsd } } : { balanceUsd };
}
