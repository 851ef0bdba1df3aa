/**
 * What is a candle of many minutes, and how does Binance write it?
 */
import { numberText } from '../decimal.ts';
import type { Places } from './listings.ts';

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Some minutes as one; the value is what their volume was worth at their closes. */
export interface Joined extends Bar {
  readonly value: number;
  readonly trades: number;
}

/** How many trades a minute has. */
const TRADES_A_MINUTE = 42;

/** How many digits a number holds for sure. */
const DIGITS = 15;

/** Minutes, the oldest first, as one; `undefined` for none. */
export function joined(bars: readonly Bar[]): Joined | undefined {
  const [first] = bars;
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let { high, low } = first;
  let volume = 0;
  let value = 0;
  for (const bar of bars) {
    high = Math.max(high, bar.high);
    low = Math.min(low, bar.low);
    volume += bar.volume;
    value += bar.volume * bar.close;
  }
  return {
    open: first.open,
    high,
    low,
    close: last.close,
    // The sum of many has noise in its last digits.
    volume: Number(volume.toPrecision(DIGITS)),
    value,
    trades: bars.length * TRADES_A_MINUTE,
  };
}

/** What it is where nobody traded since `price`. */
export function flat(price: number): Joined {
  return { open: price, high: price, low: price, close: price, volume: 0, value: 0, trades: 0 };
}

/** A row of `/fapi/v1/klines`. */
export function kline(
  { openMs, endMs }: { readonly openMs: number; readonly endMs: number },
  { open, high, low, close, volume, value, trades }: Joined,
  { pricePlaces, quantityPlaces }: Places,
): readonly unknown[] {
  const price = (number: number) => numberText(number, pricePlaces);
  return [
    openMs,
    price(open),
    price(high),
    price(low),
    price(close),
    numberText(volume, quantityPlaces),
    endMs - 1,
    value.toFixed(pricePlaces + quantityPlaces),
    trades,
    (volume / 2).toFixed(quantityPlaces),
    (value / 2).toFixed(pricePlaces + quantityPlaces),
    '0',
  ];
}
