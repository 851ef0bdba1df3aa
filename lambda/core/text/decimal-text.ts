/**
 * How is a number written for machines?
 *
 * Invariant: every digit, no exponent, and the same number when it is read back.
 */
import { USD_DECIMALS, type Usd } from '../units.ts';

/** `-36.66449654`: always all decimals. */
export function exactDollars(amount: Usd): string {
  const digits = String(Math.abs(amount)).padStart(USD_DECIMALS + 1, '0');
  const point = digits.length - USD_DECIMALS;
  return `${amount < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A price or quantity as the shortest decimal that is read back as the same number: `0.0000001`, not `1e-7`. */
export function plainDecimal(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  const sign = value < 0 ? '-' : '';
  if (shift > 0) return `${sign}${whole}${fraction.padEnd(shift, '0')}`;
  return `${sign}0.${whole.padStart(-shift, '0')}${fraction}`;
}
