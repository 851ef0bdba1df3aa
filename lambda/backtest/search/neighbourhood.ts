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
 *
 * @param distances as long as the sets; it is written over
 */
export function neighboursOf(
  sets: readonly Pick<Placed, 'position'>[],
  position: readonly number[],
  distances = new Float64Array(sets.length),
): readonly number[] {
  const nearest = Math.min(sets.length, neighbourCount(position.length));
  for (let k = 0; k < sets.length; k += 1) distances[k] = distance(position, sets[k]!.position);
  const farthest = smallest(distances, nearest);
  const near: number[] = [];
  for (let k = 0; k < sets.length; k += 1) if (distances[k]! <= farthest + ROUNDING) near.push(k);
  return near;
}

/** For each set the median score of itself and its neighbours. */
export function neighbourhoodScores(sets: readonly Placed[]): Float64Array {
  const distances = new Float64Array(sets.length);
  return Float64Array.from(sets, ({ position }) =>
    medianOf(neighboursOf(sets, position, distances).map((k) => sets[k]!.score)),
  );
}

/** The n-th smallest: of thousands a few are looked for, and sorting all of them would take minutes. */
function smallest(values: Float64Array, n: number): number {
  const near = new Float64Array(n).fill(Infinity);
  for (const value of values) {
    if (value >= near[n - 1]!) continue;
    let i = n - 1;
    for (; i > 0 && near[i - 1]! > value; i -= 1) near[i] = near[i - 1]!;
    near[i] = value;
  }
  return near[n - 1]!;
}

/** Two distances that differ by less are the same one. */
const ROUNDING = 1e-9;

function distance(left: readonly number[], right: readonly number[]): number {
  let squares = 0;
  for (let k = 0; k < left.length; k += 1) squares += (left[k]! - right[k]!) ** 2;
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
