/**
 * `lambda/backtest/parity/`: did a bot do what the backtest does of the same candles, and what did each difference cost?
 *
 * The parts of a difference. Each has a name, and money: what the bot earned more than the backtest, less where it is
 * negative.
 */
import type { Usd } from '../../core/units.ts';

/** In the order in which they are told. */
export const DIFFERENCE_KINDS = [
  /** A trade of the backtest that the bot did not make. */
  'missed',
  /** A trade of the bot that the backtest did not make. */
  'extra',
  'late-entry',
  'entry-price',
  'exit-reason',
  'exit-time',
  'exit-price',
  'slippage',
  'size',
  'fee',
  'funding',
  'liquidation',
  /** Costs that were booked after their trades. */
  'late-cost',
  /** What a file has rounded away. */
  'rounding',
  'not-explained',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  /** Of a trade that only one has made: why; of an exit: that of the bot. */
  readonly cause?: string;
  readonly usd: Usd;
}
