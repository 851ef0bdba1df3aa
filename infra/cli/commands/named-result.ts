/**
 * A result that is named on the command line: a file, or the id of one that is kept, or its beginning.
 */
import { access } from 'node:fs/promises';
import { localFolder } from '../../local/run-record.ts';
import { resultNamed } from '../../results/result-folder.ts';
import { readKept, readShown } from '../reports/result/kept-result.ts';
import { reportText, runReport } from '../reports/run-report.ts';

/** How an id begins. */
const ID_BEGINNING = /^\d[0-9a-v-]*$/;

/** The report of a kept result, as `--report` writes it; `undefined` where a file is meant. @throws InputError */
export async function keptReport(
  named: string,
): Promise<{ readonly source: string; readonly text: string } | undefined> {
  const isFile = await access(named).then(
    () => true,
    () => false,
  );
  if (isFile || !ID_BEGINNING.test(named)) return undefined;
  const home = localFolder();
  const id = await resultNamed(home, named);
  const shown = await readShown(home, await readKept(home, id));
  return { source: `result ${id}`, text: reportText(runReport(shown)) };
}
