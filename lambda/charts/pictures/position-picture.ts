/**
 * One open position on one scale of prices: where it was entered, where the price is, where it breaks even, and where
 * its orders rest.
 */
import {
  clockWords,
  gainWords,
  lengthWords,
  preciseLengthWords,
  priceWords,
  quantityWords,
  secondWords,
} from '../drawing/drawn-figures.ts';
import { element, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, strokeOf, textOf, type Role } from '../drawing/palette.ts';
import type { Picture } from '../drawing/picture.ts';
import { LINE_PX, CHARACTER_PX, pairedLines, textPx } from '../drawing/paired-lines.ts';
import { valueScale, type Plot } from '../drawing/plot.ts';
import type { Side } from '../../core/market.ts';
import { isSeenOld } from '../../core/risk/open-prices.ts';

export interface OpenPosition {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  readonly entry: number;
  /** The price at which it could be closed now; `undefined` where nobody has seen one. */
  readonly now: number | undefined;
  /** When that price was seen, and how long ago; absent where it is the one of this moment. */
  readonly seen?: { readonly atMs: number; readonly ageMs: number };
  /** After all costs, if closed now. */
  readonly netDollars: number | undefined;
  readonly target: number;
  readonly breakEven: number;
  /** Where recovery begins. */
  readonly initialStop: number;
  readonly hardStop: number;
  readonly ageMs: number;
  readonly maxHoldMs: number;
  /** Since when it is in recovery, and how long that may last; absent where it is not. */
  readonly recovery?: { readonly sinceMs: number; readonly lengthMs: number };
  /** A stop rests at the exchange; `undefined` where that is not known. */
  readonly isProtected: boolean | undefined;
  /** Since when none does, and how long that is by now; absent where one does, and where nobody knows since when. */
  readonly unprotected?: { readonly sinceMs: number; readonly lengthMs: number };
}

const HEIGHT_PX = 150;
const BAND_TOP_PX = 62;
const BAND_PX = 16;
const TOP_PX = 16;
/** Above the band, where two texts have room beside each other. */
const LINES = 2;

export function positionPicture(position: OpenPosition, widthPx: number): Picture {
  const { symbol, side, quantity, netDollars, entry, now } = position;
  const plot: Plot = { leftPx: 0, rightPx: 0, bottomPx: 16, topPx: widthPx - 16 };
  const marks = marksOf(position);
  const at = valueScale(
    marks.map(({ price }) => price),
    plot,
  );
  const role = netDollars === undefined || isOld(position) ? 'muted' : roleOf(netDollars);
  const title = `${side === 'long' ? '▲ long' : '▼ short'} ${quantityWords(quantity)} ${symbol}`;
  const worth = worthOf(position);
  const [safety, safetyRole] = protection(position);
  const head = pairedLines(
    [
      [
        { parts: [title], look: `${textOf('plain')} ks-strong` },
        { parts: [worth], look: netDollars === undefined ? textOf(role) : `${textOf(role)} ks-strong` },
      ],
      [
        { parts: clockOf(position), look: textOf('muted') },
        { parts: [safety], look: textOf(safetyRole) },
      ],
    ],
    { widthPx, topPx: TOP_PX },
  );
  const movedPx = (head.lines - LINES) * LINE_PX;
  const bandTopPx = BAND_TOP_PX + movedPx;
  const shapes: Child[] = [
    ...head.shapes,
    element('rect', {
      class: 'ks-track',
      x: 16,
      y: bandTopPx,
      width: widthPx - 32,
      height: BAND_PX,
      rx: 2,
    }),
    ...reach(at(entry), now === undefined ? at(entry) : at(now), { role, bandTopPx }),
    ...marks.map((mark) => line(mark, at(mark.price), bandTopPx)),
    ...labels(marks, { at, widthPx, bandTopPx }),
  ];
  const words = marks.map(({ name, price }) => `${name} ${priceWords(price)}`).join(', ');
  const label = `${title}: ${words}; ${worth}; ${safety}.`;
  return { widthPx, heightPx: HEIGHT_PX + movedPx, label, shapes };
}

interface Mark {
  readonly name: string;
  readonly price: number;
  readonly role: Role;
  /** Now is the one that moves. */
  readonly isStrong?: boolean;
}

