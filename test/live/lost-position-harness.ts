/**
 * What others do to a position of the bot's, and what has to be true afterwards.
 */
import { expect } from 'vitest';
import { openQuantity } from '../../lambda/core/ledger/position.ts';
import { toDollars } from '../../lambda/core/units.ts';
import type { VenueEvent } from '../venue/venue-events.ts';
import { SYMBOL, accept, eventsOf, haltOf, minute, stateOf, type LiveHarness } from './fault-harness.ts';

type ByHand = Partial<Extract<VenueEvent, { kind: 'order' }>>;

export function byHand(
  { venue }: LiveHarness,
  side: 'BUY' | 'SELL',
  quantity: number,
  more: ByHand = {},
): void {
  venue.happen({ kind: 'order', symbol: SYMBOL, side, quantity, ...more });
}

/** The ledger is flat, and holds what the wallet holds. */
export async function expectSame(harness: LiveHarness): Promise<void> {
  const { ledger, orders } = await stateOf(harness);
  expect(ledger.positions).toEqual([]);
  expect(orders).toEqual([]);
  expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(harness.venue.books.walletText());
  expect(harness.venue.books.openOrders).toEqual([]);
  expect(harness.venue.books.openAlgos).toEqual([]);
}

/** Accepts the halt, and finds the bot ready to trade. */
export async function expectAccepted(harness: LiveHarness): Promise<void> {
  await accept(harness, 'a');
  await minute(harness);
  expect(await haltOf(harness)).toBeUndefined();
  await minute(harness);
  expect(await haltOf(harness)).toBeUndefined();
  await expectSame(harness);
}

/** What was booked besides the trade: `late-cost 1.2`. */
export const rowsOfMoney = async (harness: LiveHarness) =>
  (await eventsOf(harness)).flatMap((event) => {
    if (event.kind === 'transfer') return [`transfer ${event.amountUsd > 0 ? 'in' : 'out'}`];
    return event.kind === 'late-cost' ? [`late-cost ${event.paidUsd > 0 ? 'paid' : 'received'}`] : [];
  });

export async function tradeOf(harness: LiveHarness) {
  const [closed] = (await eventsOf(harness)).flatMap((event) => (event.kind === 'closed' ? [event] : []));
  if (closed === undefined) throw new Error('no trade is closed');
  return closed;
}

export async function openOf(harness: LiveHarness): Promise<number> {
  const [position] = (await stateOf(harness)).ledger.positions;
  return position === undefined ? 0 : openQuantity(position);
}

/** Of which nothing is ever shown. */
export const HIDDEN = { trades: Infinity, orders: Infinity, incomes: Infinity };
