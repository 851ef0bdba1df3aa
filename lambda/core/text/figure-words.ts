/**
 * `lambda/core/text/`: numbers, as people and as machines read them, and the names of epochs in ids.
 *
 * Numbers as people read them: on a screen, in a picture, in a mail.
 *
 * Invariants:
 * - Money has two decimals, times are UTC.
 * - The language and the zone of the machine change nothing.
 * - Any number has words, however small; what is unknown says so.
 */
import { toDollars, type Usd } from '../units.ts';

const PRICE_DIGITS = 6;
/** A double is not written with more. */
const DECIMALS_MAX = 100;

/** `1234567.5` as `1,234,567.5`. */
function grouped(digits: string): string {
  const [whole = '', ...part] = digits.split('.');
  return [whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...part].join('.');
}

/** Rounded as a person does it: what is half a digit goes up, by the decimals that the number is written with. */
function rounded(positive: number, digits: number): string {
  const [whole = '', part = ''] = String(positive).split('.');
  if (part.length <= digits || part.includes('e')) return positive.toFixed(digits);
  // In whole digits: a double cannot tell a half from what is just below it.
  const up = part.charAt(digits) >= '5' ? 1n : 0n;
  const written = String(BigInt(whole + part.slice(0, digits)) + up).padStart(digits + 1, '0');
  const point = written.length - digits;
  return digits === 0 ? written : `${written.slice(0, point)}.${written.slice(point)}`;
}

/** With so many decimals; a minus only where a digit is left that is not 0. */
export function decimals(value: number, digits: number): string {
  const written = grouped(rounded(Math.abs(value), digits));
  return value < 0 && /[1-9]/.test(written) ? `-${written}` : written;
}

export function dollars(amountUsd: number): string {
  return decimals(amountUsd, 2);
}

export function money(amount: Usd): string {
  return dollars(toDollars(amount));
}

/** A fraction as a percentage, `unknown` where there is none. */
export function percent(fraction: number | undefined, digits = 1): string {
  return fraction === undefined ? 'unknown' : `${(fraction * 100).toFixed(digits)} %`;
}

/** Of things; a part of one has at most three decimals. */
export function count(amount: number): string {
  return grouped(String(Number(amount.toFixed(3))));
}

/** A price with the digits that matter at its size. */
export function price(value: number): string {
  return value >= 1000 ? dollars(value) : significant(value);
}

/** With at most six digits that are not zeros in front. */
export function significant(value: number): string {
  const digits = PRICE_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  return Number(value.toPrecision(PRICE_DIGITS))
    .toFixed(Math.min(DECIMALS_MAX, Math.max(0, digits)))
    .replace(/(?:\.0*|(?<part>\.\d*[1-9])0+)$/, '$<part>');
}

/** `2025-05-04 16:17` in UTC. */
export function minute(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}
