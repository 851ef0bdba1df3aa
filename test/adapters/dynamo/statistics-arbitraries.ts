/**
 * Any sums of a day, and of a run, that a ledger may hold.
 */
import fc from 'fast-check';
import type { DayStatistics } from '../../../lambda/core/ledger/day-statistics.ts';
import { NONE_REQUIRED, amount, day, time, whole, withSome, type OptionalOf } from './value-arbitraries.ts';

const DAY = {
  trades: whole,
  wins: whole,
  feesUsd: amount,
  fundingUsd: amount,
  winsUsd: amount,
};

const SLIPPAGE = {
  slippage: fc.record({ trades: whole, sumUsd: amount }),
} satisfies OptionalOf<DayStatistics>;

const slippage = fc.record(SLIPPAGE, NONE_REQUIRED);

export const daySums = withSome(fc.record(DAY), slippage);

export const endedDay = withSome(
  fc.record({ ...DAY, dayMs: day, netUsd: amount, wasStopped: fc.boolean() }),
  slippage,
);

export const runSums = withSome(
  fc.record({ ...DAY, netUsd: amount }),
  fc.record({ ...SLIPPAGE, sinceMs: time }, NONE_REQUIRED),
);

export const dayStop = {
  cause: fc.constantFrom('budget' as const, 'loss' as const),
  realisedUsd: amount,
  unrealisedUsd: amount,
  limitUsd: amount,
};

export const leftDay = withSome(
  fc.record({ dayMs: day, realisedTodayUsd: amount }),
  fc.record({ today: daySums, stoppedAtMs: time, stop: fc.record(dayStop) }, NONE_REQUIRED),
);
