/**
 * The exchange's demo in the place of the exchange: play money, in a market and an account of their own.
 *
 * - A client is turned to the demo by ccxt's own `enableDemoTrading`, so that errors keep their meaning, which ccxt finds
 *   by the address.
 * - No request of a demo bot leaves for another host than the demo's, and none of any other bot leaves for that one,
 *   whatever ccxt makes of a call: it is refused before it is sent.
 */
import { capabilitiesOf } from './market/venue-capabilities.ts';
import type { CcxtTransport } from './market/ccxt-transport.ts';
import { VenueError } from './market/venue-error.ts';

/** Which of its two places an exchange is reached at. */
export interface VenuePlace {
  /** ccxt's id. */
  readonly exchangeId: string;
  readonly isDemo: boolean;
}

/** Why an exchange's demo cannot be traded, in a sentence; `undefined` where it can. */
export function whyNoDemo(exchangeId: string): string | undefined {
  if (capabilitiesOf(exchangeId)?.demoHost !== undefined) return undefined;
  return `${exchangeId} has no demo trading that this bot can reach`;
}

/** @throws VenueError `not-supported`, for each request to the other place. */
export function onlyTo({ exchangeId, isDemo }: VenuePlace, transport: CcxtTransport): CcxtTransport {
  const demoHost = capabilitiesOf(exchangeId)?.demoHost;
  return async (url, request) => {
    const { protocol, host } = new URL(url);
    if ((protocol === 'https:' && host === demoHost) === isDemo) return transport(url, request);
    const whose = isDemo ? 'a bot at the demo' : 'a bot that is not at the demo';
    throw new VenueError('not-supported', `${host} was not asked: it is not for ${whose}`, { host });
  };
}

/** Turns a new client of ccxt to the demo. @throws VenueError `not-supported` where it has none. */
export function turnToDemo(client: object, exchangeId: string): void {
  const refusal = whyNoDemo(exchangeId);
  if (refusal !== undefined) throw new VenueError('not-supported', refusal);
  const enable: unknown = Reflect.get(client, 'enableDemoTrading');
  if (typeof enable !== 'function') throw new Error('this is not a class of ccxt as it used to be');
  Reflect.apply(enable, client, [true]);
}
