/**
 * The table of offsets: one line for each second of the minute, one group of columns for each alignment.
 */
import type { OffsetResult } from './minute-offsets.ts';

const SECONDS_PER_MINUTE = 60;

/** In seconds; the largest there can be where an entry does not say. */
export function latestEntryOf(rows: readonly OffsetResult[]): number {
  return Math.max(0, ...rows.flatMap(({ entryLags }) => entryLags.map((lag) => lag ?? Infinity)));
}

export function offsetTable(results: readonly OffsetResult[], alignments: readonly number[]): string {
  const heads = alignments.map((align) => `align ${align}: entry  unjudged  billed`);
  const lines = Array.from({ length: SECONDS_PER_MINUTE }, (_, second) => {
    const ofSecond = results.filter(({ offsetSeconds }) => Math.floor(offsetSeconds) === second);
    if (ofSecond.length === 0) return [];
    const groups = alignments.map((align) => {
      const rows = ofSecond.filter(({ alignToMinuteSeconds }) => alignToMinuteSeconds === align);
      const unjudged = Math.max(...rows.map(({ unjudgedSeconds }) => unjudgedSeconds));
      const billed = rows.reduce((sum, { meanSeconds }) => sum + meanSeconds, 0) / rows.length;
      const isEntering = rows.some(({ entryLags }) => entryLags.length > 0);
      const entry = isEntering ? `${latestEntryOf(rows).toFixed(2)} s` : 'never';
      const open = isEntering ? unjudged.toFixed(1) : '-';
      return `${entry.padStart(16)} ${open.padStart(7)} s ${billed.toFixed(0).padStart(5)} s`;
    });
    return [`:${String(second).padStart(2, '0')}  ${groups.join('  ')}`];
  });
  return [`      ${heads.map((head) => head.padStart(32)).join('  ')}`, ...lines.flat()].join('\n');
}

/** What has to be nothing, in all runs together. */
export function sumsOf(rows: readonly OffsetResult[]): string {
  const sum = (of: (row: OffsetResult) => number) => rows.reduce((total, row) => total + of(row), 0);
  return [
    `${rows.length} runs`,
    `${sum(({ decidedTwice }) => decidedTwice)} minutes decided twice`,
    `${sum(({ doubled }) => doubled)} entries or rows doubled`,
    `${sum(({ withoutTick }) => withoutTick)} events without a tick`,
    `${sum(({ failures }) => failures.length)} failures`,
    `${sum(({ undecided }) => undecided)} minutes undecided, ${rows.filter(({ isMissing }) => isMissing).length} events missing`,
  ].join(', ');
}
