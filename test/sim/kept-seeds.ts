/**
 * Runs that once found something, and are made again before any other: each with the sentence that says what.
 */
import type { KeptSeed } from './cli/seed-plan.ts';
import { FINDERS } from './planted/finders.ts';
import { NAKED_SEEDS } from './naked-seeds.ts';
import { WRONGLY_FOUND_SEEDS } from './wrongly-found-seeds.ts';

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 214,
    minutes: 40,
    happenings: [{ kind: 'restored', atMs: 1_253_276, agoMs: 960_000 }],
    sentence:
      'A bot whose table was restored took back the stop of a position that it no longer knew, and entered beside it.',
  },
  {
    seed: 83_001_342,
    minutes: 30,
    happenings: [
      { kind: 'command', atMs: 200_000, command: 'resume', againMs: 300_000 },
      { kind: 'release', atMs: 330_000, forMs: 60_000, release: 'older' },
    ],
    sentence:
      'A resume that was obeyed was obeyed again when it was left once more, because a release without a memory of commands had run meanwhile.',
  },
  {
    seed: 72_000_003,
    minutes: 90,
    happenings: [{ kind: 'parameters', atMs: 3_116_520, forMs: 345_894, document: '{"leverage":3}' }],
    sentence: 'A market that a tick closed and entered again had the leverage of the position before.',
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
    seed: 85_100_445,
    minutes: 18,
    happenings: [{ kind: 'candles', atMs: 395_000, forMs: 250_000, symbol: 'BTCUSDT', are: 'late' }],
    sentence:
      'Candles came late for four minutes, and every watch step until the next tick mailed anew for how long none had been.',
  },
  {
    seed: 85_100_414,
    minutes: 62,
    happenings: [
      {
        kind: 'venue-fault',
        atMs: 3_378_000,
        script: { when: 'before', order: 'stop', nth: 1, times: 3, fault: { kind: 'refusal', code: -4116 } },
      },
    ],
    sentence:
      'An exchange refused a stop as there already, and had none: for a minute the row of the trade told of a stop.',
  },
  {
    seed: 100_016,
    minutes: 110,
    happenings: [
      {
        kind: 'market',
        atMs: 1_515_000,
        forMs: 430_000,
        symbol: 'BTCUSDT',
        change: { minQuantity: '10' },
      },
    ],
    sentence:
      'A bot that had read a raised minimum once denied every entry by it for half a day, long after it had fallen again.',
  },
  {
    seed: 100_157,
    minutes: 120,
    happenings: [
      {
        kind: 'venue-rules',
        atMs: 4_497_000,
        forMs: 280_000,
        rules: { orderVisibleAfterMs: 3_284 },
      },
    ],
    sentence:
      'A bot whose stop had fired took the close for somebody else’s, and halted, because the exchange showed the trade before the order.',
  },
  {
    seed: 84,
    minutes: 60,
    happenings: [
      { kind: 'command', atMs: 30_000, command: 'flatten' },
      { kind: 'parameters', atMs: 60_000, forMs: 240_000, document: '{"mode":"paper"}' },
      { kind: 'owner-trades', atMs: 200_000, symbol: 'ETHUSDT', share: 1, side: 'along' },
      { kind: 'command', atMs: 240_000, command: 'resume' },
      { kind: 'parameters', atMs: 600_000, forMs: 900_000, document: '{"dailyLossUsd":0.1}' },
    ],
    sentence:
      'A bot that preflight kept on paper entered by the parameters in force, was judged by the written ones, and halted.',
  },
  {
    seed: 106_300_069,
    minutes: 110,
    happenings: [
      { kind: 'commands-unread', atMs: 60_000, forMs: 420_000, by: 'access-denied', share: 1 },
      { kind: 'commands-unread', atMs: 2_400_000, forMs: 1_950_000, by: 'access-denied', share: 1 },
    ],
    sentence:
      'A bot that had told of unread commands told nobody of those that were unread again in the same hour, and for longer.',
  },
  {
    seed: 1_080,
    minutes: 93,
    happenings: [
      { kind: 'command', atMs: 2_459_670, command: 'pause', againMs: 1_179_141 },
      { kind: 'restored', atMs: 3_305_552, agoMs: 3_185_552 },
      {
        kind: 'way',
        atMs: 3_305_552,
        forMs: 400_000,
        edge: 'venue',
        what: 'GET /fapi/v1/ticker/bookTicker',
        share: 1,
        back: 'lost',
      },
    ],
    sentence:
      'A bot without quotes judged the commands of a restored table by the last tick of the backup, and obeyed an old pause again.',
  },
  {
    seed: 3_011,
    minutes: 30,
    happenings: [
      {
        kind: 'venue-fault',
        atMs: 0,
        script: { order: 'entry', fault: { kind: 'reset' }, when: 'before', nth: 1, times: 1 },
      },
      { kind: 'owner-trades', atMs: 26_400, symbol: 'BTCUSDT', share: 1, side: 'along' },
    ],
    sentence:
      'An entry that was lost beside a position of somebody else was in doubt for as long as that position was there.',
  },
  {
    seed: 7_000_014,
    minutes: 88,
    happenings: [
      {
        kind: 'refused',
        atMs: 649_000,
        forMs: 1_100_000,
        edge: 'ssm',
        share: 1,
        by: 'gone',
        times: 4,
        during: 'idle',
      },
      {
        kind: 'venue-fault',
        atMs: 2_824_000,
        script: { order: 'exit', fault: { kind: 'silence' }, when: 'before', times: 2 },
      },
      {
        kind: 'refused',
        atMs: 3_157_000,
        forMs: 430_000,
        edge: 'ssm',
        share: 1,
        by: 'gone',
        times: 3,
        during: 'exiting',
      },
    ],
    sentence:
      'A bot whose parameters came and went told each time that they were missing, in the same words.',
  },
  {
    seed: 84_000_526,
    minutes: 120,
    sentence:
      'Containers that were told to wait asked for the list of markets and the time in every step, until their address was banned, and then went on.',
  },
  {
    seed: 50_009_016,
    minutes: 120,
    sentence:
      'Two tables that were restored within seventy seconds, one of which a function still served, told two things in alerts of one id.',
  },
  ...FINDERS,
  ...NAKED_SEEDS,
  ...WRONGLY_FOUND_SEEDS,
];
