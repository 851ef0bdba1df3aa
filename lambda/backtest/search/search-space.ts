/**
 * `lambda/backtest/search/`: which sets of parameters are tried, and which of them is the one to look at?
 *
 * A space of parameters: each dimension is one of them, with its values or the span from which they are taken.
 *
 * Invariants:
 * - A set that the bot would refuse is never tried; it is counted.
 * - No set is there twice.
 * - The same space, number and seed give the same sets, in the same order.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import {
  ParameterError,
  PARAMETER_NAMES,
  parseParameters,
  type BotParameters,
  type Overrides,
  type ParameterName,
  type ParameterValue,
} from '../../config.ts';

/** One parameter that is searched. */
export type Dimension =
  | { readonly kind: 'values'; readonly name: ParameterName; readonly values: readonly ParameterValue[] }
  | {
      readonly kind: 'span';
      readonly name: ParameterName;
      readonly from: number;
      readonly to: number;
      /** Whether only whole numbers are taken. */
      readonly isWhole: boolean;
    };

/** A set of parameters to try. */
export interface Candidate {
  readonly parameters: BotParameters;
  /** Where it lies in each dimension, from 0 to 1. */
  readonly position: readonly number[];
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Sets that the rules between parameters refuse. */
  readonly refused: number;
  /** The first violation of the first refused set, in words. */
  readonly firstRefusal: string | undefined;
}

export interface SearchSpace {
  readonly dimensions: readonly Dimension[];
  /** The other parameters. */
  readonly base: Overrides;
}

/** How many sets a grid of the space has; `undefined` where a dimension is a span without steps. */
export function gridSize({ dimensions }: SearchSpace): number | undefined {
  let size = 1;
  for (const dimension of dimensions) {
    if (dimension.kind === 'span') return undefined;
    size *= dimension.values.length;
  }
  return size;
}

/** Every combination, the last dimension fastest. @throws RangeError where a dimension has no steps. */
export function gridCandidates(space: SearchSpace): Candidates {
  const size = gridSize(space);
  if (size === undefined) throw new RangeError('a grid needs a step in every dimension');
  function* points(count: number): Generator<readonly number[]> {
    for (let index = 0; index < count; index += 1) {
      const point: number[] = [];
      let rest = index;
      for (const dimension of space.dimensions.toReversed()) {
        const values = dimension.kind === 'values' ? dimension.values.length : 1;
        point.unshift(((rest % values) + 0.5) / values);
        rest = Math.floor(rest / values);
      }
      yield point;
    }
  }
  return candidatesAt(space, points(size), size);
}

/** `count` sets by chance. */
export function randomCandidates(space: SearchSpace, count: number, seed: number): Candidates {
  const generator = xoroshiro128plus(seed);
  function* points(): Generator<readonly number[]> {
    for (;;) yield space.dimensions.map(() => uniformFloat64(generator));
  }
  return candidatesAt(space, points(), count);
}

/**
 * `count` sets that fill the space evenly, however many are taken: the additive sequence R of M. Roberts (2018), whose
 * steps are the powers of 1/φ, with φ the root of x^(d + 1) = x + 1. The seed shifts it.
 */
export function evenCandidates(space: SearchSpace, count: number, seed: number): Candidates {
  const { dimensions } = space;
  let root = 2;
  for (let i = 0; i < 64; i += 1) root = (1 + root) ** (1 / (dimensions.length + 1));
  const generator = xoroshiro128plus(seed);
  const shifts = dimensions.map(() => uniformFloat64(generator));
  function* points(): Generator<readonly number[]> {
    for (let n = 1; ; n += 1) yield shifts.map((shift, k) => (shift + n * root ** -(k + 1)) % 1);
  }
  return candidatesAt(space, points(), count);
}

/** Of a small space fewer sets may be found than were asked for: so many points are looked at for each. */
const POINTS_PER_SET = 50;

function candidatesAt(
  { dimensions, base }: SearchSpace,
  points: Iterable<readonly number[]>,
  count: number,
): Candidates {
  const candidates = new Map<string, Candidate>();
  const refused = new Set<string>();
  let firstRefusal: string | undefined;
  let looked = 0;
  for (const point of points) {
    if (candidates.size >= count || (looked += 1) > count * POINTS_PER_SET) break;
    const chosen = dimensions.map((dimension, k) => valueAt(dimension, point[k]!));
    const overrides = Object.fromEntries(dimensions.map(({ name }, k) => [name, chosen[k]!.value]));
    const key = JSON.stringify(Object.values(overrides));
    if (candidates.has(key) || refused.has(key)) continue;
    try {
      const parameters = parseParameters({ ...base, ...overrides });
      candidates.set(key, { parameters, position: chosen.map(({ position }) => position) });
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      refused.add(key);
      firstRefusal ??= error.violations.map(({ key: name, bound }) => `${name} ${bound}`)[0];
    }
  }
  return { candidates: [...candidates.values()], refused: refused.size, firstRefusal };
}

/** Digits of a value taken from a span: enough to tell two apart, few enough to be typed. */
const SPAN_DIGITS = 4;

function valueAt(dimension: Dimension, share: number): { value: ParameterValue; position: number } {
  if (dimension.kind === 'values') {
    const { values } = dimension;
    const index = Math.min(values.length - 1, Math.floor(share * values.length));
    return { value: values[index]!, position: values.length === 1 ? 0 : index / (values.length - 1) };
  }
  const { from, to, isWhole } = dimension;
  const exact = from + share * (isWhole ? to - from + 1 : to - from);
  const value = isWhole ? Math.min(to, Math.floor(exact)) : Number(exact.toPrecision(SPAN_DIGITS));
  return { value, position: to === from ? 0 : (value - from) / (to - from) };
}

/** Every value, in the order of the parameters' list: the same set has the same text, whatever the defaults are by then. */
export function canonicalSet(parameters: BotParameters): string {
  return JSON.stringify(PARAMETER_NAMES.map((name) => parameters[name]));
}
