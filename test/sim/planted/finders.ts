/**
 * Runs that were made for one planted mistake each, which runs that are drawn meet seldom. They are kept seeds as well.
 */
import { TROUBLES } from '../../venue/request-faults.ts';
import type { KeptSeed } from '../cli/seed-plan.ts';

export const FORMING_CANDLE: KeptSeed = {
  seed: 81_545_003,
  minutes: 50,
  happenings: [
    { kind: 'clock', atMs: 110_000, forMs: 370_000, offMs: 30_000 },
    ...[121_000, 241_000, 361_000].map((atMs) => ({ kind: 'reclaimed', atMs }) as const),
  ],
  sentence:
    'A container whose clock was ahead took the candle that was forming for closed, and entered on a move that was none.',
};

/** Its ticks come at second 58: three seconds on is the next minute, and the price is no older than that. */
export const EARLY_MINUTE: KeptSeed = {
  seed: 81_545_034,
  minutes: 40,
  happenings: [
    { kind: 'clock', atMs: 60_000, forMs: 900_000, offMs: 3_000 },
    ...[150_000, 270_000, 390_000, 510_000, 630_000, 750_000].map(
      (atMs) => ({ kind: 'reclaimed', atMs }) as const,
    ),
  ],
  sentence: 'The first tick of a container whose clock was ahead entered in a minute that had not begun.',
};

/** Obeyed in the table that is left; the copy is older than it, and knows nothing of it. */
export const LATE_STOP: KeptSeed = {
  seed: 82_000_991,
  minutes: 60,
  happenings: [
    { kind: 'command', atMs: 60_000, command: 'pause', againMs: 1_500_000 },
    { kind: 'restored', atMs: 900_000, agoMs: 870_000 },
  ],
  sentence: 'Nothing was wrong: a stop that is left again too late has to be mailed, and is.',
};

/** The copy knows nothing of it, and the same is left again while nobody can read commands. */
export const LATE_RESUME: KeptSeed = {
  seed: 106_400_006,
  minutes: 30,
  happenings: [
    { kind: 'command', atMs: 330_000, command: 'resume', againMs: 610_000 },
    { kind: 'commands-unread', atMs: 680_000, forMs: 780_000, share: 1, by: 'internal-error' },
    { kind: 'restored', atMs: 720_000, agoMs: 600_000 },
  ],
  sentence:
    'A resume that the table before the restored one had obeyed was obeyed again, because commands could not be read until it was old.',
};

/** It has traded by then, and comes back on the same day. */
export const BACK_FROM_PAPER: KeptSeed = {
  seed: 81_000_760,
  minutes: 60,
  happenings: [{ kind: 'parameters', atMs: 1_500_000, forMs: 300_000, document: '{"mode":"paper"}' }],
  sentence: "A bot that came back from paper on the same day had the whole day's loss limit once more.",
};

/** A container that has just started is told so by the first thing it asks, and one that trades by a price. */
export const BANNED: KeptSeed = {
  seed: 84_000_001,
  minutes: 40,
  happenings: [
    { kind: 'deployed', atMs: 300_000 },
    {
      kind: 'venue-fault',
      atMs: 300_000,
      script: { path: '/fapi/v1/time', fault: TROUBLES.banned, times: 1 },
    },
    {
      kind: 'venue-fault',
      atMs: 900_000,
      script: { path: '/fapi/v1/ticker/bookTicker', fault: TROUBLES.banned, times: 1 },
    },
  ],
  sentence:
    'A container whose address was banned went on asking for the list of markets, for the time and for its account, for as long as the ban lasted.',
};

/** It is wanted for a minute and a half, while answers are lost; the container that sets it goes on. */
export const LOST_LEVERAGE: KeptSeed = {
  seed: 84_003_030,
  minutes: 38,
  happenings: [
    { kind: 'parameters', atMs: 883_000, forMs: 94_000, document: '{"leverage":3}' },
    { kind: 'way', atMs: 895_271, forMs: 146_141, edge: 'venue', share: 0.3, back: 'lost' },
    { kind: 'parameters', atMs: 1_161_000, forMs: 100, document: '{"entryStyle":"maker"}' },
  ],
  sentence:
    'A leverage that was set, though the answer was lost, was taken for the old one when that was wanted again: entries at another leverage than their terms.',
};

/**
 * The function of the first copy goes on with its next minute, and enters; that of the second died before that. When it is well
 * again, it finds a position and halts, and enters once a person has accepted.
 */
export const TWO_LIVES: KeptSeed = {
  seed: 214,
  minutes: 65,
  happenings: [
    { kind: 'delivery', atMs: 1_030_000, lateMs: 600, copies: 2, apartMs: 8_000 },
    { kind: 'restored', atMs: 1_060_000, agoMs: 120_000 },
    { kind: 'restored', atMs: 1_068_000, agoMs: 128_000 },
    { kind: 'doom', atMs: 1_075_000, call: 8, phase: 'before' },
  ],
  sentence:
    'Two copies of one table that began within a minute gave two orders the same id, and the second was taken for the first.',
};

export const FINDERS: readonly KeptSeed[] = [
  FORMING_CANDLE,
  EARLY_MINUTE,
  LATE_STOP,
  LATE_RESUME,
  BACK_FROM_PAPER,
  BANNED,
  LOST_LEVERAGE,
  TWO_LIVES,
];
