/**
 * Parses a file of funding rates: Binance's archive, the two columns `ts,rate`, the JSON of ccxt's
 * `fetchFundingRateHistory`, or that of freqtrade, which keeps rates as the opens of candles.
 *
 * - The file is read whole, or fails at its first wrong line or entry.
 * - A time is rounded to its minute: exchanges note it some milliseconds beside the minute for which they charge.
 * - Nothing is sorted or filled in.
 */
import { z } from 'zod';
import { botSymbol, marketName } from '../../../lambda/adapters/symbol-names.ts';
import { FUNDING_INTERVAL_MS } from '../../../lambda/core/paper/funding-due.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { documentForm } from '../../files/document-form.ts';
import { CandleFileError, documentProblem, shown } from '../../recordings/candle-file-error.ts';
import { minuteText } from '../../candles/candle-rows.ts';
import { unquoted } from '../../recordings/header-columns.ts';
import { isPlausible, unitHint } from '../../recordings/recorded-time.ts';
import { GrowingColumns } from '../../recordings/growing-columns.ts';
import type { RowBudget } from '../../recordings/row-budget.ts';
import { readWrittenJson } from '../../files/written-file.ts';

/** Time, rate and interval of each symbol; `undefined` for the one that the file does not name. */
export type FundingRows = ReadonlyMap<string | undefined, GrowingColumns>;

const FORMS = [
  { time: 'calc_time', rate: 'last_funding_rate', interval: 'funding_interval_hours' },
  { time: 'ts', rate: 'rate', interval: undefined },
] as const;
const HEADERS = 'calc_time,funding_interval_hours,last_funding_rate or ts,rate';
const LIST = "a list as ccxt's fetchFundingRateHistory gives it";
const FREQTRADE_LIST = 'a list as freqtrade keeps it: [[1746057600000,0.0001,0,0,0,0]]';

/** Exchanges cap a rate at a few percent: what is more was written in percent. */
const RATE_MAX = 0.1;
const INTERVAL_HOURS_MAX = 168;
const WHOLE_NUMBER = /^\d+$/;
const DECIMAL_NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
/** Such as `BTC/USDT:USDT`. */
const CCXT_SYMBOL = /^([^/:]+)\/([^/:]+)(?::[^/:]+)?$/;

/** Time and rate; what follows are zeros, or the rate again. */
const freqtradeEntry = z.tuple([z.number(), z.number()]).rest(z.number().nullable());
const ccxtEntry = z.looseObject({ symbol: marketName, timestamp: z.number(), fundingRate: z.number() });

interface Row {
  readonly symbol: string | undefined;
  readonly timeMs: number;
  readonly rate: number;
  readonly intervalMs: number;
}

/** Rows of one file, by symbol, each later than the one before. */
class SortedRows {
  readonly rows = new Map<string | undefined, GrowingColumns>();
  readonly #lastMs = new Map<string | undefined, number>();
  readonly #budget: RowBudget;

  constructor(budget: RowBudget) {
    this.#budget = budget;
  }

  /** @returns what is wrong with it. */
  take({ symbol, timeMs, rate, intervalMs }: Row): string | undefined {
    if (!isPlausible(timeMs)) {
      return `the time is ${timeMs}, and must be between 2009 and 2100 in milliseconds since 1970${unitHint(timeMs)}`;
    }
    if (!(Math.abs(rate) <= RATE_MAX))
      return `the rate is ${rate}, and must be a fraction from -${RATE_MAX} to ${RATE_MAX}: 0.0001 is 0.01 %`;
    const chargedMs = Math.round(timeMs / MINUTE_MS) * MINUTE_MS;
    const lastMs = this.#lastMs.get(symbol) ?? -Infinity;
    if (chargedMs <= lastMs)
      return `the time is ${minuteText(chargedMs)}, and must be later than the one before (${minuteText(lastMs)})`;
    this.#lastMs.set(symbol, chargedMs);
    const columns = this.rows.get(symbol) ?? new GrowingColumns(3);
    columns.push(Float64Array.of(chargedMs, rate, intervalMs));
    this.rows.set(symbol, columns);
    return this.#budget.take();
  }
}

/** @throws CandleFileError naming the first wrong line or entry, or InputError where the JSON is none. */
export function parseFunding(file: string, bytes: Uint8Array, budget: RowBudget): FundingRows {
  const sorted = new SortedRows(budget);
  const text = startsAsJson(bytes) ? decoded(file, bytes) : undefined;
  if (text === undefined) takeLines(file, bytes, sorted);
  else takeEntries(file, readWrittenJson(text, file), sorted);
  if (sorted.rows.size === 0) throw new CandleFileError({ file }, 'holds no funding rate');
  return sorted.rows;
}

function startsAsJson(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 1024)));
}

function decoded(file: string, bytes: Uint8Array): string {
  const form = documentForm(bytes);
  if (form !== undefined) throw new CandleFileError({ file }, documentProblem(form));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (failure) {
    throw new CandleFileError({ file }, 'is not text in UTF-8: save it as UTF-8', { cause: failure });
  }
}

