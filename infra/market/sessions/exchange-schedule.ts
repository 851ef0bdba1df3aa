/**
 * Asks an exchange which of its markets have closed hours, and when those that they follow are open.
 */
import { listingsOf } from '../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { ccxtTransport, type TransportOptions } from '../../../lambda/adapters/market/ccxt-transport.ts';
import {
  statedSessions,
  type StatedSession,
} from '../../../lambda/adapters/market/terms/trading-schedule.ts';
import { failureOf } from '../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import { machineClock } from '../../../lambda/adapters/machine.ts';
import { InputError } from '../../input-error.ts';
import { openExchange } from '../realtime-exchange.ts';
import { marketsOf } from '../realtime-markets.ts';

const COMMAND = 'candles sessions';

export interface ScheduleRequest {
  readonly id: string;
  /** All that have closed hours, where there are none. */
  readonly symbols: readonly string[];
  readonly transport?: TransportOptions;
  readonly isPaced?: boolean;
}

export interface ExchangeSchedule {
  /** By symbol, the name of the market that it follows. */
  readonly follows: ReadonlyMap<string, string>;
  /** Of those that were named. */
  readonly withoutHours: readonly string[];
  /** By name of a market; none of them is empty. */
  readonly stated: ReadonlyMap<string, readonly StatedSession[]>;
  /** By name of a market whose hours the answer does not tell, why. */
  readonly problems: ReadonlyMap<string, string>;
}

/** @throws InputError where there is no such exchange or symbol, or it does not answer. */
export async function readExchangeSchedule(request: ScheduleRequest): Promise<ExchangeSchedule> {
  const { id, symbols, transport, isPaced } = request;
  const options = { transport: ccxtTransport(transport), ...(isPaced !== undefined && { isPaced }) };
  const client = await openExchange(id, options, COMMAND);
  const nowMs = machineClock.nowMs();
  try {
    const named = { exchange: COMMAND, symbols: COMMAND };
    const listings =
      symbols.length === 0
        ? listingsOf(await client.loadMarkets(), client.precisionMode).filter(({ active }) => active)
        : await marketsOf({ client, symbols, nowMs, named });
    const follows = new Map(
      listings.flatMap(({ market: { symbol }, scheduleName }) =>
        scheduleName === undefined ? [] : [[symbol, scheduleName]],
      ),
    );
    const withoutHours = symbols.filter((symbol) => !follows.has(symbol));
    if (follows.size === 0) return { follows, withoutHours, stated: new Map(), problems: new Map() };
    const tell = client.fapiPublicGetTradingSchedule?.bind(client);
    if (tell === undefined) throw new InputError(`${COMMAND}: ${id} tells no trading hours`);
    const answer = await new VenueRequests(machineClock).ask('trading hours', async () => tell({}));
    return { follows, withoutHours, ...tellAll(answer, new Set(follows.values())) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${COMMAND}: cannot read the trading hours of ${id}: ${failureOf(error).message}`, {
      cause: error,
    });
  }
}

function tellAll(answer: unknown, names: ReadonlySet<string>) {
  const stated = new Map<string, readonly StatedSession[]>();
  const problems = new Map<string, string>();
  for (const name of names) {
    try {
      stated.set(name, statedSessions(answer, name));
    } catch (error) {
      problems.set(name, failureOf(error).message);
    }
  }
  return { stated, problems };
}
