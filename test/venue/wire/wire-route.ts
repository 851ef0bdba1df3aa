/**
 * What is an endpoint of the venue: who may call it, what it costs, what it answers?
 */
import { Refusal } from '../refusals.ts';
import type { VenueState } from '../venue-state.ts';
import type { WireParams } from './wire-params.ts';
import type { VenueKey } from './wire-signing.ts';

export interface Call {
  readonly state: VenueState;
  readonly params: WireParams;
  readonly key: VenueKey;
}

export interface Route {
  readonly security: 'public' | 'signed' | 'trade';
  readonly weight: number | ((params: WireParams) => number);
  /** How many orders it counts as. */
  readonly orders?: number;
  /** @throws Refusal */
  readonly handle: (call: Call) => unknown;
}

/** By method and path, `GET /fapi/v1/time`. */
export type Routes = Readonly<Record<string, Route>>;

/** One symbol costs little, all of them a lot. */
export function bySymbol(one: number, all: number): (params: WireParams) => number {
  return (params) => (params.text('symbol') === undefined ? all : one);
}

/** A symbol that the venue lists. */
export function symbolIn({ state, params }: Call): string {
  const symbol = params.required('symbol').toUpperCase();
  if (!state.listings.has(symbol)) throw new Refusal(-1121);
  return symbol;
}

export function optionalSymbol(call: Call): string | undefined {
  return call.params.text('symbol') === undefined ? undefined : symbolIn(call);
}

export const DONE = { code: 200, msg: 'success' };
