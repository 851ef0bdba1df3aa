/**
 * Is the venue's answer to each request booked, and does a streak of losses pause the bot?
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../../lambda/config.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Order, Outcome } from '../../../lambda/core/order.ts';
import { bookOutcome } from '../../../lambda/core/orders/outcome-booking.ts';
import { usd } from '../../../lambda/core/units.ts';
import {
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';
import { filled } from '../../harness/booking.ts';

const [ENTRY, EXIT, STOP] = [entryOrder(), exitOrder(), stopOrder({ status: 'intended' })];
const MARKET = { symbol: 'BTC', priceStep: 0.1 };

const placed = (state: BotState, order: Order, outcome: Outcome, changes = {}) =>
  bookOutcome(state, { kind: 'place', order }, { outcome, atMs: NOON }, MARKET, parameters(changes));

const filledFor = (order: Order, price: number, timeMs: number = NOON, feeUsd = usd(0)) =>
  filled(order, { price, timeMs, feeUsd });

describe('a filled entry', () => {
  const after = placed(
    botState({ orders: [ENTRY] }),
    ENTRY,
    filledFor(ENTRY, 100.3, at('12:00:02'), usd(0.3009)),
  );

  it('a filled entry opens a position at the price, quantity and fee really paid, aged from the tick that decided', () => {
    expect(after.ledger.positions).toEqual([
      position({
        entryPrice: 100.3,
        entryFeeUsd: usd(0.3009),
        decidedAtMs: NOON,
        filledAtMs: at('12:00:02'),
        stopPrice: 100.1,
        takeProfitPrice: 100.5,
        slippageUsd: usd(1.8),
      }),
    ]);
    expect(after.orders).toEqual([]);
    expect(after.ledger.entryTimesMs).toEqual([NOON]);
  });

  it('a filled entry leaves a row with the decision, its signal and its fill', () => {
    const { decision } = ENTRY;
    const fills = [fillOf(ENTRY, { price: 100.3, timeMs: at('12:00:02'), feeUsd: usd(0.3009) })];
    expect(after.outbox.rows).toMatchObject([
      { epoch: 1, sequence: 2, event: { kind: 'opened', atMs: at('12:00:02'), decision, fills } },
    ]);
  });

  it('a filled entry keeps the quantity that was filled', () => {
    const partly: Outcome = { status: 'filled', fills: [fillOf(ENTRY, { quantity: 5.5 })] };
    expect(placed(botState({ orders: [ENTRY] }), ENTRY, partly).ledger.positions[0]?.quantity).toBe(5.5);
  });

  it('a filled entry has a fill, or several: the price is their average, by quantity', () => {
    const state = botState({ orders: [ENTRY] });
    expect(() => placed(state, ENTRY, { status: 'filled', fills: [] })).toThrow('filled, by no fill');
    const fills = [
      fillOf(ENTRY, { price: 100, quantity: 4, feeUsd: usd(0.2) }),
      fillOf(ENTRY, { price: 100.3, quantity: 2, feeUsd: usd(0.1) }),
    ];
    expect(placed(state, ENTRY, { status: 'filled', fills }).ledger.positions).toMatchObject([
      { quantity: 6, entryPrice: 100.1, entryFeeUsd: usd(0.3) },
    ]);
  });
});

describe('a filled exit', () => {
  it('a filled exit closes the position for its reason, and leaves the stop to be cancelled', () => {
    const orders = [stopOrder(), EXIT];
    const state = botState({ ledger: { positions: [position()] }, orders });
    const after = placed(state, EXIT, filledFor(EXIT, 99.9));
    expect(after.outbox.rows).toMatchObject([
      {
        event: {
          kind: 'closed',
          trade: { reason: 'max-hold', netUsd: usd(-0.6), ambiguous: false },
          decision: EXIT.decision,
        },
      },
    ]);
    expect(after.orders).toEqual([stopOrder()]);
    expect(after.ledger.positions).toEqual([]);
  });
});

describe('the last exit of a flatten', () => {
  const flattening = { operatorPausedSinceMs: NOON, flatteningSinceMs: NOON };
  const told = (ledger: Partial<BotState['ledger']>) =>
    placed(botState({ ledger, orders: [EXIT] }), EXIT, filledFor(EXIT, 99.9)).outbox.alerts.map(
      ({ happened }) => happened,
    );

  it('the last exit of a flatten says that everything is closed, and no other exit does [invariant 3b]', () => {
    const second = position({ tradeId: 2, symbol: 'ETH' });
    expect(told({ ...flattening, positions: [position()] })).toEqual(['Everything is closed.']);
    expect(told({ ...flattening, positions: [position(), second] })).toEqual([]);
    expect(told({ positions: [position()] })).toEqual([]);
  });
});

describe('an answer without a fill', () => {
  const state = botState({ ledger: { positions: [position()] }, orders: [STOP, EXIT] });

  it('the answer that an order rests is remembered', () => {
    expect(placed(state, STOP, { status: 'resting' }).orders).toEqual([stopOrder(), EXIT]);
  });

  it('an answer that nobody knows is remembered', () => {
    const after = placed(state, EXIT, { status: 'unknown', cause: 'timeout' });
    expect(after.orders).toEqual([STOP, exitOrder({ status: 'unknown' })]);
  });

  it('the answer that an order was rejected takes it out of the book', () => {
    expect(placed(state, EXIT, { status: 'rejected', cause: 'no' }).orders).toEqual([STOP]);
  });

  it('an answer without a fill never touches the ledger', () => {
    for (const status of ['rejected', 'unknown'] as const) {
      expect(placed(state, EXIT, { status, cause: '' }).ledger).toBe(state.ledger);
    }
    expect(placed(state, STOP, { status: 'resting' }).ledger).toBe(state.ledger);
  });

  it('an answer that no request can have is refused', () => {
    expect(() => placed(state, STOP, { status: 'gone' })).toThrow('cannot become gone');
    expect(() => placed(state, EXIT, { status: 'cancelled' })).toThrow('cannot become cancelled');
  });
});

describe('the answer to a cancel', () => {
  const [stop, takeProfit] = [stopOrder(), takeProfitOrder()];
  const cancelled = (outcome: Outcome) =>
    bookOutcome(
      botState({ orders: [stop, takeProfit] }),
      { kind: 'cancel', order: stop },
      { outcome, atMs: NOON },
      MARKET,
      parameters(),
    ).orders;

  it('the answer to a cancel takes the order out of the book when it is cancelled or gone', () => {
    expect(cancelled({ status: 'cancelled' })).toEqual([takeProfit]);
    expect(cancelled({ status: 'gone' })).toEqual([takeProfit]);
  });

  it('the answer to a cancel leaves the order resting when the cancel was refused or nobody answered', () => {
    expect(cancelled({ status: 'rejected', cause: '' })).toEqual([stop, takeProfit]);
    expect(cancelled({ status: 'unknown', cause: '' })).toEqual([stop, takeProfit]);
  });
});

describe('a streak of losses', () => {
  const closing = (lossesInARow: number, price: number, changes = {}, pausedUntilMs = 0) => {
    const ledger = { positions: [position()], lossesInARow, pausedUntilMs };
    return placed(
      botState({ ledger, orders: [EXIT] }),
      EXIT,
      filledFor(EXIT, price, at('12:00:30')),
      changes,
    );
  };

  it('a streak of losses pauses the bot for pauseMinutes from the exit that completed it, and restarts at 0', () => {
    const after = closing(3, 99.9);
    expect(after.ledger).toMatchObject({ pausedUntilMs: at('12:20:30'), lossesInARow: 0 });
    expect(after.outbox.rows.map(({ event }) => event)).toMatchObject([
      { kind: 'closed' },
      { kind: 'paused', atMs: at('12:00:30'), untilMs: at('12:20:30'), lossesInARow: 4 },
    ]);
  });

  it('a streak of losses alerts the operator, with the time', () => {
    const [alert, ...more] = closing(3, 99.9).outbox.alerts;
    expect(alert).toMatchObject({ atMs: at('12:00:30'), kind: 'paused' });
    expect(alert?.happened).toContain('4 losses in a row');
    expect(alert?.did).toContain('2026-01-05 12:20 UTC');
    expect(more).toEqual([]);
    expect(closing(0, 99.9, { lossStreak: 1 }).outbox.alerts[0]?.happened).toContain('1 loss in a row');
  });

  it('a streak of losses does nothing before it is complete', () => {
    const after = closing(2, 99.9);
    expect(after.ledger).toMatchObject({ pausedUntilMs: 0, lossesInARow: 3 });
    expect(after.outbox.alerts).toEqual([]);
  });

  it('a streak of losses is ended by a trade that does not lose', () => {
    expect(closing(3, 100).ledger).toMatchObject({ pausedUntilMs: 0, lossesInARow: 0 });
    expect(closing(3, 100.1).ledger).toMatchObject({ pausedUntilMs: 0, lossesInARow: 0 });
  });

  it('a streak of losses counts during a pause, and may extend it', () => {
    expect(closing(3, 99.9, {}, at('12:10')).ledger.pausedUntilMs).toBe(at('12:20:30'));
    expect(closing(2, 99.9, {}, at('12:10')).ledger).toMatchObject({
      pausedUntilMs: at('12:10'),
      lossesInARow: 3,
    });
  });

  it('a streak of losses is as long, and its pause as long, as the parameters say', () => {
    expect(closing(0, 99.9, { lossStreak: 1, pauseMinutes: 5 }).ledger.pausedUntilMs).toBe(at('12:05:30'));
    expect(closing(4, 99.9, { lossStreak: 6 }).ledger).toMatchObject({ pausedUntilMs: 0, lossesInARow: 5 });
  });

  it('a streak of losses pauses the bot for a day at most', () => {
    const { pauseMinutes } = parseParameters({ pauseMinutes: 1_440 });
    expect(closing(3, 99.9, { pauseMinutes }).ledger.pausedUntilMs).toBe(at('2026-01-06T12:00:30'));
    expect(() => parseParameters({ pauseMinutes: 1_441 })).toThrow('must be 0 to 1440');
  });

  it('a streak of losses is complete when the operator has lowered its length', () => {
    expect(closing(4, 99.9, { lossStreak: 3 }).ledger).toMatchObject({
      pausedUntilMs: at('12:20:30'),
      lossesInARow: 0,
    });
  });
});
