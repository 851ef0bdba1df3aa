/**
 * The keys of an account in the environment, for whoever has no bot in AWS.
 */
import type { ExchangeKeys } from '../../../../lambda/adapters/trading/ccxt-trading-client.ts';

export const API_KEY = 'SCALPER_API_KEY';
export const SECRET = 'SCALPER_API_SECRET';

/** `undefined` unless both are set. */
export function environmentKeys(): ExchangeKeys | undefined {
  const [apiKey, secret] = [process.env[API_KEY], process.env[SECRET]];
  return apiKey === undefined || secret === undefined ? undefined : { apiKey, secret };
}
