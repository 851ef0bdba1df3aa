/**
 * Which moment does a text or a number in a file of a market say?
 *
 * - Since 1970 in seconds, milliseconds, microseconds or nanoseconds: the magnitude says which, because no two of them
 *   can mean a time between 2009 and 2100. A file may change its unit, as months joined from days of Binance do.
 * - Or a date, with its distance from UTC. Without one it is UTC, which is told; a clock that is written as those of
 *   brokers are (`2025.05.01 00:00`) has to be told.
 * - A moment between two milliseconds is said as the half between them.
 */
import { MINUTE_MS } from '../../lambda/core/units.ts';

export const TIME_UNITS = ['s', 'ms', 'µs', 'ns', 'date', 'date without a zone'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const EARLIEST_MS = Date.UTC(2009, 0);
const LATEST_MS = Date.UTC(2100, 0);
/** By the number of digits before the point. */
const UNITS: Readonly<Record<number, TimeUnit>> = { 10: 's', 13: 'ms', 16: 'µs', 19: 'ns' };
const MS_DIGITS = 13;
const NUMBER = /^0*(\d+)(?:\.(\d*))?$/;
const DATE =
  /^"?(?<year>\d{4})(?<divider>[-/.])(?<month>\d\d?)\k<divider>(?<day>\d\d?)(?:[T ](?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?)?\s?(?<zone>Z|UTC|[+-]\d\d:?(?:\d\d)?)?"?$/;

/** What a time must be, for an error. */
export const TIME_WORDS =
  'must be a time between 2009 and 2100: in s, ms, µs or ns since 1970, or a date such as 2025-05-01T00:00:00Z';

/** Whether a market of these files can have traded then. */
export function isPlausible(timeMs: number): boolean {
  return timeMs >= EARLIEST_MS && timeMs < LATEST_MS;
}

/** Of a time that is not plausible in ms: the unit in which it would be. */
export function unitHint(time: number): string {
  if (isPlausible(time * 1000)) return ', not in seconds';
  return isPlausible(time / 1000) ? ', not in microseconds' : '';
}

/** The times of one file. */
export class RecordedTime {
  readonly #offsetMs: number | undefined;
  readonly #units = new Set<TimeUnit>();
  #unit: TimeUnit | undefined;

  /** @param offsetMs how far the clock of dates without a zone is ahead of UTC; undefined where nobody has said. */
  constructor(offsetMs?: number) {
    this.#offsetMs = offsetMs;
  }

  /** In the order in which they were met. */
  get units(): readonly TimeUnit[] {
    return [...this.#units];
  }

  /** The time of `mantissa / 10 ** decimals`, which are below 2^53 and not below 0; NaN where it is none. */
  ofDecimal(mantissa: number, decimals: number): number {
    const whole = decimals === 0 ? mantissa : Math.floor(mantissa / 10 ** decimals);
    const unit = whole < 1e11 ? 's' : whole < 1e14 ? 'ms' : 'µs';
    const power = (unit === 's' ? 3 : unit === 'ms' ? 0 : -3) - decimals;
    let timeMs = mantissa;
    if (power > 0) timeMs = mantissa * 10 ** power;
    else if (power < 0) {
      const divisor = 10 ** -power;
      const rest = mantissa % divisor;
      timeMs = (mantissa - rest) / divisor + (rest === 0 ? 0 : 0.5);
    }
    return this.#inRange(timeMs, unit);
  }

  /** NaN where it is no time. */
  ofText(text: string): number {
    const [, whole, fraction = ''] = NUMBER.exec(text) ?? [];
    if (whole === undefined) return this.#ofDate(text);
    const unit = UNITS[whole.length];
    if (unit === undefined) return Number.NaN;
    const digits = `${whole}${fraction}`.padEnd(MS_DIGITS, '0');
    const isBetween = /[1-9]/.test(digits.slice(MS_DIGITS));
    return this.#inRange(Number(digits.slice(0, MS_DIGITS)) + (isBetween ? 0.5 : 0), unit);
  }

  /** What a table of another kind than text holds; NaN where it is no time. */
  ofValue(value: unknown): number {
    if (value instanceof Date) return this.#inRange(value.getTime(), 'date');
    if (typeof value === 'number' || typeof value === 'bigint') {
      const number = Number(value);
      if (Number.isSafeInteger(number) && number >= 0) return this.ofDecimal(number, 0);
    }
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') {
      return this.ofText(String(value));
    }
    return Number.NaN;
  }

  /** What to do about a text that is no time as it stands. */
  hintOf(text: string): string | undefined {
    const groups = DATE.exec(text)?.groups;
    return groups?.['divider'] === '.' && groups['zone'] === undefined && this.#offsetMs === undefined
      ? "is of a broker's clock, and --utc-offset must say how many hours that is ahead of UTC, such as --utc-offset 2"
      : undefined;
  }

  #ofDate(text: string): number {
    const {
      year,
      month,
      day,
      hour,
      minute,
      second,
      fraction = '',
      zone,
      divider,
    } = DATE.exec(text)?.groups ?? {};
    const parts = [year, month, day, hour, minute, second].map((part) => Number(part ?? 0));
    const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = parts;
    const wholeMs = Date.UTC(y, m - 1, d, h, min, s);
    const date = new Date(wholeMs);
    if (
      year === undefined ||
      date.getUTCMonth() !== m - 1 ||
      date.getUTCDate() !== d ||
      h > 23 ||
      min > 59 ||
      s > 59
    ) {
      return Number.NaN;
    }
    if (zone === undefined && divider === '.' && this.#offsetMs === undefined) return Number.NaN;
    const isBetween = /[1-9]/.test(fraction.slice(3));
    const fractionMs = Number(fraction.padEnd(3, '0').slice(0, 3)) + (isBetween ? 0.5 : 0);
    const isBare = zone === undefined && this.#offsetMs === undefined;
    const aheadMs = zone === undefined ? (this.#offsetMs ?? 0) : zoneMs(zone);
    return this.#inRange(wholeMs + fractionMs - aheadMs, isBare ? 'date without a zone' : 'date');
  }

  /** The time, whose unit is known from now on; NaN where it cannot be meant. */
  #inRange(timeMs: number, unit: TimeUnit): number {
    if (!isPlausible(timeMs)) return Number.NaN;
    if (unit !== this.#unit) {
      this.#unit = unit;
      this.#units.add(unit);
    }
    return timeMs;
  }
}

/** How far a zone such as `+03:00` is ahead of UTC. */
function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
  return sign === '-' ? -ahead : ahead;
}
