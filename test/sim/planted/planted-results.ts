/**
 * What was found of the planted mistakes: a line for each range of seeds, so that a measurement that was broken off goes on
 * where it ended, and the table that is made of the lines.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const resultSchema = z.object({
  revision: z.string(),
  bug: z.string(),
  /** First seed of the range. */
  first: z.number(),
  /** Until one was found; absent where none was. */
  seeds: z.number().optional(),
  rule: z.string().optional(),
  /** So many were tried at most. */
  most: z.number(),
});
export type PlantedResult = z.infer<typeof resultSchema>;

/** Those of one revision; none where there is no file. */
export function readResults(file: string, revision: string): readonly PlantedResult[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => resultSchema.parse(JSON.parse(line)))
    .filter((result) => result.revision === revision);
}

export function appendResult(file: string, result: PlantedResult): void {
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}

/** A range that found nothing counts as more than all. */
export function medianOf(found: readonly Pick<PlantedResult, 'seeds'>[]): number {
  const counts = found.map(({ seeds = Infinity }) => seeds).toSorted((left, right) => left - right);
  return counts[Math.floor((counts.length - 1) / 2)] ?? Infinity;
}

function worstOf(found: readonly Pick<PlantedResult, 'seeds'>[]): number {
  return Math.max(0, ...found.map(({ seeds = Infinity }) => seeds));
}

function rulesOf(found: readonly PlantedResult[]): string {
  const rules = [...new Set(found.flatMap(({ rule = [] }) => rule))];
  return rules.slice(0, 3).join(', ');
}

/** `7`, or `over 60` where so many were not enough. */
function seedsWords(seeds: number, most: number): string {
  return seeds === Infinity ? `over ${most}` : String(seeds);
}

export interface TableTerms {
  readonly names: readonly string[];
  readonly results: readonly PlantedResult[];
  readonly minutes: number;
  readonly revision: string;
  /** `2026-11-29`. */
  readonly date: string;
}

function measuredOf({ names, results }: Pick<TableTerms, 'names' | 'results'>) {
  const rows = names.map((name) => {
    const found = results.filter(({ bug }) => bug === name);
    return { name, found, median: medianOf(found), worst: worstOf(found) };
  });
  return rows.filter(({ found }) => found.length > 0);
}

/** The same for machines; null where the seeds of a range were not enough. */
export function plantedJson(terms: TableTerms): string {
  const { minutes, revision, date } = terms;
  const seedsOrNull = (seeds: number) => (seeds === Infinity ? null : seeds);
  const mistakes = measuredOf(terms).map(({ name, found, median, worst }) => ({
    name,
    ranges: found.length,
    medianSeeds: seedsOrNull(median),
    worstSeeds: seedsOrNull(worst),
    found: found.map(({ first, seeds = null, rule = null, most }) => ({ first, seeds, rule, most })),
  }));
  return `${JSON.stringify({ date, revision, minutes, mistakes }, null, 2)}\n`;
}

/** In Markdown: what takes the longest to be found comes first. */
export function plantedTable(terms: TableTerms): string {
  const { names, results, minutes, revision, date } = terms;
  const measured = measuredOf(terms);
  const most = Math.max(0, ...results.map((result) => result.most));
  const lines = measured
    .toSorted((left, right) => {
      const byMedian = order(right.median, left.median);
      return byMedian === 0 ? order(right.worst, left.worst) : byMedian;
    })
    .map(({ name, found, median, worst }) => {
      const cells = [name, found.length, seedsWords(median, most), seedsWords(worst, most), rulesOf(found)];
      return `| ${cells.join(' | ')} |`;
    });
  const hits = measured.filter(({ median }) => median < Infinity).length;
  return [
    `Measured on ${date} at revision ${revision}, ${minutes} simulated minutes a seed: of ${names.length} mistakes`,
    `${measured.length} were planted, and ${hits} found in most of their ranges of seeds.`,
    '',
    '| mistake | ranges | seeds, median | seeds, worst | rules that found it |',
    '| --- | ---: | ---: | ---: | --- |',
    ...lines,
    '',
  ].join('\n');
}

function order(left: number, right: number): number {
  return left === right ? 0 : left - right;
}
