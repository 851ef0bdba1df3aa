/**
 * Runs in which a position was without a stop that could have had one: part of the kept seeds.
 */
import type { KeptSeed } from './cli/seed-plan.ts';

export const NAKED_SEEDS: readonly KeptSeed[] = [
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
  {
    seed: 100_182,
    minutes: 10,
    happenings: [
      {
        kind: 'venue-fault',
        atMs: 1_000,
        script: {
          order: 'stop',
          fault: { kind: 'refusal', code: -2021 },
          when: 'before',
          nth: 1,
          times: 1,
        },
      },
      {
        kind: 'venue-fault',
        atMs: 1_000,
        script: { order: 'exit', fault: { kind: 'reset' }, when: 'before', nth: 1, times: 1 },
      },
    ],
    sentence:
      'A bot whose close was lost, after the stop of an entry was refused, waited for it without end: a position without a stop, an exit or a word.',
  },
  {
    seed: 81_000_533,
    minutes: 33,
    happenings: [
      { kind: 'candles', atMs: 285_000, forMs: 415_403, symbol: 'BTCUSDT', are: 'late' },
      {
        kind: 'venue-fault',
        atMs: 519_000,
        script: {
          method: 'GET',
          path: '/fapi/v1/openOrders',
          fault: { kind: 'refusal', code: -1121 },
          times: 4,
        },
        during: 'protected',
      },
      {
        kind: 'venue-fault',
        atMs: 548_000,
        script: {
          order: 'exit',
          fault: { kind: 'body', body: '{"code":-1016,"msg":"System is under maintenance."}' },
          when: 'before',
          times: 4,
        },
        during: 'naked',
      },
      {
        kind: 'way',
        atMs: 607_000,
        forMs: 210_000,
        edge: 'sns',
        share: 1,
        there: 'reset',
        times: 4,
        during: 'idle',
      },
    ],
    sentence:
      'An entry was filled beyond its stop and its closes failed: the same stop was sent and refused again and again, and the bot halted for it.',
  },
];
