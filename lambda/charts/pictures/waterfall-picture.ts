/**
 * From one sum to another, step by step: gross to net by its costs, or the bot's net to the backtest's.
 */
import { gainWords, nameWidthPx, signed, strongWidthPx } from '../drawing/drawn-figures.ts';
import { element, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, textOf } from '../drawing/palette.ts';
import type { Picture, Size } from '../drawing/picture.ts';
import { dollarsTogether } from '../../core/units.ts';
import { valueScale, type Plot } from '../drawing/plot.ts';

export interface Step {
  readonly name: string;
  /** What it adds. */
  readonly dollars: number;
}

export interface Waterfall {
  readonly start: Step;
  /** In the order in which they are taken. */
  readonly steps: readonly Step[];
  /** The sum of all, under its name. */
  readonly end: string;
}

/** Of the column of amounts, as in every other picture where they are short. */
const AMOUNT_PX = 92;
/** Between the line at zero and a long amount. */
const LINE_PX = 8;
const ROW_PX = 26;
const BAR_PX = 14;

export interface WaterfallRow extends Step {
  /** Where its bar begins. */
  readonly fromDollars: number;
  readonly isSum: boolean;
}

/** Start, steps and end, to the digits of the ledger. */
export function waterfallRows({ start, steps, end }: Waterfall): readonly WaterfallRow[] {
  const rows: WaterfallRow[] = [{ ...start, fromDollars: 0, isSum: true }];
  let sum = start.dollars;
  for (const step of steps) {
    rows.push({ ...step, fromDollars: sum, isSum: false });
    sum = dollarsTogether(sum, step.dollars);
  }
  return [...rows, { name: end, dollars: sum, fromDollars: 0, isSum: true }];
}

/** A bar each, one below the other, from where the one before has ended. Its height follows from the steps. */
export function waterfallPicture(waterfall: Waterfall, widthPx: number): Picture {
  const rows = waterfallRows(waterfall);
  const size: Size = { widthPx, heightPx: rows.length * ROW_PX + 8 };
  const names = rows.map(({ name }) => name);
  const namePx = Math.max(nameWidthPx(names), strongWidthPx([waterfall.start.name, waterfall.end]));
  const amountPx = Math.max(AMOUNT_PX, strongWidthPx(rows.map(({ dollars }) => signed(dollars))) + LINE_PX);
  const plot: Plot = { leftPx: 0, rightPx: 0, bottomPx: namePx, topPx: widthPx - amountPx };
  const places = valueScale([0, ...rows.map(({ fromDollars, dollars }) => fromDollars + dollars)], plot);
  const topOf = (k: number) => 4 + k * ROW_PX;
  const words = rows.flatMap((row, k) => rowWords(row, topOf(k), widthPx));
  const bars = rows.map((row, k) => bar(row, topOf(k), places));
  const zero = places(0).toFixed(1);
  const label = rows.map(({ name, dollars }) => `${name} ${gainWords(dollars)}`).join(', ');
  return {
    ...size,
    label: `${label}.`,
    shapes: [
      ...words,
      // Names and amounts may leave no room: bars would point the other way, and the line would cross the amounts.
      ...(plot.topPx <= plot.bottomPx
        ? []
        : [...bars, element('path', { class: 'ks-zero', d: `M${zero},2V${size.heightPx - 2}` })]),
    ],
  };
}

function rowWords({ name, dollars, isSum }: WaterfallRow, topPx: number, widthPx: number): readonly Child[] {
  const weight = isSum ? ' ks-strong' : '';
  const baseline = topPx + ROW_PX / 2 + 4;
  return [
    element('text', { class: `${textOf('plain')}${weight}`, x: 4, y: baseline }, name),
    element(
      'text',
      { class: `${textOf(roleOf(dollars))}${weight}`, x: widthPx - 4, y: baseline, 'text-anchor': 'end' },
      signed(dollars),
    ),
  ];
}

function bar(
  { dollars, fromDollars, isSum }: WaterfallRow,
  topPx: number,
  places: (dollars: number) => number,
): Child {
  const [from, to] = [places(fromDollars), places(fromDollars + dollars)];
  const [left, right] = from < to ? [from, to] : [to, from];
  return element('rect', {
    class: isSum ? fillOf(roleOf(dollars)) : `${fillOf(roleOf(dollars))} ks-step`,
    x: left,
    y: topPx + (ROW_PX - BAR_PX) / 2,
    width: Math.max(1, right - left),
    height: BAR_PX,
    rx: 1.5,
  });
}
