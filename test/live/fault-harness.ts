/**
 * One bot on one market, at the venue's mercy.
 */
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { decimal } from '../venue/decimal.ts';
import { place } from '../venue/matching.ts';
import { expectSettled, expectSound } from './exchange-audit.ts';
import {
  LIVE_BOT,
  liveWorld,
  nextMinute,
  rowsOf,
  stateOf,
  type LiveWorld,
  type WorldOptions,
} from './live-harness.ts';

export const SYMBOL = 'BTCUSDT';

/** Holds what it enters, for at most three minutes, and enters once. */
export const CALM = {
  quickExitSeconds: 180,
  maxHoldSeconds: 180,
  targetPct: 5,
  maxTradesPerHour: 1,
} as const;

export function calmWorld({ parameters, ...options }: WorldOptions = {}): Promise<LiveWorld> {
  return liveWorld({ ...options, parameters: { ...CALM, ...parameters } });
}

/** A long, entered in this minute. */
export async function enter(world: LiveWorld): Promise<void> {
  nextMinute(world, { [SYMBOL]: 0.1 });
  await world.watchedTick();
}

/** A minute that moves so many percent, with its watch steps. */
export async function minute(world: LiveWorld, movePct = 0): Promise<void> {
  nextMinute(world, { [SYMBOL]: movePct });
  await world.watchedTick();
}

/** Minutes until nothing is open, and the audit of everything. */
export async function settle(world: LiveWorld): Promise<void> {
  for (let more = 0; more < 8 && !(await isFlat(world)); more += 1) await minute(world);
  await minute(world);
  await expectSettled(world);
}

async function isFlat(world: LiveWorld): Promise<boolean> {
  const { ledger, orders } = await stateOf(world);
  return ledger.positions.length + orders.length === 0;
}

/** `open, stop resting, take-profit in doubt` */
export async function standing(world: LiveWorld): Promise<string> {
  const { ledger, orders } = await stateOf(world);
  const words = orders.map(({ leg, status }) => `${leg} ${status === 'unknown' ? 'in doubt' : status}`);
  return [ledger.positions.length === 0 ? 'flat' : 'open', ...words.toSorted()].join(', ');
}

export const PROTECTED = 'open, stop resting, take-profit resting';

export async function eventsOf(world: LiveWorld): Promise<readonly LedgerEvent[]> {
  return (await rowsOf(world)).map(({ event }) => event);
}

/** Reason and net of each closed trade. */
export async function closedOf(world: LiveWorld): Promise<readonly string[]> {
  return (await eventsOf(world)).flatMap((event) => (event.kind === 'closed' ? [event.trade.reason] : []));
}

/** An order that its owner places by hand. */
export function byHand({ venue }: LiveWorld, side: 'BUY' | 'SELL', quantity: number, price?: number): void {
  place(venue.state, {
    symbol: SYMBOL,
    side,
    positionSide: 'BOTH',
    type: price === undefined ? 'MARKET' : 'LIMIT',
    timeInForce: 'GTC',
    quantity: decimal(quantity),
    price: decimal(price ?? 0),
    reduceOnly: false,
    clientOrderId: 'web_1',
  });
}

export const haltOf = async (world: LiveWorld) => (await stateOf(world)).ledger.halted?.cause;

export async function accept({ store, venue }: LiveWorld, id: string): Promise<void> {
  const command = {
    id,
    kind: 'resume',
    accept: true,
    issuedBy: 'owner',
    issuedAtMs: venue.timeMs,
    why: '',
  } as const;
  await store.issue(LIVE_BOT, command);
}

export const told = (world: LiveWorld, kind: string) => world.alerts.filter((alert) => alert.kind === kind);

export { expectSettled, expectSound, liveWorld, nextMinute, stateOf, type LiveWorld };
