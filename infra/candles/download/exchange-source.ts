/**
 * Opens an exchange of ccxt for its recorded candles.
 */
import { ccxtTransport, type TransportOptions } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { VenueClock } from '../../../lambda/adapters/market/venue-clock.ts';
import { failureOf } from '../../../lambda/adapters/market/venue-error.ts';
import { machineClock } from '../../../lambda/adapters/machine.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { InputError } from '../../input-error.ts';
import { openExchange } from '../../market/realtime-exchange.ts';
import { marketsOf } from '../../market/realtime-markets.ts';
import type { CandleSource } from './candle-source.ts';
import { ExchangeCandles, type ExchangeTerms } from './exchange-candles.ts';

export interface ExchangeRequest extends Omit<ExchangeTerms, 'client' | 'symbol' | 'ccxtSymbol'> {
  readonly id: string;
  readonly symbols: readonly string[];
  readonly transport?: TransportOptions;
  readonly isPaced?: boolean;
}

export interface ExchangeSources {
  /** One for each symbol. */
  readonly sources: readonly CandleSource[];
  /** What has closed by then is there, by the exchange's own clock. */
  readonly closedByMs: number;
}

/** A candle that has just closed may still change, or not be there yet. */
const SETTLE_MS = MINUTE_MS;

/** @throws InputError where there is no such exchange or symbol, or it does not answer. */
export async function openExchangeSources(request: ExchangeRequest): Promise<ExchangeSources> {
  const { id, symbols, transport, isPaced, ...terms } = request;
  const options = { transport: ccxtTransport({ ...transport, signal: terms.signal }) };
  const client = await openExchange(
    id,
    { ...options, ...(isPaced !== undefined && { isPaced }) },
    'candles fetch',
  );
  try {
    const named = { exchange: 'candles fetch', symbols: 'candles fetch' };
    const clock = new VenueClock(machineClock);
    await clock.measure(client);
    const listings = await marketsOf({ client, symbols, nowMs: clock.nowMs(), named });
    const sources = listings.map(
      ({ market: { symbol }, ccxtSymbol }) => new ExchangeCandles({ ...terms, client, symbol, ccxtSymbol }),
    );
    return { sources, closedByMs: clock.nowMs() - SETTLE_MS };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`cannot read the markets of ${id}: ${failureOf(error).message}`, { cause: error });
  }
}
