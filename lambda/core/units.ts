/**
 * Amounts of money, durations and percentages, and exact arithmetic with them.
 *
 * Invariants: a `Usd` is an integer count of 1e-8 dollars, so that sums are exact and comparisons are safe; it never
 * leaves the range in which a double counts integers exactly. Every conversion from a real number names its
 * direction.
 */

declare const unit: unique symbol;

/** An exact amount of quote currency: an integer count of 1e-8 USD, between ±90,071,992 USD. */
export type Usd = number & { readonly [unit]: 'usd-e8' };

export const USD_DECIMALS = 8;
const UNITS_PER_USD = 1e8;
const { isSafeInteger } = Number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** The last moment a `Date` can hold: what is for good lasts until then. */
export const LAST_TIME_MS = 8.64e15;

export const ZERO_USD = 0 as Usd;

/** Largest amount, in dollars, that a parameter may ask for; leaves room for sums within the exact range. */
export const PARAMETER_USD_MAX = 10_000_000;

/** So small that it is compiled into every sum: of a year of candles, these are what most time goes to. */
function checked(units: number): Usd {
  // −0 + 0 is 0.
  return isSafeInteger(units) ? ((units + 0) as Usd) : refuse(units);
}

function refuse(units: number): never {
  throw new RangeError(
    `amount of ${units / UNITS_PER_USD} USD cannot be kept exactly: amounts stay within ±${Math.floor(Number.MAX_SAFE_INTEGER / UNITS_PER_USD)} USD`,
  );
}

/**
 * How far the product of two doubles may be from the decimal result it stands for, in units of 1e-8 USD.
 * `magnitudeUsd` is the largest intermediate: a difference of two prices keeps the rounding error of the prices.
 */
function floatErrorUnits(magnitudeUsd: number): number {
  return Math.abs(magnitudeUsd) * UNITS_PER_USD * 2 ** -50;
}

/**
 * The smallest amount not below `amountUsd`: for what we pay. An amount within its own float error of a unit is that
 * unit, so that decimal prices and quantities give the exact decimal product.
 */
export function roundUp(amountUsd: number, magnitudeUsd: number = amountUsd): Usd {
  const units = amountUsd * UNITS_PER_USD;
  return checked(Math.ceil(units - floatErrorUnits(magnitudeUsd)));
}

/** The largest amount not above `amountUsd`: for what we receive. See `roundUp` for the tolerance. */
export function roundDown(amountUsd: number, magnitudeUsd: number = amountUsd): Usd {
  const units = amountUsd * UNITS_PER_USD;
  return checked(Math.floor(units + floatErrorUnits(magnitudeUsd)));
}

/** The amount a person or a venue stated in decimals, kept to 8 of them. */
export function usd(statedUsd: number): Usd {
  return checked(Math.round(statedUsd * UNITS_PER_USD));
}

/** Whether an amount that somebody stated can be kept exactly. */
export function isExact(statedUsd: number): boolean {
  return Number.isSafeInteger(Math.round(statedUsd * UNITS_PER_USD));
}

/** Dollars as a plain number, for people, reports and comparisons with real numbers; never summed back. */
export function toDollars(amount: Usd): number {
  return amount / UNITS_PER_USD;
}

/** The sum of two amounts in dollars, with the digits of an amount: doubles leave others. For pictures: nothing is refused. */
export function dollarsTogether(one: number, other: number): number {
  return (Math.round(one * UNITS_PER_USD) + Math.round(other * UNITS_PER_USD)) / UNITS_PER_USD;
}

export function plus(augend: Usd, addend: Usd): Usd {
  return checked(augend + addend);
}

/** The same of what a stored row says, which may be anything; `undefined` for a sum that cannot be kept exactly. */
export function sumIfExact(augend: Usd | undefined, addend: Usd): Usd | undefined {
  const isKept = augend !== undefined && Number.isSafeInteger(augend + addend);
  return isKept ? plus(augend, addend) : undefined;
}

export function minus(minuend: Usd, subtrahend: Usd): Usd {
  return checked(minuend - subtrahend);
}

export function negate(amount: Usd): Usd {
  return checked(-amount);
}

export function smaller(left: Usd, right: Usd): Usd {
  return left < right ? left : right;
}

/** Reads an amount that was written as its integer count of 1e-8 USD. @throws RangeError when it is not one. */
export function usdFromUnits(units: number): Usd {
  return checked(units);
}

/** `0.15` percent is the fraction `0.0015`. */
export function fractionOfPct(percent: number): number {
  return percent / 100;
}

/** 0.0005 is 0.05 %, whatever doubles make of it. */
export function pctOfFraction(fraction: number): number {
  return Number((fraction * 100).toPrecision(12));
}

/** `0.5` basis points are the fraction `0.00005`. */
export function fractionOfBps(basisPoints: number): number {
  return basisPoints / 10_000;
}

/** Whether it is a time in ms, between 2001 and 2286: the same time in any other unit is not. */
export function isTimeMs(value: number): boolean {
  return Number.isInteger(value) && value >= 1e12 && value < 1e13;
}

/** Start of the UTC day that holds `timeMs`. */
export function dayStartMs(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS;
}

/** Start of the minute that holds `timeMs`. */
export function minuteStartMs(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
}

/** `2025-05-04 16:17 UTC`, for people. */
export function utcMinute(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
