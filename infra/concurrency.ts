/**
 * How many functions of a stage may run at the same moment, and does an account allow it?
 *
 * Rules of one minute wake all bots together. What an account does not allow waits: it ticks late, or never.
 */
import { z } from 'zod';

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

/** Lambda keeps so many of an account that no function can reserve. */
const UNRESERVED_LEAST = 100;

/** More than the largest number would wait for S3 and Step Functions. */
const WORKERS = 100;
const WORKERS_MAX = 1_000;

/** The part of an account's functions that tries sets of a search. */
export const researchSchema = z.strictObject({
  /** How many functions Lambda runs of this account at once: Service Quotas, AWS Lambda, Concurrent executions. */
  accountConcurrency: z.number().int().min(1),
  /** How many of them try sets, and are kept for that. */
  workers: z.number().int().min(1).max(WORKERS_MAX).default(WORKERS),
});
export type ReservedWorkers = z.output<typeof researchSchema>;

/**
 * What is reserved for workers is taken from the bots, whether or not a search runs: they must have two each left, and
 * AWS its own minimum. For a person; `undefined` where it fits.
 */
export function workersRefusal(
  bots: readonly WokenBot[],
  { accountConcurrency, workers }: ReservedWorkers,
): string | undefined {
  const needed = functionsAtOnce(bots);
  const reserved = bots.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  const kept = Math.max(needed, UNRESERVED_LEAST + reserved);
  const room = accountConcurrency - kept;
  if (workers <= room) return undefined;
  const why = `Lambda runs ${accountConcurrency} functions of this account at once, the bots need ${needed} of them, and AWS lets nobody reserve its last ${UNRESERVED_LEAST}`;
  const more = 'ask for more, which is free (Service Quotas, AWS Lambda, Concurrent executions)';
  return room < 1
    ? `${why}: no worker fits. Leave research out, or ${more}`
    : `${why}: ${workers} workers do not fit. Set workers to ${room} or less, or ${more}`;
}
