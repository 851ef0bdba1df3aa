/**
 * Searches in the cloud as a table: dollars, minutes, and the limit of AWS that binds, by size.
 */
import { DAY_MS } from '../../lambda/core/units.ts';
import { searchPrice, type SearchPrice } from './search-price.ts';

/** Sets on one year of one symbol. */
const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7] as const;
const YEAR_MS = 365.25 * DAY_MS;
/** As a stage has it, where it says nothing else, and as many as it may have. */
export const WORKERS_SHOWN = [100, 1_000] as const;

export interface SearchRow extends SearchPrice {
  readonly workers: number;
  readonly binds: string;
}

/** Hours after which a job is ended, by the stack. */
const JOB_HOURS = 24;
/** A command takes no more, in one search. */
const SETS_MAX = 5_000;
const MINUTES_PER_HOUR = 60;

export function searchRows(region: string): readonly SearchRow[] {
  return WORKERS_SHOWN.flatMap((workers) =>
    SIZES.map((tries) => {
      const price = searchPrice([{ tries, spanMs: YEAR_MS }], { symbols: 1, workers, region });
      return { ...price, workers, binds: bindingOf(price, workers) };
    }),
  );
}

function bindingOf({ batches, minutes, tries }: SearchPrice, workers: number): string {
  if (minutes > JOB_HOURS * MINUTES_PER_HOUR) return `a job ends after ${JOB_HOURS} hours`;
  if (batches <= workers) return 'nothing: every batch has a worker at once';
  if (tries > SETS_MAX) return `workers (\`research.workers\`); \`--sets\` takes ${SETS_MAX} a search`;
  return 'workers (`research.workers`)';
}
