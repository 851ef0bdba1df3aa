/**
 * The doctor's lines: passed, or the remedy.
 *
 * Invariant: a command stands on one line, however long, so that it can be pasted.
 */
import { launcherTyped } from '../../../lambda/adapters/command-line.ts';
import type { DoctorLine, DoctorReport } from '../reports/doctor-report.ts';
import { tone } from '../terminal/text-format.ts';
import { wrapped } from '../terminal/columns.ts';

const NAME_WIDTH = 14;
const STATE_WIDTH = 9;
const STATES = { passed: 'passed', wrong: 'failed', unasked: 'unknown' } as const;

export function doctorScreen({ lines }: DoctorReport, width: number): readonly string[] {
  const count = (status: DoctorLine['status']) => lines.filter((line) => line.status === status).length;
  const [wrong, unasked] = [count('wrong'), count('unasked')];
  const end =
    wrong + unasked === 0
      ? tone('good', 'Every check passed.')
      : tone('bad', `${wrong} of ${lines.length} checks failed, ${unasked} could not run.`);
  return [...lines.flatMap((line) => rowsOf(line, width)), '', end];
}

function rowsOf({ check, status, found, todo }: DoctorLine, width: number): readonly string[] {
  const indent = ' '.repeat(NAME_WIDTH + STATE_WIDTH);
  const room = width - indent.length;
  const [first = '', ...rest] = wrapped(found, room);
  const todos =
    todo === undefined ? [] : withWholeCommands(`→ ${todo}`, room).map((text) => tone('loud', text));
  const state = tone(status === 'passed' ? 'good' : 'bad', STATES[status].padEnd(STATE_WIDTH));
  return [
    `${check.padEnd(NAME_WIDTH)}${state}${first}`,
    ...[...rest, ...todos].map((text) => `${indent}${text}`),
  ];
}

/** It ends with the sentence, or where the sentence goes on after a comma, a colon or a semicolon. */
const launcher = () => launcherTyped().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const commands = () =>
  new RegExp(String.raw`\(cd [^)]+\)|(?:\b(?:aws|npx)|${launcher()}) (?:[^;,:"]|[;,:](?! ))+`, 'g');
/** Stands for a space within a command; no text has it. */
const JOINER = '\u2060';

function withWholeCommands(text: string, width: number): readonly string[] {
  const joined = text.replaceAll(commands(), (command) => command.replaceAll(' ', JOINER));
  return wrapped(joined, width).map((line) => line.replaceAll(JOINER, ' '));
}
