/**
 * `lambda/charts/drawing/`: what every picture is made of: markup, colours, scales, words.
 *
 * A picture is what is drawn, how large, and one sentence for those who do not see it. Invariants:
 * - It is a function of its arguments, to the byte.
 * - It needs no script and loads nothing; it shares no id with what stands beside it, and refers to none.
 * - It may be empty, and says so.
 */
import { element, joined, tenth, type Child, type Markup } from './markup.ts';
import { SCOPE, pictureStyle, textOf, type Theme } from './palette.ts';

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Picture extends Size {
  /** One sentence: what is seen. */
  readonly label: string;
  readonly shapes: readonly Child[];
}

/** Inside a page that has the style sheet. */
export function svgOf({ widthPx, heightPx, label, shapes }: Picture): Markup {
  return drawn({ widthPx, heightPx, label, shapes }, {});
}

/** A file of its own. */
export function svgFileOf(picture: Picture, theme: Theme): string {
  const { widthPx, heightPx } = picture;
  const shapes = [
    pictureStyle(theme),
    element('rect', { class: 'ks-ground', width: widthPx, height: heightPx }),
    ...picture.shapes,
  ];
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', class: SCOPE };
  return `${drawn({ ...picture, shapes }, attributes).toString()}\n`;
}

function drawn(
  { widthPx, heightPx, label, shapes }: Picture,
  attributes: Readonly<Record<string, string>>,
): Markup {
  return element(
    'svg',
    {
      ...attributes,
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${tenth(widthPx)} ${tenth(heightPx)}`,
      role: 'img',
      'aria-label': label,
    },
    joined(shapes),
  );
}

/** What a picture shows where there is nothing to be seen: why, in the middle. */
export function emptyPicture({ widthPx, heightPx }: Size, why: string): Picture {
  const words = element(
    'text',
    { class: textOf('muted'), x: widthPx / 2, y: heightPx / 2, 'text-anchor': 'middle' },
    why,
  );
  return { widthPx, heightPx, label: why, shapes: [words] };
}
