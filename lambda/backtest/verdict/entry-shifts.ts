/**
 * Are the entries better than the same ones at other times?
 *
 * All signals are moved by the same minutes, at least a day, and what leaves the end comes in at the beginning: their
 * number, their sides, the way they cluster, what symbols do together, exits and rails stay, and only *when* they come changes. Shuffling each by
 * itself would destroy the clusters and find an edge too often. The statistic is the mean of the days over its error,
 * robust to days that go together (Chung, Romano 2013).
 *
 * Invariant: the days are those that nobody chose by. Of the days of the choice the p would mean nothing.
 */
import type { BotParameters } from '../../config.ts';
import { firstFrom, type Candles, type SymbolCandles } from '../../core/market.ts';
import type { RecordedFunding } from '../../core/paper/funding-due.ts';
import { DAY_MS, MINUTE_MS } from '../../core/units.ts';
import { commonMinutes, shifted, signalColumn } from '../signal-column.ts';
import { meanOf, type Series } from '../statistics/moments.ts';
import { blockLength, type Uniform } from '../statistics/stationary-bootstrap.ts';
import { longRunDeviation } from '../statistics/superior-ability.ts';
import { trialOf } from '../trial.ts';
import type { Span } from '../span.ts';

/** One set on days that it was not chosen by. */
export interface Attempt extends Span {
  readonly parameters: BotParameters;
}

export interface Attempts {
  readonly symbols: readonly SymbolCandles[];
  /** One after another, without a gap. */
  readonly attempts: readonly Attempt[];
  readonly recordedFunding?: ReadonlyMap<string, RecordedFunding>;
}

export interface ShiftTest {
  /** Share of the shifts that do as well or better, with what was done itself: never 0. */
  readonly p: number;
  readonly shifts: number;
}

const DAY_MINUTES = DAY_MS / MINUTE_MS;
export const SHIFTS = 199;

/** By how many minutes the entries are moved, at least by a day either way; none where the days are too few. */
export function shiftOffsets(
  { symbols, attempts }: Attempts,
  uniform: Uniform,
  shifts = SHIFTS,
): readonly number[] {
  const room = minutesOf(symbols, attempts).length - 2 * DAY_MINUTES;
  if (!(room > 0)) return [];
  return Array.from({ length: shifts }, () => DAY_MINUTES + Math.floor(uniform() * room));
}

/** The mean of the days over its error, with the entries moved by so many minutes; 0 leaves them where they were. */
export function shiftedStatistic({ symbols, attempts, recordedFunding }: Attempts, by: number): number {
  const minutes = minutesOf(symbols, attempts);
  const signals = new Map(
    symbols.map((each) => [each.symbol, shifted(columnOf(each, attempts), each.candles, minutes, by)]),
  );
  const daily = attempts.flatMap((attempt) => [
    ...trialOf({ ...attempt, symbols, signals, ...(recordedFunding && { recordedFunding }) }).dailyUsd,
  ]);
  return studentised(daily);
}

export function shiftTest(observed: number, moved: readonly number[]): ShiftTest {
  const asWell = moved.filter((statistic) => statistic >= observed).length;
  return { p: (asWell + 1) / (moved.length + 1), shifts: moved.length };
}

/** From the first attempt to the last one. */
function minutesOf(symbols: readonly SymbolCandles[], attempts: readonly Attempt[]): Float64Array {
  const span = { fromMs: attempts[0]?.fromMs ?? 0, toMs: attempts.at(-1)?.toMs ?? 0 };
  return commonMinutes(
    symbols.map(({ candles }) => candles),
    span,
  );
}

function indexAt({ openTimeMs, length }: Candles, timeMs: number): number {
  return firstFrom(openTimeMs, length, timeMs);
}

/** The signals of every attempt, each by its own parameters. */
function columnOf(traded: SymbolCandles, attempts: readonly Attempt[]): Int8Array {
  const { candles } = traded;
  const column = new Int8Array(candles.length);
  for (const { parameters, fromMs, toMs } of attempts) {
    const range = { from: indexAt(candles, fromMs), to: indexAt(candles, toMs) };
    column.set(signalColumn(traded, parameters, range).subarray(range.from, range.to), range.from);
  }
  return column;
}

/** The mean over its error; 0 where nothing varies. */
function studentised(daily: Series): number {
  if (daily.length === 0) return 0;
  const deviation = longRunDeviation(daily, blockLength(daily));
  return deviation === 0 ? 0 : (meanOf(daily) / deviation) * Math.sqrt(daily.length);
}
