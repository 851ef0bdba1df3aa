/**
 * `infra/cli/terminal/`: how numbers, times, columns and progress look in a terminal.
 *
 * - Money has two decimals, and its sign where it can have either.
 * - Times are UTC.
 * - Colours repeat the text, and disappear where the output is no terminal.
 */
import { styleText } from 'node:util';
import { toDollars, type Usd } from '../../../lambda/core/units.ts';

const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6, useGrouping: false });
const grouped = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'negative',
});

export function dollars(amountUsd: number): string {
  return signed.format(amountUsd);
}

export function money(amount: Usd): string {
  return dollars(toDollars(amount));
}

/** A fraction as a percentage, `unknown` where there is none. */
export function percent(fraction: number | undefined, decimals = 1): string {
  return fraction === undefined ? 'unknown' : `${(fraction * 100).toFixed(decimals)} %`;
}

export function count(amount: number): string {
  return new Intl.NumberFormat('en-US').format(amount);
}

/** A price with the digits that matter at its size. */
export function price(value: number): string {
  return value >= 1000 ? grouped.format(value) : significant.format(value);
}

/** `2025-05-04 16:17` in UTC. */
export function minute(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** Text from outside on one line, without the characters that would steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '·');
}

export type Tone = 'good' | 'bad' | 'loud' | 'quiet';
const STYLES = { good: 'green', bad: 'red', loud: 'bold', quiet: 'dim' } as const;

/** Colours `text` where the stream is a terminal that shows colours (`NO_COLOR` is heeded). */
export function tone(name: Tone, text: string, stream: NodeJS.WritableStream = process.stdout): string {
  return styleText(STYLES[name], text, { stream });
}

/** Green for a gain, red for a loss. */
export function gain(amount: Usd, text: string): string {
  if (amount === 0) return text;
  return tone(amount > 0 ? 'good' : 'bad', text);
}
