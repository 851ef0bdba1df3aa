/**
 * Opens an exchange for a real-time run: its markets, its clock and its first candles.
 *
 * - Nothing is written but the cached list of markets.
 * - An exchange that cannot be read ends the command, with one sentence that names cause and remedy.
 * - Once a run has begun, an exchange that is away is a warning.
 */
import { commandLine } from '../../lambda/adapters/command-line.ts';
import { join } from 'node:path';
import { CcxtMarket } from '../../lambda/adapters/market/ccxt-market.ts';
import { ccxtTransport, type TransportOptions } from '../../lambda/adapters/market/ccxt-transport.ts';
import { failureOf, type MarketProblem, type VenueError } from '../../lambda/adapters/market/venue-error.ts';
import type { PaperPosition } from '../../lambda/core/paper/paper-account.ts';
import { SECOND_MS, minuteStartMs } from '../../lambda/core/units.ts';
import type { Clock } from '../../lambda/ports.ts';
import { InputError } from '../input-error.ts';
import { openExchange } from './realtime-exchange.ts';
import { marketsOf } from './realtime-markets.ts';
import { VenueClock } from '../../lambda/adapters/market/venue-clock.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';

export interface RealtimeVenueRequest {
  /** ccxt's id of the exchange. */
  readonly id: string;
  /** In order of priority. */
  readonly symbols: readonly string[];
  /** Folder of the cached list of markets; without one it is not cached. */
  readonly folder?: string;
  readonly machineClock: Clock;
  readonly transport?: TransportOptions;
  readonly isPaced?: boolean;
  readonly pause?: (durationMs: number) => Promise<unknown>;
}

export interface RealtimeVenue {
  readonly id: string;
  readonly symbols: readonly string[];
  readonly market: CcxtMarket;
  /** The venue's time. */
  readonly clock: VenueClock;
  /** Market data that could not be read since the last call. */
  takeWarnings(): readonly MarketProblem[];
  /** Reads the venue's clock again; while it is away, the old difference holds. */
  measureClock(): Promise<void>;
  /** Reads candles back to the last minute that resting orders have met. */
  reachBack(positions: readonly PaperPosition[]): Promise<void>;
}

/** @throws InputError when the exchange does not exist, does not fit, or does not answer. */
export async function openRealtimeVenue(request: RealtimeVenueRequest): Promise<RealtimeVenue> {
  const { id, symbols, folder, machineClock, transport, isPaced, pause } = request;
  const client = await openExchange(id, {
    transport: ccxtTransport(transport),
    ...(isPaced !== undefined && { isPaced }),
  });
  const clock = new VenueClock(machineClock);
  const requests = new VenueRequests(machineClock);
  const measureClock = () => requests.ask('its time', () => clock.measure(client));
  let warnings: MarketProblem[] = [];
  const market = await readable(id, async () => {
    await measureClock();
    const listings = await marketsOf({
      client,
      symbols,
      nowMs: clock.nowMs(),
      ...(folder !== undefined && { file: join(folder, `markets-${id}.json`) }),
    });
    return new CcxtMarket({
      client,
      listings,
      clock,
      onProblem: (problem) => warnings.push(problem),
      requests,
      ...(pause !== undefined && { pause }),
    });
  });
  await market.observe(symbols, minuteStartMs(clock.nowMs()));
  const failures = symbols.map((symbol) => warnings.find((warning) => warning.symbol === symbol)?.failure);
  const [first] = failures;
  if (first !== undefined && failures.every((failure) => failure !== undefined)) throw notReadable(id, first);
  return {
    id,
    symbols,
    market,
    clock,
    takeWarnings: () => {
      const taken = warnings;
      warnings = [];
      return taken;
    },
    measureClock: () => measureClock().catch(() => {}),
    reachBack: async (positions) => {
      const tickMs = minuteStartMs(clock.nowMs());
      for (const { symbol, metToMs } of positions) await market.observe([symbol], tickMs, metToMs);
    },
  };
}

async function readable<Value>(id: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw notReadable(id, failureOf(error));
  }
}

/** Why no run can begin, and the remedy. */
export function notReadable(id: string, failure: VenueError): InputError {
  return new InputError(sentenceOf(id, failure), { cause: failure });
}

/** A market that needs no network. */
const offline = () => `offline: \`${commandLine('start')}\`, or --candles FILE`;

function sentenceOf(id: string, { kind, host = id, message, retryAfterMs }: VenueError): string {
  switch (kind) {
    case 'unreachable':
      return `no network: cannot reach ${host}; ${offline()}`;
    case 'no-answer':
    case 'connection-lost':
      return `no connection to ${id}: ${message}; try again, or ${offline()}`;
    case 'region-refused':
      return `${id} does not serve the region of this machine: ${message}. Trying again does not help: run where it is served, or choose another exchange; ${offline()}`;
    case 'rate-limited':
      return `${id} limits requests from here: ${message}. Try again in ${Math.ceil(retryAfterMs / SECOND_MS)} s`;
    case 'unavailable':
      return `${id} is not available: ${message}; try again later, or ${offline()}`;
    case 'unexpected-answer':
      return `unexpected answer of ${id}: ${message}. Is something between here and the exchange, such as a login page?`;
    case 'not-supported':
    case 'refused':
      return `${id} rejects the request: ${message}`;
  }
}
