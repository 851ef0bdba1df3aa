/**
 * Is a terminal as it was found, whatever ends the command that has changed it?
 */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { leftAsFound } from '../../../infra/cli/terminal/left-as-found.ts';
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

it('a terminal is left to a command that hears the signal itself, and is undone once', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const heard = vi.fn();
  const undo = vi.fn();
  process.on('SIGTERM', heard);
  onTestFinished(() => void process.off('SIGTERM', heard));
  const before = process.listenerCount('SIGTERM');
  const end = leftAsFound(undo);
  process.emit('SIGTERM', 'SIGTERM');
  expect([heard.mock.calls.length, undo.mock.calls.length, kill.mock.calls.length]).toEqual([1, 0, 0]);
  end();
  end();
  expect(undo).toHaveBeenCalledTimes(1);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
