/**
 * Numbers and times as pictures show them.
 *
 * - Money that can be won or lost has a sign, also a plus.
 * - Times are UTC, and say so where a date is not beside them.
 * - What is unknown says so.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/units.ts';

const MINUS = '−';
export const UNKNOWN = 'unknown';

function grouped(digits: string): string {
  const [whole = '', part] = digits.split('.');
  const groups = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? groups : `${groups}.${part}`;
}

/** `−1,234.50`; a plus only where it is asked for. */
export function amountWords(value: number, decimals = 2): string {
  const digits = grouped(Math.abs(value).toFixed(decimals));
  return value < 0 && /[1-9]/.test(digits) ? `${MINUS}${digits}` : digits;
}

/** `+12.30 USD`, `−4.00 USD`, `0.00 USD`. */
export function gainWords(dollars: number): string {
  return `${signed(dollars)} USD`;
}

/** `+12.30`, without its unit: for columns and axes that name it. */
export function signed(value: number, decimals = 2): string {
  const words = amountWords(value, decimals);
  return value > 0 && /[1-9]/.test(words) ? `+${words}` : words;
}

export function countWords(count: number): string {
  return grouped(String(count));
}

/** `28.0 %` of a fraction. */
export function shareWords(fraction: number | undefined): string {
  return fraction === undefined ? UNKNOWN : `${(fraction * 100).toFixed(1)} %`;
}

const SIGNIFICANT_DIGITS = 6;

/** With the digits that matter at its size: `68,234.10`, `0.132457`. */
export function priceWords(price: number): string {
  if (price >= 1_000) return amountWords(price);
  return quantityWords(price);
}

/** In coins. */
export function quantityWords(quantity: number): string {
  return String(Number(quantity.toPrecision(SIGNIFICANT_DIGITS)));
}

export function minuteWords(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

export function dayWords(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

export function clockWords(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 16);
}

export function secondWords(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 19);
}

/** `45 s`, `3 min`, `2 h 5 min`, `4 d 1 h`. */
export function lengthWords(lengthMs: number): string {
  if (lengthMs < MINUTE_MS) return `${Math.round(lengthMs / SECOND_MS)} s`;
  if (lengthMs < HOUR_MS) return `${Math.round(lengthMs / MINUTE_MS)} min`;
  const [unit, name, part, partName] =
    lengthMs < DAY_MS ? [HOUR_MS, 'h', MINUTE_MS, 'min'] : [DAY_MS, 'd', HOUR_MS, 'h'];
  const rest = Math.floor((lengthMs % unit) / part);
  const whole = `${Math.floor(lengthMs / unit)} ${name}`;
  return rest === 0 ? whole : `${whole} ${rest} ${partName}`;
}
