/**
 * What do the samples say: smallest, middle and largest of each figure, and how much faster than naive ours is?
 */
import { max, median, min } from 'simple-statistics';
import { columns } from '../../infra/cli/terminal/columns.ts';
import type { Sample } from './bench-rounds.ts';
import { SUBJECTS, type Subject } from './bench-subjects.ts';
import { shareOf } from './cpu-quota.ts';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

const MEASURES = {
  initMs: ({ initMs }: Sample) => initMs,
  firstMs: ({ firstMs }: Sample) => firstMs,
  coldMs: ({ initMs, firstMs }: Sample) => initMs + firstMs,
  warmMs: ({ warmMs }: Sample) => warmMs,
  rssMb: ({ rssMb }: Sample) => rssMb,
} as const;
type Measure = keyof typeof MEASURES;
const NAMES: readonly Measure[] = ['initMs', 'firstMs', 'coldMs', 'warmMs', 'rssMb'];
const HEADINGS = ['INIT ms', 'first tick ms', 'both ms', 'warm tick ms', 'resident MB'];

export interface BenchFigures {
  readonly memoryMb: number;
  readonly subjects: Readonly<Record<Subject, Readonly<Record<Measure, Spread>>>>;
  /** Naive over ours, round by round. */
  readonly timesFaster: { readonly cold: Spread; readonly warm: Spread };
}

/** What ours is held to, at 512 MB. */
export const TARGETS = { coldMs: 650, coldTimes: 4.3, warmMs: 80, warmTimes: 7, rssMb: 95 } as const;
export const TARGET_MEMORY_MB = 512;

export function figuresOf(all: readonly Sample[], memoryMb: number): BenchFigures {
  const samples = all.filter((sample) => sample.memoryMb === memoryMb);
  const of = (subject: Subject, measure: Measure) =>
    samples.filter((sample) => sample.subject === subject).map(MEASURES[measure]);
  const spreads = (subject: Subject): Readonly<Record<Measure, Spread>> => ({
    initMs: spreadOf(of(subject, 'initMs')),
    firstMs: spreadOf(of(subject, 'firstMs')),
    coldMs: spreadOf(of(subject, 'coldMs')),
    warmMs: spreadOf(of(subject, 'warmMs')),
    rssMb: spreadOf(of(subject, 'rssMb')),
  });
  const times = (measure: Measure) => {
    const ours = of('ours', measure);
    return spreadOf(of('naive', measure).map((value, round) => value / ours[round]!));
  };
  return {
    memoryMb,
    subjects: { empty: spreads('empty'), naive: spreads('naive'), ours: spreads('ours') },
    timesFaster: { cold: times('coldMs'), warm: times('warmMs') },
  };
}

function spreadOf(values: readonly number[]): Spread {
  const list = [...values];
  return { min: min(list), median: median(list), max: max(list) };
}

export interface Setup {
  readonly rounds: number;
  readonly warmTicks: number;
  readonly exchangeInfoBytes: number;
  /** Why there was no quota. */
  readonly unthrottled: string | null;
}

/** For people. */
export function benchTable(figures: readonly BenchFigures[], setup: Setup): string {
  const { rounds, warmTicks, exchangeInfoBytes, unthrottled } = setup;
  const head = [
    `min / median / max of ${rounds} rounds, ${warmTicks} warm ticks in each; exchangeInfo has ${exchangeInfoBytes} bytes`,
  ];
  if (unthrottled !== null) {
    head.push(`NOT THROTTLED, so that ticks are faster than on Lambda: no quota here (${unthrottled})`);
  }
  return [...head, ...figures.flatMap((each) => ['', ...sizeLines(each, unthrottled === null)])].join('\n');
}

function sizeLines({ memoryMb, subjects, timesFaster }: BenchFigures, throttled: boolean): readonly string[] {
  const share = throttled ? `, ${shareOf(memoryMb).toFixed(2)} of a processor after INIT` : '';
  const rows = SUBJECTS.map((subject) => [
    subject,
    ...NAMES.map((measure) => shown(subjects[subject][measure], 0)),
  ]);
  const { cold, warm } = timesFaster;
  const table = columns(['left', 'right', 'right', 'right', 'right', 'right'], [['', ...HEADINGS], ...rows]);
  const times = `ours is faster than naive by: cold ${shown(cold, 1)}, warm ${shown(warm, 1)}`;
  const lines = [`${memoryMb} MB${share}`, ...table, times];
  if (memoryMb !== TARGET_MEMORY_MB) return lines;
  const { coldMs, warmMs, rssMb } = subjects.ours;
  return [
    ...lines,
    `targets, by the medians: ${[
      verdict('INIT + first tick ms', coldMs.median <= TARGETS.coldMs, `≤ ${TARGETS.coldMs}`),
      verdict('cold times', cold.median >= TARGETS.coldTimes, `≥ ${TARGETS.coldTimes}`),
      verdict('warm tick ms', warmMs.median <= TARGETS.warmMs, `≤ ${TARGETS.warmMs}`),
      verdict('warm times', warm.median >= TARGETS.warmTimes, `≥ ${TARGETS.warmTimes}`),
      verdict('resident MB', rssMb.median <= TARGETS.rssMb, `≤ ${TARGETS.rssMb}`),
    ].join(', ')}`,
  ];
}

function shown({ min: least, median: middle, max: most }: Spread, digits: number): string {
  return [least, middle, most].map((value) => value.toFixed(digits)).join(' / ');
}

function verdict(name: string, isMet: boolean, target: string): string {
  return `${name} ${target} ${isMet ? 'met' : 'MISSED'}`;
}
