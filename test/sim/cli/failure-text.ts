/**
 * One run that failed, with all that is needed to look into it.
 */
import { wrapped } from '../../../infra/cli/terminal/columns.ts';
import { tone } from '../../../infra/cli/terminal/text-format.ts';
import type { Happening } from '../swarm/happening.ts';
import { happeningLine, runTime } from '../swarm/happening-words.ts';
import type { RunPlan } from './seed-plan.ts';
import type { Outcome } from './swarm-run.ts';
import type { Difference } from './trace-difference.ts';

const WIDTH = 80;
const TAIL_LINES = 12;
const VIOLATIONS_SHOWN = 5;
const LINE_SHOWN = 400;

/** @param revision of the code that ran */
export function failureLines(outcome: Outcome, revision: string): readonly string[] {
  const { plan, report, defect, second } = outcome;
  const head = tone('bad', `Seed ${plan.seed} fails at revision ${revision}.`);
  return [
    head,
    ...(plan.sentence === undefined ? [] : wrapped(`It is kept because: ${plan.sentence}`, WIDTH)),
    ...(defect === undefined ? [] : ['It came to no end:', ...indented(defect)]),
    ...(report === undefined ? [] : violationLines(report.violations)),
    ...(report === undefined || second === undefined || second.digest === report.digest
      ? []
      : ['Run twice, it is not the same:', ...differenceLines(second.difference, 'first', 'second')]),
    ...(report === undefined ? [] : happeningLines(report.happenings, report.violations[0]?.atMs)),
    ...(report === undefined || report.violations.length === 0 ? [] : tailLines(report.tail)),
    `Run it again: ${commandOf(plan)}`,
  ];
}

/** Runs exactly this one. */
export function commandOf({ seed, minutes, file, happenings, recorded }: RunPlan): string {
  if (file !== undefined) return `npm run sim -- --happenings ${file}`;
  const markets = recorded === undefined ? '' : ` --recorded ${recorded.join(' ')}`;
  return happenings === undefined
    ? `npm run sim -- --seed ${seed} --minutes ${minutes}${markets}`
    : `npm run sim -- --kept ${seed}`;
}

function violationLines(
  violations: readonly { readonly atMs: number; readonly rule: string; readonly words: string }[],
): readonly string[] {
  const shown = violations.slice(0, VIOLATIONS_SHOWN);
  const more = violations.length - shown.length;
  return [
    ...shown.flatMap(({ atMs, rule, words }) =>
      wrapped(`${runTime(atMs)} ${rule}: ${words}`, WIDTH).map((line, k) => (k === 0 ? line : `  ${line}`)),
    ),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

/** Those that came after it are not what it was caused by. */
function happeningLines(happenings: readonly Happening[], brokenMs = Infinity): readonly string[] {
  const inOrder = happenings.toSorted((left, right) => left.atMs - right.atMs);
  const before = inOrder.filter(({ atMs }) => atMs <= brokenMs);
  const after = inOrder.length - before.length;
  if (inOrder.length === 0) return ['Nothing happened in it.'];
  const shrinkable = before.length > 1 ? ' (--shrink finds the few that matter)' : '';
  return [
    `What happened in it${shrinkable}:`,
    ...indented(before.map(happeningLine)),
    ...(after > 0 ? [`  and ${after} more afterwards`] : []),
  ];
}

function tailLines(tail: readonly string[]): readonly string[] {
  if (tail.length === 0) return [];
  return [
    'The last lines of its trace until then:',
    ...indented(tail.slice(-TAIL_LINES).map((line) => cut(line))),
  ];
}

export function differenceLines(
  difference: Difference | undefined,
  recordedName: string,
  nowName: string,
): readonly string[] {
  if (difference === undefined) return ['The traces are the same, their digests are not.'];
  const { line, before, recorded, now } = difference;
  const at = firstDifferent(recorded ?? '', now ?? '');
  return [
    `Line ${line} is the first that differs:`,
    ...before.map((same) => `  ${cut(same)}`),
    `- ${recorded === undefined ? 'the end' : cut(recorded, at)}`,
    `+ ${now === undefined ? 'the end' : cut(now, at)}`,
    ...fieldLines(recorded, now),
    `(-: ${recordedName}, +: ${nowName})`,
  ];
}

function firstDifferent(left: string, right: string): number {
  let k = 0;
  while (k < left.length && left[k] === right[k]) k += 1;
  return k;
}

/** At most so much of a line, with the place that matters in it. */
function cut(line: string, at = 0): string {
  if (line.length <= LINE_SHOWN) return line;
  const from = Math.min(Math.max(0, at - LINE_SHOWN / 2), line.length - LINE_SHOWN);
  const end = from + LINE_SHOWN;
  return `${from > 0 ? '…' : ''}${line.slice(from, end)}${end < line.length ? '…' : ''}`;
}

/** Of two lines of the bot's log: which of its fields say something else. */
function fieldLines(recorded = '', now = ''): readonly string[] {
  const [left, right] = [fieldsOf(recorded), fieldsOf(now)];
  if (left === undefined || right === undefined) return [];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .map((name) => `  ${name}: ${cut(left.get(name) ?? 'absent')} → ${cut(right.get(name) ?? 'absent')}`);
}

function fieldsOf(line: string): ReadonlyMap<string, string> | undefined {
  const begin = line.indexOf('{');
  if (begin < 0) return undefined;
  try {
    const value: unknown = JSON.parse(line.slice(begin));
    if (typeof value !== 'object' || value === null) return undefined;
    return new Map(Object.entries(value).map(([name, field]) => [name, JSON.stringify(field)]));
  } catch {
    return undefined;
  }
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
