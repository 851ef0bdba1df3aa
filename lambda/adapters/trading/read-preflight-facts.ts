/**
 * Reads the facts that preflight judges, of an exchange and an account.
 *
 * - It also sets margin mode and leverage where they differ. The facts are the settings as read back after that.
 * - A fact that cannot be read comes with the reason, and is never guessed.
 * - After an answer that rejects the region or the key, it sends nothing more.
 */
import { z } from 'zod';
import type {
  AccountModes,
  Known,
  KeyRights,
  MarginTier,
  MarketFacts,
  PreflightFacts,
} from '../../core/preflight/preflight-facts.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { touchesOfAll } from '../market/ccxt-quotes.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import type { TradingClient } from './ccxt-trading-client.ts';
import { VenueAccount } from './venue-account.ts';
import { capabilitiesOf } from '../market/venue-capabilities.ts';
import type { VenueClock } from '../market/venue-clock.ts';
import { failureOf } from '../market/venue-error.ts';
import { ACCOUNT_REQUEST_MS, VenueRequests } from '../market/venue-requests.ts';
import { ensureIsolatedMargin } from './ensure-margin.ts';

export interface FactsOptions {
  readonly client: TradingClient;
  /** Markets of the bot, in order of priority. */
  readonly listings: readonly Listing[];
  /** Measured here, and signed with. */
  readonly clock: VenueClock;
  readonly leverage: number;
}

interface Asking extends FactsOptions {
  readonly requests: VenueRequests;
}

export async function preflightFacts(options: FactsOptions): Promise<PreflightFacts> {
  const { client, clock } = options;
  const requests = new VenueRequests(clock, ACCOUNT_REQUEST_MS);
  const asking: Asking = { ...options, requests };
  try {
    await requests.ask('its time', () => clock.measure(client));
  } catch (error) {
    const { kind, message } = failureOf(error);
    return { kind: 'not-reached', isRegion: kind === 'region-refused', failure: message };
  }
  const { differenceMs } = clock;
  const venue = new VenueAccount(asking);
  try {
    const { walletUsd, positions, orders, conditional } = await venue.look();
    const orderSymbols = [...orders, ...conditional].map(({ symbol }) => symbol);
    const [rights, modes, markets] = await Promise.all([
      rightsIfTold(asking),
      known(() => modesOf(asking)),
      marketsOf(asking),
    ]);
    const account = { walletUsd, positions, orderSymbols };
    return { kind: 'read', differenceMs, account, rights, modes, markets };
  } catch (error) {
    return failureFacts(error, differenceMs);
  }
}

function failureFacts(error: unknown, differenceMs: number): PreflightFacts {
  const failure = orderFailureOf(error);
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

/** Binance writes numbers as text, and ccxt some booleans too. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const rightsSchema = z.looseObject({ ipRestrict: flag, enableWithdrawals: flag, enableFutures: flag });

async function rightsIfTold(asking: Asking): Promise<Known<KeyRights> | 'not-told'> {
  const isTold = capabilitiesOf(asking.client.id)?.tellsKeyRights ?? false;
  return isTold ? known(() => rightsOf(asking)) : 'not-told';
}

async function rightsOf({ client, requests }: Asking): Promise<KeyRights> {
  const answer = await requests.ask('rights of the key', () => client.sapiGetAccountApiRestrictions({}));
  const { ipRestrict, enableWithdrawals, enableFutures } = rightsSchema.parse(answer);
  return { canTrade: enableFutures, canWithdraw: enableWithdrawals, isAddressRestricted: ipRestrict };
}

const modesSchema = z.looseObject({ canTrade: flag, dualSidePosition: flag, multiAssetsMargin: flag });

async function modesOf({ client, requests }: Asking): Promise<AccountModes> {
  const answer = await requests.ask('modes of the account', () => client.fapiPrivateGetAccountConfig({}));
  const { canTrade, dualSidePosition, multiAssetsMargin } = modesSchema.parse(answer);
  return { canTrade, isHedged: dualSidePosition, isMultiAsset: multiAssetsMargin };
}

async function marketsOf(asking: Asking): Promise<readonly MarketFacts[]> {
  const { listings, leverage } = asking;
  const [asks, tiers, settings, fees] = await Promise.all([
    known(() => asksOf(asking)),
    known(() => tiersOf(asking)),
    known(() => ensureIsolatedMargin(asking, listings, leverage)),
    Promise.all(listings.map((listing) => known(() => feesOf(asking, listing)))),
  ]);
  return listings.map(({ market, active, venueSymbol }, at): MarketFacts => {
    const set = 'failure' in settings ? settings : settings.value[at];
    return {
      market,
      isTraded: active,
      ask: entryOf(asks, venueSymbol, 'price'),
      settings: set ?? { failure: 'the exchange does not tell its settings' },
      tiers: entryOf(tiers, venueSymbol, 'tiers'),
      fees: fees[at] ?? { failure: 'nothing was answered' },
    };
  });
}

function entryOf<Value>(
  all: Known<ReadonlyMap<string, Value>>,
  venueSymbol: string,
  what: string,
): Known<Value> {
  if ('failure' in all) return all;
  const value = all.value.get(venueSymbol);
  return value === undefined ? { failure: `the answer has no ${what} of ${venueSymbol}` } : { value };
}

async function asksOf({ client, requests }: Asking): Promise<ReadonlyMap<string, number>> {
  const answer = await requests.ask('prices', () => client.fapiPublicGetTickerBookTicker({}));
  const asks = [...touchesOfAll(answer)].flatMap(([venueSymbol, { ask }]): [string, number][] =>
    ask === undefined || ask <= 0 ? [] : [[venueSymbol, ask]],
  );
  return new Map(asks);
}

const number = z.coerce.number();
const tiersSchema = z.array(
  z.looseObject({
    symbol: z.string(),
    brackets: z.array(
      z.looseObject({ notionalFloor: number, maintMarginRatio: number, initialLeverage: number }),
    ),
  }),
);

/** Lowest tier first. */
async function tiersOf({ client, requests }: Asking): Promise<ReadonlyMap<string, readonly MarginTier[]>> {
  const answer = await requests.ask('tiers of margin', () => client.fapiPrivateGetLeverageBracket({}));
  const rows = tiersSchema.parse(answer).map(({ symbol, brackets }) => {
    const tiers = brackets.map((tier) => ({
      floorUsd: tier.notionalFloor,
      maintenancePct: percentOf(tier.maintMarginRatio),
      maxLeverage: tier.initialLeverage,
    }));
    return [symbol, tiers.toSorted((left, right) => left.floorUsd - right.floorUsd)] as const;
  });
  return new Map(rows);
}

const feesSchema = z.looseObject({ makerCommissionRate: number, takerCommissionRate: number });

async function feesOf({ client, requests }: Asking, { venueSymbol }: Listing) {
  const answer = await requests.ask('fees', () =>
    client.fapiPrivateGetCommissionRate({ symbol: venueSymbol }),
  );
  const { makerCommissionRate, takerCommissionRate } = feesSchema.parse(answer);
  return { makerPct: percentOf(makerCommissionRate), takerPct: percentOf(takerCommissionRate) };
}

/** 0.0005 is 0.05 %, whatever doubles make of it. */
function percentOf(fraction: number): number {
  return Number((fraction * 100).toPrecision(12));
}
