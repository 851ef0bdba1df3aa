/**
 * Which days does the name of a file say, and which interval?
 */
import { DAY_MS } from '../../lambda/core/units.ts';

export interface NamedPeriod {
  /** As the name says it: `2025-05`, `2025-05-01`, `2025-05-01 to 2025-05-31`. */
  readonly words: string;
  readonly fromMs: number;
  /** Not in it any more. */
  readonly toMs: number;
}

/** A day, a month or a year, and no interval such as `2020_1min`; also right behind a symbol or a day of delivery, as in `BTCUSDT-27JUN252025-05-01`. */
const PERIOD =
  /(?:(?<!\d)|(?<=[A-Z]{3}\d{2}))(?<year>20\d{2})(?:(?<divider>[-_.])(?<month>\d{1,2})(?:\k<divider>(?<day>\d{1,2})(?!\d|(?!T)[A-Za-z])|(?![\dA-Za-z]))|(?<packed>\d{2}(?:\d{2})?)(?!\d)|(?!\d))/g;

function periodOf(year: number, month: number | undefined, day: number | undefined): NamedPeriod | undefined {
  const fromMs = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const from = new Date(fromMs);
  if (from.getUTCMonth() !== (month ?? 1) - 1 || from.getUTCDate() !== (day ?? 1)) return undefined;
  if (day !== undefined) return { words: from.toISOString().slice(0, 10), fromMs, toMs: fromMs + DAY_MS };
  if (month !== undefined) {
    return { words: from.toISOString().slice(0, 7), fromMs, toMs: Date.UTC(year, month, 1) };
  }
  return { words: String(year), fromMs, toMs: Date.UTC(year + 1, 0) };
}

/** Takes the period out of a name: the rest is not mistaken for it. Two days are the first and the last. */
export function takePeriod(name: string): {
  readonly rest: string;
  readonly period?: NamedPeriod;
  readonly problem?: string;
} {
  const found: NamedPeriod[] = [];
  let problem: string | undefined;
  const rest = name.replaceAll(PERIOD, (written: string, ...args) => {
    const groups: unknown = args.at(-1);
    const part = (key: string) => numberIn(groups, key);
    const packed = textIn(groups, 'packed');
    const month = packed === undefined ? part('month') : Number(packed.slice(0, 2));
    const day = packed === undefined ? part('day') : packed.length > 2 ? Number(packed.slice(2)) : undefined;
    const period = periodOf(part('year') ?? 0, month, day);
    if (period === undefined) {
      // Six digits may be the day of a delivery.
      if (packed?.length === 2) return written;
      problem ??= `the name tells ${written}, which is no day or month`;
    } else found.push(period);
    return ' ';
  });
  const [first] = found;
  const last = found.at(-1);
  if (problem !== undefined) return { rest, problem };
  if (first === undefined || last === undefined) return { rest };
  const words = first === last ? first.words : `${first.words} to ${last.words}`;
  return { rest, period: { words, fromMs: first.fromMs, toMs: last.toMs } };
}

/**
 * What is strange about a file whose name tells a period, and whose rows are of another.
 *
 * @param room how far the clock of its name is ahead of UTC, and how far rows may lie outside of it.
 */
export function periodProblem(
  period: NamedPeriod | undefined,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { aheadMs = 0, slackMs }: { readonly aheadMs?: number; readonly slackMs: number },
): string | undefined {
  if (period === undefined) return undefined;
  if (fromMs >= period.fromMs - aheadMs - slackMs && toMs < period.toMs + slackMs) return undefined;
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  return `holds rows of ${day(fromMs)} to ${day(toMs)}, and its name tells ${period.words}`;
}

function textIn(groups: unknown, key: string): string | undefined {
  const value: unknown = Object.entries(groups ?? {}).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : undefined;
}

function numberIn(groups: unknown, key: string): number | undefined {
  const text = textIn(groups, key);
  return text === undefined ? undefined : Number(text);
}

export const INTERVAL = /^(\d+)(s|sec|m|min|mins|minutes?|h|hours?|d|days?|w|M|mo)$/;
/** As MetaTrader has it: `M1` is no month. */
const METATRADER_INTERVAL = /^([MHD])(\d{1,2})$/;
const UNITS: Readonly<Record<string, string>> = { s: 's', m: 'm', h: 'h', d: 'd', w: 'w', M: 'mo' };

/** The interval that a word of a name says, or two, as in `1-min`; without a unit only right behind the symbol. */
export function intervalAt(word = '', next = '', isBehindSymbol = false): string | undefined {
  if (/^minute$/i.test(word)) return '1m';
  if (/^hour(?:ly)?$/i.test(word)) return '1h';
  if (/^(?:d|day|daily)$/i.test(word)) return '1d';
  const [, ofMetaTrader = '', howMany = ''] = METATRADER_INTERVAL.exec(word) ?? [];
  if (howMany !== '') return `${Number(howMany)}${ofMetaTrader.toLowerCase()}`;
  const isNumber = /^\d{1,4}$/.test(word);
  const written = isNumber && /^(?:m|h|d|mins?|minutes?|hours?)$/i.test(next) ? `${word}${next}` : word;
  const [, count, unit = ''] = INTERVAL.exec(written) ?? INTERVAL.exec(written.toLowerCase()) ?? [];
  if (count !== undefined) return `${Number(count)}${UNITS[unit === 'mo' ? 'M' : (unit[0] ?? '')] ?? unit}`;
  return isNumber && isBehindSymbol ? `${Number(word)}m` : undefined;
}
