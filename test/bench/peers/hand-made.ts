/**
 * Some hours of candles made by hand, of which every trade can be told by reading them.
 *
 * A candle is quiet, at 100 with a volume of 10, unless it is written down. `SIGNAL` closes 0.12 % higher with twice the
 * volume, which is a signal; the next candle opens there. A long has its target at 100.27018 and its stop at 99.8697 then.
 */
import { candlesOfRows, type Candles } from '../../../lambda/core/market.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';

/** Open, high, low, close, volume. */
type Shape = readonly [number, number, number, number, number];

const QUIET: Shape = [100, 100, 100, 100, 10];
const SIGNAL: Shape = [100, 100.12, 100, 100.12, 20];
const HIGH: Shape = [100.12, 100.12, 100.12, 100.12, 10];
const UP: Shape = [100.12, 100.4, 100.12, 100.12, 10];
const FALL_AND_SIGNAL: Shape = [100.12, 100.12, 99.8, 100.12, 20];
const LATE_SIGNAL: Shape = [100.12, 100.24, 100.12, 100.24, 20];
const HIGHER: Shape = [100.24, 100.24, 100.24, 100.24, 10];
const SHORT_SIGNAL: Shape = [100, 100, 99.88, 99.88, 20];
const LOW: Shape = [99.88, 99.88, 99.88, 99.88, 10];
const DOWN: Shape = [99.88, 99.88, 99.5, 99.88, 10];

const many = (shape: Shape, times: number): readonly Shape[] => Array.from({ length: times }, () => shape);
const START_MS = Date.UTC(2024, 0, 1);
const PAUSE = many(QUIET, 25);

/** A minute without a candle is absent. */
const MINUTES: readonly (Shape | undefined)[] = [
  // One trade: the target, in the third minute.
  [...PAUSE, SIGNAL, HIGH, HIGH, UP],
  // One trade, short: the target.
  [...PAUSE, SHORT_SIGNAL, LOW, DOWN],
  // Two: the stop in the minute of the entry, which ends as a signal; that one is held for five minutes.
  [...PAUSE, SIGNAL, FALL_AND_SIGNAL, ...many(HIGH, 6)],
  // Two: the first is held, and entered again at the open that ends it; the second is held, too.
  [...PAUSE, SIGNAL, ...many(HIGH, 4), LATE_SIGNAL, ...many(HIGHER, 6)],
  // None: the signal's next minute is missing.
  [...PAUSE, SIGNAL, undefined, ...many(HIGH, 3)],
  PAUSE,
].flat();

/** Positive for a long; entry price, exit price. */
export type HandMadeTrade = readonly [number, number, number];

/** Every trade of the common rule, in their order. */
export const HAND_MADE_TRADES = [
  [1, 100.12, 100.27018],
  [-1, 99.88, 99.73018],
  [1, 100.12, 99.8697],
  [1, 100.12, 100.12],
  [1, 100.12, 100.24],
  [1, 100.24, 100.24],
] as const satisfies readonly HandMadeTrade[];

export function handMadeCandles(): Candles {
  const rows = MINUTES.flatMap((shape, index) => {
    if (shape === undefined) return [];
    const [open, high, low, close, volume] = shape;
    return [{ openTimeMs: START_MS + index * MINUTE_MS, open, high, low, close, volume }];
  });
  return candlesOfRows(rows);
}
