/**
 * `scalper`: the command line of the bot.
 *
 * Exit codes: 0 done (also when interrupted by Ctrl-C), 1 a check failed, or a defect, 2 the input cannot
 * be used, or the output not written, 130 interrupted again before it had ended.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { commandLine, typeCommandsAs } from '../../lambda/adapters/command-line.ts';
import { ParameterError } from '../../lambda/config.ts';
import { CandleFileError } from '../recordings/candle-file-error.ts';
import {
  codeOf,
  damagedDatabaseWords,
  pathFailureWords,
  pathOf,
  placeFailureWords,
} from '../files/system-error.ts';
import { InputError } from '../input-error.ts';
import { calledAs } from './commands/called-as.ts';
import { useProxyOfEnvironment } from './environment-proxy.ts';
import { scalperProgram } from './program.ts';
import { defectLines } from './terminal/defect-lines.ts';
import { complain } from './terminal/output.ts';

const EXIT_DEFECT = 1;
const EXIT_INPUT = 2;

typeCommandsAs(calledAs({}));
await useProxyOfEnvironment();

// What a command writes is for its user only: a folder of a run, an export, a report.
process.umask(0o077);

// A reader such as `head` may close the output early, and a disk may be full. What a command does is done all the same:
// it may be closing positions, or writing a report. What goes on until Ctrl-C listens to this, too.
let isOutputLost = false;
process.stdout.on('error', (error) => {
  if (isOutputLost) return;
  isOutputLost = true;
  if (codeOf(error) === 'EPIPE') return;
  const exitCode = report(error);
  process.once('exit', () => (process.exitCode = exitCode));
});

// What is thrown beside the command, such as by an event, is told as what it throws; Node would print all that it holds.
process.on('uncaughtException', leave);

try {
  await (await scalperProgram(process.argv[2])).parseAsync();
} catch (error) {
  // The launcher says what is not installed, also where it is missed before this file can be read.
  if (error instanceof Error && error.message.startsWith('Cannot find package ')) throw error;
  process.exitCode = report(error);
}

function leave(error: unknown): never {
  // oxlint-disable-next-line unicorn/no-process-exit -- the command may still be at work
  process.exit(report(error));
}

function report(error: unknown): number {
  // Commander has printed its own sentence already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_INPUT;
  if (error instanceof InputError || error instanceof ParameterError || error instanceof CandleFileError) {
    complain(error instanceof CandleFileError ? error.message : error.lines);
    return EXIT_INPUT;
  }
  const words = noDefectWords(error);
  if (words !== undefined) {
    complain(words);
    return EXIT_INPUT;
  }
  complain(defectLines(error));
  return EXIT_DEFECT;
}

/** Of a full disk, a place that cannot be written, a folder where a file was kept: nothing that this program could do better. */
function noDefectWords(error: unknown): string | undefined {
  const path = pathOf(error);
  const place = placeFailureWords(error);
  if (place !== undefined) return `${path ?? 'the output cannot be written'}: ${place}`;
  const damage = damagedDatabaseWords(error);
  if (damage !== undefined) return `${damage}: begin anew with \`${commandLine('start --fresh')}\``;
  const words = pathFailureWords(error);
  // What is wrong with the program's own files is its own.
  if (words === undefined || path === undefined || isOfProgram(path)) return undefined;
  return `${path}: ${words}; move it away, or name another place`;
}

function isOfProgram(path: string): boolean {
  const clone = fileURLToPath(new URL('../..', import.meta.url));
  return ['infra', 'lambda', 'node_modules'].some((name) => resolve(path).startsWith(join(clone, name)));
}
