/**
 * The file in which the weeks of trading sessions are gathered.
 *
 * - It stays whole until the new one is.
 * - What it holds is never lost: one that cannot be read, or is of another exchange, is replaced only where that is asked for.
 */
import { stat } from 'node:fs/promises';
import { readText } from '../../files/bounded-text.ts';
import { prepareOutput } from '../../files/output-file.ts';
import { codeOf } from '../../files/system-error.ts';
import { readWrittenJson } from '../../files/written-file.ts';
import { wordsOf } from '../../caught-words.ts';
import { InputError } from '../../input-error.ts';
import { OWN_BEGINNING, parseSaved, savedText, type SavedSchedule } from './saved-schedule.ts';

/** A century of the busiest market. */
export const SAVED_BYTES_MAX = 32 * 1024 * 1024;

export interface SessionsOutput {
  /** What the file holds; absent where there is none. */
  readonly saved?: SavedSchedule;
  readonly write: (schedule: SavedSchedule) => Promise<void>;
}

export interface SessionsTerms {
  readonly exchange: string;
  /** Whether a file is replaced that cannot be gone on with. */
  readonly isForced: boolean;
}

/** @throws InputError where the file cannot be written, or gone on with. */
export async function openSessionsOutput(file: string, terms: SessionsTerms): Promise<SessionsOutput> {
  const output = await prepareOutput(file, {
    option: '--out',
    inputs: [],
    isForced: terms.isForced,
    ownBeginning: OWN_BEGINNING,
  });
  const saved = await savedIn(file, terms.exchange).catch((error: unknown) => {
    if (terms.isForced) return undefined;
    throw new InputError(
      `--out: cannot go on with ${file}: ${wordsOf(error)}; name another, or replace it with --force`,
      { cause: error },
    );
  });
  return { ...(saved && { saved }), write: (schedule) => output.write(savedText(schedule)) };
}

async function savedIn(file: string, exchange: string): Promise<SavedSchedule | undefined> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isFile() !== true) return undefined;
  const saved = parseSaved(readWrittenJson(await readText(file, SAVED_BYTES_MAX), file));
  if (saved.exchange === exchange) return saved;
  throw new Error(`it holds the hours of ${saved.exchange}, and these are of ${exchange}`);
}
