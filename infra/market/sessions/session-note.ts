/**
 * By which hours of a market with closed hours a run was made, for its result.
 */

/** Where the sessions of a symbol come from, as a result tells it. */
export interface SessionNote {
  readonly symbol: string;
  /** `gaps`, `synthetic`, or the file. */
  readonly source: string;
  /** In the time that is traded. */
  readonly sessions: number;
  /** Candles of closed minutes, which count as missing. */
  readonly closedCandles: number;
}

const SOURCE_WORDS: ReadonlyMap<string, string> = new Map([
  ['gaps', 'by the gaps of its candles'],
  ['synthetic', 'of the synthetic market'],
]);

/** `XAUUSDT 21 by the gaps of its candles` */
export function sessionWords({ symbol, source, sessions, closedCandles }: SessionNote): string {
  const by = SOURCE_WORDS.get(source) ?? `by ${source}`;
  const left = closedCandles === 0 ? '' : `, ${closedCandles} candles of closed minutes left out`;
  return `${symbol} ${sessions} ${by}${left}`;
}
