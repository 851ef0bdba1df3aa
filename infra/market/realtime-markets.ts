/**
 * The traded markets of an exchange, with their steps and minimums.
 *
 * The list of all markets is a megabyte or more: the part that is used is cached in a file for a day.
 *
 * - Only linear perpetuals that settle in USDT or USDC are traded.
 * - An unknown symbol ends the command, with those that look like it.
 * - Steps and minimums are less than a day old when a run begins.
 */
import { dirname } from 'node:path';
import type { CcxtClient } from '../../lambda/adapters/market/ccxt-client.ts';
import { listingsOf, type Listing } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { cachedMarketsText, readCachedMarkets } from '../../lambda/adapters/market/market-cache.ts';
import { SETTLEMENT_CURRENCIES } from '../../lambda/core/settlement.ts';
import { readText } from '../files/bounded-text.ts';
import { makeOwnFolder, replaceOwnFile, requireOwn } from '../files/owner-only.ts';
import { InputError } from '../input-error.ts';
import { KNOWN_TO_FIT, nearest } from './realtime-exchange.ts';

const NAMED_BY_OPTIONS = { exchange: '--real-time', symbols: '--symbols' };

/** Some kilobytes for each market that is traded. */
const CACHED_BYTES_MAX = 4 * 1024 * 1024;

export interface MarketsRequest {
  readonly client: CcxtClient;
  readonly symbols: readonly string[];
  /** File of the cached markets; without one they are not cached. */
  readonly file?: string;
  readonly nowMs: number;
  /** What names them, for an error. */
  readonly named?: { readonly exchange: string; readonly symbols: string };
}

/**
 * The markets of these symbols. The client knows them from then on.
 *
 * @throws InputError naming a symbol that the exchange does not trade, and those that look like it.
 * @throws VenueError or an error of ccxt when the exchange cannot be reached.
 */
export async function marketsOf(request: MarketsRequest): Promise<readonly Listing[]> {
  const { client, symbols, file, nowMs } = request;
  if (file !== undefined) requireOwn(file);
  const text = file === undefined ? undefined : await readText(file, CACHED_BYTES_MAX).catch(() => undefined);
  const cached = readCachedMarkets(text, client.id, nowMs)?.markets;
  if (cached !== undefined) {
    const listings = listingsOf(cached, client.precisionMode);
    if (symbols.every((symbol) => listings.some(({ market }) => market.symbol === symbol))) {
      client.setMarkets(cached);
      return chosen(listings, request);
    }
  }
  const markets = await client.loadMarkets();
  const listings = chosen(listingsOf(markets, client.precisionMode), request);
  const names = listings.map(({ ccxtSymbol }) => ccxtSymbol);
  const head = { exchange: client.id, savedAtMs: nowMs };
  if (file !== undefined) await save(file, cachedMarketsText(markets, names, head));
  return listings;
}

function chosen(
  listings: readonly Listing[],
  { client: { id }, symbols, named = NAMED_BY_OPTIONS }: MarketsRequest,
): readonly Listing[] {
  if (listings.length === 0) {
    throw new InputError(
      `${named.exchange}: ${id} has no linear perpetuals that settle in ${SETTLEMENT_CURRENCIES.join(' or ')}; try ${KNOWN_TO_FIT}`,
    );
  }
  return symbols.map((symbol) => {
    const found = listings.find(({ market }) => market.symbol === symbol);
    if (found?.active === true) return found;
    if (found !== undefined) throw new InputError(`${named.symbols}: ${id} does not trade ${symbol} now`);
    const traded = listings.filter(({ active }) => active).map(({ market }) => market.symbol);
    const near = nearest(symbol, traded);
    const hint = near.length === 0 ? 'they look like BTCUSDT' : `did you mean ${near.join(', ')}?`;
    throw new InputError(
      `${named.symbols}: ${id} has no perpetual called ${symbol} that settles in ${SETTLEMENT_CURRENCIES.join(' or ')}; ${hint}`,
    );
  });
}

async function save(file: string, text: string): Promise<void> {
  await makeOwnFolder(dirname(file));
  await replaceOwnFile(file, `${text}\n`);
}
