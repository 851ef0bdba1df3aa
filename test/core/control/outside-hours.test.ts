/**
 * Is it in the item which markets are closed, for whoever looks between two ticks?
 */
import { describe, expect, it } from 'vitest';
import { hasRoomForEntry, lightest } from '../../../lambda/core/item-room.ts';
import { noteHours } from '../../../lambda/core/control/outside-hours.ts';
import { UNKNOWN_SESSIONS, sessionsOf } from '../../../lambda/core/trading-sessions.ts';
import type { TradingSessions } from '../../../lambda/core/market.ts';
import { outsideWords } from '../../../lambda/core/restrictions/restriction-words.ts';
import { NOON, at, botState, parameters, view } from '../../harness/builders.ts';

const DAY = { startMs: at('00:00'), endMs: at('23:59') };
/** Open until one, and from three on. */
const HOURS = sessionsOf(
  [
    { startMs: at('11:00'), endMs: at('13:00') },
    { startMs: at('15:00'), endMs: at('16:00') },
  ],
  DAY,
);

function noted(
  tickMs: number,
  markets: Readonly<Record<string, TradingSessions | undefined>>,
  state = botState(),
) {
  const symbols = Object.keys(markets);
  const views = symbols.map((symbol) => {
    const sessions = markets[symbol];
    return view({ symbol, ...(sessions && { market: { sessions } }) });
  });
  return noteHours(state, { tickMs, symbols, views, parameters: parameters() });
}

describe('markets outside their hours', () => {
  it.each([
    ['before the end of a session', '12:58'],
    ['in closed hours', '14:59'],
  ])('markets outside their hours are noted %s, and until when', (_, time) => {
    expect(noted(at(time), { XAUUSDT: HOURS }).outsideHours).toEqual({
      markets: [{ symbol: 'XAUUSDT', why: 'closed-session', untilMs: at('15:00') }],
      count: 1,
      isAll: true,
    });
  });

  it('markets outside their hours are none any more at the first minute of a session', () => {
    const closed = noted(at('14:59'), { XAUUSDT: HOURS });
    expect(noted(at('15:00'), { XAUUSDT: HOURS }, closed)).not.toHaveProperty('outsideHours');
    expect(noted(at('12:57'), { XAUUSDT: HOURS })).not.toHaveProperty('outsideHours');
  });

  it('markets outside their hours have no end where what is known ends before they open', () => {
    const [{ outsideHours: last }, { outsideHours: unknown }] = [
      noted(at('16:30'), { XAUUSDT: HOURS }),
      noted(NOON, { XAUUSDT: UNKNOWN_SESSIONS }),
    ];
    expect(last?.markets).toStrictEqual([{ symbol: 'XAUUSDT', why: 'closed-session' }]);
    expect(unknown?.markets).toEqual([{ symbol: 'XAUUSDT', why: 'unknown-session' }]);
    expect([outsideWords(last!), outsideWords(unknown!)]).toEqual([
      'MARKET CLOSED: XAUUSDT',
      'HOURS UNKNOWN: XAUUSDT',
    ]);
  });

  it('markets outside their hours are not all of them beside one that never closes', () => {
    const { outsideHours } = noted(at('14:00'), { BTCUSDT: undefined, XAUUSDT: HOURS });
    expect(outsideHours).toMatchObject({ count: 1, isAll: false, markets: [{ symbol: 'XAUUSDT' }] });
  });

  it('markets outside their hours are none of which a tick has read nothing', () => {
    const tick = { tickMs: at('14:00'), symbols: ['XAUUSDT'], views: [], parameters: parameters() };
    expect(noteHours(botState(), tick)).not.toHaveProperty('outsideHours');
  });

  it('markets outside their hours stay as they are in a watch step', () => {
    const closed = noted(at('14:59'), { XAUUSDT: HOURS });
    expect(noted(at('15:00'), {}, closed)).toBe(closed);
  });

  it('markets outside their hours are counted beyond the eighth, and left out of an item without room', () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`GOLD${k}`, HOURS]));
    const { outsideHours } = noted(at('14:00'), many);
    expect(outsideWords(outsideHours!)).toMatch(/GOLD7 until 2026-01-05 15:00; and 4 more$/);
    const cause = 'x'.repeat(200);
    const rejection = { reason: 'a', symbols: [], count: 1, sinceMs: NOON, lastMs: NOON, cause };
    const filledWith = (rejections: number) =>
      botState({ entryRejections: Array.from({ length: rejections }, () => rejection) });
    let rejections = 0;
    while (hasRoomForEntry(filledWith(rejections), parameters())) rejections += 1;
    expect(noted(at('14:00'), many, filledWith(rejections))).toHaveProperty('outsideHours');
    expect(noted(at('14:00'), many, filledWith(100))).not.toHaveProperty('outsideHours');
    expect(lightest(noted(at('14:00'), many))).not.toHaveProperty('outsideHours');
  });
});
