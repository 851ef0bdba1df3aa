/**
 * Does each reason that waits for the operator count, once, and nothing else?
 */
import { describe, expect, it } from 'vitest';
import { OUTBOX_ROWS_MAX } from '../../../lambda/core/bot-state.ts';
import { attentionOf, type AttentionReason } from '../../../lambda/core/control/attention.ts';
import { liveNotAllowedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { NOON, botState } from '../../harness/builders.ts';
import { haltedRow } from '../../harness/stored-bot.ts';

const FEE = { amount: 0.001, currency: 'BNB', venueId: '1', symbol: 'BTC', timeMs: NOON } as const;
const UNREAD = { sinceMs: NOON, cause: 'no answer' };
const REJECTED = { reason: 'a test', symbols: ['BTC'], count: 1, sinceMs: NOON, lastMs: NOON, cause: '' };
const OVER = { ...REJECTED, reason: 'another', symbols: [] };
const ALERT = { ...liveNotAllowedAlert(), id: 'bot-1', atMs: NOON };
const rows = (count: number) => Array.from({ length: count }, (_, k) => haltedRow(k + 1));

type Waiting = readonly [reason: AttentionReason, changes: Parameters<typeof botState>[0]];

const WAITING: readonly Waiting[] = [
  ['halted', { ledger: { halted: { cause: 'a test', sinceMs: NOON } } }],
  ['account-unread', { unreadAccount: { ...UNREAD, alertedAtMs: NOON } }],
  ['commands-unread', { unreadCommands: { ...UNREAD, alertedAtMs: NOON } }],
  ['entries-rejected', { entryRejections: [OVER, REJECTED] }],
  ['parameters-refused', { refusal: { sinceMs: NOON, text: 'a test' } }],
  ['fees-unpriced', { unpricedFees: [FEE, { ...FEE, isTold: true }] }],
  ['rows-undelivered', { outbox: { rows: rows(OUTBOX_ROWS_MAX / 2), alerts: [] } }],
  ['alerts-undelivered', { outbox: { rows: [], alerts: [ALERT] } }],
];

describe('what waits for the operator', () => {
  it.each(WAITING)('what waits for the operator is %s, alone', (reason, changes) => {
    expect(attentionOf(botState(changes))).toEqual([reason]);
  });

  it('what waits for the operator is everything at once where everything waits', () => {
    const everything = botState({
      ledger: { halted: { cause: 'a test', sinceMs: NOON } },
      unreadAccount: { ...UNREAD, alertedAtMs: NOON },
      unreadCommands: { ...UNREAD, alertedAtMs: NOON },
      entryRejections: [REJECTED],
      refusal: { sinceMs: NOON, text: 'a test' },
      unpricedFees: [{ ...FEE, isTold: true }],
      outbox: { rows: rows(OUTBOX_ROWS_MAX), alerts: [ALERT] },
    });
    expect(attentionOf(everything)).toEqual(WAITING.map(([reason]) => reason));
  });

  it.each<[string, Parameters<typeof botState>[0]]>([
    ['there is nothing', {}],
    ['the account is unread since a moment ago', { unreadAccount: UNREAD }],
    ['commands are unread since a moment ago', { unreadCommands: UNREAD }],
    ['rejections are over', { entryRejections: [OVER] }],
    ['a fee waits for its price, and was not told of', { unpricedFees: [FEE] }],
    ['few rows wait', { outbox: { rows: rows(OUTBOX_ROWS_MAX / 2 - 1), alerts: [] } }],
  ])('what waits for the operator is nothing while %s', (_, changes) => {
    expect(attentionOf(botState(changes))).toEqual([]);
  });
});
