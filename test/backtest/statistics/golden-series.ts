/** The series whose statistics are known: the same numbers in every language. */

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** MINSTD: uniform in (0, 1). */
export function minstd(seed: number): () => number {
  let state = seed;
  return () => {
    state = (MULTIPLIER * state) % MODULUS;
    return state / MODULUS;
  };
}

interface SeriesOptions {
  readonly seed: number;
  readonly count: number;
  readonly mean: number;
  readonly correlation: number;
}

export function goldenSeries({ seed, count, mean, correlation }: SeriesOptions): Float64Array {
  const uniform = minstd(seed);
  let last = 0;
  return Float64Array.from({ length: count }, () => {
    let sum = 0;
    for (let i = 0; i < 12; i += 1) sum += uniform();
    last = correlation * last + (sum - 6);
    return mean + last;
  });
}

export const SERIES_A = goldenSeries({ seed: 1, count: 500, mean: 0.05, correlation: 0 });
export const SERIES_B = goldenSeries({ seed: 7, count: 1_000, mean: 0.02, correlation: 0.3 });

/** Twenty strategies without an edge. */
export function matrixWithoutEdge(firstSeed = 100): readonly Float64Array[] {
  return Array.from({ length: 20 }, (_, column) =>
    goldenSeries({ seed: firstSeed + column, count: 480, mean: 0, correlation: 0 }),
  );
}

/** The same with an edge in the fourth. */
export function matrixWithEdge(firstSeed = 100): readonly Float64Array[] {
  return matrixWithoutEdge(firstSeed).map((column, k) =>
    k === 3 ? column.map((day) => day + 0.25) : column,
  );
}
