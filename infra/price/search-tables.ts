/**
 * Searches in the cloud as a table: dollars, minutes, and the limit of AWS that binds, by size.
 */
import { count } from '../../lambda/core/text/figure-words.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { SETS_MAX } from '../research/search-limits.ts';
import { searchPrice, transitionsPerSecond, type SearchPrice } from './search-price.ts';

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
const MINUTES_PER_HOUR = 60;

export function searchRows(region: string): readonly SearchRow[] {
  return WORKERS_SHOWN.flatMap((workers) =>
    SIZES.map((tries) => {
      const price = searchPrice([{ tries, spanMs: YEAR_MS }], { symbols: 1, workers, region });
      return { ...price, workers, binds: bindingOf(price, { workers, region }) };
    }),
  );
}

/** The quota of a service that binds, and what a command takes beside it. */
function bindingOf(price: SearchPrice, { workers, region }: { workers: number; region: string }): string {
  const { tries } = price;
  const parts = Math.ceil(tries / SETS_MAX.cloud);
  const searches = parts === 1 ? '' : `; ${count(parts)} searches of ${count(SETS_MAX.cloud)} sets`;
  return `${quotaOf(price, { workers, region })}${searches}`;
}

function quotaOf(
  { batches, minutes, isBoundByTransitions }: SearchPrice,
  { workers, region }: { workers: number; region: string },
): string {
  if (minutes > JOB_HOURS * MINUTES_PER_HOUR) return `the stack: a job ends after ${JOB_HOURS} hours`;
  if (isBoundByTransitions) return `Step Functions: ${transitionsPerSecond(region)} transitions a second`;
  if (batches <= workers) return 'nothing: every batch has a worker at once';
  return `Lambda: concurrent executions, ${count(workers)} of them kept for workers`;
}
