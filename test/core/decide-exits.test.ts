/**
 * What does a tick decide of its open positions, symbol by symbol?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { decideExits } from '../../lambda/core/decide.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { afterExit } from '../../lambda/core/orders/rejected-order.ts';
import {
  NOON,
  at,
  botState,
  exitOrder,
  parameters,
  position,
  quote,
  stopOrder,
  takeProfitOrder,
  view,
} from '../harness/builders.ts';
import { intendedOrders, tickOf, viewAt } from '../harness/booking.ts';

/** Opened ten minutes ago, long past the longest hold. */
const OLD = { decidedAtMs: at('11:50'), filledAtMs: at('11:50') };
const [BTC, ETH] = [position(OLD), position({ ...OLD, tradeId: 2, symbol: 'ETH' })];

/** These positions, each with its hard stop confirmed at the venue. */
function holding(positions: readonly Position[], ledger: Partial<BotState['ledger']> = {}): BotState {
  const orders = positions.map(({ tradeId, symbol }) =>
    stopOrder({ tradeId, symbol, clientOrderId: `stop of ${tradeId}` }),
  );
  return botState({ ledger: { ...ledger, positions }, orders });
}

const intents = (state: BotState) =>
  intendedOrders(state).map((order) => `${order.clientOrderId} ${order.leg} ${order.symbol}`);

describe('the exits of a tick', () => {
  it('the exits of a tick close a position whose rules say so, with the reason and what was seen', () => {
    const after = decideExits(holding([BTC]), tickOf([viewAt('BTC', 99.9)]));
    const exit = exitOrder({ clientOrderId: 'bot-1-11-x', decision: { price: 99.9, tickMs: NOON } });
    expect(intendedOrders(after)).toEqual([exit]);
    expect(after.ledger.positions).toEqual([BTC]);
    expect(after.outbox.alerts).toEqual([]);
  });

  it('the exits of a tick are judged at the bid for a long and at the ask for a short', () => {
    const wide = view({ symbol: 'BTC', quote: quote([99.9, 100.2]) });
    const long = decideExits(holding([BTC]), tickOf([wide]));
    expect(intendedOrders(long)).toMatchObject([{ decision: { price: 99.9 } }]);
    const short = decideExits(holding([{ ...BTC, side: 'short' }]), tickOf([wide]));
    expect(intendedOrders(short)).toMatchObject([{ side: 'short', decision: { price: 100.2 } }]);
  });

  it('the exits of a tick start recovery with a row and without an order', () => {
    const young = position({ decidedAtMs: at('11:59') });
    const after = decideExits(holding([young]), tickOf([viewAt('BTC', 99.8)]));
    expect(intendedOrders(after)).toEqual([]);
    expect(after.outbox.rows).toEqual([
      { epoch: 1, sequence: 2, event: { kind: 'recovery', atMs: NOON, tradeId: 1, price: 99.8 } },
    ]);
    expect(after.ledger.positions[0]?.recoverySinceMs).toBe(NOON);
  });

  it('the exits of a tick leave a position alone that holds', () => {
    const state = holding([position()]);
    expect(decideExits(state, tickOf([viewAt('BTC', 100)]))).toBe(state);
  });

  it('the exits of a tick leave a symbol without a price or without a view as it is', () => {
    const state = holding([BTC]);
    expect(decideExits(state, tickOf([view({ symbol: 'BTC' })]))).toBe(state);
    expect(decideExits(state, tickOf([]))).toBe(state);
    expect(decideExits(state, tickOf([viewAt('ETH', 100)]))).toBe(state);
  });

  it('the exits of a tick leave a position to the exit that is under way', () => {
    const orders = [stopOrder(), exitOrder({ status: 'unknown' })];
    const state = { ...holding([BTC]), orders };
    expect(decideExits(state, tickOf([viewAt('BTC', 99)]))).toBe(state);
    const two = { ...holding([BTC, ETH]), orders };
    expect(intents(decideExits(two, tickOf([viewAt('BTC', 99), viewAt('ETH', 99)])))).toEqual([
      'bot-1-11-x exit ETH',
    ]);
  });

  it('the exits of a tick go through the symbols in the order of the views', () => {
    const after = decideExits(holding([BTC, ETH]), tickOf([viewAt('ETH', 100), viewAt('BTC', 100)]));
    expect(intents(after)).toEqual(['bot-1-11-x exit ETH', 'bot-1-12-x exit BTC']);
  });

  it('the exits of a tick manage positions in symbols that may not be entered any more', () => {
    const after = decideExits(holding([BTC]), tickOf([viewAt('BTC', 100)], { symbols: ['ETH'] }));
    expect(intents(after)).toEqual(['bot-1-11-x exit BTC']);
  });

  it('the exits of a tick are decided in every state of the bot', () => {
    const shut = {
      halted: { cause: 'doubt', sinceMs: NOON },
      operatorPausedSinceMs: NOON,
      stoppedAtMs: NOON,
      pausedUntilMs: at('13:00'),
    };
    const after = decideExits(holding([BTC], shut), tickOf([viewAt('BTC', 100)]));
    expect(intents(after)).toEqual(['bot-1-11-x exit BTC']);
  });

  it('the exits of a tick close everything that has a price as `flatten` when the operator wants it', () => {
    const young = [position(), position({ tradeId: 2, symbol: 'ETH' })];
    const state = holding(young, { flatteningSinceMs: NOON });
    const after = decideExits(state, tickOf([viewAt('BTC', 100), view({ symbol: 'ETH' })]));
    expect(intendedOrders(after)).toMatchObject([{ leg: 'exit', symbol: 'BTC', reason: 'flatten' }]);
  });
});

