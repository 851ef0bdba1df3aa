/**
 * Which keys does the exchange take, and which has Parameter Store?
 */
import { secretNames } from '../../../lambda/adapters/aws/secret-names.ts';
import type { FakeParameterStore } from '../../harness/aws/fake-parameter-store.ts';
import type { BinanceVenue } from '../../venue/binance-venue.ts';

/** The exchange takes others from now on. */
export function renewKeys({ key }: BinanceVenue): void {
  Object.assign(key, { apiKey: `${key.apiKey}-new`, secret: `${key.secret}-new` });
}

/** Parameter Store has those that the exchange takes. */
export function storeKeys({ key }: BinanceVenue, parameters: FakeParameterStore, botId: string): void {
  const [keyName, secretName] = secretNames(botId, false);
  parameters.put(keyName, key.apiKey, 'SecureString');
  parameters.put(secretName, key.secret, 'SecureString');
}
