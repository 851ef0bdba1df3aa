/**
 * How are prices, quantities and money of the venue kept and written?
 *
 * Invariants: everything is a whole number of 1e-8, so that sums and products are exact and the venue's books can be
 * compared to the last digit; every rounding names its direction.
 */

/** A whole number of 1e-8 of something. */
export type Decimal = bigint;

export const ONE: Decimal = 100_000_000n;
const PLACES = 8;
/** 15 digits before the point. */
const WHOLE_MAX = 1e15;

/** `undefined` for what is no plain decimal number, or has more than 8 places. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^(?<sign>[+-]?)(?<whole>\d{1,15})(?:\.(?<fraction>\d*))?$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const { sign = '', whole = '0', fraction = '' } = match.groups;
  const places = fraction.replace(/0+$/, '');
  if (places.length > PLACES) return undefined;
  const units = BigInt(whole) * ONE + BigInt(places.padEnd(PLACES, '0'));
  return sign === '-' ? -units : units;
}

/** What a test or a recording states, kept to 8 places. @throws RangeError when it is no number. */
export function decimal(stated: number | string): Decimal {
  const parsed = parseDecimal(typeof stated === 'string' ? stated : stated.toFixed(PLACES));
  if (parsed === undefined)
    throw new RangeError(`${stated} is no decimal number with up to ${PLACES} places`);
  return parsed;
}

/** With all its places, as the venue writes money. */
export function moneyText(value: Decimal): string {
  const digits = abs(value)
    .toString()
    .padStart(PLACES + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}

/** Without the zeros behind. */
export function plainText(value: Decimal): string {
  return moneyText(value).replace(/\.?0+$/, '');
}

/** With at least so many places, as the venue writes prices and quantities. */
export function paddedText(value: Decimal, places: number): string {
  const [whole = '', fraction = ''] = plainText(value).split('.');
  const padded = fraction.padEnd(places, '0');
  return padded === '' ? whole : `${whole}.${padded}`;
}

/**
 * A number, at least zero, as `paddedText` writes its decimal, without the way over whole numbers: candles have thousands of
 * them. @throws RangeError when `decimal` does.
 */
export function numberText(stated: number, places: number): string {
  if (!(stated >= 0 && stated < WHOLE_MAX)) throw new RangeError(`${stated} is no number of a candle`);
  const text = stated.toFixed(PLACES);
  const point = text.length - PLACES - 1;
  let end = text.length;
  while (end > point + 1 + places && text[end - 1] === '0') end -= 1;
  return text.slice(0, end === point + 1 ? point : end);
}

/** How many places a text has: 2 of `0.10`. */
export function placesOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

export function toNumber(value: Decimal): number {
  return Number(moneyText(value));
}

export function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function smaller(left: Decimal, right: Decimal): Decimal {
  return left < right ? left : right;
}

export function larger(left: Decimal, right: Decimal): Decimal {
  return left > right ? left : right;
}

/** The largest whole number not above the quotient. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

/** The smallest whole number not below the quotient. */
export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return -floorDivide(-dividend, divisor);
}

/** left × right, rounded down: for what an account receives. */
export function timesDown(left: Decimal, right: Decimal): Decimal {
  return floorDivide(left * right, ONE);
}

/** left × right, rounded up: for what an account pays. */
export function timesUp(left: Decimal, right: Decimal): Decimal {
  return ceilDivide(left * right, ONE);
}

/** left / right, rounded up. */
export function ratioUp(left: Decimal, right: Decimal): Decimal {
  return ceilDivide(left * ONE, right);
}

export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return value % step === 0n;
}
