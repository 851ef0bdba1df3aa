/**
 * Opens an exchange of ccxt for reading.
 *
 * ccxt exports everything or nothing: its entry takes three times as long to load as one exchange does. So the file of
 * the exchange is loaded from beside ccxt's entry, which is where the package keeps them all.
 *
 * Invariant: an exchange is opened without keys; it can read public data, and nothing else.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distance } from 'fastest-levenshtein';
import type { CcxtClient } from '../../lambda/adapters/market/ccxt-client.ts';
import { marketClientOf, type MarketClientOptions } from '../../lambda/adapters/market/ccxt-market-client.ts';
import { VenueError } from '../../lambda/adapters/market/venue-error.ts';
import { InputError } from '../input-error.ts';

const SOURCES = new URL('../js/src/', pathToFileURL(createRequire(import.meta.url).resolve('ccxt')));

/** Exchanges with linear perpetuals that settle in USDT, as suggestions. */
export const KNOWN_TO_FIT = 'binanceusdm, bybit, okx, bitget or gate';

/** The ids of all exchanges. */
export function exchangeIds(): readonly string[] {
  return readdirSync(SOURCES)
    .filter((name) => name.endsWith('.js'))
    .map((name) => basename(name, '.js'));
}

/** @param named what names it, for an error. @throws InputError when ccxt has no such exchange, or it has no one-minute candles of perpetuals. */
export async function openExchange(
  id: string,
  options: MarketClientOptions,
  named = '--real-time',
): Promise<CcxtClient> {
  const ids = exchangeIds();
  if (!ids.includes(id)) {
    const near = nearest(id, ids);
    const hint = near.length === 0 ? `try ${KNOWN_TO_FIT}` : `did you mean ${near.join(', ')}?`;
    throw new InputError(`${named}: ccxt knows no exchange called ${id}; ${hint}`);
  }
  const loaded: unknown = await import(new URL(`${id}.js`, SOURCES).href);
  try {
    return marketClientOf(defaultOf(loaded), options);
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    throw new InputError(`${named}: ${error.message}; try ${KNOWN_TO_FIT}`, { cause: error });
  }
}

function defaultOf(loaded: unknown): unknown {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
}

const NAMES_MAX = 3;

/** The names that somebody who wrote `wrong` may have meant, nearest first. */
export function nearest(wrong: string, names: readonly string[]): readonly string[] {
  const allowed = Math.max(2, Math.floor(wrong.length / 3));
  const far = (name: string) =>
    name.includes(wrong) || wrong.includes(name) ? 1 : distance(wrong.toLowerCase(), name.toLowerCase());
  return names
    .map((name) => ({ name, far: far(name) }))
    .filter((candidate) => candidate.far <= allowed)
    .sort((left, right) => left.far - right.far)
    .slice(0, NAMES_MAX)
    .map(({ name }) => name);
}
