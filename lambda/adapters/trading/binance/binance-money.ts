/**
 * Movements of money at Binance, and the price of the currency of a fee.
 */
import { DEFAULT_CURRENCY } from '../../../core/settlement.ts';
import { DAY_MS, MINUTE_MS, minuteStartMs } from '../../../core/units.ts';
import { VenueError } from '../../market/venue-error.ts';
import type { Income, PriceQuestion } from '../venue-dialect.ts';
import { ROWS_MAX, type BinanceConnection } from './binance-client.ts';
import { incomesOf } from './binance-mapping.ts';

/** The longest window of a list of movements. */
const WINDOW_MS = 7 * DAY_MS - MINUTE_MS;

/** An answer holds the oldest of a window of some days. */
export async function movementsAtBinance(
  { client, requests, names }: BinanceConnection,
  sinceMs: number,
  untilMs: number,
): Promise<readonly Income[]> {
  const all: Income[] = [];
  let fromMs = sinceMs;
  while (fromMs <= untilMs) {
    const [startTime, endTime] = [fromMs, Math.min(fromMs + WINDOW_MS, untilMs)];
    const rows = incomesOf(
      await requests.ask('movements of the account', () =>
        client.fapiPrivateGetIncome({ startTime, endTime, limit: ROWS_MAX }),
      ),
    );
    const known = new Set(all.map(({ id }) => id));
    const fresh = rows.filter(({ id }) => !known.has(id));
    all.push(...fresh.map((row) => ({ ...row, symbol: names.ours(row.symbol) })));
    const lastMs = rows.at(-1)?.timeMs ?? endTime;
    fromMs = rows.length < ROWS_MAX ? endTime + 1 : Math.max(lastMs, fromMs + 1);
  }
  return all;
}

/**
 * The open of its minute: a close is known only when the minute is over.
 *
 * Stablecoins are quoted in the usual settlement currency alone: what it is itself in another one is the inverse.
 */
export async function priceAtBinance(
  { client, requests }: BinanceConnection,
  { currency, settlement, timeMs }: PriceQuestion,
): Promise<number> {
  const isInverse = currency === DEFAULT_CURRENCY;
  const candles = await requests.ask(`the price of ${currency}`, () =>
    client.fapiPublicGetKlines({
      symbol: isInverse ? `${settlement}${currency}` : `${currency}${settlement}`,
      interval: '1m',
      startTime: minuteStartMs(timeMs),
      endTime: minuteStartMs(timeMs) + MINUTE_MS - 1,
      limit: 1,
    }),
  );
  const open = openOf(candles, currency);
  return isInverse ? 1 / open : open;
}

const OPEN = 1;

function openOf(candles: unknown, currency: string): number {
  const row: unknown = Array.isArray(candles) ? candles[0] : undefined;
  const open = Array.isArray(row) ? Number(row[OPEN]) : Number.NaN;
  if (open > 0 && open < Infinity) return open;
  throw new VenueError('unexpected-answer', `no price of ${currency}, in which a fee was paid`);
}
