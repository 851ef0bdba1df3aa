/**
 * Which columns of candles are kept, in lines: those of one symbol together, with the files that they were read from.
 */
import { DAY_MS } from '../../../../lambda/core/units.ts';
import { KEPT_BYTES_MAX } from '../../../candles/column-cache.ts';
import type { KeptColumns } from '../../../candles/kept-columns.ts';
import { columns, screenWidth, wrapped } from '../../terminal/columns.ts';
import { bytesText, count, counted, durationText, tone } from '../../terminal/text-format.ts';
import { day, shownPath } from './candles-screen.ts';

interface Shown {
  readonly folder: string;
  readonly nowMs: number;
}

export function columnsScreen(
  kept: readonly KeptColumns[],
  { folder, nowMs }: Shown,
  width = screenWidth(),
): readonly string[] {
  const used = kept.filter(({ isUsed }) => isUsed);
  const unused = kept.filter(({ isUsed }) => !isUsed);
  const groups = Map.groupBy(used, ({ source }) => source?.symbol ?? '');
  const rows = [...groups.values()].map((group) => rowOf(group, nowMs));
  const size = bytesText(sumOf(kept, ({ bytes }) => bytes));
  const words = `Columns of files that were read are kept, so that they are read once: ${counted(kept.length, 'file')}, ${size} of at most ${bytesText(KEPT_BYTES_MAX)}, in ${shownPath(folder)}. They may be deleted at any time.`;
  return [...wrapped(words, width), ...tableOf(rows, width), ...unusedLines(unused, width)];
}

const HEAD = ['symbol', 'days', 'rows', 'size', 'read ago', 'from'];
const ALIGNS = ['left', 'left', 'right', 'right', 'right', 'left'] as const;

/** Where the names of files have no room at the end of a line, they stand below it. */
function tableOf(rows: readonly (readonly string[])[], width: number): readonly string[] {
  if (rows.length === 0) return [];
  const [head = '', ...whole] = columns(ALIGNS, [HEAD, ...rows]).map((line) => `  ${line}`);
  if (whole.every((line) => line.length <= width)) return [tone('quiet', head), ...whole];
  const [short = '', ...parts] = columns(
    ALIGNS,
    [HEAD, ...rows].map((row) => row.slice(0, -1)),
  ).map((line) => `  ${line}`);
  return [
    tone('quiet', short),
    ...parts.flatMap((line, k) => [line, `    ${HEAD.at(-1)} ${rows[k]?.at(-1)}`]),
  ];
}

function rowOf(group: readonly KeptColumns[], nowMs: number): readonly string[] {
  const sources = group.flatMap(({ source }) => source ?? []);
  const [first] = sources;
  const toMs = Math.max(...sources.map((source) => source.toMs));
  const ages = group.map(({ writtenMs }) => nowMs - writtenMs);
  const [youngest, oldest] = [ageText(Math.min(...ages)), ageText(Math.max(...ages))];
  const others = sources.length - 1;
  return [
    first?.symbol ?? '',
    `${day(first?.fromMs ?? 0)} to ${day(toMs)}`,
    count(sumOf(sources, (source) => source.rows)),
    bytesText(sumOf(group, ({ bytes }) => bytes)),
    youngest === oldest ? youngest : `${youngest} to ${oldest}`,
    `${first?.name}${others === 0 ? '' : ` and ${counted(others, 'other')}`}`,
  ];
}

function unusedLines(unused: readonly KeptColumns[], width: number): readonly string[] {
  if (unused.length === 0) return [];
  const size = bytesText(sumOf(unused, ({ bytes }) => bytes));
  const are = unused.length === 1 ? 'is' : 'are';
  return wrapped(
    `${counted(unused.length, 'file')} of them (${size}) ${are} of another release, or damaged, and not used any more.`,
    width,
  );
}

/** `40 s`, `3 h`, `12 days`; a clock that was put back makes nothing younger than now. */
function ageText(ageMs: number): string {
  const days = Math.round(ageMs / DAY_MS);
  return days < 2 ? durationText(Math.max(0, ageMs)) : `${days} days`;
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
