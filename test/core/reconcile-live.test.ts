/**
 * Does the ledger say what became of a real account: answers that came late, closes by others, money that moved?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { Order } from '../../lambda/core/order.ts';
import { doubtSentOrders } from '../../lambda/core/reconcile.ts';
import { SECOND_MS, usd } from '../../lambda/core/units.ts';
import type { VenueActivity, VenueReport } from '../../lambda/core/venue-report.ts';
import {
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  position,
  quote,
  stopOrder,
  takeProfitOrder,
  view,
} from '../harness/builders.ts';
import { ETH, eventsOf, reconciledWith } from '../harness/booking.ts';

const VIEWS = [
  view({ symbol: 'ETH', quote: quote(100), market: { priceStep: 50 } }),
  view({ symbol: 'BTC', quote: quote(100), market: { priceStep: 0.1 } }),
];

const live = (changes: Parameters<typeof botState>[0] = {}): BotState =>
  botState({
    account: undefined,
    venueLog: { sinceMs: NOON, bookedIds: [] },
    ledger: { positions: [position()] },
    ...changes,
  });

const reconciled = (state: BotState, told: Partial<VenueReport> = {}, tickMs = NOON) =>
  reconciledWith(state, { views: VIEWS, ...told }, tickMs);

const booked = (state: BotState, ...activities: readonly VenueActivity[]) =>
  reconciled(state, { activities });
const alerts = ({ outbox }: BotState) => outbox.alerts.map(({ happened }) => happened);

describe('the fate of an order', () => {
  const resolved = (
    order: Order,
    resolution: Extract<VenueActivity, { kind: 'resolved' }>['resolution'],
  ): VenueActivity => ({ kind: 'resolved', timeMs: NOON, clientOrderId: order.clientOrderId, resolution });
  const other = takeProfitOrder();

  it('the fate of an order is booked to that order, on the prices of its market', () => {
    const entry = entryOrder({ status: 'unknown' });
    const filled = { status: 'filled', fills: [fillOf(entry, { price: 100.04 })] } as const;
    const state = live({ ledger: {}, orders: [stopOrder(ETH), entry] });
    const after = booked(state, resolved(entry, filled));
    // 100.04 less 0.25 % is 99.7899, plus 0.15 % is 100.19006: both on steps of 0.1
    expect(after.ledger.positions).toMatchObject([{ stopPrice: 99.8, takeProfitPrice: 100.2 }]);
    expect(after.orders).toEqual([stopOrder(ETH)]);
    expect(eventsOf(after)).toMatchObject([{ kind: 'opened' }]);
  });

  it('the fate of an order that closed its trade is certain, and books one in a market that is not shown', () => {
    const stop = stopOrder({ status: 'unknown' });
    const filled = { status: 'filled', fills: [fillOf(stop, { price: 99.75 })] } as const;
    const after = reconciled(live({ orders: [stop] }), { views: [], activities: [resolved(stop, filled)] });
    expect(eventsOf(after)).toMatchObject([{ kind: 'closed', trade: { ambiguous: false } }]);
  });

  it('the fate of an order is old news where its trade is over already', () => {
    const state = live({ orders: [other] });
    expect(booked(state, resolved(stopOrder(), { status: 'never-placed' }))).toEqual(state);
  });

  it('the fate of an order counts as a rejection of entries for an entry, and as a failure to close for an exit', () => {
    const entry = entryOrder({ status: 'unknown' });
    const refused = { status: 'never-placed' } as const;
    const denied = booked(live({ ledger: {}, orders: [entry] }), resolved(entry, refused));
    expect(denied.entryRejections).toMatchObject([{ symbols: ['BTC'], sinceMs: NOON }]);
    expect(denied).not.toHaveProperty('failingExits');
    const exit = exitOrder({ status: 'unknown' });
    const failed = booked(live({ orders: [other, exit] }), resolved(exit, refused));
    expect(failed.failingExits).toEqual([{ tradeId: 1, sinceMs: NOON, isTold: false }]);
    expect(failed).not.toHaveProperty('entryRejections');
    const stop = stopOrder({ status: 'unknown' });
    const unprotected = booked(live({ orders: [other, stop] }), resolved(stop, { status: 'never-placed' }));
    expect(unprotected).not.toHaveProperty('failingExits');
    expect(unprotected).not.toHaveProperty('entryRejections');
  });

  it('the fate of an order of ours is known where the venue shows a close that nobody here has ordered', () => {
    const fills = [fillOf(exitOrder(), { price: 99 })];
    const gone = { symbol: 'BTC', quantity: 6, fills, by: 'adl', timeMs: NOON, isShared: false } as const;
    const after = booked(live(), { kind: 'closed-elsewhere', ...gone });
    expect(eventsOf(after)).toMatchObject([
      { kind: 'closed', trade: { reason: 'flatten' } },
      { kind: 'halted' },
    ]);
  });
});

describe('money that moved', () => {
  const charged = { kind: 'funding', timeMs: NOON, symbol: 'BTC', paidUsd: usd(0.06) } as const;

  it('money that moved as funding is booked once to the open position, and as a late cost where it is closed', () => {
    const after = booked(live(), { ...charged, venueId: 'f/1' });
    expect(eventsOf(after)).toEqual([{ kind: 'funding', atMs: NOON, tradeId: 1, paidUsd: usd(0.06) }]);
    expect(after.venueLog?.bookedIds).toEqual(['f/1']);
    const late = booked(live({ ledger: { positions: [position(ETH)] } }), { ...charged, venueId: 'f/1' });
    expect(eventsOf(late)).toEqual([
      { kind: 'late-cost', atMs: NOON, symbol: 'BTC', paidUsd: usd(0.06), venueId: 'f/1' },
    ]);
    expect(late.venueLog?.bookedIds).toEqual(['f/1']);
  });

  it('money that moved has its name in its row, and the operator is told of each name and direction', () => {
    const moved = (amountUsd: number, venueId: string): VenueActivity => ({
      kind: 'transfer',
      timeMs: NOON,
      amountUsd: usd(amountUsd),
      venueId,
      name: 'WELCOME_BONUS',
    });
    const after = booked(live(), moved(5, '1'), moved(6, '2'), moved(0, '3'), moved(-7, '4'));
    expect(eventsOf(after)).toMatchObject(
      [5, 6, 0, -7].map((amount) => ({ kind: 'transfer', amountUsd: usd(amount), name: 'WELCOME_BONUS' })),
    );
    expect(alerts(after)).toEqual([
      expect.stringContaining('came into the account. The exchange calls it WELCOME_BONUS'),
      expect.stringContaining('left the account. The exchange calls it WELCOME_BONUS'),
    ]);
    const own = booked(live(), { kind: 'transfer', timeMs: NOON, amountUsd: usd(5), venueId: '1' });
    expect(eventsOf(own)).toStrictEqual([{ kind: 'transfer', atMs: NOON, amountUsd: usd(5), venueId: '1' }]);
    expect(own.venueLog?.bookedIds).toEqual(['1']);
    expect(alerts(own)).toEqual([]);
  });

  it('money that moved as a cost of an earlier trade is a late cost, and so is a fee that has its price now', () => {
    const cost = { symbol: 'BTC', paidUsd: usd(0.1), venueId: 'c/1' };
    const late = booked(live(), { kind: 'late-cost', timeMs: NOON, ...cost });
    expect(eventsOf(late)).toEqual([{ kind: 'late-cost', atMs: NOON, ...cost }]);
    expect(late.venueLog?.bookedIds).toEqual(['c/1']);
    const fee = { venueId: 'fee/BTC/7', symbol: 'BTC', amount: 0.1, currency: 'BNB', timeMs: NOON };
    const priced = { kind: 'fee-priced', timeMs: NOON, venueId: 'fee/BTC/7', paidUsd: usd(3) } as const;
    const after = booked(live({ unpricedFees: [fee] }), priced);
    expect(eventsOf(after).map(({ kind }) => kind)).toEqual(['late-cost', 'transfer']);
    expect(after).not.toHaveProperty('unpricedFees');
  });
});

describe('a stop that rests in place of ours', () => {
  const due = stopOrder({ status: 'unknown' });
  const seen = (orders: readonly Order[], told: Partial<VenueReport>) =>
    reconciled(live({ orders }), told).orders;

  it('a stop that rests in place of ours is noted of the stop of its market that does not rest', () => {
    const others = [takeProfitOrder({ status: 'intended' }), stopOrder({ ...ETH, status: 'unknown' })];
    const standIn = { ...due, hasStandIn: true } as const;
    expect(seen([due, ...others], { standIns: ['BTC'] })).toEqual([standIn, ...others]);
    expect(seen([stopOrder(), ...others], { standIns: ['BTC'] })).toEqual([stopOrder(), ...others]);
    expect(seen([standIn, ...others], {})).toEqual([due, ...others]);
    const settled = [standIn, ...others];
    expect(seen(settled, { standIns: ['BTC'] })).toBe(settled);
  });

  it('a stop that rests in place of ours stays known while the account cannot be read', () => {
    const unreadable = { cause: 'HTTP 503' };
    const standIn = { ...due, hasStandIn: true } as const;
    expect(seen([standIn], { unreadable })).toEqual([standIn]);
    expect(seen([standIn], { unreadable, standIns: [] })).toEqual([due]);
  });
});

describe('orders that an earlier invocation may have sent', () => {
  it('orders that an earlier invocation may have sent are in doubt with real money, and on paper never sent', () => {
    const state = live({ orders: [entryOrder(), stopOrder(), takeProfitOrder({ status: 'unknown' })] });
    expect(doubtSentOrders(state).orders.map(({ status }) => status)).toEqual([
      'unknown',
      'resting',
      'unknown',
    ]);
    const settled = live({ orders: [stopOrder()] });
    expect(doubtSentOrders(settled)).toBe(settled);
    const paper = botState({ orders: [entryOrder()] });
    expect(doubtSentOrders(paper)).toBe(paper);
  });
});

describe('what a look at the account says', () => {
  it('what a look at the account says of missing positions replaces what the look before said', () => {
    const [one, two] = [0, 3].map((heldQuantity) => ({ tradeId: 1, heldQuantity, seenMs: NOON }));
    const known = live({ shortfalls: [one!] });
    expect(reconciled(known).shortfalls).toEqual([one]);
    expect(reconciled(known, { shortfalls: [two!] }).shortfalls).toEqual([two]);
    expect(reconciled(known, { shortfalls: [] })).not.toHaveProperty('shortfalls');
  });

  it('what a look at the account says of the wallet closes an open sum once both agree', () => {
    const state = live({ isSumOpen: true });
    expect(reconciled(state).isSumOpen).toBe(true);
    expect(reconciled(state, { balancedAtMs: NOON })).not.toHaveProperty('isSumOpen');
  });

  it('what a look at the account says is incomplete when a position has no price at a tick, and not between two', () => {
    const state = live({ ledger: { positions: [position(), position(ETH)] } });
    const views = [VIEWS[0]!, view({ symbol: 'BTC' })];
    const cause = 'there is no price of BTC';
    expect(reconciled(state, { views }).unreadAccount).toMatchObject({
      cause,
      isOfPrice: true,
      sinceMs: NOON,
    });
    const between = NOON + 10 * SECOND_MS;
    expect(reconciled(state, { views }, between)).not.toHaveProperty('unreadAccount');
    const unread = { ...state, unreadAccount: { sinceMs: at('11:59'), cause: 'HTTP 503' } };
    expect(reconciled(unread, { views }, between).unreadAccount).toMatchObject({ cause });
    expect(reconciled(unread)).not.toHaveProperty('unreadAccount');
    expect(reconciled(state, { views: [] }).unreadAccount?.cause).toBe('there is no price of BTC, ETH');
    const paper = botState({ ledger: { positions: [position()] } });
    expect(reconciled(paper, { views, account: paper.account })).not.toHaveProperty('unreadAccount');
  });

  it('what a look at the account says about keys that were refused is told at once', () => {
    const unreadable = { cause: 'invalid key', code: 'credentials' } as const;
    const after = reconciled(live(), { unreadable });
    expect(after.unreadAccount).toMatchObject({ cause: 'invalid key' });
    expect(after.outbox.alerts).toHaveLength(1);
  });
});
