/**
 * Does every restriction say what it is, why it is there, and how it ends?
 */
import { describe, expect, it } from 'vitest';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { rejectionWords, restrictionWords } from '../../../lambda/core/restrictions/restriction-words.ts';
import type { Restriction } from '../../../lambda/core/restrictions/restrictions.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at } from '../../harness/builders.ts';

const MANAGED = 'Nothing is opened; open positions stay managed.';
const MIDNIGHT = at('2026-01-06T00:00');
const HALT = { sinceMs: NOON, cause: 'A position is gone.' };
const DAY_STOP = { kind: 'stopped', sinceMs: NOON, untilMs: MIDNIGHT } as const;
const STOP = { realisedUsd: usd(-1_250.5), unrealisedUsd: usd(2), limitUsd: usd(80) };
const REJECTED = {
  reason: 'a',
  symbols: ['BTC', 'ETH'],
  count: 1_200,
  sinceMs: NOON,
  lastMs: at('12:02'),
  cause: 'No margin.',
};
const REJECTIONS =
  '1,200 entries in BTC, ETH rejected since 2026-01-05 12:00 UTC, the last at 2026-01-05 12:02 UTC';
const AGAIN = 'The bot tries again with the next signal. Money and settings: {preflight}';
const [GOLD, SILVER] = [
  { symbol: 'XAUUSDT', why: 'closed-session', untilMs: at('23:05') },
  { symbol: 'XAGUSDT', why: 'unknown-session' },
] as const;
const OUTSIDE =
  'Outside the hours of its market nothing is opened, and an open position keeps its resting orders.';

const CASES: readonly (readonly [restriction: Restriction, words: readonly string[]])[] = [
  [
    { kind: 'halted', ...HALT },
    [
      'HALTED since 2026-01-05 12:00',
      HALT.cause,
      MANAGED,
      `To accept it: {resume --accept ${haltName(HALT)}}`,
    ],
  ],
  [
    { kind: 'flattening', sinceMs: NOON, asked: { by: 'ada', why: 'lunch' } },
    [
      'FLATTENED BY THE OPERATOR since 2026-01-05 12:00',
      'By ada: lunch',
      'What is open is being closed, and nothing is opened.',
      'To go on: {resume}',
    ],
  ],
  [
    { kind: 'operator-paused', sinceMs: NOON, asked: { by: 'ada', why: '' } },
    [
      'OPERATOR PAUSE since 2026-01-05 12:00',
      'By ada, without a reason given.',
      MANAGED,
      'To go on: {resume}',
    ],
  ],
  [
    { kind: 'operator-paused', sinceMs: NOON, asked: undefined },
    ['OPERATOR PAUSE since 2026-01-05 12:00', '', MANAGED, 'To go on: {resume}'],
  ],
  [
    { ...DAY_STOP, stop: { cause: 'loss', ...STOP } },
    [
      'DAY STOP since 2026-01-05 12:00, until 2026-01-06 00:00',
      "The day's loss has reached its limit: closed -1,250.50, open 2.00, limit 80.00.",
      'Nothing to do: trading resumes at 2026-01-06 00:00 UTC.',
    ],
  ],
  [
    { ...DAY_STOP, stop: { cause: 'budget', ...STOP } },
    [
      'DAY STOP since 2026-01-05 12:00, until 2026-01-06 00:00',
      "What remains of the day's limit cannot pay for one more position: closed -1,250.50, open 2.00, limit 80.00.",
      'Nothing to do: trading resumes at 2026-01-06 00:00 UTC.',
    ],
  ],
  [
    { ...DAY_STOP, stop: undefined },
    [
      'DAY STOP since 2026-01-05 12:00, until 2026-01-06 00:00',
      '',
      'Nothing to do: trading resumes at 2026-01-06 00:00 UTC.',
    ],
  ],
  [
    { kind: 'paused', untilMs: at('12:30'), streak: { sinceMs: NOON, losses: 5 } },
    [
      'STREAK PAUSE since 2026-01-05 12:00, until 2026-01-05 12:30',
      '5 losses in a row.',
      'Nothing to do: trading resumes at 2026-01-05 12:30 UTC.',
      'To go on at once: {resume}',
    ],
  ],
  [
    { kind: 'paused', untilMs: at('12:30'), streak: undefined },
    [
      'STREAK PAUSE until 2026-01-05 12:30',
      '',
      'Nothing to do: trading resumes at 2026-01-05 12:30 UTC.',
      'To go on at once: {resume}',
    ],
  ],
  [
    { kind: 'outside-hours', markets: [GOLD, GOLD, SILVER], count: 5, isAll: false },
    [
      'MARKET CLOSED: XAUUSDT until 2026-01-05 23:05, XAUUSDT until 2026-01-05 23:05; HOURS UNKNOWN: XAGUSDT; and 2 more',
      OUTSIDE,
      'Unknown hours are asked for again. To see why they could not be read: {tail}',
      'The other markets may be entered.',
    ],
  ],
  [
    { kind: 'outside-hours', markets: [GOLD], count: 1, isAll: true },
    [
      'MARKET CLOSED: XAUUSDT until 2026-01-05 23:05',
      OUTSIDE,
      'Nothing to do: the bot goes on by itself when the market opens.',
    ],
  ],
  [
    { kind: 'account-unread', sinceMs: NOON, cause: 'HTTP 503' },
    [
      'ACCOUNT OR PRICES UNREAD',
      'what is open cannot be read since 2026-01-05 12:00 UTC: HTTP 503',
      'While the account itself cannot be read, nothing is opened.',
    ],
  ],
  [
    { kind: 'commands-unread', sinceMs: NOON, cause: 'throttled' },
    [
      'COMMANDS UNREAD',
      'not all commands can be read since 2026-01-05 12:00 UTC: throttled',
      MANAGED,
      'To close everything without a command: {flatten --direct}',
    ],
  ],
  [
    { kind: 'entries-rejected', rejections: [REJECTED, { ...REJECTED, reason: 'agreement-unsigned' }] },
    [
      'ENTRIES REJECTED by the exchange',
      `${REJECTIONS}: No margin.; ${REJECTIONS}: No margin.`,
      'To sign the agreement: {agreement sign}',
      AGAIN,
    ],
  ],
  [
    { kind: 'entries-rejected', rejections: [REJECTED] },
    ['ENTRIES REJECTED by the exchange', `${REJECTIONS}: No margin.`, AGAIN],
  ],
  [
    { kind: 'hour' },
    [
      'NO ENTRIES: hour',
      'as many positions were opened in the last hour as maxTradesPerHour allows.',
      'Until the hour is over',
    ],
  ],
];

describe('the words of a restriction', () => {
  it.each(CASES)(
    'the words of a restriction say what it is, why, and how it ends: %j',
    (restriction, words) => {
      const { what, why, remedy } = restrictionWords(restriction);
      expect([what, why, ...remedy]).toEqual(words);
    },
  );

  it('the words of a restriction by one rejection say its time once', () => {
    expect(rejectionWords({ ...REJECTED, symbols: ['BTC'], count: 1, lastMs: NOON })).toBe(
      '1 entry in BTC rejected since 2026-01-05 12:00 UTC: No margin.',
    );
  });
});
