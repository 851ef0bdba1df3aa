/**
 * What was already tried, so that a search that was interrupted goes on.
 *
 * Invariants:
 * - One line for each set and span, written when it is done; a line that a kill has cut is tried again.
 * - A journal belongs to one market and to the rules of one release: what was found on other candles, or by other rules,
 *   is not there.
 */
import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalSet } from '../../lambda/backtest/search/search-space.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { usdFromUnits } from '../../lambda/core/units.ts';
import { jsonLines } from '../files/json-lines.ts';
import { makeOwnFolder, openOwnToAppend } from '../files/owner-only.ts';
import { sourceVersion } from '../files/source-version.ts';
import type { TrialTask } from './trial-worker.ts';

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

/** What decides the result of a set. */
const RULES = ['core', 'backtest'].map((folder) => new URL(`../../lambda/${folder}/`, import.meta.url));
const RULES_DIGITS = 12;

const lineSchema = z.object({ key: z.string(), result: trialResultSchema });

export class TrialJournal {
  readonly #known: Map<string, TrialResult>;
  readonly #descriptor: number;

  private constructor(known: Map<string, TrialResult>, descriptor: number) {
    this.#known = known;
    this.#descriptor = descriptor;
  }

  /** @param marketId of the candles. @throws InputError where the folder is not the user's own. */
  static async open(home: string, marketId: string): Promise<TrialJournal> {
    const folder = join(home, 'trials');
    await makeOwnFolder(home);
    await makeOwnFolder(folder);
    const rules = await sourceVersion(RULES, true);
    const file = join(folder, `${marketId}-${rules.slice(0, RULES_DIGITS)}.jsonl`);
    const known = new Map<string, TrialResult>();
    for await (const { value: line } of jsonLines(file, lineSchema)) {
      if (line !== undefined) known.set(line.key, line.result);
    }
    const descriptor = openOwnToAppend(file);
    // After a kill the last line may have no end.
    writeSync(descriptor, '\n');
    return new TrialJournal(known, descriptor);
  }

  find(task: TrialTask): TrialResult | undefined {
    return this.#known.get(keyOf(task));
  }

  keep(task: TrialTask, result: TrialResult): void {
    const key = keyOf(task);
    this.#known.set(key, result);
    const line = { key, result: { ...result, dailyUsd: [...result.dailyUsd] } };
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function keyOf({ parameters, fromMs, toMs }: TrialTask): string {
  return `${fromMs} ${toMs} ${canonicalSet(parameters)}`;
}
