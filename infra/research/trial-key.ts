/**
 * What a try is known by, on one market: the same set on the same span has the same key, whoever tries it.
 */
import { hash } from 'node:crypto';
import { canonicalSet } from '../../lambda/backtest/search/search-space.ts';
import type { ShiftTask, TrialTask } from './trial-worker.ts';

export function trialKey({ parameters, fromMs, toMs }: TrialTask): string {
  return `${fromMs} ${toMs} ${canonicalSet(parameters)}`;
}

/** The digest of all its windows: they are many, and the same for every move. */
export function movedKey({ attempts, by }: ShiftTask): string {
  return `${by} ${hash('sha256', attempts.map((attempt) => trialKey(attempt)).join('\n'))}`;
}
