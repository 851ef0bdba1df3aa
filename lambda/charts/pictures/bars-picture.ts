/**
 * A net for each day, hour or weekday: bars above and below zero, and the limits that they must not pass.
 */
import { count } from '../../core/text/figure-words.ts';
import { amountWords, gainWords, tradesWords } from '../drawing/drawn-figures.ts';
import { element, tenth, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, strokeOf, textOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';
import { decimalsOf, valueAxis, valueScale, type Plot, type ValueScale } from '../drawing/plot.ts';

export interface Bar {
  /** Below it, such as `05-04` or `14`. */
  readonly name: string;
  readonly dollars: number;
  readonly trades: number;
  /** Positive: it should not be below the negative of it. */
  readonly limitDollars?: number | undefined;
}

export interface Bars {
  /** What the bars are, for the label: `Net of each UTC day`. */
  readonly title: string;
  readonly bars: readonly Bar[];
}

const GAP_SHARE = 0.25;
/** Two days are no two walls. */
const BAR_MAX_PX = 56;
const NAME_PX = 44;
const NAME_ROOM_PX = 18;

export function barsPicture({ title, bars }: Bars, size: Size): Picture {
  if (bars.length === 0) return emptyPicture(size, `${title}: no trade was closed.`);
  const plot: Plot = { leftPx: 66, rightPx: size.widthPx - 12, topPx: 12, bottomPx: size.heightPx - 26 };
  const limits = bars.flatMap(({ limitDollars }) => (limitDollars === undefined ? [] : [-limitDollars]));
  const money = valueScale([0, ...bars.map(({ dollars }) => dollars), ...limits], plot);
  const slotPx = (plot.rightPx - plot.leftPx) / bars.length;
  const every = Math.max(1, Math.ceil(NAME_PX / slotPx));
  const total = bars.reduce((sum, { dollars }) => sum + dollars, 0);
  const shapes: Child[] = [
    ...valueAxis(plot, money, (value) => amountWords(value, decimalsOf(money))),
    ...bars.map((bar, k) => barShape(bar, plot.leftPx + k * slotPx, { slotPx, money })),
    element('path', { class: 'ks-zero', d: `M${plot.leftPx},${money(0).toFixed(1)}H${plot.rightPx}` }),
    ...limitShapes(bars, plot, money),
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

/** A line below each bar that has a limit; it steps from one to the next, and its end has a name. */
function limitShapes(
  bars: readonly Bar[],
  { leftPx, rightPx, bottomPx }: Plot,
  money: ValueScale,
): readonly Child[] {
  const slotPx = (rightPx - leftPx) / bars.length;
  const path = bars.map(({ limitDollars }, k) => {
    if (limitDollars === undefined) return '';
    const [from, y] = [leftPx + k * slotPx, tenth(money(-limitDollars))];
    const begin = bars[k - 1]?.limitDollars === undefined ? `M${tenth(from)},${y}` : `V${y}`;
    return `${begin}H${tenth(from + slotPx)}`;
  });
  const last = bars.at(-1)?.limitDollars;
  const lastPx = money(-(last ?? 0));
  // Below its line it crosses no bar.
  const nameAtPx = lastPx + NAME_ROOM_PX <= bottomPx ? lastPx + 14 : lastPx - 5;
  return [
    ...(path.join('') === ''
      ? []
      : [element('path', { class: `${strokeOf('loss')} ks-dash`, d: path.join('') })]),
    ...(last === undefined
      ? []
      : [
          element(
            'text',
            { class: `${textOf('loss')} ks-halo`, x: rightPx, y: nameAtPx, 'text-anchor': 'end' },
            `limit ${amountWords(-last, 0)}`,
          ),
        ]),
  ];
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
    element('title', {}, `${name}: ${gainWords(dollars)}, ${tradesWords(trades)}`),
  );
}
