/**
 * Is this line of a candle file a header, and is this row a candle?
 *
 * Two forms are known by their first line: the six columns `ts,open,high,low,close,volume`, and the twelve columns of
 * Binance's kline files, which come with a header or without, in milliseconds or (spot, from 2025) in microseconds.
 *
 * - A row that passes satisfies every promise of `Candles`.
 * - A row that does not gets one problem, the first from left to right, with the column, the value and a valid one.
 */

import type { CandleRow } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { shown } from './candle-file-error.ts';

const PLAIN_HEADER = 'ts,open,high,low,close,volume';
const KLINE_HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';

const VOLUME_INDEX = 5;
const WHOLE_NUMBER = /^\d+$/;
const DECIMAL_NUMBER = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const MICROSECOND_DIGITS = 16;
const EARLIEST_MS = Date.UTC(2009, 0);
const LATEST_MS = Date.UTC(2100, 0);

/** The names of a file's columns. In both forms the first six are time, open, high, low, close and volume. */
export interface CandleForm {
  readonly columns: readonly string[];
  /** Whether a time of sixteen digits is in microseconds. */
  readonly mayBeMicroseconds: boolean;
}

export interface FirstLine {
  readonly form: CandleForm;
  readonly isHeader: boolean;
}

const PLAIN_FORM: CandleForm = { columns: PLAIN_HEADER.split(','), mayBeMicroseconds: false };
const KLINE_FORM: CandleForm = { columns: KLINE_HEADER.split(','), mayBeMicroseconds: true };

/** Tells the form by the first line; gives the problem where it is neither. */
export function firstLineOf(fields: readonly string[]): FirstLine | string {
  const line = fields.join(',');
  if (line === PLAIN_HEADER) return { form: PLAIN_FORM, isHeader: true };
  if (line === KLINE_HEADER) return { form: KLINE_FORM, isHeader: true };
  if (fields.length === KLINE_FORM.columns.length && WHOLE_NUMBER.test(fields[0] ?? '')) {
    return { form: KLINE_FORM, isHeader: false };
  }
  return `the header is ${shown(line)}, and must be ${PLAIN_HEADER} or Binance's ${KLINE_HEADER} (which may be left out)`;
}

/** `1746372780000` is `2025-05-04T15:33Z`. */
export function minuteText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}

/** Whether a market of these files can have traded then. */
export function isPlausible(timeMs: number): boolean {
  return timeMs >= EARLIEST_MS && timeMs < LATEST_MS;
}

/** Of a time that is not plausible in ms: the unit in which it would be. */
export function unitHint(time: number): string {
  if (isPlausible(time * 1000)) return ', not in seconds';
  return isPlausible(time / 1000) ? ', not in microseconds' : '';
}

function timeProblem(found: string, timeMs: number, previousMs: number | undefined): string | undefined {
  if (!isPlausible(timeMs)) {
    return `${found}, and must be a time between 2009 and 2100 in milliseconds since 1970${unitHint(timeMs)}`;
  }
  if (timeMs % MINUTE_MS !== 0)
    return `${found}, and must be the start of a minute, a multiple of ${MINUTE_MS} ms`;
  if (previousMs === undefined || timeMs > previousMs) return undefined;
  if (timeMs === previousMs) {
    return `${found}, a duplicate minute (${minuteText(timeMs)}), and must be later than on the line before`;
  }
  return `${found} (${minuteText(timeMs)}), not sorted, and must be later than on the line before (${minuteText(previousMs)})`;
}

function numberProblem(
  name: string,
  text: string,
  { mayBeZero }: { mayBeZero: boolean },
): string | undefined {
  const value = Number(text);
  if (DECIMAL_NUMBER.test(text) && Number.isFinite(value) && (mayBeZero || value > 0)) return undefined;
  return `${name} is ${shown(text)}, and must be a decimal number ${mayBeZero ? 'of 0 or more' : 'above 0'}`;
}

function rangeProblem({ open, high, low, close }: CandleRow): string | undefined {
  const highest = Math.max(open, close, low);
  if (high < highest)
    return `high is "${high}", and must be at least the row's open, low and close (${highest})`;
  const lowest = Math.min(open, close);
  if (low > lowest) return `low is "${low}", and must be at most the row's open and close (${lowest})`;
  return undefined;
}

function shapeProblem(fields: readonly string[], { columns }: CandleForm): string | undefined {
  if (fields.length === columns.length) return undefined;
  const line = fields.join(',');
  const found = line === '' ? 'the line is blank' : `the row ${shown(line)} has ${fields.length}`;
  return `${found}, and must have ${columns.length} columns (${columns.join(',')})`;
}

/**
 * The candle of a row, or its problem.
 *
 * @param previousMs open time of the row before, in ms; undefined on the first.
 */
export function candleOf(
  fields: readonly string[],
  form: CandleForm,
  previousMs: number | undefined,
): CandleRow | string {
  const problem = shapeProblem(fields, form);
  if (problem !== undefined) return problem;

  const [time = '', open = '', high = '', low = '', close = '', volume = ''] = fields;
  const foundTime = `${form.columns[0]} is ${shown(time)}`;
  if (!WHOLE_NUMBER.test(time)) return `${foundTime}, and must be a whole number of milliseconds since 1970`;
  const isMicroseconds = form.mayBeMicroseconds && time.length === MICROSECOND_DIGITS;
  const candle: CandleRow = {
    openTimeMs: isMicroseconds ? Number(time) / 1000 : Number(time),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  };
  const wrongTime = timeProblem(foundTime, candle.openTimeMs, previousMs);
  if (wrongTime !== undefined) return wrongTime;
  for (let index = 1; index < fields.length; index += 1) {
    const mayBeZero = index >= VOLUME_INDEX;
    const wrongNumber = numberProblem(form.columns[index] ?? '', fields[index] ?? '', { mayBeZero });
    if (wrongNumber !== undefined) return wrongNumber;
  }
  return rangeProblem(candle) ?? candle;
}