function takeEntries(file: string, list: unknown, sorted: SortedRows): void {
  if (!Array.isArray(list)) throw new CandleFileError({ file }, `is JSON, and must be ${LIST}`);
  for (const [index, entry] of list.entries()) {
    const problem = entryProblem(entry, sorted);
    if (problem !== undefined) throw new CandleFileError({ file }, `entry ${index + 1}: ${problem}`);
  }
}

function entryProblem(entry: unknown, sorted: SortedRows): string | undefined {
  if (Array.isArray(entry)) return candleProblem(entry, sorted);
  const { data, error } = ccxtEntry.safeParse(entry);
  if (data === undefined) {
    const wrong = error.issues.map(
      ({ path, message }) => `${['it', ...path].join('.')}: ${message.replace('Invalid input: ', '')}`,
    );
    return `${wrong.join('; ')}, and must be as in ${LIST}`;
  }
  const [, base = '', quote = ''] = CCXT_SYMBOL.exec(data.symbol) ?? [];
  const symbol = botSymbol.safeParse(`${base}${quote}`).data;
  if (symbol === undefined)
    return `the symbol is ${shown(data.symbol)}, and must be a market such as BTC/USDT:USDT`;
  const { timestamp: timeMs, fundingRate: rate } = data;
  return sorted.take({ symbol, timeMs, rate, intervalMs: FUNDING_INTERVAL_MS });
}

/** Of freqtrade, which leaves it to the name of the file whose they are. */
function candleProblem(entry: readonly unknown[], sorted: SortedRows): string | undefined {
  const [timeMs, rate, ...rest] = freqtradeEntry.safeParse(entry).data ?? [];
  if (timeMs === undefined || rate === undefined || rest.some((value) => value !== 0 && value !== rate))
    return `it is ${shown(JSON.stringify(entry))}, and must be a time and a rate, as in ${FREQTRADE_LIST}`;
  return sorted.take({ symbol: undefined, timeMs, rate, intervalMs: FUNDING_INTERVAL_MS });
}

function takeLines(file: string, bytes: Uint8Array, sorted: SortedRows): void {
  const text = decoded(file, bytes).trimEnd();
  if (text === '') throw new CandleFileError({ file }, `is empty, and must hold ${HEADERS} and rows`);
  const lines = text.split(/\r?\n/);
  let columns: ColumnIndexes | undefined;
  for (const [index, line] of lines.entries()) {
    const fields = unquoted(line.split(','));
    let problem: string | undefined;
    if (columns === undefined) {
      columns = columnsOf(fields);
      if (columns === undefined) problem = `the header is ${shown(line)}, and must hold ${HEADERS}`;
    } else problem = lineProblem(fields, columns, sorted);
    if (problem !== undefined) throw new CandleFileError({ file, line: index + 1 }, problem);
  }
}

interface ColumnIndexes {
  readonly count: number;
  readonly time: number;
  readonly rate: number;
  /** −1 where there is none. */
  readonly interval: number;
  readonly symbol: number;
}

function columnsOf(header: readonly string[]): ColumnIndexes | undefined {
  const names = header.map((name) => name.trim());
  const form = FORMS.find(({ time, rate }) => names.includes(time) && names.includes(rate));
  return (
    form && {
      count: names.length,
      time: names.indexOf(form.time),
      rate: names.indexOf(form.rate),
      interval: form.interval === undefined ? -1 : names.indexOf(form.interval),
      symbol: names.indexOf('symbol'),
    }
  );
}

function lineProblem(
  fields: readonly string[],
  { count, time, rate, interval, symbol }: ColumnIndexes,
  sorted: SortedRows,
): string | undefined {
  if (fields.length !== count)
    return `the row ${shown(fields.join(','))} has ${fields.length} columns, and the header ${count}`;
  const field = (index: number) => fields[index] ?? '';
  if (!WHOLE_NUMBER.test(field(time)))
    return `the time is ${shown(field(time))}, and must be a whole number of milliseconds since 1970`;
  if (!DECIMAL_NUMBER.test(field(rate)))
    return `the rate is ${shown(field(rate))}, and must be a fraction such as 0.0001`;
  const hours = interval === -1 ? FUNDING_INTERVAL_MS / HOUR_MS : Number(field(interval));
  if (!(hours > 0 && hours <= INTERVAL_HOURS_MAX))
    return `the interval is ${shown(field(interval))}, and must be a number of hours such as 8`;
  const named = symbol === -1 ? undefined : botSymbol.safeParse(field(symbol)).data;
  if (symbol !== -1 && named === undefined)
    return `the symbol is ${shown(field(symbol))}, and must be one such as BTCUSDT`;
  return sorted.take({
    symbol: named,
    timeMs: Number(field(time)),
    rate: Number(field(rate)),
    intervalMs: hours * HOUR_MS,
  });
}
