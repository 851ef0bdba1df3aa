/**
 * Which random processes is the synthetic market made of?
 *
 * Invariants: every stream depends on its seed and name alone. Only operations that IEEE 754 rounds exactly are used
 * (sums, products, quotients, square roots): `Math.exp`, `log` and `pow` may differ in the last bit from machine to
 * machine, so normals are sums of uniforms and the exponential is a repeated square.
 */

import { createHash } from 'node:crypto';

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A reproducible source of random numbers. */
export interface RandomStream {
  /** In [0, 1). */
  readonly uniform: () => number;
  /** Mean 0, variance 1, normal out to about three deviations, never beyond six. */
  readonly normal: () => number;
  /** Mean 0, variance 1, a cheaper and rougher bell, for numbers that are summed anyway. */
  readonly roughNormal: () => number;
  /** −1 or +1, equally likely. */
  readonly sign: () => -1 | 1;
  readonly happens: (probability: number) => boolean;
}

/** The sum of n uniforms has mean n / 2 and variance n / 12: the Irwin–Hall distribution. */
const NORMAL_TERMS = 12;
const ROUGH_TERMS = 4;
const ROUGH_SCALE = Math.sqrt(12 / ROUGH_TERMS);

/** Streams of different names are unrelated: a symbol more leaves the others as they are. */
export function randomStream(seed: number, name: string): RandomStream {
  const digest = createHash('sha256').update(`${seed} ${name}`).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  const uniform = (): number => uniformFloat64(generator);
  const sum = (terms: number): number => {
    let total = 0;
    for (let i = 0; i < terms; i++) total += uniformFloat64(generator);
    return total;
  };
  return {
    uniform,
    normal: () => sum(NORMAL_TERMS) - NORMAL_TERMS / 2,
    roughNormal: () => (sum(ROUGH_TERMS) - ROUGH_TERMS / 2) * ROUGH_SCALE,
    sign: () => (uniform() < 0.5 ? -1 : 1),
    happens: (probability) => uniform() < probability,
  };
}

/** (1 + x / 4096)^4096, squared twelve times: within 0.4 % of e^x for |x| ≤ 5, the same bits everywhere. */
export function exponential(x: number): number {
  let power = 1 + x / 4_096;
  for (let i = 0; i < 12; i++) power *= power;
  return power;
}

/** How a slowly changing quantity varies: its standard deviation, and the minutes in which it forgets. */
export interface Persistence {
  readonly deviation: number;
  readonly memoryMinutes: number;
}

/** A stationary autoregression of order one around zero: each call is the next minute's value. */
export function autoregression(
  random: RandomStream,
  { deviation, memoryMinutes }: Persistence,
): () => number {
  const kept = 1 - 1 / memoryMinutes;
  const innovation = deviation * Math.sqrt(1 - kept * kept);
  let value = deviation * random.normal();
  return () => {
    value = kept * value + innovation * random.normal();
    return value;
  };
}

/** The sum of several autoregressions: memory that fades over several time scales, as that of volatility does. */
export function autoregressions(random: RandomStream, parts: readonly Persistence[]): () => number {
  const processes = parts.map((part) => autoregression(random, part));
  return () => {
    let sum = 0;
    for (const next of processes) sum += next();
    return sum;
  };
}

/** One state of a Markov chain, its share of the log volatility, and its successors. */
export interface Regime {
  readonly logVolatility: number;
  readonly meanMinutes: number;
  /** Next states and their probabilities, which sum to one. */
  readonly next: Readonly<Record<string, number>>;
}

/** Walks a chain of regimes: each call is the next minute's log volatility. */
export function regimeSwitching(
  random: RandomStream,
  options: { readonly regimes: Readonly<Record<string, Regime>>; readonly start: string },
): () => number {
  let regime = options.regimes[options.start]!;
  return () => {
    if (random.happens(1 / regime.meanMinutes)) {
      let remaining = random.uniform();
      for (const [name, probability] of Object.entries(regime.next)) {
        remaining -= probability;
        if (remaining < 0) {
          regime = options.regimes[name]!;
          break;
        }
      }
    }
    return regime.logVolatility;
  };
}

/**
 * A factor of at least one whose tail falls with the fourth power: a normal times this is fat-tailed like one-minute
 * returns (a "slash" distribution). Capped, so that no single minute can take the price to zero.
 */
export function tailFactor(random: RandomStream, cap: number): number {
  const factor = 1 / Math.sqrt(Math.sqrt(1 - random.uniform()));
  return factor < cap ? factor : cap;
}
