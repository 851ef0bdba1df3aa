/**
 * What does a run of one-minute candles look like: is it well-formed, how large are its moves, how do they cluster, how
 * often does the default strategy see an entry?
 *
 * Invariants: the same measure serves recorded and synthetic candles. A return over missing minutes is not a minute's
 * return: the candle after a hole counts from its own open, and says nothing about opens that differ from closes.
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { median, quantile, quantileSorted, sampleCorrelation } from 'simple-statistics';

import type { Candles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';

/** Moves are |close / previous close − 1|, ranges (high − low) / low. */
export interface CandleStatistics {
  readonly moveMedianBps: number;
  readonly move90Bps: number;
  readonly move99Bps: number;
  readonly move999Bps: number;
  /** How fat the tail is: the 99.9 % quantile over the median. */
  readonly moveTail: number;
  readonly rangeMedianBps: number;
  readonly range90Bps: number;
  readonly range99Bps: number;
  readonly range999Bps: number;
  readonly rangeTail: number;
  readonly returnAutocorrelation1: number;
  readonly moveAutocorrelation1: number;
  readonly moveAutocorrelation10: number;
  readonly moveAutocorrelation60: number;
  readonly logVolumeMoveCorrelation: number;
  readonly logVolumeRangeCorrelation: number;
  readonly volumeAutocorrelation1: number;
  /**
   * Share of minutes whose open is not the previous close, and the median size of the difference where there is one.
   */
  readonly gapShare: number;
  readonly gapMedianBps: number;
  readonly gap999Bps: number;
  /** Entry signals of the default strategy. */
  readonly signalsPerDay: number;
}

/**
 * The default strategy's entry: momentum over `momentumCandles`, volume against its mean, range of the last candles.
 */
const SIGNAL = {
  momentumCandles: 3,
  minMomentum: 0.0005,
  volumeCandles: 20,
  minVolumeRatio: 1.3,
  rangeCandles: 10,
  minRange: 0.001,
};

function follows(candles: Candles, i: number): boolean {
  return i > 0 && candles.openTimeMs[i]! - candles.openTimeMs[i - 1]! === MINUTE_MS;
}

/** Return of each minute, as a fraction; of a candle after a hole, from its own open. */
export function minuteReturns(candles: Candles): number[] {
  return Array.from({ length: candles.length }, (_, i) => {
    const reference = follows(candles, i) ? candles.close[i - 1]! : candles.open[i]!;
    return candles.close[i]! / reference - 1;
  });
}

/** Correlation of the returns of the minutes that both symbols have. */
export function returnCorrelation([left, right]: readonly [Candles, Candles]): number {
  const rightReturns = minuteReturns(right);
  const rightByTime = new Map(rightReturns.map((value, i) => [right.openTimeMs[i]!, value]));
  const pairs = minuteReturns(left).flatMap((value, i) => {
    const other = rightByTime.get(left.openTimeMs[i]!);
    return other === undefined ? [] : [[value, other] as const];
  });
  return sampleCorrelation(
    pairs.map(([value]) => value),
    pairs.map(([, other]) => other),
  );
}

function autocorrelation(values: readonly number[], lag: number): number {
  return sampleCorrelation(values.slice(lag), values.slice(0, -lag));
}

/** Minutes without a trade have no log volume, and are left out. */
function logVolumeCorrelation(candles: Candles, values: readonly number[]): number {
  const isTraded = (i: number): boolean => candles.volume[i]! > 0;
  return sampleCorrelation(
    values.flatMap((_, i) => (isTraded(i) ? [Math.log(candles.volume[i]!)] : [])),
    values.filter((_, i) => isTraded(i)),
  );
}

function isSignal(candles: Candles, i: number): boolean {
  const { close, high, low, volume } = candles;
  const momentum = close[i]! / close[i - SIGNAL.momentumCandles]! - 1;
  if (Math.abs(momentum) < SIGNAL.minMomentum) return false;
  const meanVolume =
    volume.subarray(i - SIGNAL.volumeCandles, i).reduce((sum, each) => sum + each, 0) / SIGNAL.volumeCandles;
  if (volume[i]! < SIGNAL.minVolumeRatio * meanVolume) return false;
  const highest = Math.max(...high.subarray(i - SIGNAL.rangeCandles + 1, i + 1));
  const lowest = Math.min(...low.subarray(i - SIGNAL.rangeCandles + 1, i + 1));
  return (highest - lowest) / lowest >= SIGNAL.minRange;
}

/** Rows at whose close the default strategy sees an entry. */
function signalRows(candles: Candles): number[] {
  const rows: number[] = [];
  for (let i = SIGNAL.volumeCandles; i < candles.length; i++) if (isSignal(candles, i)) rows.push(i);
  return rows;
}

/** What entries in the direction of the momentum gain before costs within `minutes`, in basis points. */
export function signalGainsBps(candles: Candles, minutes: number): number[] {
  const { close } = candles;
  return signalRows(candles)
    .filter((i) => i + minutes < candles.length)
    .map((i) => {
      const direction = Math.sign(close[i]! - close[i - SIGNAL.momentumCandles]!);
      return direction * (close[i + minutes]! / close[i]! - 1) * 10_000;
    });
}

/** Differences of each open from the close of the minute before, in basis points. */
function gapsBps(candles: Candles): number[] {
  const gaps: number[] = [];
  for (let i = 1; i < candles.length; i++) {
    if (follows(candles, i)) gaps.push(Math.abs(candles.open[i]! / candles.close[i - 1]! - 1) * 10_000);
  }
  return gaps;
}

