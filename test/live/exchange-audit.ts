/**
 * Does the venue's auditor find what the bot's ledger says?
 *
 * The venue's books know nothing of the bot's. Invariants: no order was accepted twice, no position was without its
 * stop for longer than the stated window, and at the end everything is booked, once, to the last digit.
 */
import { expect } from 'vitest';
import { openQuantity } from '../../lambda/core/ledger/position.ts';
import { ledgerCurrency } from '../../lambda/core/settlement.ts';
import { MINUTE_MS, SECOND_MS, toDollars } from '../../lambda/core/units.ts';
import { rowsOf, stateOf, type LiveHarness } from './live-harness.ts';

/** From the last watch step of a minute to the next tick, and what its requests take. */
export const UNPROTECTED_MAX_MS = 13 * SECOND_MS;

/** Where nobody watches, because the function is dead or its watch is off: until the next tick, and its requests. */
export const UNWATCHED_MAX_MS = MINUTE_MS + 3 * SECOND_MS;

/**
 * What has to be true after every tick that was not cut short.
 *
 * @param unprotectedMaxMs how long a position may be without a stop once the venue accepts stops.
 */
export async function expectSound(
  harness: LiveHarness,
  unprotectedMaxMs = UNPROTECTED_MAX_MS,
): Promise<void> {
  const { venue } = harness;
  const { ledger, orders } = await stateOf(harness);
  expect(venue.books.duplicates()).toEqual([]);
  expect(venue.books.longestUnprotectedSinceStopsAcceptedMs()).toBeLessThanOrEqual(unprotectedMaxMs);
  expect(ledger.halted).toBeUndefined();
  const inDoubt = new Set(orders.filter(({ status }) => status !== 'resting').map(({ symbol }) => symbol));
  const open = ledger.positions.filter(({ symbol }) => !inDoubt.has(symbol));
  const held = venue.books.positionsInWords().filter((words) => !inDoubt.has(words.split(' ')[0]!));
  const words = open.map((position) => {
    const size = openQuantity(position) * (position.side === 'long' ? 1 : -1);
    return `${position.symbol} ${size} at ${position.entryPrice}`;
  });
  expect(words.toSorted(inOrder)).toEqual(held.toSorted(inOrder));
}

/** What has to be true when nothing is open and nothing in doubt. */
export async function expectSettled(harness: LiveHarness): Promise<void> {
  const { venue } = harness;
  const { ledger, orders } = await stateOf(harness);
  expect(orders).toEqual([]);
  expect(ledger.positions).toEqual([]);
  expect(venue.books.positions).toEqual([]);
  expect(venue.books.openOrders).toEqual([]);
  expect(venue.books.openAlgos).toEqual([]);
  expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(venue.books.walletText(ledgerCurrency(ledger)));
  const rows = await rowsOf(harness);
  const booked = rows.flatMap(({ event }) => ('fills' in event ? event.fills : []));
  expect(booked.map(({ venueId }) => String(venueId)).toSorted(inOrder)).toEqual(
    venue.books.trades.map(({ id }) => String(id)).toSorted(inOrder),
  );
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : 1;
}
