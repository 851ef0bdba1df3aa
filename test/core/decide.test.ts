/**
 * What does a tick decide of its signals, symbol by symbol?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { decideEntries, decideExits } from '../../lambda/core/decide.ts';
import { answer } from '../../lambda/core/paper/paper-orders.ts';
import { bookOutcome } from '../../lambda/core/orders/outcome-booking.ts';
import type { MarketView } from '../../lambda/core/market.ts';
import { UNKNOWN_SESSIONS, sessionsOf } from '../../lambda/core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import {
  FREE,
  NOON,
  at,
  botState,
  entryOrder,
  parameters,
  position,
  quote,
  signalCandles,
  stopOrder,
  view,
} from '../harness/builders.ts';
import { intendedOrders, tickOf } from '../harness/booking.ts';

/** A symbol at 100 whose candles say long (101), short (99) or nothing (100). */
const SIGNAL = (symbol: string, close = 101) =>
  view({ symbol, quote: quote(100), candles: signalCandles(close) });

const intents = (state: BotState) =>
  intendedOrders(state).map((order) => `${order.clientOrderId} ${order.leg} ${order.symbol}`);

describe('the entries of a tick', () => {
  it('the entries of a tick intend an order of the size, terms and signal that were decided', () => {
    const { state, verdicts } = decideEntries(botState(), tickOf([SIGNAL('BTC')]));
    expect(verdicts).toEqual([
      { symbol: 'BTC', kind: 'intended', side: 'long', clientOrderId: 'bot-1-11-e' },
    ]);
    // close 101 / 100 − 1; 20 over a mean of 10; (101 − 99) / 99
    const signal = { momentum: 101 / 100 - 1, volumeRatio: 2, range: 2 / 99 };
    const decision = { price: 100, tickMs: NOON, signal };
    expect(state.orders).toEqual([
      entryOrder({ clientOrderId: 'bot-1-11-e', decision }),
      stopOrder({ clientOrderId: 'bot-1-12-s', status: 'intended' }),
    ]);
    expect(state.ledger).toEqual(botState().ledger);
  });

  it('the entries of a tick are sized at the price expected to be paid: ask or bid, slipped', () => {
    const wide = { ...SIGNAL('BTC'), quote: quote([200, 400]) };
    const set = parameters({ ...FREE, slippageBps: 25 });
    // 600 / (400 × 1.0025), rounded down to a step of 0.001: 1.4962…
    const stepped = { ...wide, market: { symbol: 'BTC', quantityStep: 0.001 } };
    const long = decideEntries(botState(), tickOf([stepped], { parameters: set }));
    expect(long.state.orders).toMatchObject([
      { quantity: 1.496, decision: { price: 400 } },
      // 401 × 0.9975: the stop is priced for the same fill.
      { leg: 'stop', price: 399.9975 },
    ]);
    const short = { ...stepped, candles: signalCandles(99) };
    // 600 / (200 × 0.9975) = 3.0075…
    const sold = decideEntries(botState(), tickOf([short], { parameters: set }));
    expect(sold.state.orders).toMatchObject([
      { quantity: 3.007, side: 'short', decision: { price: 200 } },
      // 199.5 × 1.0025
      { leg: 'stop', side: 'short', price: 199.99875 },
    ]);
  });

  it('the entries of a tick are post-only at the near side of the book with real money and `maker`, and market orders otherwise', () => {
    const wide = { ...SIGNAL('BTC'), quote: quote([200, 400]) };
    const entry = (state: BotState, entryStyle: 'maker' | 'taker') =>
      decideEntries(
        state,
        tickOf([wide], { parameters: parameters({ ...FREE, slippageBps: 25, entryStyle }) }),
      ).state.orders;
    const live = botState({ account: undefined });
    // 600 / 200, and a stop a quarter of a percent below 200: no slippage is expected of it.
    expect(entry(live, 'maker')).toMatchObject([
      { price: 200, quantity: 3, decision: { price: 200 } },
      { price: 199.5 },
    ]);
    for (const [order] of [entry(live, 'taker'), entry(botState(), 'maker')]) {
      expect(order).toMatchObject({ leg: 'entry', decision: { price: 400 } });
      expect(order).not.toHaveProperty('price');
    }
  });

  it('the entries of a tick give every symbol one reason, in their order', () => {
    const views = [SIGNAL('BTC', 100), SIGNAL('ETH', 99), view({ symbol: 'SOL' }), SIGNAL('XRP')];
    const symbols = ['XRP', 'BTC', 'ETH', 'SOL', 'DOGE'];
    const { verdicts } = decideEntries(
      botState({ ledger: { positions: [position({ symbol: 'XRP' })] } }),
      tickOf(views, { symbols }),
    );
    expect(verdicts).toEqual([
      { symbol: 'XRP', kind: 'denied', side: 'long', code: 'symbol' },
      { symbol: 'BTC', kind: 'held', reason: 'momentum' },
      { symbol: 'ETH', kind: 'intended', side: 'short', clientOrderId: 'bot-1-11-e' },
      { symbol: 'SOL', kind: 'held', reason: 'no-quote' },
      { symbol: 'DOGE', kind: 'held', reason: 'no-quote' },
    ]);
  });

  it('the entries of a tick say of a closed market that it is closed, whether or not it has a price', () => {
    const open = { startMs: NOON + MINUTE_MS, endMs: NOON + HOUR_MS };
    const sessions = sessionsOf([open], { startMs: NOON, endMs: NOON + HOUR_MS });
    const closed = { market: { sessions }, symbol: 'XAU' };
    const reasonsOf = (views: readonly MarketView[]) =>
      decideEntries(botState(), tickOf(views)).verdicts.map(
        (verdict) => verdict.kind === 'held' && verdict.reason,
      );
    expect(reasonsOf([view(closed)])).toEqual(['closed-session']);
    expect(reasonsOf([view({ ...closed, quote: quote(100) })])).toEqual(['closed-session']);
    expect(reasonsOf([view({ symbol: 'XAU', market: { sessions: UNKNOWN_SESSIONS } })])).toEqual([
      'unknown-session',
    ]);
  });

  it('the entries of a tick take the first symbols when the gates have no room for all', () => {
    const views = ['BTC', 'ETH', 'SOL', 'XRP'].map((symbol) => SIGNAL(symbol));
    const { state, verdicts } = decideEntries(botState(), tickOf(views));
    expect(intents(state)).toEqual([
      'bot-1-11-e entry BTC',
      'bot-1-12-s stop BTC',
      'bot-1-13-e entry ETH',
      'bot-1-14-s stop ETH',
      'bot-1-15-e entry SOL',
      'bot-1-16-s stop SOL',
    ]);
    expect(verdicts[3]).toEqual({ symbol: 'XRP', kind: 'denied', side: 'long', code: 'positions' });
  });

  it('the entries of a tick are numbered by trade, those in flight included', () => {
    const views = ['BTC', 'ETH'].map((symbol) => SIGNAL(symbol));
    const { state } = decideEntries(botState({ ledger: { tradeCount: 6 } }), tickOf(views));
    expect(state.orders.map(({ tradeId }) => tradeId)).toEqual([7, 7, 8, 8]);
  });

  it('the entries of a tick never share the number of a trade that is still unknown', () => {
    const doubtful = entryOrder({ tradeId: 2, symbol: 'ETH', status: 'unknown' });
    const { state } = decideEntries(botState({ orders: [doubtful] }), tickOf([SIGNAL('BTC')]));
    const [first, second] = state.orders.map(({ tradeId }) => tradeId);
    expect(first).toBe(2);
    expect(second).not.toBe(2);
  });

  it('the entries of a tick are counted when denied, by code', () => {
    const state = botState({ ledger: { stoppedAtMs: NOON }, denials: { stopped: 4, hour: 1 } });
    const after = decideEntries(state, tickOf([SIGNAL('BTC'), SIGNAL('ETH')])).state;
    expect(after.denials).toEqual({ stopped: 6, hour: 1 });
    expect(after.orders).toEqual([]);
  });

  it('the entries of a tick are denied as `minimum` when the market takes no less, after the gates', () => {
    const small = { ...SIGNAL('BTC'), market: { symbol: 'BTC', minQuantity: 6.1 } };
    const denied = (state: BotState) => decideEntries(state, tickOf([small])).verdicts;
    expect(denied(botState())).toMatchObject([{ kind: 'denied', code: 'minimum' }]);
    const stopped = botState({ ledger: { stoppedAtMs: NOON } });
    expect(denied(stopped)).toMatchObject([{ kind: 'denied', code: 'stopped' }]);
  });

  it('the entries of a tick ignore symbols that may not be entered', () => {
    expect(decideEntries(botState(), tickOf([SIGNAL('BTC')], { symbols: [] })).verdicts).toEqual([]);
  });

  it('the entries of a tick see the last closed candle the venue names, and nothing beyond it', () => {
    const early = { ...SIGNAL('BTC'), last: 19 };
    expect(decideEntries(botState(), tickOf([early])).verdicts).toMatchObject([{ reason: 'late-candle' }]);
  });
});

