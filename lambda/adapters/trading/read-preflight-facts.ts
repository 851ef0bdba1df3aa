/**
 * Reads the facts that preflight judges, of an exchange and an account.
 *
 * - It also sets margin mode and leverage where they differ. The facts are the settings as read back after that.
 * - A fact that cannot be read comes with the reason, and is never guessed.
 * - After an answer that rejects the region or the key, it sends nothing more.
 */
import type { Known, KeyRights, MarketFacts, PreflightFacts } from '../../core/preflight/preflight-facts.ts';
import { currencyOf } from '../../core/settlement.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { orderFailureOf, type OrderFailure } from './orders/order-failure.ts';
import type { TradingClient } from './ccxt-trading-client.ts';
import type { VenueDialect } from './venue-dialect.ts';
import { walletIn } from './wallet-movements.ts';
import { capabilitiesOf } from '../market/venue-capabilities.ts';
import type { VenueClock } from '../market/venue-clock.ts';
import { failureOf } from '../market/venue-error.ts';
import type { VenueRequests } from '../market/venue-requests.ts';
import { ensureIsolatedMargin } from './ensure-margin.ts';

export interface FactsOptions {
  readonly client: TradingClient;
  /** Markets of the bot, in order of priority. */
  readonly listings: readonly Listing[];
  /** Measured here, and signed with. */
  readonly clock: VenueClock;
  readonly leverage: number;
  /** Those of the process. */
  readonly requests: VenueRequests;
}

interface Asking extends FactsOptions {
  readonly dialect: VenueDialect;
}

export async function preflightFacts(options: FactsOptions): Promise<PreflightFacts> {
  const { client, clock, requests } = options;
  const dialect = client.dialect({ listings: options.listings, requests });
  try {
    await requests.ask('its time', () => clock.measure(client));
  } catch (error) {
    const { kind, message } = failureOf(error);
    return { kind: 'not-reached', isRegion: kind === 'region-refused', failure: message };
  }
  const { differenceMs } = clock;
  const asking: Asking = { ...options, dialect };
  try {
    const snapshot = await dialect.look();
    const { positions, orders, conditional } = snapshot;
    const orderSymbols = [...orders, ...conditional].map(({ symbol }) => symbol);
    const currency = currencyOf(options.listings.map(({ market }) => market.symbol));
    const [walletUsd, rights, modes, markets] = await Promise.all([
      known(async () => walletIn(snapshot, currency)),
      rightsIfTold(asking),
      known(() => dialect.facts.modes()),
      marketsOf(asking),
    ]);
    const agreement = await agreementOf(asking, markets);
    const account = { walletUsd, positions, orderSymbols };
    return { kind: 'read', differenceMs, account, rights, modes, markets, ...agreement };
  } catch (error) {
    return failureFacts(orderFailureOf(error, dialect), differenceMs);
  }
}

/** Asked of one market: it is the same agreement for all. Nothing is sent where no market wants one. */
async function agreementOf(
  { dialect }: Asking,
  markets: readonly MarketFacts[],
): Promise<{ readonly agreement?: Known<boolean> }> {
  const facts = markets.find(({ market }) => market.needsAgreement);
  if (facts === undefined) return {};
  const { market, ask } = facts;
  if ('failure' in ask) return { agreement: ask };
  return { agreement: await known(() => dialect.agreement.isSigned(market, ask.value)) };
}

function failureFacts(failure: OrderFailure, differenceMs: number): PreflightFacts {
  if (failure.status === 'rejected' && failure.code === 'credentials') {
    return { kind: 'key-refused', differenceMs, failure: failure.cause };
  }
  const isRegion = failure.status === 'rejected' && failure.code === 'region';
  return { kind: 'not-reached', isRegion, failure: failure.cause };
}

async function known<Value>(read: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { failure: failureOf(error).message };
  }
}

async function rightsIfTold({ client, dialect }: Asking): Promise<Known<KeyRights> | 'not-told'> {
  // The demo does not serve that request.
  const isTold = client.isDemo !== true && (capabilitiesOf(client.id)?.tellsKeyRights ?? false);
  return isTold ? known(() => dialect.facts.rights()) : 'not-told';
}

async function marketsOf({ dialect, listings, leverage }: Asking): Promise<readonly MarketFacts[]> {
  const symbols = listings.map(({ market }) => market.symbol);
  const [asks, tiers, settings, fees] = await Promise.all([
    known(() => dialect.facts.asks()),
    known(() => dialect.facts.tiers()),
    known(() => ensureIsolatedMargin(dialect, symbols, leverage)),
    Promise.all(symbols.map((symbol) => known(() => dialect.facts.fees(symbol)))),
  ]);
  return listings.map(({ market, active }, at): MarketFacts => {
    const set = 'failure' in settings ? settings : settings.value[at];
    return {
      market,
      isTraded: active,
      ask: entryOf(asks, market.symbol, 'price'),
      settings: set ?? { failure: 'the exchange does not tell its settings' },
      tiers: entryOf(tiers, market.symbol, 'tiers'),
      fees: fees[at] ?? { failure: 'nothing was answered' },
    };
  });
}

function entryOf<Value>(all: Known<ReadonlyMap<string, Value>>, symbol: string, what: string): Known<Value> {
  if ('failure' in all) return all;
  const value = all.value.get(symbol);
  return value === undefined ? { failure: `the answer has no ${what} of ${symbol}` } : { value };
}
