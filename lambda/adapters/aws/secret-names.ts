/**
 * The names in Parameter Store of a bot's API key and secret.
 */

/**
 * SecureStrings that the operator creates. Those of the exchange's demo have names of their own: neither place is ever
 * asked with the keys of the other.
 */
export function secretNames(botId: string, isDemo: boolean): readonly [apiKey: string, secret: string] {
  const path = `/kallisti/${botId}/${isDemo ? 'demo' : 'exchange'}`;
  return [`${path}/api-key`, `${path}/secret`];
}
