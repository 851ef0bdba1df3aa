/**
 * What does the account pay for the contracts of one base in each settlement currency?
 *
 * - Only where the environment has keys. Nobody is asked for any, and no order is sent.
 * - Fees that cannot be read are unknown, with a sentence: what is shown then are the parameters'.
 */
import { failureOf } from '../../../../lambda/adapters/market/venue-error.ts';
import type { FeeRates } from '../../reports/economics/contract-economics.ts';
import { complain } from '../../terminal/output.ts';
import { environmentKeys } from '../account/environment-keys.ts';

/** Of those contracts that the exchange lists; `undefined` where the account's fees are not known. */
export async function contractFees(
  symbols: readonly string[],
): Promise<ReadonlyMap<string, FeeRates> | undefined> {
  if (environmentKeys() === undefined) return undefined;
  const [{ liveAccount }, { listingsOf }, { VenueRequests }] = await Promise.all([
    import('../account/live-account.ts'),
    import('../../../../lambda/adapters/market/ccxt-market-mapping.ts'),
    import('../../../../lambda/adapters/market/venue-requests.ts'),
  ]);
  try {
    const { client, clock } = await liveAccount({ symbols });
    await clock.measure(client);
    const all = listingsOf(await client.loadMarkets(), client.precisionMode);
    const listings = all.filter(({ market }) => symbols.includes(market.symbol));
    const { facts } = client.dialect({ listings, requests: new VenueRequests(clock) });
    const rates = listings.map(
      async ({ market }) => [market.symbol, await facts.fees(market.symbol)] as const,
    );
    return new Map(await Promise.all(rates));
  } catch (error) {
    complain(`the fees of the account could not be read: ${failureOf(error).message}`);
    return undefined;
  }
}
