/**
 * What happens at the venue when prices move and time passes?
 *
 * No clock and no network: time and prices come in, in order. Invariants: time never goes back; at each price stops
 * are met first, then liquidations, then the resting limits, which is the order that hurts.
 */
import { chargeFunding, isLiquidatedAt } from './account/account.ts';
import { cancelAlgo, finish, isMet, sendTriggered, trigger, watchedPrice } from './orders/algo-orders.ts';
import { larger, smaller, type Decimal, decimal } from './decimal.ts';
import { takeOver } from './account/liquidation.ts';
import { nextFundingMs } from './market/funding-terms.ts';
import { cancel, meetLimits } from './orders/matching.ts';
import { watchProtection } from './orders/protection.ts';
import type { AlgoOrder, Due, Level, VenueState } from './venue-state.ts';

export interface QuoteChange {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** The last price, unless said otherwise, is the one before, moved between bid and ask. */
  readonly last?: Decimal;
  /** The last price unless said otherwise. */
  readonly mark?: Decimal;
  /** Of their last change; now unless said otherwise. */
  readonly timeMs?: number;
}

/** Replaces the prices of a symbol; nothing meets them yet. */
export function setPrices(state: VenueState, symbol: string, change: QuoteChange): void {
  const { bids, asks, last, mark } = change;
  const bid = bids[0]?.price ?? 0n;
  const ask = asks[0]?.price ?? bid;
  const lastNow = last ?? smaller(larger(state.books.get(symbol)?.last ?? bid, bid), ask);
  const timeMs = change.timeMs ?? state.timeMs;
  const isDated = change.timeMs !== undefined;
  state.books.set(symbol, { bids, asks, last: lastNow, mark: mark ?? lastNow, timeMs, isDated });
}

/** New prices, and everything that they cause. */
export function quote(state: VenueState, symbol: string, change: QuoteChange): void {
  setPrices(state, symbol, change);
  meetPrices(state, symbol);
}

/** Lets all that rests meet the prices as they are. */
export function meetPrices(state: VenueState, symbol: string): void {
  meetTriggers(state, symbol);
  meetLiquidation(state, symbol);
  const prices = state.books.get(symbol);
  const [bid, ask] = [prices?.bids[0]?.price, prices?.asks[0]?.price];
  if (bid !== undefined && ask !== undefined) meetLimits(state, symbol, { high: bid, low: ask });
  watchProtection(state);
}

export function meetTriggers(
  state: VenueState,
  symbol: string,
  isConcerned: (algo: AlgoOrder) => boolean = () => true,
): void {
  for (const algo of [...state.openAlgos].filter((open) => open.symbol === symbol && isConcerned(open))) {
    const watched = watchedPrice(state, algo);
    if (algo.status === 'NEW' && watched !== undefined && isMet(algo, watched)) trigger(state, algo);
  }
}

export function meetLiquidation(state: VenueState, symbol: string): void {
  const mark = state.books.get(symbol)?.mark;
  if (mark === undefined) return;
  const used = [...state.positions.values()].filter(
    (position) => position.symbol === symbol && isLiquidatedAt(state, position, mark),
  );
  for (const position of used) takeOver(state, position, { by: 'liquidation' });
}

/** A trade between others: resting limits that it goes through fill, up to its quantity. */
export function print(
  state: VenueState,
  symbol: string,
  { price, quantity }: { readonly price: Decimal; readonly quantity: Decimal },
): void {
  meetLimits(state, symbol, { high: price, low: price, quantity });
  watchProtection(state);
}

/** When funding of an open position is next charged; never while nothing is open. */
function nextChargeMs({ rules, positions, timeMs }: VenueState): number {
  const times = [...positions.values()].map(({ symbol }) => nextFundingMs(rules, symbol, timeMs));
  return Math.min(...times);
}

/**
 * Time passes, and what was due on the way happens.
 *
 * @param chargesFunding a replay of candles charges it itself, at the prices of the minute that opens.
 */
export function advance(state: VenueState, toMs: number, chargesFunding = true): void {
  if (toMs < state.timeMs) throw new RangeError(`the venue's time cannot go back to ${toMs}`);
  for (;;) {
    const next = nextDue(state.due);
    const fundingMs = chargesFunding ? nextChargeMs(state) : Infinity;
    const dueMs = Math.min(next?.atMs ?? Infinity, fundingMs);
    if (dueMs > toMs) break;
    state.timeMs = Math.max(state.timeMs, dueMs);
    if (fundingMs === dueMs) chargeFunding(state);
    if (next !== undefined && next.atMs <= dueMs) {
      state.due = state.due.filter((due) => due !== next);
      happen(state, next);
      watchProtection(state);
    }
  }
  state.timeMs = toMs;
}

function nextDue(due: readonly Due[]): Due | undefined {
  return due.reduce<Due | undefined>(
    (first, other) => (first === undefined || other.atMs < first.atMs ? other : first),
    undefined,
  );
}

function happen(state: VenueState, due: Due): void {
  switch (due.kind) {
    case 'trigger':
      sendTriggered(state, due.algo);
      break;
    case 'finish':
      finish(state, due.algo);
      break;
    case 'dead-man':
      for (const order of state.openOrders) if (order.symbol === due.symbol) cancel(state, order);
      if (!state.rules.countdownCancelsConditional) break;
      for (const algo of state.openAlgos) {
        if (algo.symbol === due.symbol && algo.status === 'NEW') cancelAlgo(state, algo);
      }
  }
}

/** Cancels the ordinary orders of a symbol after that time, unless it is called again; 0 takes it back. */
export function armDeadMan(state: VenueState, symbol: string, countdownMs: number): void {
  state.due = state.due.filter((due) => due.kind !== 'dead-man' || due.symbol !== symbol);
  if (countdownMs > 0) state.due.push({ kind: 'dead-man', atMs: state.timeMs + countdownMs, symbol });
}

/** A price, or a price and how much is there. */
export type QuotedLevel = number | readonly [price: number, quantity: number];

export interface Quoted {
  /** Best first. */
  readonly bid: QuotedLevel | readonly (readonly [number, number])[];
  readonly ask: QuotedLevel | readonly (readonly [number, number])[];
  readonly last?: number;
  readonly mark?: number;
  /** Of their last change; now if absent. */
  readonly timeMs?: number;
}

export function changeOf({ bid, ask, last, mark, timeMs }: Quoted): QuoteChange {
  return {
    bids: levelsOf(bid),
    asks: levelsOf(ask),
    ...(last !== undefined && { last: decimal(last) }),
    ...(mark !== undefined && { mark: decimal(mark) }),
    ...(timeMs !== undefined && { timeMs }),
  };
}

function levelsOf(quoted: Quoted['bid']): readonly Level[] {
  const single = typeof quoted === 'number' ? [[quoted, undefined] as const] : undefined;
  const pairs = single ?? (isPair(quoted) ? [quoted] : quoted);
  return Array.isArray(pairs)
    ? pairs.map(([price, quantity]) => ({
        price: decimal(price),
        quantity: quantity === undefined ? undefined : decimal(quantity),
      }))
    : [];
}

function isPair(quoted: Quoted['bid']): quoted is readonly [number, number] {
  return Array.isArray(quoted) && typeof quoted[0] === 'number';
}
