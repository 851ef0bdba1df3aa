/**
 * Is the price at which a position was last looked at the one by which the day's open result is reckoned?
 */
import { describe, expect, it } from 'vitest';
import { enforceDayLimit } from '../../../lambda/core/decide.ts';
import { isSeenOld, noteSeenPrices, seenWorth } from '../../../lambda/core/risk/open-prices.ts';
import { sessionsOf } from '../../../lambda/core/trading-sessions.ts';
import { MINUTE_MS, SECOND_MS, usd } from '../../../lambda/core/units.ts';
import { NOON, at, botState, parameters, position, quote, view } from '../../harness/builders.ts';
import { ETH, eventsOf } from '../../harness/booking.ts';

const BTC = position();
const [SEEN_MS, LATER_MS] = [NOON + SECOND_MS, NOON + 11 * SECOND_MS];
const OPEN = botState({ ledger: { positions: [BTC] } });
const btc = (price: number | readonly [number, number], timeMs = SEEN_MS) =>
  view({ symbol: 'BTC', quote: quote(price, timeMs) });
const seeing = (...views: readonly ReturnType<typeof view>[]) => ({ tickMs: NOON, views });
const SEEN = noteSeenPrices(OPEN, seeing(btc([99.8, 99.9])));

describe('the price last seen', () => {
  it.each([
    ['long', 99.8],
    ['short', 99.9],
  ] as const)('the price last seen of a %s is the one at which it could be closed', (side, price) => {
    const open = botState({ ledger: { positions: [position({ side })] } });
    const { seenPrices } = noteSeenPrices(open, seeing(btc([99.8, 99.9])));
    expect(seenPrices).toEqual([{ tradeId: 1, price, atMs: SEEN_MS }]);
  });

  it('the price last seen makes the worth by which the day is stopped', () => {
    const costly = parameters({ takerFeePct: 0.05, slippageBps: 2 });
    const state = botState({ ledger: { positions: [BTC, position(ETH)], realisedTodayUsd: usd(-79) } });
    const views = [btc([99.8, 99.9]), view({ symbol: ETH.symbol, quote: quote([98.7, 98.8]) })];
    const tick = { tickMs: NOON, views, symbols: [], parameters: costly };
    const noted = noteSeenPrices(state, tick);
    expect(state.ledger.positions.map((open) => seenWorth(noted, open, costly)?.price)).toEqual([99.8, 98.7]);
    const sumUsd = state.ledger.positions.reduce(
      (sum, open) => sum + (seenWorth(noted, open, costly)?.netUsd ?? NaN),
      0,
    );
    expect(eventsOf(enforceDayLimit(state, tick))).toMatchObject([
      { kind: 'stopped', unrealisedUsd: sumUsd },
    ]);
  });

  it('the price last seen stays, with its time, while there is no other', () => {
    const later = noteSeenPrices(SEEN, seeing(view({ symbol: 'BTC' })));
    expect(later.seenPrices).toEqual([{ tradeId: 1, price: 99.8, atMs: SEEN_MS }]);
    const last = noteSeenPrices(later, seeing(btc(100.1, LATER_MS)));
    expect(last.seenPrices).toEqual([{ tradeId: 1, price: 100.1, atMs: LATER_MS }]);
  });

  it('the price last seen stays over a closed minute, whose thin price is none', () => {
    const day = { startMs: at('00:00'), endMs: at('23:59') };
    const sessions = sessionsOf([{ startMs: at('09:00'), endMs: NOON }], day);
    const closed = { ...btc(50, LATER_MS), market: { symbol: 'BTC', sessions } };
    expect(noteSeenPrices(SEEN, seeing(closed)).seenPrices).toEqual(SEEN.seenPrices);
    expect(noteSeenPrices(OPEN, seeing(closed))).not.toHaveProperty('seenPrices');
  });

  it('the price last seen is old when it is older than two ticks', () => {
    expect([0, 2 * MINUTE_MS, 2 * MINUTE_MS + 1].map(isSeenOld)).toEqual([false, false, true]);
  });

  it('the price last seen goes with its trade: the next one in that market does not have it', () => {
    const flat = { ...SEEN, ledger: { ...SEEN.ledger, positions: [] } };
    expect(noteSeenPrices(flat, seeing(btc(100)))).not.toHaveProperty('seenPrices');
    const next = { ...SEEN, ledger: { ...SEEN.ledger, positions: [position({ tradeId: 2 })] } };
    expect(noteSeenPrices(next, seeing())).not.toHaveProperty('seenPrices');
  });

  it('the price last seen is absent where there never was one, and changes nothing else', () => {
    expect(noteSeenPrices(OPEN, seeing())).toEqual(OPEN);
    const flat = botState();
    expect(noteSeenPrices(flat, seeing(btc(100)))).toBe(flat);
    const { seenPrices: _, ...rest } = SEEN;
    expect(rest).toEqual(OPEN);
    expect(seenWorth(OPEN, BTC, parameters())).toBeUndefined();
  });
});