/** Share of the minutes that open more than `size` away from the close of the minute before. */
export function farGapShare({ length, open, close }: Candles, size: number): number {
  let gaps = 0;
  for (let i = 1; i < length; i++) if (Math.abs(open[i]! - close[i - 1]!) > size) gaps++;
  return gaps / (length - 1);
}

/** How many minutes each hole between two candles misses. */
export function holesMinutes({ length, openTimeMs }: Candles): number[] {
  const missing = Array.from(
    openTimeMs.subarray(1, length),
    (timeMs, i) => (timeMs - openTimeMs[i]!) / MINUTE_MS - 1,
  );
  return missing.filter((minutes) => minutes > 0);
}

/** Correlations are Pearson's, as one-minute data are usually quoted. */
export function candleStatistics(candles: Candles): CandleStatistics {
  const returns = minuteReturns(candles);
  const moves = returns.map((value) => Math.abs(value) * 10_000);
  const ranges = moves.map((_, i) => (candles.high[i]! / candles.low[i]! - 1) * 10_000);
  const volumes = Array.from(candles.volume.subarray(0, candles.length));
  const sortedMoves = moves.toSorted((a, b) => a - b);
  const sortedRanges = ranges.toSorted((a, b) => a - b);
  const move = (share: number): number => quantileSorted(sortedMoves, share);
  const range = (share: number): number => quantileSorted(sortedRanges, share);
  const gaps = gapsBps(candles);
  const realGaps = gaps.filter((gap) => gap > 0);
  return {
    moveMedianBps: move(0.5),
    move90Bps: move(0.9),
    move99Bps: move(0.99),
    move999Bps: move(0.999),
    moveTail: move(0.999) / move(0.5),
    rangeMedianBps: range(0.5),
    range90Bps: range(0.9),
    range99Bps: range(0.99),
    range999Bps: range(0.999),
    rangeTail: range(0.999) / range(0.5),
    returnAutocorrelation1: autocorrelation(returns, 1),
    moveAutocorrelation1: autocorrelation(moves, 1),
    moveAutocorrelation10: autocorrelation(moves, 10),
    moveAutocorrelation60: autocorrelation(moves, 60),
    logVolumeMoveCorrelation: logVolumeCorrelation(candles, moves),
    logVolumeRangeCorrelation: logVolumeCorrelation(candles, ranges),
    volumeAutocorrelation1: autocorrelation(volumes, 1),
    gapShare: realGaps.length / gaps.length,
    gapMedianBps: median(realGaps),
    gap999Bps: quantile(gaps, 0.999),
    signalsPerDay: (signalRows(candles).length * DAY_MS) / (candles.length * MINUTE_MS),
  };
}

/** Reads a compressed file of candles with the columns ts, open, high, low, close, volume. */
export function readCandles(file: string): Candles {
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1);
  const fields = rows.map((row) => row.split(',').map(Number));
  const column = (index: number): Float64Array => Float64Array.from(fields, (each) => each[index]!);
  const [openTimeMs, open, high, low] = [column(0), column(1), column(2), column(3)];
  return { length: rows.length, openTimeMs, open, high, low, close: column(4), volume: column(5) };
}

/** The rows in use, as [open time, open, high, low, close, volume]. */
export function rowsOf({ length, openTimeMs, open, high, low, close, volume }: Candles): number[][] {
  const columns = [openTimeMs, open, high, low, close, volume];
  return Array.from({ length }, (_, row) => columns.map((column) => column[row]!));
}

/** The first thing that is wrong with candles from `startMs` on; undefined if nothing is. */
export function malformation(
  candles: Candles,
  { startMs, days, decimals }: { readonly startMs: number; readonly days: number; readonly decimals: number },
): string | undefined {
  const isDecimal = (value: number, places: number): boolean => Number(value.toFixed(places)) === value;
  let previousMs = startMs - MINUTE_MS;
  for (const [timeMs = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] of rowsOf(
    candles,
  )) {
    const row = `candle ${timeMs} ${open} ${high} ${low} ${close} ${volume}`;
    if (!(timeMs > previousMs)) return `${row} is not after ${previousMs}`;
    if (timeMs % MINUTE_MS !== 0) return `${row} is not aligned to the minute`;
    if (!(low > 0 && low <= Math.min(open, close))) return `${row}: low is not positive and lowest`;
    if (!(high >= Math.max(open, close) && Number.isFinite(high)))
      return `${row}: high is not finite and highest`;
    if (!(volume > 0 && isDecimal(volume, 3))) return `${row}: volume is not positive, of three decimals`;
    if (![open, high, low, close].every((price) => isDecimal(price, decimals)))
      return `${row}: not on the tick`;
    previousMs = timeMs;
  }
  return previousMs < startMs + days * DAY_MS ? undefined : `candle ${previousMs} is after the last day`;
}

export type Range = readonly [least: number, greatest: number];

/** A value outside of its range, said so that a person can tell which number moved where. */
export function outside(name: string, value: number, [least, greatest]: Range): string[] {
  if (value >= least && value <= greatest) return [];
  return [
    `${name} is ${value.toPrecision(3)}, expected ${least.toPrecision(3)} to ${greatest.toPrecision(3)}`,
  ];
}
