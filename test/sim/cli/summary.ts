/**
 * What came of all runs together, to be read.
 */
import { columns, wrapped, type Align } from '../../../infra/cli/terminal/columns.ts';
import { count } from '../../../infra/cli/terminal/text-format.ts';
import { ORDER_STATES } from '../order-states.ts';
import type { RunReport } from '../run-report.ts';
import { duration } from '../swarm/number-words.ts';
import { coverageOf, longestNaked, type Coverage } from './coverage-matrix.ts';
import { IMPOSSIBLE, whyImpossible } from '../impossible-cells.ts';
import { isFailed, stepsOf, type Outcome } from './swarm-run.ts';

const WIDTH = 80;
const MONTH_MINUTES = (365.25 / 12) * 24 * 60;
/** Cells that are named without being asked for. */
const LISTED_MAX = 40;
/** Room for the names of faults beside the states. */
const NAME_MAX = 29;

export interface Totals {
  readonly seeds: number;
  readonly ticks: number;
  readonly watchSteps: number;
  readonly trades: number;
  readonly months: number;
  readonly stepsPerSecond: number;
  readonly twice: number;
  readonly failed: number;
}

/** @param tookMs on this machine */
export function totalsOf(outcomes: readonly Outcome[], tookMs: number): Totals {
  const reports = reportsOf(outcomes);
  const sum = (field: 'ticks' | 'watchSteps' | 'trades' | 'minutes') =>
    reports.reduce((total, report) => total + report[field], 0);
  const steps = outcomes.reduce((total, outcome) => total + stepsOf(outcome), 0);
  return {
    seeds: outcomes.length,
    ticks: sum('ticks'),
    watchSteps: sum('watchSteps'),
    trades: sum('trades'),
    months: sum('minutes') / MONTH_MINUTES,
    stepsPerSecond: tookMs === 0 ? 0 : steps / (tookMs / 1_000),
    twice: outcomes.filter(({ second }) => second !== undefined).length,
    failed: outcomes.filter(isFailed).length,
  };
}

export function reportsOf(outcomes: readonly Outcome[]): readonly RunReport[] {
  return outcomes.flatMap(({ report }) => report ?? []);
}

/** @param known faults that could have been drawn */
export function summaryLines(
  outcomes: readonly Outcome[],
  tookMs: number,
  known: readonly string[] = [],
): readonly string[] {
  const reports = reportsOf(outcomes);
  const coverage = coverageOf(reports, known);
  return [
    ...totalsLines(totalsOf(outcomes, tookMs)),
    ...nakedLines(reports),
    ...coverageLines(coverage, known.length > 0 ? Infinity : LISTED_MAX),
    ...verdictLines(outcomes),
  ];
}

function totalsLines(totals: Totals): readonly string[] {
  const { seeds, ticks, watchSteps, trades, months, stepsPerSecond, twice } = totals;
  const text =
    `${numbered(seeds, 'seed')} ran: ${count(ticks)} ticks and ${count(watchSteps)} watch steps in ` +
    `${monthsText(months)} simulated months, ${count(Math.round(stepsPerSecond))} a second. ` +
    `The exchange saw ${numbered(trades, 'trade')}. ${
      twice === 0 ? 'No seed was run twice.' : `${numbered(twice, 'seed')} ran twice, in two processes.`
    }`;
  return wrapped(text, WIDTH);
}

/** Two digits of a part, no part of many. */
function monthsText(months: number): string {
  return months >= 10 ? count(Math.round(months)) : String(Number(months.toPrecision(2)));
}

function nakedLines(reports: readonly RunReport[]): readonly string[] {
  const rows = longestNaked(reports).map(({ cause, ms, seed }) => [cause, duration(ms), `seed ${seed}`]);
  if (rows.length === 0) return [];
  return ['', 'Longest time without a stop, by cause', ...columns(['left', 'right', 'left'], rows)];
}

