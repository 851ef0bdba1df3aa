/**
 * How large may one search be?
 */

/**
 * Sets. Here: what a person waits for, minutes for a year of a symbol. In AWS: what the command that gathers them
 * weighs within minutes. 100,000 sets on a year took 200 s of a processor.
 */
export const SETS_MAX = { here: 5_000, cloud: 100_000 } as const;

/** Results of days that a command keeps in memory, of all its sets: eight bytes each, and as many again while they are weighed. */
export const KEPT_DAYS_MAX = 50_000_000;
