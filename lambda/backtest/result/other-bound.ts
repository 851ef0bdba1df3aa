/**
 * How much more had the run earned at each time, with the take-profit first in every ambiguous candle?
 *
 * Both runs are the same until the first such candle, and mostly so after it: only what differs is kept.
 */
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { ZERO_USD, negate, plus, type Usd } from '../../core/units.ts';

/** Than with the stop first: from this time on, until the next step; less where it is negative. */
export interface BoundStep {
  readonly timeMs: number;
  readonly moreUsd: Usd;
}

/** @param stopFirst @param targetFirst trades of the two runs, each in the order in which they closed. */
export function boundSteps(
  stopFirst: readonly ClosedTrade[],
  targetFirst: readonly ClosedTrade[],
): readonly BoundStep[] {
  const moved = new Map<number, Usd>();
  const move = (timeMs: number, amount: Usd) =>
    moved.set(timeMs, plus(moved.get(timeMs) ?? ZERO_USD, amount));
  for (const { exitTimeMs, netUsd } of targetFirst) move(exitTimeMs, netUsd);
  for (const { exitTimeMs, netUsd } of stopFirst) move(exitTimeMs, negate(netUsd));
  let moreUsd = ZERO_USD;
  return [...moved]
    .filter(([, amount]) => amount !== ZERO_USD)
    .toSorted(([left], [right]) => left - right)
    .map(([timeMs, amount]) => {
      moreUsd = plus(moreUsd, amount);
      return { timeMs, moreUsd };
    });
}
