/**
 * Are these the same candles? A name that depends on every number of them, and on nothing else.
 */
import { createHash } from 'node:crypto';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { sessionsText } from '../market/sessions/session-text.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';

const DIGITS = 16;

export function marketId(
  symbols: readonly SymbolCandles[],
  recordedFunding: ReadonlyMap<string, RecordedFunding> = new Map(),
): string {
  const hash = createHash('sha256');
  for (const { symbol, candles, sessions } of symbols) {
    const { length, openTimeMs, open, high, low, close, volume } = candles;
    hash.update(`${symbol} ${length}\n`);
    for (const column of [openTimeMs, open, high, low, close, volume])
      hash.update(column.subarray(0, length));
    if (sessions !== undefined) hash.update(`sessions ${sessionsText(sessions)}\n`);
    const funding = recordedFunding.get(symbol);
    if (funding === undefined) continue;
    hash.update(`funding ${funding.length}\n`);
    for (const column of [funding.timeMs, funding.rate, funding.intervalMs]) {
      hash.update(column.subarray(0, funding.length));
    }
  }
  return hash.digest('hex').slice(0, DIGITS);
}
