/**
 * One bot on one market, at the venue's mercy.
 */
import { haltName } from '../../lambda/core/control/halt.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { decimal } from '../venue/decimal.ts';
import { place } from '../venue/orders/matching.ts';
import { expectSettled, expectSound } from './exchange-audit.ts';
import {
  LIVE_BOT,
  liveHarness,
  nextMinute,
  rowsOf,
  stateOf,
  type LiveHarness,
  type HarnessOptions,
} from './live-harness.ts';

export const SYMBOL = 'BTCUSDT';

/** Holds what it enters, for at most three minutes, and enters once. */
export const CALM = {
  quickExitSeconds: 180,
  maxHoldSeconds: 180,
  targetPct: 5,
  maxTradesPerHour: 1,
} as const;

export function calmHarness({ parameters, ...options }: HarnessOptions = {}): Promise<LiveHarness> {
  return liveHarness({ ...options, parameters: { ...CALM, ...parameters } });
}

/** A long, entered in this minute. */
export async function enter(harness: LiveHarness): Promise<void> {
  nextMinute(harness, { [SYMBOL]: 0.1 });
  await harness.watchedTick();
}

/** A minute that moves so many percent, with its watch steps. */
export async function minute(harness: LiveHarness, movePct = 0): Promise<void> {
  nextMinute(harness, { [SYMBOL]: movePct });
  await harness.watchedTick();
}

/** The right answer, and what happens in the world while it is on its way. */
export function meanwhile(happens: () => void) {
  return {
    kind: 'late',
    get until() {
      happens();
      return Promise.resolve();
    },
  } as const;
}

/** Minutes until nothing is open, and the audit of everything. */
export async function settle(harness: LiveHarness): Promise<void> {
  for (let more = 0; more < 8 && !(await isFlat(harness)); more += 1) await minute(harness);
  await minute(harness);
  await expectSettled(harness);
}

/** Nothing moves any more, in the minutes that were slept through either. */
export function standStill({ venue, prices }: LiveHarness): void {
  const price = prices.get(SYMBOL)!;
  venue.barOf = () => ({ open: price, high: price, low: price, close: price, volume: 10 });
}

async function isFlat(harness: LiveHarness): Promise<boolean> {
  const { ledger, orders } = await stateOf(harness);
  return ledger.positions.length + orders.length === 0;
}

/** `open, stop resting, take-profit in doubt` */
export async function standing(harness: LiveHarness): Promise<string> {
  const { ledger, orders } = await stateOf(harness);
  const words = orders.map(({ leg, status }) => `${leg} ${status === 'unknown' ? 'in doubt' : status}`);
  return [ledger.positions.length === 0 ? 'flat' : 'open', ...words.toSorted()].join(', ');
}

export const PROTECTED = 'open, stop resting, take-profit resting';

export async function eventsOf(harness: LiveHarness): Promise<readonly LedgerEvent[]> {
  return (await rowsOf(harness)).map(({ event }) => event);
}

/** Reason and net of each closed trade. */
export async function closedOf(harness: LiveHarness): Promise<readonly string[]> {
  return (await eventsOf(harness)).flatMap((event) => (event.kind === 'closed' ? [event.trade.reason] : []));
}

/** An order that its operator places by hand. */
export function byHand({ venue }: LiveHarness, side: 'BUY' | 'SELL', quantity: number, price?: number): void {
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

export const haltOf = async (harness: LiveHarness) => (await stateOf(harness)).ledger.halted?.cause;

export async function accept(harness: LiveHarness, id: string): Promise<void> {
  const { store, venue } = harness;
  const { halted } = (await stateOf(harness)).ledger;
  const command = {
    id,
    kind: 'resume',
    accept: true,
    ...(halted && { halt: haltName(halted) }),
    issuedBy: 'owner',
    issuedAtMs: venue.timeMs,
    why: '',
  } as const;
  await store.issue(LIVE_BOT, command);
}

export const told = (harness: LiveHarness, kind: string) =>
  harness.alerts.filter((alert) => alert.kind === kind);

export { expectSettled, expectSound, liveHarness, nextMinute, stateOf, type LiveHarness };
