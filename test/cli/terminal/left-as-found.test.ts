/**
 * Is a terminal as it was found, whatever ends the command that has changed it?
 */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LEFT_OTHERWISE, hasTerminals, startInTerminal } from '../../harness/pseudo-terminal.ts';
import { folderOf, interruptedAt, type Ended } from '../../harness/scalper-process.ts';
import { Terminal } from '../../harness/terminal-emulator.ts';

const COLUMNS = 80;
const ASK_UNSEEN = fileURLToPath(new URL('ask-unseen.ts', import.meta.url));
const ASK_YES = fileURLToPath(new URL('ask-yes.ts', import.meta.url));
/** Of a person, of a window that is closed, and of a limit. */
const SIGNALS = ['SIGHUP', 'SIGQUIT', 'SIGTERM', 'SIGXCPU'] as const;

interface Case {
  readonly words: string;
  readonly file?: string;
  readonly args?: readonly string[];
}

/** Runs a program that gets the signal when it has said the words. */
async function endedBy(name: NodeJS.Signals, { words, file, args = [] }: Case): Promise<Ended> {
  const env = interruptedAt(words, name);
  const folder = await folderOf();
  const program = file === undefined ? {} : { file };
  return startInTerminal({ columns: COLUMNS, folder, args, env, echoes: true, ...program }).ended;
}

describe.skipIf(!hasTerminals)('a terminal (skipped where the script of util-linux is absent)', () => {
  it.each(SIGNALS)('a terminal shows what is typed after %s at a question for a secret', async (name) => {
    const { code, stdout } = await endedBy(name, { words: 'first: ', file: ASK_UNSEEN });
    expect(stdout).not.toContain(LEFT_OTHERWISE);
    expect(code).toBe(128 + constants.signals[name]);
  });

  it.each(SIGNALS)('a terminal shows what is typed after %s at a question of yes or no', async (name) => {
    const { code, stdout } = await endedBy(name, { words: '[y/N]', file: ASK_YES });
    expect(stdout).not.toContain(LEFT_OTHERWISE);
    expect(code).toBe(128 + constants.signals[name]);
  });

  it.each(['SIGHUP', 'SIGQUIT'] as const)('a terminal has its cursor after %s in a run', async (name) => {
    const run = { words: '06 0', args: ['start', '--store', 'memory', '--speed', '12000'] };
    const { code, stdout } = await endedBy(name, run);
    expect(stdout).toContain('\u001B[?25l');
    expect(new Terminal(COLUMNS).write(stdout).cursorIsVisible).toBe(true);
    expect(code).toBe(128 + constants.signals[name]);
  });
});
