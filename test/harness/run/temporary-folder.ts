/**
 * `test/harness/run/`: what surrounds a whole run of the tests, and each of its files.
 *
 * This is the folder for temporary files of one run. Whoever leaves something there, or a process that goes on, fails it.
 */
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Before the first file of tests. @returns what is done after the last one. @throws Error when anything is left. */
export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kallisti-tests-'));
  // Everybody may write there, as in the folder of the system: tests have a neighbour, too.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return async () => {
    let processes = processesIn(folder);
    for (let look = 0; processes.length > 0 && look < LOOKS; look += 1) {
      await setTimeout(LOOK_EVERY_MS);
      processes = processesIn(folder);
    }
    const left = [...processes, ...readdirSync(folder).filter((name) => !BROWSERS.test(name))];
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    if (left.length > 0) throw new Error(`tests have left behind: ${left.join(', ')}`);
  };
}

/** Who has just lost its starter may need a while to end, on a busy machine. */
const LOOKS = 120;
const LOOK_EVERY_MS = 500;

/** What Chromium leaves by itself. */
const BROWSERS = /^\.?org\.chromium\./;

/** Processes that were started with this folder for their temporary files, and whose starter has ended before them. */
function processesIn(folder: string): readonly string[] {
  return idsOfProcesses().flatMap((id) => {
    try {
      const environment = readFileSync(`/proc/${id}/environ`, 'utf8').split('\0');
      if (!environment.includes(`TMPDIR=${folder}`) || isOurs(id)) return [];
      return [`process ${id} (${readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()})`];
    } catch {
      // It has ended meanwhile, or belongs to somebody else.
      return [];
    }
  });
}

/** Where the system lists them in files, as Linux does. */
function idsOfProcesses(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Whether this process, or one that it has started, has started it: those are ended by it. */
function isOurs(id: number): boolean {
  for (let parent = id; parent > 1; parent = parentOf(parent)) if (parent === process.pid) return true;
  return false;
}

function parentOf(id: number): number {
  // After the name of the program, which may hold anything.
  const [, parent = '0'] = readFileSync(`/proc/${id}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
  return Number(parent);
}
