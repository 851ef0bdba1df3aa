/**
 * Is the day stopped when it has lost its limit or can afford nothing more, and only then?
 */
import { describe, expect, it } from 'vitest';
import type { BotParameters } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { enforceDayLimit, type TickView } from '../../lambda/core/decide.ts';
import { usd, usdFromUnits } from '../../lambda/core/units.ts';
import {
  FREE,
  NOON,
  botState,
  entryOrder,
  exitOrder,
  parameters,
  position,
  quote,
  view,
} from '../harness/builders.ts';
import { ETH as OTHER, eventsOf, viewAt } from '../harness/booking.ts';

const [BTC, ETH] = [position(), position(OTHER)];

function tick(views: TickView['views'], changes: Partial<BotParameters> = {}): TickView {
  return { tickMs: NOON, views, symbols: ['BTC', 'ETH'], parameters: parameters({ ...FREE, ...changes }) };
}

const exits = ({ orders }: BotState) =>
  orders.flatMap((order) => (order.leg === 'exit' ? [`${order.symbol} ${order.reason}`] : []));

describe('a day that has lost its limit', () => {
  // 80 USD, which is 4 % of 2,000 as well. −78.5 realised and 6 × −0.25 = −1.5 unrealised are −80.
  const lost = botState({ ledger: { positions: [BTC], realisedTodayUsd: usd(-78.5) } });

  it('a day that has lost its limit is stopped, realised and unrealised together, and everything is closed', () => {
    const after = enforceDayLimit(lost, tick([viewAt('BTC', 99.75)]));
    expect(eventsOf(after)).toEqual([
      {
        kind: 'stopped',
        atMs: NOON,
        cause: 'loss',
        realisedUsd: usd(-78.5),
        unrealisedUsd: usd(-1.5),
        limitUsd: usd(80),
      },
    ]);
    expect(after.ledger.stoppedAtMs).toBe(NOON);
    expect(after.orders).toEqual([
      exitOrder({
        clientOrderId: 'bot-1-11-x',
        reason: 'daily-stop',
        decision: { price: 99.75, tickMs: NOON },
      }),
    ]);
  });

  it('a day has lost its limit with exactly that loss, and not with a hundred-millionth less', () => {
    const nearly = botState({ ledger: { ...lost.ledger, realisedTodayUsd: usdFromUnits(-7_849_999_999) } });
    expect(enforceDayLimit(nearly, tick([viewAt('BTC', 99.75)]))).toBe(nearly);
  });

  it('a day has not lost its limit when its loss is only realised in part', () => {
    expect(enforceDayLimit(lost, tick([viewAt('BTC', 99.76)]))).toBe(lost);
  });

  it('the loss of a day counts what a close would cost', () => {
    const paid = botState({ ledger: { positions: [BTC], realisedTodayUsd: usd(-78.4) } });
    expect(enforceDayLimit(paid, tick([viewAt('BTC', 99.75)]))).toBe(paid);
    // 0.05 % of 99.75 × 6 is another 0.29925
    expect(exits(enforceDayLimit(paid, tick([viewAt('BTC', 99.75)], { takerFeePct: 0.05 })))).toHaveLength(1);
  });

  it('the loss of a day counts a position at the price it could be closed at: the bid of a long, the ask of a short', () => {
    const wide = view({ symbol: 'BTC', quote: quote([99.75, 100.25]) });
    const long = enforceDayLimit(lost, tick([wide]));
    expect(long.orders).toMatchObject([{ reason: 'daily-stop', decision: { price: 99.75 } }]);
    const short = { ...BTC, side: 'short' } as const;
    const sold = botState({ ledger: { positions: [short], realisedTodayUsd: usd(-78.5) } });
    expect(enforceDayLimit(sold, tick([wide])).orders).toMatchObject([{ decision: { price: 100.25 } }]);
  });

  it('the loss of a day counts profits of open positions too', () => {
    const state = botState({ ledger: { positions: [BTC, ETH], realisedTodayUsd: usd(-78.5) } });
    expect(enforceDayLimit(state, tick([viewAt('BTC', 99.75), viewAt('ETH', 100.1)]))).toBe(state);
  });

  it('a day that has lost its limit closes all positions, in the order of the views', () => {
    const state = botState({ ledger: { positions: [BTC, ETH], realisedTodayUsd: usd(-80) } });
    const after = enforceDayLimit(state, tick([viewAt('ETH', 100), viewAt('BTC', 100)]));
    expect(exits(after)).toEqual(['ETH daily-stop', 'BTC daily-stop']);
  });

  it('a day that has lost its limit leaves a symbol without a price out of the sum and of the closing', () => {
    const state = botState({ ledger: { positions: [BTC, ETH], realisedTodayUsd: usd(-78.5) } });
    const unpriced = view({ symbol: 'ETH' });
    expect(exits(enforceDayLimit(state, tick([viewAt('BTC', 99.75), unpriced])))).toEqual(['BTC daily-stop']);
    const hidden = botState({ ledger: { positions: [ETH], realisedTodayUsd: usd(-79) } });
    expect(enforceDayLimit(hidden, tick([unpriced]))).toBe(hidden);
  });

  it('a day that has lost its limit does not close twice what is being closed', () => {
    const closing = { ...lost, orders: [exitOrder({ status: 'unknown' })] };
    const after = enforceDayLimit(closing, tick([viewAt('BTC', 99.75)]));
    expect(after.ledger.stoppedAtMs).toBe(NOON);
    expect(after.orders).toEqual(closing.orders);
  });

  it('a day has lost its limit when its operator has lowered the limit below its loss', () => {
    const state = botState({ ledger: { positions: [BTC], realisedTodayUsd: usd(-20) } });
    const prices = [viewAt('BTC', 100)];
    expect(enforceDayLimit(state, tick(prices))).toBe(state);
    expect(exits(enforceDayLimit(state, tick(prices, { dailyLossUsd: 20 })))).toEqual(['BTC daily-stop']);
    expect(exits(enforceDayLimit(state, tick(prices, { dailyLossPct: 1 })))).toEqual(['BTC daily-stop']);
  });

  it('a day that has lost its limit is stopped with nothing open too', () => {
    const after = enforceDayLimit(botState({ ledger: { realisedTodayUsd: usd(-80) } }), tick([]));
    expect(eventsOf(after)).toMatchObject([{ cause: 'loss', unrealisedUsd: 0 }]);
  });
});

