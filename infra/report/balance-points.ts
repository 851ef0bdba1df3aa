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

/** @param trades in the order in which they closed. */
export function balancePoints(
  beganDollars: number,
  trades: readonly ClosedTrade[],
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