function worthOf({ netDollars, seen }: OpenPosition): string {
  if (netDollars === undefined) return 'worth unknown: no price was seen';
  const gain = gainWords(netDollars);
  if (seen === undefined) return `${gain} net if closed now`;
  const asOf = `as of ${clockWords(seen.atMs)} UTC`;
  return isSeenOld(seen.ageMs)
    ? `${gain} net ${asOf}, ${lengthWords(seen.ageMs)} old`
    : `${gain} net if closed, ${asOf}`;
}

function isOld({ seen }: OpenPosition): boolean {
  return seen !== undefined && isSeenOld(seen.ageMs);
}

function marksOf(position: OpenPosition): readonly Mark[] {
  const { entry, now, target, breakEven, initialStop, hardStop } = position;
  const marks: readonly Mark[] = [
    { name: 'hard stop', price: hardStop, role: 'loss' },
    { name: 'recovery from', price: initialStop, role: 'warn' },
    { name: 'entry', price: entry, role: 'muted' },
    { name: 'break-even', price: breakEven, role: 'muted' },
    { name: 'target', price: target, role: 'gain' },
    ...(now === undefined
      ? []
      : [{ name: isOld(position) ? 'seen' : 'now', price: now, role: 'plain', isStrong: true } as const]),
  ];
  return marks.toSorted((a, b) => a.price - b.price);
}

function clockOf({ ageMs, maxHoldMs, recovery }: OpenPosition): readonly string[] {
  const age = `${lengthWords(ageMs)} old, closed at ${lengthWords(maxHoldMs)}`;
  if (recovery === undefined) return [age];
  return [age, `in recovery for ${lengthWords(recovery.sinceMs)} of ${lengthWords(recovery.lengthMs)}`];
}

function protection({ isProtected, unprotected }: OpenPosition): readonly [words: string, role: Role] {
  if (isProtected === undefined) return ['protection unknown', 'warn'];
  if (isProtected) return ['✓ protected by its hard stop', 'third'];
  return [unprotected === undefined ? '✗ no hard stop protects it' : sinceWords(unprotected), 'loss'];
}

function sinceWords({ sinceMs, lengthMs }: NonNullable<OpenPosition['unprotected']>): string {
  return `✗ no hard stop since ${secondWords(sinceMs)} UTC, ${preciseLengthWords(lengthMs)}`;
}

/** From the entry to now: how far it has come. */
function reach(
  from: number,
  to: number,
  { role, bandTopPx }: { readonly role: Role; readonly bandTopPx: number },
): readonly Child[] {
  if (from === to) return [];
  return [
    element('rect', {
      class: fillOf(role),
      x: Math.min(from, to),
      y: bandTopPx,
      width: Math.max(1, Math.abs(to - from)),
      height: BAND_PX,
    }),
  ];
}

function line({ role, isStrong }: Mark, x: number, bandTopPx: number): Child {
  const length = isStrong === true ? BAND_PX + 12 : BAND_PX + 4;
  const top = bandTopPx - (length - BAND_PX) / 2;
  return element('path', {
    class: strokeOf(role),
    'stroke-width': isStrong === true ? 3 : 2,
    d: `M${x.toFixed(1)},${top}v${length}`,
  });
}

const LABEL_ROW_PX = 15;

/** Each name below its line, in the first row where it has room. */
function labels(
  marks: readonly Mark[],
  {
    at,
    widthPx,
    bandTopPx,
  }: { readonly at: (price: number) => number; readonly widthPx: number; readonly bandTopPx: number },
): readonly Child[] {
  const ends: number[] = [];
  return marks.map(({ name, price, role, isStrong }) => {
    const words = `${name} ${priceWords(price)}`;
    const half = textPx(words) / 2;
    const centre = Math.min(widthPx - half, Math.max(half, at(price)));
    const found = ends.findIndex((end) => centre - half >= end);
    const row = found < 0 ? ends.length : found;
    ends[row] = centre + half + CHARACTER_PX;
    const y = bandTopPx + BAND_PX + 18 + row * LABEL_ROW_PX;
    return element(
      'text',
      {
        class: isStrong === true ? `${textOf('plain')} ks-strong` : textOf(role),
        x: centre,
        y,
        'text-anchor': 'middle',
      },
      words,
    );
  });
}
