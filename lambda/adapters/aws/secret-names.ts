/**
 * Under which names do the exchange's keys of a bot lie in Parameter Store?
 */

/** SecureStrings that their owner creates. */
export function secretNames(botId: string): readonly [apiKey: string, secret: string] {
  return [`/kallisti/${botId}/exchange/api-key`, `/kallisti/${botId}/exchange/secret`];
}
