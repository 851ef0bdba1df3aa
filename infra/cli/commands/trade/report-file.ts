/**
 * The file of a run's report.
 *
 * - A path that cannot be written ends the command before the run.
 * - An existing report stays whole until the new one is.
 */
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { InputError } from '../../../input-error.ts';
import { wordsOf } from '../../../caught-words.ts';

export interface ReportFile {
  readonly write: (text: string) => Promise<void>;
}

/**
 * @param inputs files that the run reads: a report must not take the place of one.
 * @throws InputError when the report could not be written there. Leaves nothing behind until it is written.
 */
export async function prepareReport(path: string, inputs: readonly string[]): Promise<ReportFile> {
  const refuse = (error: unknown): never => {
    throw new InputError(`--report: cannot write ${path}: ${wordsOf(error)}`, { cause: error });
  };
  if (path === '') refuse('it has no name');
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory() === true) refuse('it is a folder; name a file in it');
  const read = await Promise.all(inputs.map((input) => realpath(input).catch(() => input)));
  if (read.includes(target)) refuse('it is one of the files to be read');
  // A device or a pipe is written to, not replaced.
  if (found !== undefined && !found.isFile())
    return { write: (text) => writeFile(target, text).catch(refuse) };
  const unfinished = `${target}.${process.pid}.unfinished`;
  await writeFile(unfinished, '', { flag: 'wx' }).catch(refuse);
  await rm(unfinished);
  return {
    write: async (text) => {
      await writeFile(unfinished, text, { flag: 'wx' }).catch(refuse);
      await rename(unfinished, target).catch(refuse);
    },
  };
}
