/**
 * Prices that were given minute by minute: recorded candles, or a day that was drawn before the run.
 *
 * Inside a minute the price goes from the open to one extreme, to the other, and to the close; chance says which is first, and
 * when. A minute that is missing has no trade, and its price is the one before.
 */
import { MINUTE_MS, minuteStartMs } from '../../../lambda/core/units.ts';
import type { Bar } from '../../venue/market/candle-rows.ts';
import type { Chance } from './random-streams.ts';

export interface Course {
  /** `undefined` where nothing was traded. */
  barOf(minuteMs: number): Bar | undefined;
}

export interface CourseStep {
  readonly price: number;
  /** Traded in it. */
  readonly volume: number;
}

export class CourseWalk {
  private readonly course: Course;
  private readonly chance: Chance;
  private readonly steps: number;
  private minuteMs = -Infinity;
  private bar: Bar | undefined;
  private prices: readonly number[] = [];

  /** @param steps of a minute */
  constructor(course: Course, chance: Chance, steps: number) {
    this.course = course;
    this.chance = chance;
    this.steps = steps;
  }

  /** At a time that is a multiple of a step. */
  at(timeMs: number): CourseStep | undefined {
    const minuteMs = minuteStartMs(timeMs);
    if (minuteMs !== this.minuteMs) {
      this.minuteMs = minuteMs;
      this.bar = this.course.barOf(minuteMs);
      this.prices = this.bar === undefined ? [] : this.pricesOf(this.bar);
    }
    const { bar, prices, steps } = this;
    const price = prices[Math.floor(((timeMs - minuteMs) / MINUTE_MS) * steps)];
    return bar === undefined || price === undefined ? undefined : { price, volume: bar.volume / steps };
  }

  /** Every extreme is the price of a step. */
  private pricesOf({ open, high, low, close }: Bar): readonly number[] {
    const { chance, steps } = this;
    const extremes = chance.happens(0.5) ? ([high, low] as const) : ([low, high] as const);
    const first = chance.integer(1, Math.floor(steps / 2) - 1);
    const second = chance.integer(first + 1, steps - 2);
    const last = steps - 1;
    return Array.from({ length: steps }, (_, k) => {
      if (k <= first) return between(open, extremes[0], k / first);
      if (k <= second) return between(extremes[0], extremes[1], (k - first) / (second - first));
      return between(extremes[1], close, (k - second) / (last - second));
    });
  }
}

function between(from: number, to: number, part: number): number {
  return part === 1 ? to : from + (to - from) * part;
}