describe('a symbol closed at a tick', () => {
  it('a symbol closed at a tick may be entered again at the same tick', () => {
    const parametersNow = parameters(FREE);
    const now = tickOf([SIGNAL('BTC')]);
    // Opened ten minutes ago, long past the longest hold.
    const old = position({ decidedAtMs: at('11:50') });
    const account = { positions: [{ ...old, metToMs: NOON }], orders: [] };
    const closing = decideExits(
      botState({ ledger: { positions: [old] }, orders: [stopOrder()], account }),
      now,
    );
    expect(decideEntries(closing, now).verdicts).toMatchObject([{ kind: 'denied', code: 'symbol' }]);

    const request = { kind: 'place', order: intendedOrders(closing)[0]! } as const;
    const reply = answer(account, request, now.views[0]?.quote, FREE);
    const closed = bookOutcome(closing, request, { ...reply, atMs: NOON }, undefined, parametersNow);
    expect(closed.ledger).toMatchObject({ positions: [], balanceUsd: usd(2000) });

    // Its stop still rests, and would meet the new position.
    expect(decideEntries(closed, now).verdicts).toMatchObject([{ kind: 'denied', code: 'symbol' }]);
    const swept = { ...closed, account: reply.account, orders: [] };
    const { state, verdicts } = decideEntries(swept, now);
    expect(verdicts).toEqual([
      { symbol: 'BTC', kind: 'intended', side: 'long', clientOrderId: 'bot-1-12-e' },
    ]);
    expect(intents(state)).toEqual(['bot-1-12-e entry BTC', 'bot-1-13-s stop BTC']);
  });
});
