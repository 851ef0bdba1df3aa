/**
 * The palette for what is drawn on a canvas, which no style sheet reaches.
 */
import type { PageColours } from './chart-options.ts';

export function pageColours(): PageColours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--ks-${name}`).trim();
  return {
    ground: of('ground'),
    grid: of('grid'),
    text: of('text'),
    muted: of('muted'),
    gain: of('gain'),
    loss: of('loss'),
    losstext: of('losstext'),
    warn: of('warn'),
  };
}

/** A colour through which something is seen. @param colour `#rrggbb` */
export function pale(colour: string): string {
  return `${colour}55`;
}

/** Light has become dark, or the other way round; a printed page is light. */
export function onColours(change: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    matchMedia(query).addEventListener('change', change);
}

/** Just before the page is put on paper, or shown as there. */
export function onPrint(prepare: () => void): void {
  addEventListener('beforeprint', prepare);
  matchMedia('print').addEventListener('change', ({ matches }) => {
    if (matches) prepare();
  });
}
