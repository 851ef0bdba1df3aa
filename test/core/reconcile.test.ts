/**
 * Does the ledger say what the venue did, each fill booked once and on the day it happened?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { PaperAccount } from '../../lambda/core/paper/paper-account.ts';
import { HOUR_MS, usd } from '../../lambda/core/units.ts';
import type { VenueActivity } from '../../lambda/core/venue-report.ts';
import {
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  position,
  stopOrder,
  takeProfitOrder,
  view,
} from '../harness/builders.ts';
import { filledAt, reconciledWith } from '../harness/booking.ts';

const [STOP, TAKE_PROFIT] = [stopOrder(), takeProfitOrder()];

/** A long of 6 at 100, protected by a stop and a take-profit that rest. */
const HOLDING = botState({ ledger: { positions: [position()] }, orders: [STOP, TAKE_PROFIT] });

const ACCOUNT: PaperAccount = {
  positions: [{ symbol: 'BTC', side: 'long', quantity: 6, metToMs: NOON }],
  orders: [STOP, TAKE_PROFIT],
};

interface Told {
  readonly activities?: readonly VenueActivity[];
  readonly account?: PaperAccount | undefined;
  readonly resting?: readonly string[];
  readonly priceStep?: number;
}

const RESTING = [STOP.clientOrderId, TAKE_PROFIT.clientOrderId];

function reconciled(state: BotState, tickMs: number, told: Told = {}): BotState {
  const { activities = [], resting = RESTING, priceStep } = told;
  const report = {
    views: [view(priceStep === undefined ? {} : { market: { priceStep } })],
    activities,
    restingOrderIds: new Set(resting),
    account: 'account' in told ? told.account : ACCOUNT,
  };
  return reconciledWith(state, report, tickMs);
}

describe('a quiet minute', () => {
  it('a quiet minute changes nothing but the account', () => {
    const after = reconciled(HOLDING, NOON);
    expect(after).toEqual({ ...HOLDING, account: ACCOUNT });
    expect(after.ledger).toBe(HOLDING.ledger);
  });
});

describe('a fill of a protective order', () => {
  it('a fill of a protective order closes the position by the hard stop', () => {
    const after = reconciled(HOLDING, NOON, { activities: [filledAt(STOP, 99.75, at('11:59:59.999'))] });
    const [row] = after.outbox.rows;
    expect(row?.event).toEqual({
      kind: 'closed',
      atMs: at('11:59:59.999'),
      trade: {
        tradeId: 1,
        symbol: 'BTC',
        side: 'long',
        quantity: 6,
        entryPrice: 100,
        entryTimeMs: NOON,
        exitPrice: 99.75,
        exitTimeMs: at('11:59:59.999'),
        reason: 'hard-stop',
        grossUsd: usd(-1.5),
        feesUsd: 0,
        fundingUsd: 0,
        netUsd: usd(-1.5),
        ambiguous: false,
      },
      fills: [fillOf(STOP, { price: 99.75, timeMs: at('11:59:59.999') })],
    });
    expect(after.ledger.positions).toEqual([]);
    expect(after.ledger.balanceUsd).toBe(usd(1998.5));
  });

  it('a fill of a protective order closes the position by the target', () => {
    const after = reconciled(HOLDING, NOON, { activities: [filledAt(TAKE_PROFIT, 100.15, NOON)] });
    expect(after.outbox.rows).toMatchObject([{ event: { trade: { reason: 'target', netUsd: usd(0.9) } } }]);
  });

  it('a fill of a protective order takes the order out of the book; the other one is left to be swept', () => {
    const after = reconciled(HOLDING, NOON, { activities: [filledAt(STOP, 99.75, NOON)] });
    expect(after.orders).toEqual([TAKE_PROFIT]);
  });

  it('a fill of a protective order keeps what the venue said of its ambiguity', () => {
    const doubtful = { ...filledAt(STOP, 99.75, NOON), ambiguous: true };
    const after = reconciled(HOLDING, NOON, { activities: [doubtful] });
    expect(after.outbox.rows).toMatchObject([{ event: { trade: { ambiguous: true } } }]);
  });

  it('a fill of a protective order that loses more than the collateral books the collateral, as liquidated', () => {
    const after = reconciled(HOLDING, NOON, { activities: [filledAt(STOP, 90, NOON)] });
    expect(after.outbox.rows).toMatchObject([
      { event: { trade: { reason: 'liquidated', exitPrice: 90, netUsd: usd(-30), grossUsd: usd(-30) } } },
    ]);
    expect(after.ledger.balanceUsd).toBe(usd(1970));
  });

  it('a fill of a protective order counts fees and funding: net = gross − fees − funding', () => {
    const open = position({ entryFeeUsd: usd(0.3), fundingUsd: usd(0.06) });
    const state = botState({ ledger: { positions: [open] }, orders: [STOP, TAKE_PROFIT] });
    const fill = fillOf(STOP, { price: 99.75, feeUsd: usd(0.29925) });
    const activities = [{ kind: 'fill', timeMs: NOON, fill, ambiguous: false, basePrice: 99.75 }] as const;
    // −1.5 − 0.3 − 0.29925 − 0.06
    expect(reconciled(state, NOON, { activities }).ledger.realisedTodayUsd).toBe(usd(-2.15925));
  });

  it('a fill of a protective order that is not ours stops the tick', () => {
    const activities = [filledAt({ clientOrderId: 'bot-1-99-s' }, 99, NOON)];
    expect(() => reconciled(HOLDING, NOON, { activities })).toThrow('bot-1-99-s, an order that is not ours');
  });

  it('a fill of a protective order is booked once: a second time it is not ours any more [invariant 4]', () => {
    const activities = [filledAt(STOP, 99.75, NOON)];
    const after = reconciled(HOLDING, NOON, { activities });
    expect(() => reconciled(after, NOON, { activities })).toThrow('not ours');
  });
});

