/**
 * The names in Parameter Store of a bot's API key and secret.
 */

/** SecureStrings that the operator creates. */
export function secretNames(botId: string): readonly [apiKey: string, secret: string] {
  return [`/kallisti/${botId}/exchange/api-key`, `/kallisti/${botId}/exchange/secret`];
}