describe('a position without a confirmed hard stop', () => {
  const opened = (time: string, orders: BotState['orders'] = [stopOrder({ status: 'unknown' })]) => {
    const open = position({ decidedAtMs: at(time), filledAtMs: at(time) });
    return botState({ ledger: { positions: [open] }, orders });
  };
  const now = tickOf([viewAt('BTC', 99.95)]);

  it('a position without a confirmed hard stop is closed as `unprotected` after more than ten seconds, and its operator is alerted [invariant 3]', () => {
    const after = decideExits(opened('11:59:49.999'), now);
    expect(intendedOrders(after)).toMatchObject([
      { leg: 'exit', reason: 'unprotected', decision: { price: 99.95 } },
    ]);
    expect(after.outbox.alerts).toMatchObject([{ kind: 'unprotected', atMs: NOON }]);
    expect(after.outbox.alerts[0]?.happened).toContain('BTC');
  });

  it('a position without a confirmed hard stop is told of beside another one, each trade for itself', () => {
    const late = { decidedAtMs: at('11:59:30'), filledAtMs: at('11:59:30') };
    const positions = [position(late), position({ ...late, tradeId: 2, symbol: 'ETH' })];
    const orders = positions.map(({ tradeId, symbol }) => stopOrder({ tradeId, symbol, status: 'unknown' }));
    const views = [viewAt('BTC', 99.95), viewAt('ETH', 99.95)];
    const after = decideExits(botState({ ledger: { positions }, orders }), tickOf(views));
    expect(after.outbox.alerts.map(({ happened }) => happened)).toEqual([
      expect.stringContaining('BTC'),
      expect.stringContaining('ETH'),
    ]);
  });

  it.each([
    [0, '11:59'],
    [5, '11:59:50'],
    [10, '11:59:50'],
    [30, '11:59:30'],
  ])(
    'a position without a confirmed hard stop is left to be protected for ten seconds or a watch interval (%i s, 0 is a minute)',
    (watchIntervalSeconds, filledAt) => {
      const watched = tickOf([viewAt('BTC', 99.95)], { parameters: parameters({ watchIntervalSeconds }) });
      const state = opened(filledAt);
      expect(decideExits(state, watched)).toBe(state);
      const earlier = opened(filledAt);
      const [position] = earlier.ledger.positions;
      const longer = {
        ...earlier.ledger,
        positions: [{ ...position!, filledAtMs: position!.filledAtMs - 1 }],
      };
      expect(intendedOrders(decideExits({ ...earlier, ledger: longer }, watched))).toHaveLength(1);
    },
  );

  it('a position is not protected by an intent, an unknown outcome, a take-profit or the stop of another trade', () => {
    const none = [
      stopOrder({ status: 'intended' }),
      stopOrder({ status: 'unknown' }),
      takeProfitOrder(),
      stopOrder({ tradeId: 2 }),
    ];
    const tried = stopOrder({ status: 'intended', clientOrderId: 'tried' });
    for (const order of none) {
      expect(decideExits(opened('11:58', [tried, order]), now).outbox.alerts).toHaveLength(1);
    }
    const safe = opened('11:58', [stopOrder()]);
    expect(decideExits(safe, now)).toBe(safe);
  });

  it('a position without any stop gets one first, whenever it was filled: the exchange has removed its own', () => {
    const state = opened('11:58', [takeProfitOrder()]);
    expect(decideExits(state, now)).toBe(state);
  });

  it('a position without a confirmed hard stop is closed once', () => {
    const state = opened('11:58', [exitOrder({ reason: 'unprotected', status: 'unknown' })]);
    expect(decideExits(state, now)).toBe(state);
  });
});

describe('an exit that failed once', () => {
  const failing = [{ tradeId: 1, sinceMs: at('11:59:59'), isTold: false }];
  const failed = (
    ledger: Partial<BotState['ledger']> = {},
    orders: BotState['orders'] = [stopOrder()],
  ): BotState => ({
    ...holding([position(ledger.flatteningSinceMs === undefined ? {} : OLD)], ledger),
    orders,
    failingExits: failing,
  });
  const now = tickOf([viewAt('BTC', 100)]);

  it('an exit that failed once is forgotten where its position may stay: one that fails an hour later is none of two minutes', () => {
    const after = decideExits(failed(), now);
    expect(after).not.toHaveProperty('failingExits');
    const again = afterExit(after, exitOrder(), { status: 'unknown', cause: 'a test' }, at('13:00'));
    expect(again.ledger.halted).toBeUndefined();
    expect(again.failingExits).toEqual([{ tradeId: 1, sinceMs: at('13:00'), isTold: false }]);
  });

  it('an exit that failed once is forgotten where its position goes into recovery', () => {
    expect(decideExits(failed(), tickOf([viewAt('BTC', 99.8)]))).not.toHaveProperty('failingExits');
  });

  it.each<[why: string, state: BotState]>([
    ['its position is to be closed', failed({ flatteningSinceMs: NOON })],
    ['the day is stopped', failed({ stoppedAtMs: NOON })],
    ['its position has no confirmed stop', failed({}, [takeProfitOrder()])],
    ['it is under way', failed({}, [stopOrder(), exitOrder({ status: 'unknown' })])],
  ])('an exit that failed once is remembered where %s', (_why, state) => {
    expect(decideExits(state, now).failingExits).toEqual(failing);
  });

  it('an exit that failed once is remembered where there is no price to judge its position by', () => {
    expect(decideExits(failed(), tickOf([])).failingExits).toEqual(failing);
  });
});
