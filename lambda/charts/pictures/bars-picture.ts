/**
 * A net for each day, hour or weekday: bars above and below zero, and the limit that they must not pass.
 */
import { count } from '../../core/text/figure-words.ts';
import { amountWords, gainWords } from '../drawing/drawn-figures.ts';
import { element, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, strokeOf, textOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';
import { decimalsOf, valueAxis, valueScale, type Plot } from '../drawing/plot.ts';

export interface Bar {
  /** Below it, such as `05-04` or `14`. */
  readonly name: string;
  readonly dollars: number;
  readonly trades: number;
}

export interface Bars {
  /** What the bars are, for the label: `Net of each UTC day`. */
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Positive: no bar should be below its negative. */
  readonly limitDollars?: number;
}

const GAP_SHARE = 0.25;
/** Two days are no two walls. */
const BAR_MAX_PX = 56;
const NAME_PX = 44;

export function barsPicture({ title, bars, limitDollars }: Bars, size: Size): Picture {
  if (bars.length === 0) return emptyPicture(size, `${title}: no trade was closed.`);
  const plot: Plot = { leftPx: 66, rightPx: size.widthPx - 12, topPx: 12, bottomPx: size.heightPx - 26 };
  const limits = limitDollars === undefined ? [] : [-limitDollars];
  const money = valueScale([0, ...bars.map(({ dollars }) => dollars), ...limits], plot);
  const slotPx = (plot.rightPx - plot.leftPx) / bars.length;
  const every = Math.max(1, Math.ceil(NAME_PX / slotPx));
  const total = bars.reduce((sum, { dollars }) => sum + dollars, 0);
  const shapes: Child[] = [
    ...valueAxis(plot, money, (value) => amountWords(value, decimalsOf(money))),
    ...bars.map((bar, k) => barShape(bar, plot.leftPx + k * slotPx, { slotPx, money })),
    element('path', { class: 'ks-zero', d: `M${plot.leftPx},${money(0).toFixed(1)}H${plot.rightPx}` }),
    ...limits.flatMap((limit) => [
      element('path', {
        class: `${strokeOf('loss')} ks-dash`,
        d: `M${plot.leftPx},${money(limit).toFixed(1)}H${plot.rightPx}`,
      }),
      element(
        'text',
        { class: `${textOf('loss')} ks-halo`, x: plot.rightPx, y: money(limit) - 5, 'text-anchor': 'end' },
        `limit ${amountWords(limit, 0)}`,
      ),
    ]),
    ...bars.flatMap(({ name }, k) =>
      k % every === 0
        ? [
            element(
              'text',
              {
                class: textOf('muted'),
                x: plot.leftPx + (k + 0.5) * slotPx,
                y: plot.bottomPx + 17,
                'text-anchor': 'middle',
              },
              name,
            ),
          ]
        : [],
    ),
  ];
  return {
    ...size,
    label: `${title}: ${count(bars.length)} bars, together ${gainWords(total)}.`,
    shapes,
  };
}

function barShape(
  { name, dollars, trades }: Bar,
  leftPx: number,
  { slotPx, money }: { readonly slotPx: number; readonly money: (dollars: number) => number },
): Child {
  const [zero, top] = [money(0), money(dollars)];
  const widthPx = Math.min(BAR_MAX_PX, Math.max(0.5, slotPx * (1 - GAP_SHARE)));
  return element(
    'rect',
    {
      class: fillOf(roleOf(dollars)),
      x: leftPx + (slotPx - widthPx) / 2,
      y: Math.min(zero, top),
      width: widthPx,
      height: Math.max(0.5, Math.abs(zero - top)),
    },
    element('title', {}, `${name}: ${gainWords(dollars)}, ${count(trades)} trades`),
  );
}
