/**
 * The exchanges that can be traded with real money, and why the others cannot.
 *
 * - An exchange is registered here, once, when its orders are tested on the wire.
 * - An exchange that cannot be traded live is rejected by name and reason, never by silence.
 */
import { capabilitiesOf, type VenueCapabilities } from '../market/venue-capabilities.ts';
import { VenueError } from '../market/venue-error.ts';
import { prepareBinance } from './binance/binance-dialect.ts';
import type { PrepareDialect } from './venue-dialect.ts';

/** By ccxt's ids. */
const LIVE_VENUES: Readonly<Record<string, PrepareDialect>> = { binanceusdm: prepareBinance };

/** @throws VenueError `not-supported` for an exchange that cannot be traded with real money, with the reason. */
export function liveVenueOf(exchangeId: string): PrepareDialect {
  const found = dialectOrRefusal(exchangeId);
  if (typeof found === 'string') throw new VenueError('not-supported', found);
  return found;
}

/** Why an exchange cannot be traded with real money, in a sentence; `undefined` where it can. */
export function whyNotLive(exchangeId: string): string | undefined {
  const found = dialectOrRefusal(exchangeId);
  return typeof found === 'string' ? found : undefined;
}

function dialectOrRefusal(exchangeId: string): PrepareDialect | string {
  const prepare = Object.hasOwn(LIVE_VENUES, exchangeId) ? LIVE_VENUES[exchangeId] : undefined;
  const can = capabilitiesOf(exchangeId);
  const isTested = prepare !== undefined;
  const why = can === undefined ? ['nothing is declared of what it can do'] : lackingOf(can, isTested);
  return isTested && why.length === 0 ? prepare : `${exchangeId} cannot be traded live: ${why.join('; ')}`;
}

function lackingOf(can: VenueCapabilities, isTested: boolean): readonly string[] {
  const rules: readonly (readonly [lacks: boolean, words: string])[] = [
    [!can.requestExpiry, 'without request expiry an order that was sent late could still be accepted'],
    [!can.isolatedMargin, 'isolated margin cannot be set, so that a position could lose more than its own'],
    [can.stop === 'attached', 'its stops come with the entry, which this release does not do'],
    [!isTested, 'its orders are not tested on the wire'],
  ];
  return rules.filter(([lacks]) => lacks).map(([, words]) => words);
}
