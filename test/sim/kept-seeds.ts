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
    seed: 62,
    minutes: 120,
    sentence: 'What a stop that was sent again had booked was written as a row before any commit had it.',
  },
  {
    seed: 3_001,
    minutes: 60,
    happenings: [
      {
        kind: 'venue-fault',
        atMs: 1_263_832,
        script: { order: 'exit', fault: { kind: 'stall' }, when: 'before', times: 2 },
      },
    ],
    sentence:
      'The close of an entry whose stop was refused was lost, and waited for without end beside a position without a stop.',
  },
];
