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
    minutes: 73,
    happenings: [
      {
        kind: 'venue-fault',
        atMs: 960_560,
        script: { when: 'before', order: 'exit', nth: 2, times: 3, fault: { kind: 'refusal', code: -4192 } },
      },
      {
        kind: 'way',
        atMs: 1_062_688,
        forMs: 241_880,
        edge: 'dynamodb',
        what: 'Query',
        share: 1,
        back: 'lost',
      },
      {
        kind: 'slow',
        atMs: 1_064_108,
        forMs: 1012,
        edge: 'dynamodb',
        what: 'GetItem',
        share: 1,
        thereMs: 5158,
        backMs: 4547,
      },
      {
        kind: 'venue-fault',
        atMs: 1_066_499,
        script: { when: 'before', order: 'stop', nth: 2, times: 2, fault: { kind: 'refusal', code: -4192 } },
      },
      { kind: 'restored', atMs: 2_066_681, agoMs: 1_800_000 },
      {
        kind: 'way',
        atMs: 2_140_058,
        forMs: 249_457,
        edge: 'venue',
        what: 'DELETE',
        share: 0.3,
        there: 'reset',
      },
      { kind: 'doom', atMs: 2_332_951, call: 31, phase: 'before', frozenMs: 54_878 },
      {
        kind: 'venue-fault',
        atMs: 2_343_617,
        script: {
          method: 'GET',
          path: '/fapi/v1/algoOrder',
          forMs: 4191,
          fault: { kind: 'refusal', code: -2010 },
        },
      },
      { kind: 'restored', atMs: 2_386_425, agoMs: 2_266_425 },
      { kind: 'command', atMs: 2_396_112, command: 'flatten' },
    ],
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
