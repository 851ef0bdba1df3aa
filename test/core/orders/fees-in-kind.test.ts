/**
 * Is a fee in another currency booked once, in dollars, and never as nothing?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Fill } from '../../../lambda/core/ledger/fills.ts';
import { netIfClosed } from '../../../lambda/core/ledger/position.ts';
import {
  alertUnpricedFees,
  bookFeesInKind,
  bookPricedFee,
} from '../../../lambda/core/orders/fees-in-kind.ts';
import { MINUTE_MS, ZERO_USD, usd } from '../../../lambda/core/units.ts';
import { FREE, NOON, botState, entryOrder, fillOf, position } from '../../harness/builders.ts';
import { eventsOf } from '../../harness/booking.ts';

const fill = (venueId: string, isPriced: boolean, currency = 'BNB'): Fill => ({
  ...fillOf(entryOrder(), { price: 100, timeMs: NOON }),
  venueId,
  feeUsd: isPriced ? usd(0.3) : ZERO_USD,
  feePaidIn: { amount: 0.0005, currency, isPriced },
});

const amountOf = ({ unpricedFees = [] }: BotState) =>
  Number(unpricedFees.reduce((sum, { amount }) => sum + amount, 0).toPrecision(12));

describe('a fee in another currency', () => {
  it('a fee in another currency that has a price has a transfer beside it', () => {
    const booked = bookFeesInKind(botState(), 'BTC', [fill('7', true)]);
    const [event] = eventsOf(booked);
    expect(event).toEqual({ kind: 'transfer', atMs: NOON, amountUsd: usd(0.3), venueId: 'fee/BTC/7' });
    expect(booked.unpricedFees).toBeUndefined();
  });

  it('a fee in another currency without a price waits, and is a late cost with its transfer once it has one', () => {
    const waiting = bookFeesInKind(botState(), 'BTC', [fill('7', false)]);
    expect(eventsOf(waiting)).toEqual([]);
    const priced = { timeMs: NOON, venueId: 'fee/BTC/7', paidUsd: usd(0.3) };
    const booked = bookPricedFee(waiting, priced);
    expect(eventsOf(booked)).toEqual([
      { kind: 'late-cost', atMs: NOON, symbol: 'BTC', paidUsd: usd(0.3), venueId: 'fee/BTC/7' },
      { kind: 'transfer', atMs: NOON, amountUsd: usd(0.3), venueId: 'fee/BTC/7' },
    ]);
    expect(booked.ledger.balanceUsd).toBe(waiting.ledger.balanceUsd);
    expect(booked.ledger.realisedTodayUsd).toBe(usd(-0.3));
    expect(booked.unpricedFees).toBeUndefined();
    expect(bookPricedFee(booked, priced)).toBe(booked);
  });

  it('a fee in another currency without a price is never lost, however many wait', () => {
    const fills = Array.from({ length: 50 }, (_, k) => fill(String(k), false, k % 2 === 0 ? 'BNB' : 'XYZ'));
    const waiting = bookFeesInKind(botState(), 'BTC', fills);
    expect(waiting.unpricedFees).toHaveLength(20);
    expect(amountOf(waiting)).toBe(0.025);
    const few = bookFeesInKind(botState(), 'BTC', fills.slice(0, 20));
    expect(few.unpricedFees).toHaveLength(20);
    expect(bookFeesInKind(few, 'BTC', [fill('21', false)]).unpricedFees).toHaveLength(20);
  });

  it('a fee in another currency that gets its price leaves the others waiting', () => {
    const waiting = bookFeesInKind(botState(), 'BTC', [fill('7', false), fill('8', false), fill('9', false)]);
    const booked = bookPricedFee(waiting, { timeMs: NOON, venueId: 'fee/BTC/8', paidUsd: usd(0.3) });
    expect(booked.unpricedFees?.map(({ venueId }) => venueId)).toEqual(['fee/BTC/7', 'fee/BTC/9']);
    expect(eventsOf(booked)).toMatchObject([{ venueId: 'fee/BTC/8' }, { venueId: 'fee/BTC/8' }]);
  });

  it('a fee in another currency is no such fee when its trade is not known, or it was paid in dollars', () => {
    const { venueId: _, ...unnamed } = fill('7', true);
    const { feePaidIn: __, ...inDollars } = fill('8', true);
    const state = botState();
    expect(bookFeesInKind(state, 'BTC', [unnamed, inDollars])).toBe(state);
  });

  it('a fee in another currency is joined with those of its own currency, and none where each is the only one', () => {
    const currencies = Array.from({ length: 21 }, (_, k) => fill(String(k), false, `C${k}`));
    const each = bookFeesInKind(botState(), 'BTC', currencies);
    expect(each.unpricedFees).toHaveLength(21);
    const again = bookFeesInKind(each, 'BTC', [fill('x', false, 'C3')]);
    expect(again.unpricedFees).toHaveLength(21);
    expect(again.unpricedFees?.[3]).toMatchObject({ currency: 'C3', amount: 0.001, venueId: 'fee/BTC/3' });
    expect(amountOf(again)).toBe(0.011);
  });

  it('a fee in another currency without a price is told with the sum that waits in its currency', () => {
    const fills = [fill('7', false), fill('8', false, 'XYZ'), fill('9', false)];
    const told = alertUnpricedFees(bookFeesInKind(botState(), 'BTC', fills), NOON + 2 * MINUTE_MS);
    expect(told.outbox.alerts.map(({ happened }) => happened)).toEqual([
      expect.stringMatching(/^Fees of 0.001 BNB/),
      expect.stringMatching(/^Fees of 0.0005 XYZ/),
    ]);
  });

  it('a fee in another currency without a price is told after two minutes, once for each currency', () => {
    const waiting = bookFeesInKind(botState(), 'BTC', [fill('7', false), fill('8', false)]);
    expect(alertUnpricedFees(waiting, NOON + 2 * MINUTE_MS - 1)).toBe(waiting);
    const told = alertUnpricedFees(waiting, NOON + 2 * MINUTE_MS);
    expect(told.outbox.alerts.map(({ kind }) => kind)).toEqual(['fees-unpriced']);
    const more = bookFeesInKind(told, 'BTC', [fill('9', false)]);
    expect(alertUnpricedFees(more, NOON + 9 * MINUTE_MS).outbox.alerts).toHaveLength(1);
  });

  it('a fee in another currency without a price counts as a taker’s where a rule asks for the net', () => {
    const cost = { ...FREE, takerFeePct: 0.05 };
    const unpriced = position({ hasUnpricedFee: true });
    expect(netIfClosed(position(), 100, cost)).toBe(usd(-0.3));
    expect(netIfClosed(unpriced, 100, cost)).toBe(usd(-0.6));
    expect(netIfClosed({ ...unpriced, entryFeeUsd: usd(0.1) }, 100, cost)).toBe(usd(-0.6));
    expect(netIfClosed({ ...unpriced, entryFeeUsd: usd(0.5) }, 100, cost)).toBe(usd(-0.8));
  });
});
