/**
 * The file a run's report goes to.
 *
 * Invariants: what could not be written after the run is refused before it; a report that is there already stays
 * whole until the new one is.
 */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { InputError } from '../local/input-error.ts';
import { messageOf } from './options.ts';

export interface ReportFile {
  readonly write: (text: string) => Promise<void>;
}

/** @throws InputError when the report could not be written there. Leaves nothing behind until it is written. */
export async function prepareReport(path: string): Promise<ReportFile> {
  const refuse = (error: unknown): never => {
    throw new InputError(`--report: cannot write ${path}: ${messageOf(error)}`, { cause: error });
  };
  if (path === '') refuse('it has no name');
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) refuse('it is a folder; name a file in it');
  const unfinished = `${path}.unfinished`;
  await writeFile(unfinished, '').catch(refuse);
  await rm(unfinished);
  return {
    write: async (text) => {
      await writeFile(unfinished, text).catch(refuse);
      await rename(unfinished, path).catch(refuse);
    },
  };
}
