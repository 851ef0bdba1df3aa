/**
 * Of which kind was the market of a run?
 *
 * A command that only tells of a run asks here, and loads nothing of what reads candles and makes markets.
 */

/**
 * As reports and the record of a run hold it. These values are published: a real-time market is called `live` in them,
 * followed by its exchange, and `marketName` is for people.
 */
export type MarketKind = 'synthetic' | 'recorded' | 'recorded trades' | `live ${string}`;

export function realtimeKind(exchange: string): MarketKind {
  return `live ${exchange}`;
}

/** `real-time kraken` for the kind `live kraken`; other kinds are names already. */
export function marketName(kind: string): string {
  return kind.replace(/^live /, 'real-time ');
}
