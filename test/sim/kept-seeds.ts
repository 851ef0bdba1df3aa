/**
 * Runs that once found something, and are made again before any other: each with the sentence that says what.
 */
import type { KeptSeed } from './cli/seed-plan.ts';

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 214,
    minutes: 40,
    happenings: [{ kind: 'restored', atMs: 1_253_276, agoMs: 960_000 }],
    sentence:
      'A bot whose table was restored took back the stop of a position that it no longer knew, and entered beside it.',
  },
  {
    seed: 72_000_003,
    minutes: 90,
    happenings: [{ kind: 'parameters', atMs: 3_116_520, forMs: 345_894, document: '{"leverage":3}' }],
    sentence: 'A market that a tick closed and entered again had the leverage of the position before.',
  },
  {
    seed: 62,
    minutes: 120,
    sentence: 'What a stop that was sent again had booked was written as a row before any commit had it.',
  },
];
