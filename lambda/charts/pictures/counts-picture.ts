/**
 * How often, by its code: entries that were denied, exits by their reason.
 */
import { count } from '../../core/text/figure-words.ts';
import { nameWidthPx } from '../drawing/drawn-figures.ts';
import { element } from '../drawing/markup.ts';
import { fillOf, textOf, type Role } from '../drawing/palette.ts';
import { emptyPicture, type Picture } from '../drawing/picture.ts';

export interface Counted {
  readonly name: string;
  readonly times: number;
  /** Beside it, such as its net. */
  readonly words?: string;
  readonly role?: Role;
}

export interface Counts {
  /** What is counted: `Denied entries`. */
  readonly title: string;
  readonly counts: readonly Counted[];
  /** Said where there are none. */
  readonly nothing: string;
}

/** At least; what is longer takes from the bars. */
const WORDS_PX = 150;
const LETTER_PX = 7;
const ROW_PX = 22;
const BAR_PX = 12;

/** A row each, the most first. Its height follows from the rows. */
export function countsPicture({ title, counts, nothing }: Counts, widthPx: number): Picture {
  const sorted = counts.filter(({ times }) => times > 0).toSorted((a, b) => b.times - a.times);
  const [first] = sorted;
  if (first === undefined) return emptyPicture({ widthPx, heightPx: 2 * ROW_PX }, nothing);
  const longest = Math.max(...sorted.map((counted) => wordsOf(counted).length));
  const namePx = nameWidthPx(sorted.map(({ name }) => name));
  const barsPx = Math.max(1, widthPx - namePx - Math.max(WORDS_PX, longest * LETTER_PX + 12));
  const shapes = sorted.flatMap((counted, k) => {
    const { name, times, role = 'plain' } = counted;
    const baseline = k * ROW_PX + ROW_PX / 2 + 8;
    const lengthPx = Math.max(1, (times / first.times) * barsPx);
    return [
      element('text', { class: textOf('plain'), x: 4, y: baseline }, name),
      element('rect', {
        class: fillOf(role === 'plain' ? 'muted' : role),
        x: namePx,
        y: baseline - BAR_PX + 2,
        width: lengthPx,
        height: BAR_PX,
        rx: 1.5,
      }),
      element('text', { class: textOf(role), x: namePx + lengthPx + 8, y: baseline }, wordsOf(counted)),
    ];
  });
  const label = sorted.map(({ name, times }) => `${name} ${count(times)}`).join(', ');
  return { widthPx, heightPx: sorted.length * ROW_PX + 8, label: `${title}: ${label}.`, shapes };
}

function wordsOf({ times, words }: Counted): string {
  return [count(times), ...(words === undefined ? [] : [words])].join(' · ');
}
