/**
 * The file a run's report goes to.
 *
 * Invariants: what could not be written after the run is refused before it; a report that is there already stays
 * whole until the new one is.
 */
import { open, rename, rm, stat } from 'node:fs/promises';
import { InputError } from '../local/input-error.ts';
import { messageOf } from './options.ts';

export interface ReportFile {
  readonly write: (text: string) => Promise<void>;
  /** Removes what was not finished. */
  readonly discard: () => Promise<void>;
}

/** @throws InputError when the report could not be written there. */
export async function openReport(path: string): Promise<ReportFile> {
  const refuse = (error: unknown): never => {
    throw new InputError(`--report: cannot write ${path}: ${messageOf(error)}`, { cause: error });
  };
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) refuse('it is a folder; name a file in it');
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w').catch(refuse);
  return {
    write: async (text) => {
      await file.writeFile(text);
      await file.close();
      await rename(unfinished, path).catch(refuse);
    },
    discard: async () => {
      await file.close();
      await rm(unfinished, { force: true });
    },
  };
}
