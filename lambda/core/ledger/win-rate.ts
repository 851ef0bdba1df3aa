/**
 * The share of trades that must win for a net of zero.
 *
 * Invariant: no win rate is enough where wins earn nothing, and that is `undefined`, never 1.
 */

/** Net win over (win + loss) turned round: the share of trades that must win; `undefined` when wins earn nothing. */
export function breakEvenWinRate(winUsd: number, lossUsd: number): number | undefined {
  if (winUsd <= 0) return undefined;
  return Math.max(0, lossUsd) / (winUsd + Math.max(0, lossUsd));
}
