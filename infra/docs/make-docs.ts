/**
 * `infra/docs/`: the parts of the pages that are made from the source, and the picture in the README.
 *
 * `npm run docs`: the parameters, the requests, the commands, the columns, the folders and the picture of a terminal. Invariant: what it makes
 * follows from the source alone, so that a test can compare it.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { withColumnTables } from './column-tables.ts';
import { withCommandReference } from './command-reference.ts';
import { readRooms, withFolderTable } from './folder-table.ts';
import { withParameterTable } from './parameter-table.ts';
import { withRequestTable } from './request-table.ts';
import { terminalPicture } from './terminal-picture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The pages with made parts, and how these are renewed. */
export const PAGES: Readonly<Record<string, (page: string) => string>> = {
  'CONTRIBUTING.md': (page) => withFolderTable(page, readRooms(ROOT)),
  'infra/cli/README.md': (page) => withColumnTables(withCommandReference(page)),
  'lambda/README.md': (page) => withRequestTable(withParameterTable(page)),
};

export const PICTURE = 'infra/docs/terminal.svg';

/** The last screen of `npm start`: its market is the same in every run. The ledger's place changes no result. */
export async function lastScreenOfStart(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'scalper-picture-'));
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'infra/cli/bin.mjs'), 'start', '--store', 'memory'],
      { cwd: folder, env: { PATH: process.env['PATH'], FORCE_COLOR: '1', SCALPER_HOME: folder } },
    );
    return terminalPicture(stdout, {
      title: 'npm start',
      description: `The end of npm start. ${lastLine(stdout)}`,
      columns: 123,
      rows: 38,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lastLine(output: string): string {
  return stripVTControlCharacters(output.trimEnd().split('\n').at(-1) ?? '');
}

if (import.meta.main) {
  for (const [path, renewed] of Object.entries(PAGES)) {
    const file = join(ROOT, path);
    writeFileSync(file, renewed(readFileSync(file, 'utf8')));
  }
  writeFileSync(join(ROOT, PICTURE), await lastScreenOfStart());
}
