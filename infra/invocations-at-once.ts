/**
 * How many invocations do the bots of a stage need at once? New accounts have ten, for all their functions together.
 */
import type { StageInput } from './stages.ts';

/** Of one bot: it is woken every minute, and an invocation ends before the next one begins. A test compares its timeout. */
export const INVOCATIONS_OF_A_BOT = 1;

/** Without bots that have reserved theirs, and those that are not woken. */
export function invocationsAtOnce(
  bots: readonly Pick<StageInput['bots'][number], 'schedule' | 'reservedConcurrency'>[],
): number {
  const sharing = bots.filter(
    ({ schedule, reservedConcurrency }) => schedule === 'on' && reservedConcurrency === undefined,
  );
  return sharing.length * INVOCATIONS_OF_A_BOT;
}
