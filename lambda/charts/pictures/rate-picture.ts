/**
 * The win rate beside the one at which nothing would have been won or lost.
 */
import { percent } from '../../core/text/figure-words.ts';
import { element, type Child } from '../drawing/markup.ts';
import { fillOf, strokeOf, textOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture } from '../drawing/picture.ts';

export interface Rates {
  /** Fractions; `undefined` where there is none. */
  readonly winRate: number | undefined;
  readonly breakEvenWinRate: number | undefined;
  /** Of the win rate at 95 %. */
  readonly interval?: { readonly low: number; readonly high: number } | undefined;
}

const HEIGHT_PX = 64;
const BAR_PX = 14;
const TOP_PX = 24;
/** Narrower, and the words in full have no room beside the rate. */
const WIDE_PX = 320;

export function ratePicture({ winRate, breakEvenWinRate, interval }: Rates, widthPx: number): Picture {
  if (winRate === undefined)
    return emptyPicture({ widthPx, heightPx: HEIGHT_PX }, 'No trade was closed yet.');
  const [leftPx, rightPx] = [8, widthPx - 8];
  const at = (share: number) => leftPx + share * (rightPx - leftPx);
  const isEnough = breakEvenWinRate !== undefined && winRate >= breakEvenWinRate;
  const role = isEnough ? 'gain' : 'loss';
  const needed = `needed to break even: ${percent(breakEvenWinRate)}`;
  const shown = widthPx < WIDE_PX ? `needed ${percent(breakEvenWinRate)}` : needed;
  const shapes: Child[] = [
    element('rect', {
      class: 'ks-track',
      x: leftPx,
      y: TOP_PX,
      width: rightPx - leftPx,
      height: BAR_PX,
      rx: 2,
    }),
    element('rect', {
      class: fillOf(role),
      x: leftPx,
      y: TOP_PX,
      width: Math.max(1, at(winRate) - leftPx),
      height: BAR_PX,
      rx: 2,
    }),
    ...(interval === undefined
      ? []
      : [
          element('path', {
            class: 'ks-s-plain',
            d: `M${at(interval.low).toFixed(1)},${TOP_PX + BAR_PX / 2}H${at(interval.high).toFixed(1)}M${at(interval.low).toFixed(1)},${TOP_PX + 3}v8M${at(interval.high).toFixed(1)},${TOP_PX + 3}v8`,
          }),
        ]),
    ...(breakEvenWinRate === undefined
      ? []
      : [
          element('path', {
            class: strokeOf('plain'),
            'stroke-width': 2,
            d: `M${at(breakEvenWinRate).toFixed(1)},${TOP_PX - 5}v${BAR_PX + 10}`,
          }),
        ]),
    element('text', { class: `${textOf(role)} ks-strong`, x: leftPx, y: 14 }, `won ${percent(winRate)}`),
    element('text', { class: textOf('muted'), x: rightPx, y: 14, 'text-anchor': 'end' }, shown),
    element('text', { class: textOf('muted'), x: leftPx, y: 56 }, '0 %'),
    element('text', { class: textOf('muted'), x: rightPx, y: 56, 'text-anchor': 'end' }, '100 %'),
  ];
  const label = `Won ${percent(winRate)} of the trades; ${needed}.`;
  return { widthPx, heightPx: HEIGHT_PX, label, shapes };
}
