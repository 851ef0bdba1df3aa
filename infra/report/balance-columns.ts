/**
 * The balance as columns of numbers, from which a page draws its curve.
 */
import type { Span } from '../../lambda/charts/drawing/plot.ts';
import type { BalancePoint } from '../../lambda/charts/pictures/equity-picture.ts';

export interface BalanceColumns {
  /** Whether anything has happened to it. */
  readonly hasMoved: boolean;
  /** Seconds. */
  readonly times: Float64Array;
  readonly balances: Float64Array;
  /** Fractions of the peak, negative. */
  readonly depths: Float64Array;
  /** With the other order inside each ambiguous candle; absent where nobody has asked. */
  readonly others?: Float64Array;
}

/** From the beginning of the span to its end. @param other the other bound, at all times of the points at least. */
export function balanceColumns(
  points: readonly BalancePoint[],
  beganDollars: number,
  { fromMs, toMs }: Span,
  other?: readonly BalancePoint[],
): BalanceColumns {
  const shown = other ?? points;
  const lastMs = shown.at(-1)?.timeMs ?? fromMs;
  const timesMs = [fromMs, ...shown.map(({ timeMs }) => timeMs), ...(toMs > lastMs ? [toMs] : [])];
  const balances = new Float64Array(timesMs.length);
  const depths = new Float64Array(timesMs.length);
  balances[0] = beganDollars;
  let [peak, balance, at] = [beganDollars, beganDollars, 0];
  for (let k = 1; k < timesMs.length; k += 1) {
    for (; (points[at]?.timeMs ?? Infinity) <= timesMs[k]!; at += 1) {
      balance = points[at]?.dollars ?? balance;
      peak = Math.max(peak, balance);
    }
    balances[k] = balance;
    depths[k] = peak > 0 ? balance / peak - 1 : 0;
  }
  const dollarsOf = (k: number) => other?.[Math.min(k, shown.length) - 1]?.dollars ?? beganDollars;
  return {
    hasMoved: points.length > 0,
    times: Float64Array.from(timesMs, (timeMs) => timeMs / 1e3),
    balances,
    depths,
    ...(other !== undefined && { others: Float64Array.from(timesMs, (_, k) => dollarsOf(k)) }),
  };
}