function coverageLines({ faults, neverHit, yetHit }: Coverage, listedMax: number): readonly string[] {
  if (faults.length === 0) return ['', 'No fault was drawn.'];
  const aligns: readonly Align[] = ['left', ...ORDER_STATES.map(() => 'right' as const)];
  const head = ['met in', ...ORDER_STATES.map((state) => SHORT[state])];
  const rows = faults.map(({ fault, byState }) => [
    short(fault),
    ...ORDER_STATES.map((state) => {
      if (byState[state] > 0) return compact(byState[state]);
      return whyImpossible(fault, state) === undefined ? '.' : '-';
    }),
  ]);
  return [
    '',
    'Faults by what the orders were doing (.: never met, -: cannot be)',
    ...columns(aligns, [head, ...rows]),
    '',
    ...(neverHit.length > listedMax
      ? wrapped(
          `${numbered(neverHit.length, 'cell')} never hit: the dots above. --json names them, and --require-coverage.`,
          WIDTH,
        )
      : neverHitLines(faults, neverHit)),
    ...yetHit.flatMap(({ fault, state }) =>
      wrapped(`Declared impossible, and hit: ${fault}, ${state}.`, WIDTH),
    ),
    ...IMPOSSIBLE.filter(({ faults: of }) => faults.some(({ fault }) => of.test(fault))).flatMap(
      ({ states, why, label }) => wrapped(`${label} cannot be met ${states.join(', ')}: ${why}.`, WIDTH),
    ),
  ];
}

function neverHitLines(faults: Coverage['faults'], neverHit: Coverage['neverHit']): readonly string[] {
  if (neverHit.length === 0) return ['Every fault was met in every state in which it can be.'];
  const unmet = faults.filter(({ byState }) => ORDER_STATES.every((state) => byState[state] === 0));
  const names = new Set(unmet.map(({ fault }) => fault));
  const others = Map.groupBy(
    neverHit.filter(({ fault }) => !names.has(fault)),
    ({ fault }) => fault,
  );
  const lines = [...others].map(
    ([fault, cells]) => `${fault}: ${cells.map(({ state }) => state).join(', ')}`,
  );
  return [
    `${numbered(neverHit.length, 'cell')} never hit:`,
    ...[...(unmet.length === 0 ? [] : [`in no state: ${[...names].join(', ')}`]), ...lines].flatMap((line) =>
      wrapped(line, WIDTH - 2).map((part, k) => (k === 0 ? `  ${part}` : `    ${part}`)),
    ),
  ];
}

const SHORT = {
  idle: 'idle',
  entering: 'enter',
  naked: 'naked',
  protected: 'prot',
  exiting: 'exit',
  'in-doubt': 'doubt',
  halted: 'halt',
  'closed-day': 'day',
} as const;

function short(name: string): string {
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX - 1)}…`;
}

/** `1234`, `12k`, `3M`: at most four characters. */
function compact(amount: number): string {
  if (amount < 10_000) return String(amount);
  return amount < 999_500 ? `${Math.round(amount / 1_000)}k` : `${Math.round(amount / 1_000_000)}M`;
}

function verdictLines(outcomes: readonly Outcome[]): readonly string[] {
  const failed = outcomes.filter(isFailed);
  if (failed.length === 0) return ['', 'No rule was broken.'];
  const rules = Map.groupBy(failed, failureName);
  return [
    '',
    `${numbered(failed.length, 'seed')} failed:`,
    ...[...rules].flatMap(([rule, of]) =>
      wrapped(`${rule}: seeds ${of.map(({ plan }) => plan.seed).join(', ')}`, WIDTH - 2).map(
        (line) => `  ${line}`,
      ),
    ),
  ];
}

/** The rule that was broken first, or what else went wrong. */
export function failureName({ report, second }: Outcome): string {
  if (report === undefined) return 'no end';
  return report.violations[0]?.rule ?? (second === undefined ? 'nothing' : 'two runs differ');
}

export function numbered(amount: number, one: string): string {
  return `${count(amount)} ${one}${amount === 1 ? '' : 's'}`;
}
