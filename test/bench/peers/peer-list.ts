/**
 * Which engines are compared, how each is started, and what each does not do of the common rule and of the bot.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Peer {
  readonly name: string;
  /** Where its lock, its program and what was installed are. */
  readonly folder: string;
  readonly language: 'node' | 'python';
  readonly program: string;
  /** Where its trades differ from the common rule, and what it does not compute at all. Sentences. */
  readonly differs: readonly string[];
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

const NO_BOT = 'No rails, recovery, liquidation or funding; money in floats.';

/** Named after what the registries call them; their versions are in the locks. */
export const PEERS: readonly Peer[] = [
  {
    name: 'grademark',
    folder: join(HERE, 'grademark'),
    language: 'node',
    program: 'run.mjs',
    differs: [
      'The minute of the entry is never checked.',
      'A stop or target that was jumped over is filled at its own price. A touch fills the target.',
      'A position that ends in a minute cannot be entered again in it or in the next.',
      NO_BOT,
    ],
  },
  {
    name: 'backtesting',
    folder: join(HERE, 'backtesting'),
    language: 'python',
    program: 'run.py',
    differs: [
      'Stop and target are priced from the close of the signal, before the fill is known. A touch fills the target.',
      'Its run computes some thirty statistics, too.',
      NO_BOT,
    ],
  },
  {
    name: 'vectorbt',
    folder: join(HERE, 'vectorbt'),
    language: 'python',
    program: 'run.py',
    differs: [
      'One order a minute: a position that ends in it cannot be entered again in it, and the minute of the entry is not checked.',
      'A touch fills the target.',
      'Compiled by numba: a process loads what an earlier one has compiled, which took twice as long, and compiles the rest.',
      NO_BOT,
    ],
  },
  {
    name: 'raptorbt',
    folder: join(HERE, 'raptorbt'),
    language: 'python',
    program: 'run.py',
    differs: [
      'One direction a run, so that there are two runs, whose positions may be open at the same time.',
      'It is given ready-made signals. numpy makes them, which is counted, and is told by itself, too.',
      'A signal of the minute in which a position ends is not entered.',
      'No exit by age: an exit is asked for five minutes after each signal, also after one that was not entered.',
      'Its run computes 48 statistics, too.',
      NO_BOT,
    ],
  },
];

export const OURS: Peer = {
  name: 'ours',
  folder: join(HERE, 'ours'),
  language: 'node',
  program: 'run.ts',
  differs: [],
};

/** Why it cannot be run; undefined where it can. */
export async function whyMissing({ folder, language }: Peer): Promise<string | undefined> {
  const [lock, installed] = LOCKS[language];
  const [wanted, found, reason] = await Promise.all(
    [lock, installed, WHY].map((name) => readFile(join(folder, name), 'utf8').catch(() => undefined)),
  );
  if (wanted !== undefined && found === wanted) return undefined;
  if (reason !== undefined) return `could not be installed: ${reason.trim()}`;
  return found === undefined
    ? 'not installed: npm run peers:install'
    : 'another version is installed: npm run peers:install';
}

/** The lock of each language, and the copy that install.sh leaves once everything in it is installed. */
const LOCKS = {
  node: ['package-lock.json', 'node_modules/.installed'],
  python: ['requirements.txt', '.venv/installed.txt'],
} as const;
/** What install.sh leaves where it did not come to that. */
const WHY = 'not-installed.txt';

/** The command that runs its program. */
export function commandOf({ folder, language, program }: Peer): readonly [string, string] {
  const executable = language === 'node' ? process.execPath : join(folder, '.venv/bin/python');
  return [executable, join(folder, program)];
}
