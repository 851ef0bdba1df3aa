/**
 * What must the stored sums of a day, and of a run, look like to be believed?
 *
 * Invariants: amounts are whole units of 1e-8 USD; every value is read as it was written, to the last digit.
 */
import { z } from 'zod';
import type { KnownSlippage, RunStatistics } from '../../core/ledger/day-statistics.ts';
import { DAY_MS, LAST_TIME_MS, minus, plus, usdFromUnits, type Usd } from '../../core/units.ts';

export const amount = z.int().transform((units): Usd => usdFromUnits(units));
const NO_TIME = 'no time that a calendar has';
export const time = z.number().min(0, NO_TIME).max(LAST_TIME_MS, NO_TIME);
/** The beginning of a day, whose end is a time as well. */
export const day = time.max(LAST_TIME_MS - DAY_MS, NO_TIME);

/** Stored without its names, as `run` is. */
export const knownSlippage = z
  .tuple([z.int(), amount])
  .transform(([trades, sumUsd]): KnownSlippage => ({ trades, sumUsd }));

export const dayStatistics = z.object({
  trades: z.int(),
  wins: z.int(),
  feesUsd: amount,
  fundingUsd: amount,
  winsUsd: amount,
  slippage: knownSlippage.exactOptional(),
});
const dayOver = dayStatistics.extend({ dayMs: day, wasStopped: z.boolean() });
export const endedDay = z.union([
  dayOver.extend({ netUsd: amount }),
  // A release wrote the gross in place of the net.
  dayOver.extend({ grossUsd: amount }).transform(({ grossUsd, ...rest }) => ({
    ...rest,
    netUsd: minus(grossUsd, plus(rest.feesUsd, rest.fundingUsd)),
  })),
]);

export const dayStop = z.object({
  cause: z.enum(['budget', 'loss']),
  realisedUsd: amount,
  unrealisedUsd: amount,
  limitUsd: amount,
});

export const leftDay = z.object({
  dayMs: day,
  realisedTodayUsd: amount,
  today: dayStatistics.exactOptional(),
  stoppedAtMs: time.exactOptional(),
  stop: dayStop.exactOptional(),
});

/**
 * Stored without their names: an idle item of more than 1 KB costs another unit a minute. Earlier releases read no more than
 * these: their slippage stands beside it.
 */
export const run = z
  .tuple([z.int(), z.int(), amount, amount, amount, amount, time.optional()])
  .transform(([trades, wins, netUsd, feesUsd, fundingUsd, winsUsd, sinceMs]): RunStatistics => {
    const sums = { trades, wins, netUsd, feesUsd, fundingUsd, winsUsd };
    return sinceMs === undefined ? sums : { ...sums, sinceMs };
  });
