/**
 * How many functions of a stage may run at the same moment?
 *
 * Rules of one minute wake all bots together. What an account does not allow waits: it ticks late, or never.
 */

/** The options of a bot that decide it. */
export interface WokenBot {
  readonly schedule: 'on' | 'off';
  readonly reservedConcurrency?: number | undefined;
}

/** What is reserved for one bot is taken from all others. */
export function functionsAtOnce(bots: readonly WokenBot[]): number {
  return bots
    .map(({ schedule, reservedConcurrency }) => reservedConcurrency ?? (schedule === 'on' ? 1 : 0))
    .reduce((sum, running) => sum + running, 0);
}