describe('a day that can afford nothing more', () => {
  // Free of costs a new position of 600 risks 0.25 % of it: 1.5.
  const left = (units: number, changes: Parameters<typeof botState>[0] = {}) =>
    botState({ ...changes, ledger: { realisedTodayUsd: usdFromUnits(units - usd(80)), ...changes?.ledger } });

  it('a day that can afford nothing more is stopped when no position is open', () => {
    const after = enforceDayLimit(left(149_999_999), tick([]));
    expect(eventsOf(after)).toEqual([
      {
        kind: 'stopped',
        atMs: NOON,
        cause: 'budget',
        realisedUsd: usd(-78.50000001),
        unrealisedUsd: 0,
        limitUsd: usd(80),
      },
    ]);
    expect(after.orders).toEqual([]);
  });

  it('a day that can afford nothing more goes on when what is left pays for exactly one position', () => {
    const state = left(150_000_000);
    expect(enforceDayLimit(state, tick([]))).toBe(state);
  });

  it('a day that can afford nothing more goes on while a position is open, or an entry in flight', () => {
    const open = left(149_999_999, { ledger: { positions: [BTC] } });
    expect(enforceDayLimit(open, tick([viewAt('BTC', 100)]))).toBe(open);
    const unpriced = tick([view({ symbol: 'BTC' })]);
    expect(enforceDayLimit(open, unpriced)).toBe(open);
    const inFlight = left(149_999_999, { orders: [entryOrder({ status: 'unknown' })] });
    expect(enforceDayLimit(inFlight, tick([]))).toBe(inFlight);
  });

  it('a day that can afford nothing more counts the costs of a new position', () => {
    // with a taker fee of 0.05 %: 600 × (0.0025 + 0.0005 × 2.0025) = 2.10075
    const costly = { takerFeePct: 0.05 };
    expect(enforceDayLimit(left(210_075_000), tick([], costly)).ledger.stoppedAtMs).toBeUndefined();
    expect(enforceDayLimit(left(210_074_999), tick([], costly)).ledger.stoppedAtMs).toBe(NOON);
  });

  it('a day that can afford nothing more is judged without any signal and without any price', () => {
    expect(enforceDayLimit(left(0), tick([view()])).ledger.stoppedAtMs).toBe(NOON);
  });
});

describe('a stopped day', () => {
  it('a stopped day alerts the operator once, and says why', () => {
    const lost = botState({ ledger: { positions: [BTC], realisedTodayUsd: usd(-79) } });
    const stopped = enforceDayLimit(lost, tick([viewAt('BTC', 99.75)]));
    expect(stopped.outbox.alerts).toMatchObject([{ atMs: NOON, kind: 'daily-stop' }]);
    const text = stopped.outbox.alerts[0]?.happened;
    for (const amount of ['-79.00', '-1.50', '-80.00']) expect(text).toContain(amount);

    const again = enforceDayLimit({ ...stopped, orders: [] }, tick([viewAt('BTC', 99)]));
    expect(again.outbox).toEqual(stopped.outbox);
    expect(again.ledger.stoppedAtMs).toBe(NOON);
  });

  it('a stopped day closes what is still open when it has lost too much, also without another row', () => {
    const ledger = { positions: [BTC], realisedTodayUsd: usd(-80), stoppedAtMs: NOON - 60_000 };
    const after = enforceDayLimit(botState({ ledger }), tick([viewAt('BTC', 100)]));
    expect(exits(after)).toEqual(['BTC daily-stop']);
    expect(eventsOf(after)).toEqual([]);
    expect(after.ledger.stoppedAtMs).toBe(NOON - 60_000);
  });

  it('a stopped day stays stopped when it could afford a position again', () => {
    const state = botState({ ledger: { stoppedAtMs: NOON - 60_000 } });
    expect(enforceDayLimit(state, tick([]))).toBe(state);
  });

  it('a stopped day is not stopped once more by its budget', () => {
    const state = botState({ ledger: { stoppedAtMs: NOON - 60_000, realisedTodayUsd: usd(-79) } });
    expect(enforceDayLimit(state, tick([]))).toBe(state);
  });
});
