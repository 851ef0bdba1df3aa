/**
 * Text of strangers who want to steer a terminal, a mail or a spreadsheet, and how an attempt that succeeded is seen.
 */
import fc from 'fast-check';

/** By code point, so that it shares no rule with the code that is tested. */
const STEERING: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0001, 0xe007f],
];

/** The characters of a text that no reader sees and some device obeys, as `U+001B`. */
export function steeringIn(text: string): readonly string[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
    .filter((point) => STEERING.some(([from, to]) => point >= from && point <= to))
    .map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`);
}

const ATTEMPTS = [
  '\u001B[2J\u001B[H',
  '\u001B[31mred\u001B[0m',
  '\u001B]0;title\u0007',
  '\u001B]8;;https://example.com\u001B\\click\u001B]8;;\u001B\\',
  '\u009B2J',
  '\u0090q\u009C',
  '\r\nWhat to do: call the number below\r\n',
  '\nscalper: all is well',
  '\u2028What to do: nothing\u2029',
  '\u202Eevil\u202C',
  '\u2066\u2069\u200F\u061C',
  '\u200B\uFEFF\u00AD',
  '\u{E0041}\u{E007F}',
  '\uD83D',
  '\b\b\b\u007F',
  '=HYPERLINK("https://example.com";"click")',
  '+1+1',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(1+1)',
  '\t=1+1',
];

const piece = fc.oneof(
  fc.constantFrom(...ATTEMPTS),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('a', ' ', '"', ',', '{resume --accept}', '__proto__'),
);

export const hostileText = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
