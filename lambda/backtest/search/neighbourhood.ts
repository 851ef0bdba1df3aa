/**
 * How good is a set of parameters where its neighbours count, too?
 *
 * The best of many sets is a peak of luck. What is judged is the middle of the nearest sets, so that a set whose
 * neighbours lose is no find.
 */
import { medianOf } from '../statistics/moments.ts';

export interface Placed {
  /** Where it lies in each dimension, from 0 to 1. */
  readonly position: readonly number[];
  /** What is compared, such as the mean result of a day. */
  readonly score: number;
}

/** Neighbours on both sides in every dimension, and the set itself. */
export function neighbourCount(dimensions: number): number {
  return 2 * dimensions + 1;
}

/**
 * Places of the sets nearest to one, in the given order, itself among them.
 *
 * Sets as far away as the farthest of them count as well, so that a grid is judged alike in all directions.
 */
export function neighboursOf(
  sets: readonly Pick<Placed, 'position'>[],
  position: readonly number[],
): readonly number[] {
  return new Neighbours(sets).near(position).toSorted((a, b) => a - b);
}

/** For each set the median score of itself and its neighbours. */
export function neighbourhoodScores(sets: readonly Placed[]): Float64Array {
  const neighbours = new Neighbours(sets);
  return Float64Array.from(sets, ({ position }) =>
    medianOf(neighbours.near(position).map((k) => sets[k]!.score)),
  );
}

/** Who is far away along one dimension is far away: of 100,000 sets a few are looked at, and stand beside each other in memory. */
class Neighbours {
  readonly #dimensions: number;
  readonly #nearest: number;
  /** The one along which they stand in order. */
  readonly #along: number;
  readonly #order: readonly number[];
  readonly #places: Float64Array;
  readonly #line: Float64Array;
  readonly #distances: Float64Array;

  constructor(sets: readonly Pick<Placed, 'position'>[]) {
    this.#dimensions = sets[0]?.position.length ?? 0;
    this.#nearest = Math.min(sets.length, neighbourCount(this.#dimensions));
    this.#along = mostVaried(sets, this.#dimensions);
    const at = (index: number) => sets[index]!.position[this.#along] ?? 0;
    this.#order = [...sets.keys()].toSorted((a, b) => at(a) - at(b));
    this.#places = Float64Array.from(this.#order.flatMap((index) => sets[index]!.position));
    this.#line = Float64Array.from(this.#order, at);
    this.#distances = new Float64Array(sets.length);
  }

  /** Their places in the given list, in no order. */
  near(position: readonly number[]): readonly number[] {
    const near = new Float64Array(this.#nearest).fill(Infinity);
    const [from, to] = this.#look(position, near);
    const farthest = near[this.#nearest - 1]! + ROUNDING;
    const found: number[] = [];
    for (let k = from; k < to; k += 1) if (this.#distances[k]! <= farthest) found.push(this.#order[k]!);
    return found;
  }

  /** Outwards from the position, until nobody nearer can come. @returns who was looked at. @param near gets the smallest distances. */
  #look(position: readonly number[], near: Float64Array): readonly [from: number, to: number] {
    const line = this.#line;
    const at = position[this.#along] ?? 0;
    let from = firstFrom(line, at);
    let to = from;
    for (;;) {
      const before = from === 0 ? Infinity : at - line[from - 1]!;
      const after = to === line.length ? Infinity : line[to]! - at;
      const next = Math.min(before, after);
      if (next === Infinity || next > near[near.length - 1]! + 2 * ROUNDING) return [from, to];
      const isBefore = before <= after;
      const k = isBefore ? from - 1 : to;
      if (isBefore) from = k;
      else to = k + 1;
      this.#distances[k] = this.#distance(position, k);
      insert(near, this.#distances[k]);
    }
  }

  #distance(position: readonly number[], k: number): number {
    const first = k * this.#dimensions;
    let squares = 0;
    for (let d = 0; d < this.#dimensions; d += 1) squares += (position[d]! - this.#places[first + d]!) ** 2;
    return Math.sqrt(squares);
  }
}

/** The first that is not below. */
function firstFrom(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The dimension along which fewest sets stand at the same place. */
function mostVaried(sets: readonly Pick<Placed, 'position'>[], dimensions: number): number {
  let [best, most] = [0, 0];
  for (let dimension = 0; dimension < dimensions; dimension += 1) {
    const places = new Set(sets.map(({ position }) => position[dimension])).size;
    if (places > most) [best, most] = [dimension, places];
  }
  return best;
}

/** Keeps the smallest, in order. */
function insert(smallest: Float64Array, value: number): void {
  let i = smallest.length - 1;
  if (value >= smallest[i]!) return;
  for (; i > 0 && smallest[i - 1]! > value; i -= 1) smallest[i] = smallest[i - 1]!;
  smallest[i] = value;
}

/** Two distances that differ by less are the same one. */
const ROUNDING = 1e-9;

/**
 * Index of the best set, the first of several; `undefined` of nothing.
 *
 * @param isActive whether a set has traded enough to be judged. One that hardly trades earns nothing, which beats every loss:
 * it is chosen where all are such.
 */
export function indexOfBest(
  scores: Float64Array,
  isActive: (index: number) => boolean = () => true,
): number | undefined {
  let best: number | undefined;
  for (let k = 0; k < scores.length; k += 1) {
    if (isActive(k) && (best === undefined || scores[k]! > scores[best]!)) best = k;
  }
  return best ?? (scores.length === 0 ? undefined : indexOfBest(scores));
}
