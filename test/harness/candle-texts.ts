/**
 * What is the text of a candle?
 */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import type { Candles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

export const PLAIN_HEADER = 'ts,open,high,low,close,volume';
export const KLINE_HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
export const MAY_MS = Date.UTC(2025, 4, 1);

/** Open time, open, high, low, close, volume. */
export type Row = readonly [number, number, number, number, number, number];

export async function zipped(
  members: Readonly<Record<string, string | Uint8Array>>,
  level = 6,
): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level });
  for (const [name, text] of Object.entries(members))
    await zip.add(name, new Uint8ArrayReader(new Uint8Array(Buffer.from(text))));
  return zip.close();
}

export function minute(index: number): number {
  return MAY_MS + index * MINUTE_MS;
}

/** A candle of the given minute of May 2025 at about the given price. */
export function row(index: number, price = 100): Row {
  return [minute(index), price, price + 2, price - 1, price + 1, 5];
}

export function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

export function plainText(rows: readonly Row[]): string {
  return lines(PLAIN_HEADER, ...rows.map((values) => values.join(',')));
}

export function klineRow([timeMs, ...values]: Row, timesInUnit: 1 | 1000 = 1): string {
  const closeTime = (timeMs + MINUTE_MS) * timesInUnit - 1;
  return [timeMs * timesInUnit, ...values, closeTime, '511.5', 42, '2.5', '255.25', 0].join(',');
}

export function rowsOf({ length, openTimeMs, open, high, low, close, volume }: Candles): Row[] {
  const at = (column: Float64Array, index: number): number => column[index] ?? NaN;
  return Array.from({ length }, (_, index): Row => [
    at(openTimeMs, index),
    at(open, index),
    at(high, index),
    at(low, index),
    at(close, index),
    at(volume, index),
  ]);
}
