/**
 * How many functions of a stage may run at the same moment, and does an account allow it?
 *
 * Rules of one minute wake all bots together. What an account does not allow waits: it ticks late, or never.
 */

/** What Lambda allows a new account, all functions together; an older one has 1,000. */
export const NEW_ACCOUNT_CONCURRENCY = 10;

/** The options of a bot that decide it. */
export interface WokenBot {
  readonly schedule: 'on' | 'off';
  readonly reservedConcurrency?: number | undefined;
}

/** One watches until the next one has decided. */
const OF_ONE_BOT = 2;

/** What is reserved for one bot is taken from all others. */
export function functionsAtOnce(bots: readonly WokenBot[]): number {
  return bots
    .map(({ schedule, reservedConcurrency }) => reservedConcurrency ?? (schedule === 'on' ? OF_ONE_BOT : 0))
    .reduce((sum, running) => sum + running, 0);
}

/** For a person; `undefined` where every account allows it. */
export function concurrencyWords(bots: readonly WokenBot[]): string | undefined {
  const needed = functionsAtOnce(bots);
  if (needed <= NEW_ACCOUNT_CONCURRENCY) return undefined;
  return `${needed} functions may run at the same moment, and Lambda allows a new account ${NEW_ACCOUNT_CONCURRENCY}: what is beyond that ticks late, or never. More is free: Service Quotas, AWS Lambda, Concurrent executions`;
}
