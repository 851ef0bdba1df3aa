/**
 * Which markets of an exchange are traded, and what does it say of them?
 *
 * The list of all markets is a megabyte or more, so that what is used of it is kept in a file for a day.
 *
 * Invariants: only linear USDT perpetuals; a symbol that the exchange does not have is refused by name; steps and
 * minimums are never older than `AGE_MAX_MS` when a run begins.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { CcxtClient } from '../../lambda/adapters/ccxt-client.ts';
import { listingsOf, type Listing } from '../../lambda/adapters/ccxt-market-mapping.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { InputError } from './input-error.ts';
import { KNOWN_TO_FIT, nearest } from './live-exchange.ts';

/** Venues change steps and minimums now and then. */
const AGE_MAX_MS = DAY_MS;

export interface MarketsRequest {
  readonly client: CcxtClient;
  readonly symbols: readonly string[];
  /** Where the markets are kept; nowhere if absent. */
  readonly file?: string;
  readonly nowMs: number;
}

const keptSchema = z.object({
  exchange: z.string(),
  savedAtMs: z.number(),
  /** ccxt's markets as it wrote them. */
  markets: z.record(z.string(), z.looseObject({ symbol: z.string() })),
});

/**
 * The markets of these symbols, which the client knows from then on.
 *
 * @throws InputError naming a symbol that the exchange does not trade, and those that look like it.
 * @throws VenueFailure or an error of ccxt when the exchange cannot be asked.
 */
export async function marketsOf(request: MarketsRequest): Promise<readonly Listing[]> {
  const { client, symbols, file, nowMs } = request;
  const kept = file === undefined ? undefined : await readKept(file, client.id, nowMs);
  if (kept !== undefined) {
    const listings = listingsOf(kept, client.precisionMode);
    if (symbols.every((symbol) => listings.some(({ market }) => market.symbol === symbol))) {
      client.setMarkets(kept);
      return chosen(listings, request);
    }
  }
  const markets = await client.loadMarkets();
  const listings = chosen(listingsOf(markets, client.precisionMode), request);
  if (file !== undefined) await keep(file, markets, listings, { exchange: client.id, savedAtMs: nowMs });
  return listings;
}

function chosen(
  listings: readonly Listing[],
  { client: { id }, symbols }: MarketsRequest,
): readonly Listing[] {
  if (listings.length === 0) {
    throw new InputError(`--live: ${id} has no linear USDT perpetuals; try ${KNOWN_TO_FIT}`);
  }
  return symbols.map((symbol) => {
    const found = listings.find(({ market }) => market.symbol === symbol);
    if (found?.active === true) return found;
    if (found !== undefined) throw new InputError(`--symbols: ${id} does not trade ${symbol} now`);
    const traded = listings.filter(({ active }) => active).map(({ market }) => market.symbol);
    const near = nearest(symbol, traded);
    const hint = near.length === 0 ? 'they look like BTCUSDT' : `did you mean ${near.join(', ')}?`;
    throw new InputError(`--symbols: ${id} has no USDT perpetual called ${symbol}; ${hint}`);
  });
}

/** A file that is too old, of another exchange, or cannot be read is as good as none. */
async function readKept(file: string, exchange: string, nowMs: number) {
  const text = await readFile(file, 'utf8').catch(() => 'null');
  const parsed = keptSchema.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.exchange !== exchange) return undefined;
  const ageMs = nowMs - parsed.data.savedAtMs;
  // A little from ahead is a clock that was corrected.
  return ageMs < AGE_MAX_MS && ageMs > -MINUTE_MS ? parsed.data.markets : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function keep(
  file: string,
  markets: unknown,
  listings: readonly Listing[],
  head: { readonly exchange: string; readonly savedAtMs: number },
): Promise<void> {
  const all = z.record(z.string(), z.unknown()).parse(markets);
  const used = Object.fromEntries(listings.map(({ unified }) => [unified, all[unified]]));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...head, markets: used })}\n`);
}
