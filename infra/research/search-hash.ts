/**
 * Is it the same result? A name that depends on every set that was tried and on every number that it came to, and on nothing else: not on
 * who tried it, nor on how often it was interrupted.
 */
import { createHash } from 'node:crypto';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import type { Found } from './search.ts';
import { trialKey } from './trial-key.ts';

export function searchHash({ sets, walked, shifts, unsealed }: Found): string {
  const hash = createHash('sha256');
  const add = (key: string, result: TrialResult) => {
    const { dailyUsd, ...sums } = result;
    const fields = Object.entries(sums).toSorted(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`${key} ${JSON.stringify(Object.fromEntries(fields))} ${dailyUsd.length}\n`).update(dailyUsd);
  };
  for (const { parameters, result } of sets) add(trialKey({ parameters, fromMs: 0, toMs: 0 }), result);
  for (const { parameters, attempt, attempted } of walked)
    add(trialKey({ parameters, ...attempt }), attempted);
  if (shifts !== undefined) hash.update(JSON.stringify([shifts.p, shifts.shifts]));
  if (unsealed !== undefined) add('unsealed', unsealed);
  return hash.digest('hex');
}
