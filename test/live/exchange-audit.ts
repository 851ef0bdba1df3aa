/**
 * Does the venue's auditor find what the bot's ledger says?
 *
 * The venue's books know nothing of the bot's. Invariants: no order was accepted twice, no position was without its
 * stop for longer than the stated window, and at the end everything is booked, once, to the last digit.
 */
import { expect } from 'vitest';
import { openQuantity } from '../../lambda/core/ledger/position.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { rowsOf, stateOf, type LiveHarness } from './live-harness.ts';

/** A tick that found a position without its stop protects it at once, so that this is one tick and its own time. */
export const UNPROTECTED_MAX_MS = 75_000;

/** What has to be true after every tick that was not cut short. */
export async function expectSound(
  harness: LiveHarness,
  unprotectedMaxMs = UNPROTECTED_MAX_MS,
): Promise<void> {
  const { venue } = harness;
  const { ledger, orders } = await stateOf(harness);
  expect(venue.books.duplicates()).toEqual([]);
  expect(venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(unprotectedMaxMs);
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
  expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(venue.books.walletText());
  const rows = await rowsOf(harness);
  const booked = rows.flatMap(({ event }) => ('fills' in event ? event.fills : []));
  expect(booked.map(({ venueId }) => String(venueId)).toSorted(inOrder)).toEqual(
    venue.books.trades.map(({ id }) => String(id)).toSorted(inOrder),
  );
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : 1;
}