describe('a fill of an entry or an exit that was unknown', () => {
  it('a fill of an entry or an exit that was unknown opens the position with its protective prices rounded to the steps', () => {
    const state = botState({ orders: [entryOrder({ status: 'unknown' })] });
    const activities = [filledAt(entryOrder(), 100.3, at('12:00:01'))];
    const after = reconciled(state, NOON, { activities, priceStep: 0.1 });
    expect(after.ledger.positions).toEqual([
      position({
        entryPrice: 100.3,
        filledAtMs: at('12:00:01'),
        stopPrice: 100.1,
        takeProfitPrice: 100.5,
        slippageUsd: usd(1.8),
      }),
    ]);
    expect(after.orders).toEqual([]);
  });

  it('a fill of an entry or an exit that was unknown closes the position for the reason it was decided', () => {
    const exit = exitOrder({ status: 'unknown', reason: 'recovery-timeout' });
    const state = { ...HOLDING, orders: [exit] };
    const after = reconciled(state, NOON, { activities: [filledAt(exit, 99.9, NOON)] });
    expect(after.outbox.rows).toMatchObject([
      { event: { trade: { reason: 'recovery-timeout' }, decision: { price: 100, tickMs: NOON } } },
    ]);
  });
});

describe('funding', () => {
  const paid = (symbol: string): VenueActivity => ({
    kind: 'funding',
    timeMs: at('16:00'),
    symbol,
    paidUsd: usd(0.06),
  });

  it('funding is booked to the open position of its symbol', () => {
    const after = reconciled(HOLDING, at('16:00'), { activities: [paid('BTC')] });
    expect(after.ledger.positions[0]?.fundingUsd).toBe(usd(0.06));
    expect(after.outbox.rows.map(({ event }) => event)).toEqual([
      { kind: 'funding', atMs: at('16:00'), tradeId: 1, paidUsd: usd(0.06) },
    ]);
  });

  it('funding of many times that a paper bot has missed is one sum, booked before the close that follows', () => {
    const times = Array.from({ length: 180 }, (_, k): VenueActivity => {
      return { ...paid('BTC'), timeMs: at('16:00') + k * 8 * HOUR_MS };
    });
    const lastMs = at('16:00') + 179 * 8 * HOUR_MS;
    const close = filledAt(STOP, 99.75, lastMs + 1);
    const after = reconciled(HOLDING, lastMs + HOUR_MS, { activities: [...times, close] });
    expect(after.outbox.rows.map(({ event }) => event)).toMatchObject([
      { kind: 'day-started' },
      { kind: 'funding', atMs: lastMs, tradeId: 1, paidUsd: usd(180 * 0.06) },
      { kind: 'closed', trade: { fundingUsd: usd(180 * 0.06) } },
    ]);
  });

  it('funding of a symbol without a position stops the tick', () => {
    expect(() => reconciled(HOLDING, at('16:00'), { activities: [paid('ETH')] })).toThrow(
      'funding of ETH, in which no position is open',
    );
  });
});

describe('an order that the venue does not hold', () => {
  it('an order that the venue does not hold was never placed in paper, and is dropped', () => {
    const orders = [STOP, TAKE_PROFIT, entryOrder({ symbol: 'ETH', tradeId: 2 })];
    const after = reconciled({ ...HOLDING, orders }, NOON);
    expect(after.orders).toEqual([STOP, TAKE_PROFIT]);
  });

  it('an order that the venue does not hold is dropped when it rested and was swept', () => {
    expect(reconciled(HOLDING, NOON, { resting: [STOP.clientOrderId] }).orders).toEqual([STOP]);
  });

  it('an order that the venue does not hold is kept where a real venue has yet to be asked', () => {
    const orders = [STOP, TAKE_PROFIT, entryOrder({ symbol: 'ETH', tradeId: 2, status: 'unknown' })];
    const live = reconciled({ ...HOLDING, orders, account: undefined }, NOON, { account: undefined });
    expect(live.orders).toEqual(orders);
  });
});
