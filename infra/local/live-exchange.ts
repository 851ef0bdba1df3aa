/**
 * Which exchanges does ccxt know, and how is one of them opened for reading?
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
import { canDo, pageCandlesOf, quoteSourcesOf, type CcxtClient } from '../../lambda/adapters/ccxt-client.ts';
import { DEADLINE_MS, type CcxtTransport } from '../../lambda/adapters/ccxt-transport.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { InputError } from './input-error.ts';

const SOURCES = new URL('../js/src/', pathToFileURL(createRequire(import.meta.url).resolve('ccxt')));

/** Exchanges with linear USDT perpetuals, for those who named one without. */
export const KNOWN_TO_FIT = 'binanceusdm, bybit, okx, bitget or gate';

/** The ids of all exchanges. */
export function exchangeIds(): readonly string[] {
  return readdirSync(SOURCES)
    .filter((name) => name.endsWith('.js'))
    .map((name) => basename(name, '.js'));
}

export interface ExchangeOptions {
  readonly transport: CcxtTransport;
  /** Whether ccxt keeps to the exchange's pace between two requests. Off only where a test stands in for it. */
  readonly isPaced?: boolean;
}

/** @throws InputError when there is no such exchange, or it cannot show perpetuals minute by minute. */
export async function openExchange(
  id: string,
  { transport, isPaced = true }: ExchangeOptions,
): Promise<CcxtClient> {
  const ids = exchangeIds();
  if (!ids.includes(id)) {
    const near = nearest(id, ids);
    const hint = near.length === 0 ? `try ${KNOWN_TO_FIT}` : `did you mean ${near.join(', ')}?`;
    throw new InputError(`--live: ccxt knows no exchange called ${id}; ${hint}`);
  }
  const loaded: unknown = await import(new URL(`${id}.js`, SOURCES).href);
  const exchange = construct(loaded, {
    enableRateLimit: isPaced,
    fetchImplementation: transport,
    // Ours is shorter, and ends the body too.
    timeout: DEADLINE_MS + 2 * SECOND_MS,
    // Currencies are about deposits; several exchanges want keys for them.
    has: { fetchCurrencies: false },
    options: { fetchCurrencies: false },
  });
  if (!isReader(exchange)) throw new Error(`ccxt's ${id} is not the exchange it used to be`);
  if (exchange.has['swap'] !== true || !canDo(exchange, 'fetchOHLCV') || !hasMinutes(exchange.timeframes)) {
    throw new InputError(`--live: ${id} shows no perpetuals minute by minute; try ${KNOWN_TO_FIT}`);
  }
  if (quoteSourcesOf(exchange).length === 0) {
    throw new InputError(`--live: ${id} tells no bid and ask; try ${KNOWN_TO_FIT}`);
  }
  return exchange;
}

function construct(loaded: unknown, options: object): unknown {
  if (typeof loaded !== 'object' || loaded === null || !('default' in loaded)) return undefined;
  if (typeof loaded.default !== 'function') return undefined;
  const exchange: unknown = Reflect.construct(loaded.default, [options]);
  if (typeof exchange !== 'object' || exchange === null) return undefined;
  const pageCandles = pageCandlesOf('features' in exchange ? exchange.features : undefined);
  return Object.assign(exchange, { pageCandles });
}

interface Reader extends CcxtClient {
  readonly timeframes?: unknown;
}

const METHODS = [
  'loadMarkets',
  'setMarkets',
  'fetchOHLCV',
  'fetchBidsAsks',
  'fetchTicker',
  'fetchOrderBook',
  'fetchTime',
];

/** Every class of ccxt has all unified methods; those that an exchange does not serve say so when they are called. */
function isReader(exchange: unknown): exchange is Reader {
  if (typeof exchange !== 'object' || exchange === null) return false;
  if (!('id' in exchange && 'has' in exchange && 'precisionMode' in exchange)) return false;
  const shape = typeof exchange.id === 'string' && typeof exchange.precisionMode === 'number';
  return shape && METHODS.every((name) => typeof Reflect.get(exchange, name) === 'function');
}

function hasMinutes(timeframes: unknown): boolean {
  return typeof timeframes === 'object' && timeframes !== null && '1m' in timeframes;
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
