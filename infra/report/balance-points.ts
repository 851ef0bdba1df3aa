/**
 * The balance after each thing that moved it.
 */
import type { BalancePoint } from '../../lambda/charts/pictures/equity-picture.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { toDollars } from '../../lambda/core/units.ts';

/** Dollars in, or out where negative, at a time. */
export interface BalanceMove {
  readonly timeMs: number;
  readonly dollars: number;
}

/** By how much another run is above the one that is counted, from a time on. */
export interface BoundStep {
  readonly timeMs: number;
  readonly moreDollars: number;
}

/** @param trades in the order in which they closed. */
export function balancePoints(
  beganDollars: number,
  trades: readonly Pick<ClosedTrade, 'exitTimeMs' | 'netUsd'>[],
  moves: readonly BalanceMove[],
): readonly BalancePoint[] {
  const steps = [
    ...trades.map(({ exitTimeMs: timeMs, netUsd }) => ({ timeMs, dollars: toDollars(netUsd) })),
    ...moves,
  ];
  if (moves.length > 0) steps.sort((left, right) => left.timeMs - right.timeMs);
  let balance = beganDollars;
  return steps.map(({ timeMs, dollars }) => {
    balance += dollars;
    return { timeMs, dollars: balance };
  });
}

/** The balance of another run, where it is told as steps above this one. @param points and @param steps by their time. */
export function boundPoints(
  beganDollars: number,
  points: readonly BalancePoint[],
  steps: readonly BoundStep[],
): readonly BalancePoint[] {
  const times = [...new Set([...points, ...steps].map(({ timeMs }) => timeMs))].toSorted(
    (left, right) => left - right,
  );
  let [dollars, more, k, next] = [beganDollars, 0, 0, 0];
  return times.map((timeMs) => {
    for (; (points[k]?.timeMs ?? Infinity) <= timeMs; k += 1) dollars = points[k]?.dollars ?? dollars;
    for (; (steps[next]?.timeMs ?? Infinity) <= timeMs; next += 1) more = steps[next]?.moreDollars ?? more;
    return { timeMs, dollars: dollars + more };
  });
}
