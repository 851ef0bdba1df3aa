/**
 * The parts of a difference of bot and backtest, in words, as every screen and page has them.
 */
import type { DifferenceKind } from '../../../../lambda/backtest/parity/difference.ts';

export const PART_WORDS: Readonly<Record<DifferenceKind, string>> = {
  missed: 'missed',
  extra: 'extra',
  'late-entry': 'entered late',
  'entry-price': 'entry price',
  'exit-reason': 'left for another reason',
  'exit-time': 'left at another time',
  'exit-price': 'exit price',
  slippage: 'slippage',
  size: 'size',
  fee: 'fees',
  funding: 'funding',
  liquidation: 'cut off by a liquidation',
  'late-cost': 'costs booked later',
  rounding: 'rounding',
  'not-explained': 'not explained',
};

/** With its cause, where it has one. */
export function partWords(kind: DifferenceKind, cause?: string | null): string {
  return cause === undefined || cause === null ? PART_WORDS[kind] : `${PART_WORDS[kind]}: ${cause}`;
}
