/**
 * Does the operator learn each reason for which entries are rejected once a day, and does the item stay small?
 */
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../../lambda/core/control/attention.ts';
import {
  isUnsigned,
  noteEntry,
  reasonOf,
  withoutOldRejections,
} from '../../../lambda/core/control/entry-rejections.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Resolution } from '../../../lambda/core/order.ts';
import type { RejectionCode } from '../../../lambda/core/reasons.ts';
import { DAY_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON, at, botState, entryOrder, fillOf } from '../../harness/builders.ts';

const MARGIN = 'venue {"code":-2019,"msg":"Margin is insufficient."}';

const rejected = (cause = MARGIN, code?: RejectionCode): Resolution => ({
  status: 'rejected',
  cause,
  ...(code !== undefined && { code }),
});
const filled: Resolution = { status: 'filled', fills: [fillOf(entryOrder())] };

const entry = (state: BotState, resolution: Resolution, atMs = NOON, symbol = 'BTC') =>
  noteEntry(state, { symbol }, resolution, atMs);

const mails = ({ outbox }: BotState) => outbox.alerts.map(({ happened }) => happened);
const stands = (state: BotState) => attentionOf(state).includes('entries-rejected');

describe('the reason of a rejection', () => {
  it.each([
    ['Margin of 12.5 USDT is missing.', 'Margin of 7 USDT is missing.'],
    ['venue {"code":-4164,"msg":"no smaller than 5"}', 'venue {"code":-4164,"msg":"no smaller than 100"}'],
    ['order bot-1-31-e was late by 1,250.25 ms', 'order bot-1-7-e was late by 3 ms'],
  ])('the reason of a rejection is the same in "%s" and in "%s"', (left, right) => {
    expect(reasonOf({ cause: left })).toBe(reasonOf({ cause: right }));
  });

  it('the reason of a rejection has a sign in the place of each number', () => {
    const cause = 'Margin of 12.5 USDT is missing, 7 are there.';
    expect(reasonOf({ cause })).toBe('Margin of # USDT is missing, # are there.');
  });

  it.each([
    ['venue {"code":-2019,"msg":"No."}', 'venue {"code":-2027,"msg":"No."}'],
    ['venue {"code": "-2019","msg":"No."}', 'venue {"code": "-2027","msg":"No."}'],
    ['{"retCode":110007,"retMsg":"no"}', '{"retCode":110012,"retMsg":"no"}'],
    ['Margin is insufficient.', 'Leverage is insufficient.'],
  ])('the reason of a rejection is another in "%s" than in "%s"', (left, right) => {
    expect(reasonOf({ cause: left })).not.toBe(reasonOf({ cause: right }));
  });

  it('the reason of a rejection that has a code of ours is that code, whatever the words', () => {
    expect(reasonOf({ cause: MARGIN, code: 'clock' })).toBe('clock');
  });
});

