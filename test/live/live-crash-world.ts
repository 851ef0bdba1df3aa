/**
 * A few minutes with real orders in which everything happens, traded by a function that dies where it is told to.
 *
 * It dies at one of its calls to the table, the topic or the venue, just before or just after the call had its effect.
 * The venue goes on. It is invoked again in the same minute or in the next, and the venue's books are the judge.
 */
import { expect } from 'vitest';
import { openQuantity } from '../../lambda/core/position.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { wrapPorts } from '../replaying.ts';
import { liveWorld, nextMinute, rowsOf, stateOf, type LiveWorld } from './live-world.ts';

export interface Crash {
  readonly atCall: number;
  readonly phase: 'before' | 'after';
}

class Crashed extends Error {}

/** Percent that each minute moves a symbol. */
const MINUTES: readonly Readonly<Record<string, number>>[] = [
  // Long; it takes its profit within the next minute.
  { BTCUSDT: 0.08 },
  { BTCUSDT: 0.2 },
  // Short; it is stopped.
  { ETHUSDT: -0.08 },
  { ETHUSDT: 0.4 },
  {},
  // Long; it waits for its age.
  { BTCUSDT: 0.08 },
  { BTCUSDT: 0.02 },
  { BTCUSDT: -0.02 },
  {},
  {},
];

/** A tick that found a position without its stop protects it at once, so that this is one tick and its own time. */
export const UNPROTECTED_MAX_MS = 75_000;

export async function trade(crashes: readonly Crash[], isRepeated: boolean) {
  let calls = 0;
  let isDead = false;
  const crashing = async <T>(effect: () => Promise<T>): Promise<T> => {
    // Nothing has an effect any more, whoever catches the first failure.
    if (isDead) throw new Crashed();
    const due = crashes.find(({ atCall }) => atCall === calls);
    calls += 1;
    isDead = due !== undefined;
    if (due?.phase === 'before') throw new Crashed();
    const result = await effect();
    if (due?.phase === 'after') throw new Crashed();
    return result;
  };
  const world = await liveWorld({
    symbols: ['BTCUSDT', 'ETHUSDT'],
    parameters: { quickExitSeconds: 120, maxHoldSeconds: 120, recoverySeconds: 60, lossStreak: 9 },
    around: (send) => (url, request) => crashing(() => send(url, request)),
    isDead: () => isDead,
    wrap: (ports) => wrapPorts(ports, (_call, effect) => crashing(effect)),
  });
  const survives = async (): Promise<boolean> => {
    isDead = false;
    try {
      await world.tick();
      // A death that somebody took for a failed call.
      return !isDead;
    } catch (error) {
      if (!(error instanceof Crashed) && !isDead) throw error;
      return false;
    }
  };
  for (const moves of MINUTES) {
    nextMinute(world, moves);
    let isDone = await survives();
    if (isRepeated) while (!isDone) isDone = await survives();
    if (isDone) await expectSound(world);
  }
  // Minutes in which nothing moves: everything that was in doubt is known, everything open is closed.
  for (let quiet = 0; quiet < 6; quiet += 1) {
    nextMinute(world);
    await survives();
  }
  await expectSound(world);
  await expectSettled(world);
  return { world, calls };
}

/** What has to be true after every tick that was not cut short. */
async function expectSound(world: LiveWorld): Promise<void> {
  const { venue } = world;
  const { ledger, orders } = await stateOf(world);
  expect(venue.books.duplicates()).toEqual([]);
  expect(venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
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
async function expectSettled(world: LiveWorld): Promise<void> {
  const { venue } = world;
  const { ledger, orders } = await stateOf(world);
  expect(orders).toEqual([]);
  expect(ledger.positions).toEqual([]);
  expect(venue.books.positions).toEqual([]);
  expect(venue.books.openOrders).toEqual([]);
  expect(venue.books.openAlgos).toEqual([]);
  expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(venue.books.walletText());
  const rows = await rowsOf(world);
  const booked = rows.flatMap(({ event }) => ('fills' in event ? event.fills : []));
  expect(booked.map(({ venueId }) => String(venueId)).toSorted(inOrder)).toEqual(
    venue.books.trades.map(({ id }) => String(id)).toSorted(inOrder),
  );
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : 1;
}
