/**
 * The result of a set as it comes from a thread or a file, before it is believed.
 */
import { z } from 'zod';
import { usdFromUnits } from '../../lambda/core/units.ts';

const amount = z.number().transform(usdFromUnits);
const count = z.int().nonnegative();

/** A result as a thread answers it, and as it is kept, with the days as a list. */
export const trialResultSchema = z.object({
  trades: count,
  wins: count,
  ambiguous: count,
  dailyStops: count,
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  netUsd: amount,
  dailyUsd: z.instanceof(Float64Array).or(z.array(z.number()).transform((days) => Float64Array.from(days))),
  daysToRuin: count.optional(),
  activeDays: count,
});
