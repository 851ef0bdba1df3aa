/**
 * When does the operator learn that the account cannot be read?
 */
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../../lambda/core/control/attention.ts';
import { noteReading } from '../../../lambda/core/control/unread-account.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { NOON, at, botState, entryOrder, position, stopOrder } from '../../harness/builders.ts';

const OPEN = botState({ ledger: { positions: [position()] } });
const DOWN = { cause: 'HTTP 503' };

/** The state after readings that failed at these times. */
const failing = (state: BotState, times: readonly string[], unreadable = DOWN) =>
  times.reduce((next, time) => noteReading(next, unreadable, at(time)), state);

const mailed = ({ outbox }: BotState) => outbox.alerts.map(({ atMs }) => atMs);

describe('an account that cannot be read', () => {
  it('an unread account is mailed after exactly three minutes, once, and stands until it is read', () => {
    const before = failing(OPEN, ['12:00', '12:01', '12:02:50', '12:02:59.999']);
    expect([mailed(before), attentionOf(before)]).toEqual([[], []]);
    const after = failing(before, ['12:03', '12:03:10', '12:04', '15:00']);
    expect(mailed(after)).toEqual([at('12:03')]);
    expect(attentionOf({ ...after, outbox: OPEN.outbox })).toEqual(['account-unread']);
    expect(noteReading(after, undefined, at('15:01'))).not.toHaveProperty('unreadAccount');
  });

  it('an unread account is one of a price for as long as nothing but a price is lacking', () => {
    const ofPrice = { cause: 'there is no price of BTC', isOfPrice: true } as const;
    const isOfPrice = (state: BotState) => state.unreadAccount?.isOfPrice;
    const unpriced = noteReading(OPEN, ofPrice, at('12:00'));
    expect(isOfPrice(unpriced)).toBe(true);
    const down = noteReading(unpriced, DOWN, at('12:01'));
    expect(down.unreadAccount).toEqual({ sinceMs: at('12:00'), ...DOWN });
    expect(isOfPrice(noteReading(down, ofPrice, at('12:02')))).toBe(true);
  });

  it('an unread account counts from the first failure after it was read', () => {
    const read = noteReading(failing(OPEN, ['12:00', '12:02']), undefined, at('12:02:10'));
    expect(mailed(failing(read, ['12:03', '12:05:50']))).toEqual([]);
    expect(mailed(failing(read, ['12:03', '12:06']))).toEqual([at('12:06')]);
  });

  it('an unread account is mailed once an hour at most: again too early it stands, and is mailed when the hour is over', () => {
    const read = noteReading(failing(OPEN, ['12:00', '12:03']), undefined, at('12:20'));
    const waiting = failing(read, ['12:30', '12:33', '13:02:59.999']);
    expect(mailed(waiting)).toEqual([at('12:03')]);
    expect(attentionOf({ ...waiting, outbox: OPEN.outbox })).toEqual(['account-unread']);
    expect(mailed(failing(waiting, ['13:03', '13:04', '14:10', '16:00']))).toEqual([
      at('12:03'),
      at('13:03'),
    ]);
    // For another reason it is told at once.
    expect(mailed(failing(waiting, ['12:40'], { cause: 'an empty answer' }))).toEqual([
      at('12:03'),
      at('12:40'),
    ]);
  });

  it.each([
    ['a position', OPEN, 1],
    ['an order in doubt', botState({ orders: [entryOrder({ status: 'unknown' })] }), 1],
    ['an order that rests', botState({ orders: [stopOrder()] }), 0],
    ['nothing', botState(), 0],
  ])('an unread account with %s open is mailed, or is not', (_, state, count) => {
    expect(mailed(failing(state, ['12:00', '12:03', '12:12']))).toHaveLength(count);
  });

  it('an unread account in which something was in doubt at last is mailed then', () => {
    const quiet = failing(botState(), ['12:00', '12:10']);
    const doubtful = { ...quiet, orders: [entryOrder({ status: 'unknown' as const })] };
    expect(mailed(failing(doubtful, ['12:11']))).toEqual([at('12:11')]);
  });

  it('an unread account stands without a mail where the reason has an alert of its own', () => {
    const refused = { cause: 'invalid key', code: 'credentials' } as const;
    const after = failing(OPEN, ['12:00', '12:03'], refused);
    expect([mailed(after), attentionOf(after)]).toEqual([[], ['account-unread']]);
    // It has been told, and is not told again where the reason becomes another one.
    expect(mailed(failing(after, ['12:04', '14:00']))).toEqual([]);
  });

  it('an account that can be read changes nothing', () => {
    expect(noteReading(OPEN, undefined, NOON)).toBe(OPEN);
  });

  it('an unread account keeps the last cause, cut to what an item may hold', () => {
    const state = failing(OPEN, ['12:00', '12:01'], { cause: 'x'.repeat(9_000) });
    expect(state.unreadAccount).toEqual({ sinceMs: NOON, cause: `${'x'.repeat(197)}…` });
  });
});
