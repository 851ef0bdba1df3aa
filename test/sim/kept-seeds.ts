/**
 * Runs that once found something, and are made again before any other: each with the sentence that says what.
 */
import type { KeptSeed } from './cli/seed-plan.ts';

export const KEPT_SEEDS: readonly KeptSeed[] = [];
