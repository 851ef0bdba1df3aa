/**
 * Wait for it? The operator's habit: when a position goes against him, widen the stop and wait for the bounce.
 *
 * Invariants:
 * - Crossing the initial stop never closes a position. It starts the recovery clock.
 * - The clock runs out.
 * - The hard stop rests at the recovery level the whole time, whatever happens here.
 */
import { SECOND_MS, fractionOfPct } from '../units.ts';
import type { PositionTerms } from '../ledger/position.ts';

export type RecoveryVerdict = 'recovered' | 'recovery-timeout' | 'start-recovery' | 'waiting' | 'unneeded';

export interface RecoveryTerms extends Pick<PositionTerms, 'initialStopPct' | 'recoverySeconds'> {}

/**
 * Rules 4 to 6 of the exits.
 *
 * @param sinceMs when recovery started; `undefined` while there is none.
 * @param moved d × (price / entry − 1): the move in our favour, a fraction.
 * @param even whether closing now loses nothing, as `breakeven` defines it.
 */
export function judgeRecovery(
  terms: RecoveryTerms,
  sinceMs: number | undefined,
  moved: number,
  even: boolean,
  tickMs: number,
): RecoveryVerdict {
  if (sinceMs === undefined) {
    return moved <= -fractionOfPct(terms.initialStopPct) ? 'start-recovery' : 'unneeded';
  }
  if (even) return 'recovered';
  return tickMs - sinceMs >= terms.recoverySeconds * SECOND_MS ? 'recovery-timeout' : 'waiting';
}
