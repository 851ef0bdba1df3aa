/**
 * How does a test state prices?
 */
import { decimal } from './decimal.ts';
import type { QuoteChange } from './venue-exchange.ts';
import type { Level } from './venue-state.ts';

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
