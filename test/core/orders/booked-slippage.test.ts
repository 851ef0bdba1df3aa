/**
 * Is booked of each trade what its fills were worse than decided, and is what nobody knows unknown?
 */
import { describe, expect, it } from 'vitest';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import type { Fill } from '../../../lambda/core/ledger/fills.ts';
import { EMPTY_RUN } from '../../../lambda/core/ledger/day-statistics.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import type { Order } from '../../../lambda/core/order.ts';
import { bookFills } from '../../../lambda/core/orders/fill-booking.ts';
import { closeExternally } from '../../../lambda/core/orders/closed-elsewhere.ts';
import { usd, type Usd } from '../../../lambda/core/units.ts';
import {
  NOON,
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';
import { eventsOf, filledAt, liveBot, reconciledWith } from '../../harness/booking.ts';

const CONTEXT = { market: undefined, parameters: parameters(), ambiguous: false };
/** Entered with a slippage of three tenths. */
const OPEN = position({ slippageUsd: usd(0.3) });
const SHORT = position({ side: 'short', slippageUsd: usd(0.3) });

function booked(order: Order, fills: readonly Fill[], open: Position = OPEN) {
  return eventsOf(bookFills(liveBot([order], [open]), order, fills, CONTEXT)).at(-1);
}

const at = (order: Order, price: number, changes: Partial<Fill> = {}) => fillOf(order, { price, ...changes });

describe('the slippage of an entry', () => {
  const entered = (order: ReturnType<typeof entryOrder>, changes: Partial<Fill>) => {
    const before = botState({ orders: [order] });
    return bookFills(before, order, [at(order, 100.05, changes)], CONTEXT).ledger.positions[0]?.slippageUsd;
  };

  it('the slippage of an entry is what its fills were dearer than the price of its decision, whichever way it goes', () => {
    expect(entered(entryOrder(), {})).toBe(usd(0.3));
    expect(entered(entryOrder({ side: 'short' }), {})).toBe(usd(-0.3));
  });

  it('the slippage of an entry is none of a fill that rested', () => {
    expect(entered(entryOrder(), { liquidity: 'maker' })).toBe(0);
  });
});

describe('the slippage of a trade', () => {
  it.each<[words: string, order: Order, price: number, open: Position, slippage: number]>([
    ['of the price that its exit saw', exitOrder(), 99.8, OPEN, 0.3 + 1.2],
    ['of a price that was better', exitOrder(), 100.2, OPEN, 0.3 - 1.2],
    ['of a short', exitOrder({ side: 'short' }), 100.2, SHORT, 0.3 + 1.2],
    ['of the trigger of its stop', stopOrder(), 99.7, OPEN, 0.3 + 0.3],
    ['of the price of its take-profit, where that met somebody at once', takeProfitOrder(), 100.2, OPEN, 0],
  ])('the slippage of a trade is that of its entry, and %s', (_, order, price, open, slippage) => {
    const decided: Order =
      order.leg === 'exit' ? { ...order, decision: { price: 100, tickMs: NOON } } : order;
    expect(booked(decided, [at(decided, price)], open)).toMatchObject({ slippageUsd: usd(slippage) });
  });

  it('the slippage of a trade has none of a take-profit that rested', () => {
    const order = takeProfitOrder();
    expect(booked(order, [at(order, order.price, { liquidity: 'maker' })])).toMatchObject({
      slippageUsd: usd(0.3),
    });
  });

  it('the slippage of a trade sums its parts, by whichever orders they were closed', () => {
    const [stop, exit] = [stopOrder(), exitOrder({ decision: { price: 100, tickMs: NOON } })];
    const reduced = bookFills(
      liveBot([stop, exit], [OPEN]),
      stop,
      [at(stop, 99.7, { quantity: 2 })],
      CONTEXT,
    );
    expect(eventsOf(reduced)).toMatchObject([{ kind: 'reduced', slippageUsd: usd(0.1) }]);
    expect(reduced.ledger.positions).toMatchObject([{ slippageUsd: usd(0.4) }]);
    const closed = bookFills(reduced, exit, [at(exit, 99.9, { quantity: 4 })], CONTEXT);
    expect(eventsOf(closed).at(-1)).toMatchObject({ kind: 'closed', slippageUsd: usd(0.8) });
    expect(closed.ledger.today?.slippage).toEqual({ trades: 1, sumUsd: usd(0.8) });
  });

  it('the slippage of a trade on paper whose stop the market jumped over is that of the price it met', () => {
    const stop = stopOrder();
    const state = botState({ ledger: { positions: [OPEN] }, orders: [stop] });
    const fill = { ...filledAt(stop, 98.9, NOON), basePrice: 99 };
    expect(eventsOf(reconciledWith(state, { activities: [fill] })).at(-1)).toMatchObject({
      kind: 'closed',
      slippageUsd: usd(0.3 + 0.6),
    });
  });
});

describe('the slippage of a trade is unknown', () => {
  const { slippageUsd: _, ...older } = OPEN;

  it('the slippage of a trade is unknown where an earlier release has opened it, or booked a part of it', () => {
    const exit = exitOrder();
    expect(booked(exit, [at(exit, 99.9)], older)).not.toHaveProperty('slippageUsd');
    const part: readonly Fill[] = [at(exit, 99.9, { quantity: 2 })];
    const reduced = recordEvent(liveBot([exit], [OPEN]), {
      kind: 'reduced',
      atMs: NOON,
      tradeId: 1,
      fills: part,
    });
    expect(reduced.ledger.positions[0]).not.toHaveProperty('slippageUsd');
    const closed = bookFills(reduced, exit, [at(exit, 99.9, { quantity: 4 })], CONTEXT);
    expect(eventsOf(closed).at(-1)).not.toHaveProperty('slippageUsd');
    expect(closed.ledger.today).not.toHaveProperty('slippage');
  });

  it.each<[words: string, shown: number]>([
    ['an order that no item held', 6],
    ['nobody knows what', 0],
  ])('the slippage of a trade is unknown where it was closed by %s', (_words, shown) => {
    const gone = { timeMs: NOON, symbol: 'BTC', quantity: 6, by: 'other', isShared: false } as const;
    const fills = shown === 0 ? [] : [fillOf({ clientOrderId: 'web' }, { price: 99, quantity: shown })];
    const after = closeExternally(liveBot([], [OPEN]), { ...gone, fills }, parameters());
    const closed = eventsOf(after).find(({ kind }) => kind === 'closed');
    expect(closed).toMatchObject({ trade: { quantity: 6 } });
    expect(closed).not.toHaveProperty('slippageUsd');
  });
});

describe('the sums of a day', () => {
  const close = (state: BotState, slippageUsd?: Usd) => {
    const open = { ...state, ledger: { ...state.ledger, positions: [position()] } };
    const exit = exitOrder();
    const event = booked(exit, [at(exit, 99.9)])!;
    if (event.kind !== 'closed') expect.unreachable();
    const { slippageUsd: _told, ...row } = event;
    return recordEvent(open, { ...row, ...(slippageUsd !== undefined && { slippageUsd }) });
  };

  it('the sums of a day tell what is known, and of how many trades, whatever is unknown', () => {
    const before = botState({ ledger: { run: EMPTY_RUN } });
    const { today, run } = [usd(0.5), undefined, usd(-0.2), usd(0)].reduce(close, before).ledger;
    const known = { trades: 3, sumUsd: usd(0.3) };
    expect(today).toMatchObject({ trades: 4, slippage: known });
    expect(run).toMatchObject({ trades: 4, slippage: known });
  });

  it('the sums of a day are, in all but slippage, those of trades of which nobody knows it', () => {
    const [told, untold] = [usd(0.5), undefined].map((slippageUsd) => close(botState(), slippageUsd).ledger);
    const { slippage, ...today } = told!.today!;
    expect(slippage).toEqual({ trades: 1, sumUsd: usd(0.5) });
    expect(today).toEqual(untold!.today);
    expect(told!.balanceUsd).toBe(untold!.balanceUsd);
    expect(told!.realisedTodayUsd).toBe(untold!.realisedTodayUsd);
  });
});
