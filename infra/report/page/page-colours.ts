/**
 * The palette for what is drawn on a canvas, which no style sheet reaches.
 */
export interface PageColours {
  readonly ground: string;
  readonly grid: string;
  readonly text: string;
  readonly muted: string;
  readonly gain: string;
  readonly loss: string;
  /** Of letters: what a shape may have is too pale for them. */
  readonly losstext: string;
  readonly warn: string;
}

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
