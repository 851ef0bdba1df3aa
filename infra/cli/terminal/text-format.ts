/**
 * `infra/cli/terminal/`: how numbers, times, columns and progress look in a terminal.
 *
 * - Numbers and times are those of `lambda/core/figure-words.ts`.
 * - Colours repeat the text, and disappear where the output is no terminal.
 * - Every line is written by `output.ts`, and no text of strangers steers the terminal, or colours anything.
 */
import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { count, dollars, minute, money, percent, price } from '../../../lambda/core/text/figure-words.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Usd } from '../../../lambda/core/units.ts';
import { plainText } from '../../../lambda/core/words.ts';

export { count, dollars, minute, money, percent, price };

/** `1 file`, `12 files`; `1 try`, `12 tries` */
export function counted(amount: number, one: string, many = `${one}s`): string {
  return `${count(amount)} ${amount === 1 ? one : many}`;
}

/** `12.3 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${count(Math.ceil(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** About how long: `40 s`, `3 min`, `2 h`. */
export function durationText(durationMs: number): string {
  if (durationMs < 2 * MINUTE_MS) return `${Math.ceil(durationMs / SECOND_MS)} s`;
  if (durationMs < 2 * HOUR_MS) return `${Math.round(durationMs / MINUTE_MS)} min`;
  return `${Math.round(durationMs / HOUR_MS)} h`;
}

export type Tone = 'good' | 'bad' | 'loud' | 'quiet';
const STYLES = { good: 'green', bad: 'red', loud: 'bold', quiet: 'dim' } as const;

/** Tells a colour of ours from one that a stranger has written: nobody knows it before this process begins. */
const SEAL = `${randomInt(1_000, 10_000)};${randomInt(1_000, 10_000)};`;
const SEALED = new RegExp(`\\u001B\\[${SEAL}(\\d+)m`);

/** Colours `text` where the stream is a terminal that shows colours (`NO_COLOR` is heeded). */
export function tone(name: Tone, text: string, stream: NodeJS.WritableStream = process.stdout): string {
  const [begin = '', end = ''] = styleText(STYLES[name], '|', { stream }).split('|');
  return `${sealed(begin)}${text}${sealed(end)}`;
}

function sealed(style: string): string {
  return style.replace('[', `[${SEAL}`);
}

/** A line as a terminal gets it: with our colours, and no other character that would steer it. */
export function onTerminal(line: string): string {
  // A sealed colour divides the text, and leaves its number between the parts.
  return line
    .split(SEALED)
    .map((part, k) => (k % 2 === 0 ? plainText(part) : `\u001B[${part}m`))
    .join('');
}

/** Green for a gain, red for a loss. */
export function gain(amount: Usd, text: string): string {
  if (amount === 0) return text;
  return tone(amount > 0 ? 'good' : 'bad', text);
}
