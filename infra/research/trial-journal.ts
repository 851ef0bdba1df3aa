/**
 * What was already tried, so that a search that was interrupted goes on.
 *
 * Invariants:
 * - One line for each set and span, and for each move of the entries, written when it is done; a line that a kill has cut is
 *   tried again.
 * - A journal belongs to one market and to the rules of one release: what was found on other candles, or by other rules,
 *   is not there.
 */
import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { jsonLines } from '../files/json-lines.ts';
import { makeOwnFolder, openOwnToAppend } from '../files/owner-only.ts';
import { sourceVersion } from '../files/source-version.ts';
import { movedKey, trialKey } from './trial-key.ts';
import { trialResultSchema } from './trial-result.ts';
import type { ShiftTask, TrialTask } from './trial-worker.ts';

/** What decides the result of a set. */
const RULES = ['core', 'backtest'].map((folder) => new URL(`../../lambda/${folder}/`, import.meta.url));
const RULES_DIGITS = 12;

const lineSchema = z.union([
  z.object({ key: z.string(), result: trialResultSchema }),
  z.object({ key: z.string(), moved: z.number() }),
]);

export class TrialJournal {
  readonly #known: Map<string, TrialResult>;
  readonly #moved: Map<string, number>;
  readonly #descriptor: number;

  private constructor(known: Map<string, TrialResult>, moved: Map<string, number>, descriptor: number) {
    this.#known = known;
    this.#moved = moved;
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
    const moved = new Map<string, number>();
    for await (const { value: line } of jsonLines(file, lineSchema)) {
      if (line === undefined) continue;
      if ('moved' in line) moved.set(line.key, line.moved);
      else known.set(line.key, line.result);
    }
    const descriptor = openOwnToAppend(file);
    // After a kill the last line may have no end.
    writeSync(descriptor, '\n');
    return new TrialJournal(known, moved, descriptor);
  }

  find(task: TrialTask): TrialResult | undefined {
    return this.#known.get(trialKey(task));
  }

  keep(task: TrialTask, result: TrialResult): void {
    const key = trialKey(task);
    this.#known.set(key, result);
    this.#write({ key, result: { ...result, dailyUsd: [...result.dailyUsd] } });
  }

  /** What the days come to with the entries moved. */
  findMoved(task: ShiftTask): number | undefined {
    return this.#moved.get(movedKey(task));
  }

  keepMoved(task: ShiftTask, moved: number): void {
    const key = movedKey(task);
    this.#moved.set(key, moved);
    this.#write({ key, moved });
  }

  #write(line: object): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