describe('a rejected entry', () => {
  it('a rejected entry is mailed with the words of the exchange, once a UTC day for each reason', () => {
    let state = botState();
    for (const time of ['12:00', '12:01', '23:59', '2026-01-06T00:00', '2026-01-06T08:00'])
      state = entry(state, rejected(), at(time));
    expect(state.outbox.alerts.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['entries-rejected', NOON],
      ['entries-rejected', at('2026-01-06T00:00')],
    ]);
    expect(mails(state)[0]).toContain(`BTC: ${MARGIN}`);
    expect(state.entryRejections).toMatchObject([
      { count: 5, sinceMs: NOON, lastMs: at('2026-01-06T08:00') },
    ]);
    expect(mails(entry(state, rejected('Leverage.'), at('2026-01-06T08:01')))).toHaveLength(3);
  });

  it('a rejected entry stands until one is accepted in its symbol, however that one ends', () => {
    const state = entry(botState(), rejected());
    expect(stands(state)).toBe(true);
    const accepted: readonly Resolution[] = [
      filled,
      { status: 'expired' },
      { status: 'cancelled' },
      { status: 'resting' },
    ];
    for (const resolution of accepted) expect(stands(entry(state, resolution))).toBe(false);
    expect(entry(state, filled, NOON, 'ETH')).toBe(state);
    expect(entry(state, { status: 'unknown', cause: 'no answer' })).toBe(state);
    expect(entry(state, { status: 'gone' })).toBe(state);
  });

  it('a rejected entry in two symbols stands until both accept one', () => {
    let state = entry(entry(botState(), rejected()), rejected(), NOON, 'ETH');
    expect(mails(state)).toHaveLength(1);
    state = entry(state, filled);
    expect(stands(state)).toBe(true);
    state = entry(state, filled, NOON, 'ETH');
    expect(stands(state)).toBe(false);
  });

  it('a rejected entry is over for its reason where another symbol is rejected for another', () => {
    const state = entry(entry(botState(), rejected()), rejected('Leverage.'), NOON, 'ETH');
    const symbols = entry(state, filled).entryRejections?.map((rejection) => rejection.symbols);
    expect(symbols).toEqual([[], ['ETH']]);
  });

  it('a rejected entry that is a day old is forgotten, and a younger one is not', () => {
    const state = entry(entry(botState(), rejected()), rejected('Leverage.'), at('13:00'));
    const later = withoutOldRejections(state, NOON + DAY_MS);
    expect(later.entryRejections?.map(({ reason }) => reason)).toEqual(['Leverage.']);
  });

  it('a rejected entry keeps the last ten of its symbols, and its own reason where many are known', () => {
    let state = botState();
    for (let k = 0; k < 11; k += 1) state = entry(state, rejected('Margin.'), NOON, `S${k}`);
    expect(state.entryRejections?.[0]?.symbols).toEqual(Array.from({ length: 10 }, (_, k) => `S${k + 1}`));
    for (const word of 'ABCDEFG') state = entry(state, rejected(word));
    expect(entry(state, rejected('A')).entryRejections?.at(-1)).toMatchObject({ reason: 'A', count: 2 });
  });

  it('a rejected entry that comes back the same day stands again, counts anew, and is not mailed again', () => {
    const over = entry(entry(botState(), rejected()), filled);
    const back = entry(withoutOldRejections(over, at('13:00')), rejected(), at('13:00'));
    expect(stands(back)).toBe(true);
    expect(back.entryRejections).toMatchObject([{ count: 1, sinceMs: at('13:00') }]);
    expect(mails(back)).toHaveLength(1);
  });

  it('a rejected entry is forgotten a day after the last one, and where it is over with its day', () => {
    const state = entry(botState(), rejected());
    expect(withoutOldRejections(state, NOON + DAY_MS - MINUTE_MS)).toBe(state);
    expect(withoutOldRejections(state, NOON + DAY_MS)).not.toHaveProperty('entryRejections');
    const over = entry(state, filled);
    expect(withoutOldRejections(over, at('23:59'))).toBe(over);
    expect(withoutOldRejections(over, at('2026-01-06T00:00'))).not.toHaveProperty('entryRejections');
  });

  it('a rejected entry that was in doubt, and never placed, is mailed as such', () => {
    const state = entry(botState(), { status: 'never-placed' });
    expect(mails(state)[0]).toContain('never placed');
    expect(stands(state)).toBe(true);
  });

  it.each(['credentials', 'region', 'reduce-only-account', 'hedge-mode'] as const)(
    'a rejected entry for %s stands, and leaves the mail to the alert or the halt that there is for it',
    (code) => {
      const state = entry(botState(), rejected('no', code));
      expect(mails(state)).toEqual([]);
      expect(stands(state)).toBe(true);
    },
  );

  it('a rejected entry for want of a signature is mailed once, with the command that signs', () => {
    const again = (state: BotState) => entry(state, rejected('Please sign.', 'agreement-unsigned'));
    const state = again(again(botState()));
    expect(mails(state)).toEqual([
      expect.stringContaining('before you have signed its agreement for such markets: Please sign.'),
    ]);
    expect(state.entryRejections?.some(isUnsigned)).toBe(true);
    expect(entry(botState(), rejected('no')).entryRejections?.some(isUnsigned)).toBe(false);
  });

  it('a rejected entry that would have crossed is mailed with the third in a row', () => {
    const again = (state: BotState) => entry(state, rejected('Post only.', 'would-cross'));
    const second = again(again(botState()));
    expect([mails(second), stands(second)]).toEqual([[], false]);
    expect([mails(again(second)), stands(again(second))]).toMatchObject([[{}], true]);
    const calmed = again(again(entry(second, filled)));
    expect([mails(calmed), stands(calmed)]).toEqual([[], false]);
  });

  it('a rejected entry leaves the item small, however many reasons a day has and however long they are', () => {
    let state = botState();
    for (let k = 0; k < 300; k += 1) {
      const reason = String.fromCodePoint(0x61 + (k % 26), 0x61 + (Math.floor(k / 26) % 26));
      state = entry(state, rejected(`${reason} ${'x'.repeat(5_000)}`), NOON + k * MINUTE_MS);
    }
    expect(state.entryRejections).toHaveLength(9);
    expect(state.entryRejections?.at(-1)).toMatchObject({ reason: 'other reasons', count: 292 });
    expect(JSON.stringify(state.entryRejections).length).toBeLessThan(5_000);
    expect(mails(state)).toHaveLength(9);
  });
});
