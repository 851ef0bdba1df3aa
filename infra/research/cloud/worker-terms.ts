/**
 * What a worker has: known where it is deployed, and where a search is priced.
 */

/** A whole processor: Lambda gives one at 1,769 MB. */
export const WORKER_MEMORY_MB = 1_769;

/** Under which the map writes, in a folder of its own for each run. */
export const RESULTS_PREFIX = 'results';
