/**
 * Numbers and times as pictures show them: those of the screens, with a sign of typesetters.
 *
 * Money that can be won or lost has a sign, also a plus. What is no number stays a word.
 */
import { count, decimals, price, significant } from '../../core/text/figure-words.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';

const MINUS = '−';

/** A hyphen before a number, that does not belong to the word before it: dates and names have others. */
const TYPED_MINUS = /(?<![\p{L}\p{N}_.,-])-(?=\d)/gu;

/** Words of a screen or a mail, with a minus before its numbers. */
export function typeset(words: string): string {
  return words.replaceAll(TYPED_MINUS, MINUS);
}

/** `−1,234.50`; a plus only where it is asked for. */
export function amountWords(value: number, digits = 2): string {
  return typeset(decimals(value, digits));
}

/** `+12.30 USD`, `−4.00 USD`, `0.00 USD`. */
export function gainWords(dollars: number): string {
  return `${signed(dollars)} USD`;
}

/** `+12.30`, without its unit: for columns and axes that name it. */
export function signed(value: number, digits = 2): string {
  const words = amountWords(value, digits);
  return value > 0 && /[1-9]/.test(words) ? `+${words}` : words;
}

export function priceWords(value: number): string {
  return typeset(price(value));
}

/** In coins. */
export function quantityWords(quantity: number): string {
  return significant(quantity);
}

/** `1 trade`, `1,905 trades`. */
export function tradesWords(trades: number): string {
  return `${count(trades)} ${trades === 1 ? 'trade' : 'trades'}`;
}

const LETTER_PX = 6.6;
const NAME_PX = 128;

/** How wide a column of names is: of the longest one, and as in every other picture where they are short. */
export function nameWidthPx(names: readonly string[]): number {
  return names.reduce((most, name) => Math.max(most, Math.ceil(name.length * LETTER_PX) + 10), NAME_PX);
}

/** Of words in bold, whose letters are wider. */
const STRONG_LETTER_PX = 7.4;

/** How wide a column is that holds such words, with the room beside it. */
export function strongWidthPx(words: readonly string[]): number {
  return Math.ceil(Math.max(...words.map(({ length }) => length)) * STRONG_LETTER_PX) + 10;
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
  const [seconds, minutes] = [Math.round(lengthMs / SECOND_MS), Math.round(lengthMs / MINUTE_MS)];
  // What rounds to a whole minute or hour is one: nobody says 60 s.
  if (seconds * SECOND_MS < MINUTE_MS) return `${seconds} s`;
  const wholeMs = minutes * MINUTE_MS;
  if (wholeMs < HOUR_MS) return `${minutes} min`;
  const [unit, name, part, partName] =
    wholeMs < DAY_MS ? [HOUR_MS, 'h', MINUTE_MS, 'min'] : [DAY_MS, 'd', HOUR_MS, 'h'];
  const rest = Math.floor((wholeMs % unit) / part);
  const whole = `${Math.floor(wholeMs / unit)} ${name}`;
  return rest === 0 ? whole : `${whole} ${rest} ${partName}`;
}

/** To the second within an hour: `412 ms`, `45 s`, `2 min 30 s`; then as `lengthWords`. */
export function preciseLengthWords(lengthMs: number): string {
  if (lengthMs < SECOND_MS) return `${Math.round(lengthMs)} ms`;
  const wholeMs = Math.round(lengthMs / SECOND_MS) * SECOND_MS;
  const rest = (wholeMs % MINUTE_MS) / SECOND_MS;
  if (wholeMs < MINUTE_MS || wholeMs >= HOUR_MS || rest === 0) return lengthWords(wholeMs);
  return `${Math.floor(wholeMs / MINUTE_MS)} min ${rest} s`;
}
