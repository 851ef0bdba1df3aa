/**
 * A program in a terminal of its own, as a person has it.
 */
import { spawnSync } from 'node:child_process';
import { BIN, startProgram, type Running } from './scalper-process.ts';

const version = spawnSync('script', ['--version'], { encoding: 'utf8' });

/** The script of util-linux makes terminals. */
export const hasTerminals = version.error === undefined && version.stdout.includes('util-linux');

/** What is shown at the end of a program that left its terminal in another mode, such as one without an echo. */
export const LEFT_OTHERWISE = 'The terminal is not as it was found.';

export interface TerminalRun {
  readonly columns: number;
  /** 40, if not given. */
  readonly rows?: number;
  readonly folder: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The file that Node runs; the command line, if not given. */
  readonly file?: string;
  /** Whether the terminal shows what is typed, as it does for a person. */
  readonly echoes?: boolean;
}

export function startInTerminal({ columns, folder, args, ...rest }: TerminalRun): Running {
  const { env = {}, file = BIN, echoes = false, rows = 40 } = rest;
  const settings = `stty cols ${columns} rows ${rows} ${echoes ? 'echo' : '-echo'}`;
  // The shell outlives what ends the program, as a person's does.
  const command = `trap : INT; ${settings}; found=$(stty -g); "$NODE" "$FILE" ${args.join(' ')}; code=$?
    [ "$found" = "$(stty -g)" ] || echo '${LEFT_OTHERWISE}'; exit $code`;
  const environment = { TERM: 'xterm', SHELL: '/bin/sh', NODE: process.execPath, FILE: file, ...env };
  return startProgram('script', ['-qec', command, '/dev/null'], { folder, env: environment });
}
