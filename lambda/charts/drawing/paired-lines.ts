/**
 * Two texts a line, one at each side; or one below the other, where a line has no room for both.
 *
 * What stands there never changes which elements there are: words of strangers are among them.
 */
import { element, type Child } from './markup.ts';

/** About as wide as a digit of the pictures' font. */
export const CHARACTER_PX = 6.8;
export const LINE_PX = 18;
const SIDE_PX = 8;
const BETWEEN_CHARACTERS = 3;

export function textPx(words: string): number {
  return words.length * CHARACTER_PX;
}

export interface SideText {
  /** Its parts: where it is too long for a line of its own, each has one. */
  readonly parts: readonly string[];
  /** Class names. */
  readonly look: string;
}

/** @returns the texts, and how many lines they take. */
export function pairedLines(
  rows: readonly (readonly [left: SideText, right: SideText])[],
  { widthPx, topPx }: { readonly widthPx: number; readonly topPx: number },
): { readonly shapes: readonly Child[]; readonly lines: number } {
  const roomPx = widthPx - 2 * SIDE_PX;
  const isPaired = rows.every(([left, right]) => {
    return textPx(whole(left)) + BETWEEN_CHARACTERS * CHARACTER_PX + textPx(whole(right)) <= roomPx;
  });
  const inOne = (text: SideText) => ({ words: whole(text), look: text.look });
  const below = (text: SideText) => {
    if (textPx(whole(text)) <= roomPx) return [[inOne(text)]];
    return text.parts.map((words) => [{ words, look: text.look }]);
  };
  const lines = isPaired ? rows.map((row) => row.map(inOne)) : rows.flat().flatMap(below);
  const shapes = lines.flatMap((line, row) =>
    line.map(({ words, look }, column) =>
      element(
        'text',
        {
          class: look,
          x: column === 0 ? SIDE_PX : widthPx - SIDE_PX,
          y: topPx + row * LINE_PX,
          'text-anchor': column === 0 ? 'start' : 'end',
        },
        words,
      ),
    ),
  );
  return { shapes, lines: lines.length };
}

function whole({ parts }: Pick<SideText, 'parts'>): string {
  return parts.join(' · ');
}
