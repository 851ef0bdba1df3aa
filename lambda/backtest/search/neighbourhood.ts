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
 * For each set the median score of itself and its nearest, in the given order.
 *
 * Sets as far away as the farthest of them count as well, so that a grid is judged alike in all directions.
 */
export function neighbourhoodScores(sets: readonly Placed[]): Float64Array {
  const dimensions = sets[0]?.position.length ?? 0;
  const nearest = Math.min(sets.length, neighbourCount(dimensions));
  const along = mostVaried(sets, dimensions);
  // Who is far away along one dimension is far away: of 100,000 sets a few are looked at, and stand beside each other in memory.
  const at = (index: number) => sets[index]!.position[along] ?? 0;
  const order = [...sets.keys()].toSorted((a, b) => at(a) - at(b));
  const places = Float64Array.from(order.flatMap((index) => sets[index]!.position));
  const line = Float64Array.from(order, at);
  const distances = new Float64Array(sets.length);
  const found = new Float64Array(sets.length);
  for (let rank = 0; rank < order.length; rank += 1) {
    const near = new Float64Array(nearest).fill(Infinity);
    let [left, right] = [rank, rank];
    const look = (k: number) => {
      const far = distance(places, dimensions, { left: rank, right: k });
      distances[k] = far;
      insert(near, far);
    };
    look(rank);
    for (;;) {
      const before = left === 0 ? Infinity : line[rank]! - line[left - 1]!;
      const after = right === order.length - 1 ? Infinity : line[right + 1]! - line[rank]!;
      const next = Math.min(before, after);
      if (next === Infinity || next > near[nearest - 1]! + 2 * ROUNDING) break;
      if (before <= after) look((left -= 1));
      else look((right += 1));
    }
    const scores: number[] = [];
    for (let k = left; k <= right; k += 1) {
      if (distances[k]! <= near[nearest - 1]! + ROUNDING) scores.push(sets[order[k]!]!.score);
    }
    found[order[rank]!] = medianOf(scores);
  }
  return found;
}

/** The dimension along which fewest sets stand at the same place. */
function mostVaried(sets: readonly Placed[], dimensions: number): number {
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

/** Of two of these places. */
function distance(
  places: Float64Array,
  dimensions: number,
  { left, right }: { readonly left: number; readonly right: number },
): number {
  const [a, b] = [left * dimensions, right * dimensions];
  let squares = 0;
  for (let k = 0; k < dimensions; k += 1) squares += (places[a + k]! - places[b + k]!) ** 2;
  return Math.sqrt(squares);
}

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
