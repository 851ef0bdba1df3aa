/**
 * `infra/report/sections/`: what stands on the page, from the verdict to the trades.
 *
 * Sections, pictures with their table, and tables.
 */
import { element, joined, type Child, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { fillOf, roleOf, strokeOf, textOf, type Role } from '../../../lambda/charts/drawing/palette.ts';
import { svgOf, type Picture } from '../../../lambda/charts/drawing/picture.ts';
import { signed } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Said } from '../report-input.ts';

/** Of the wide page, of half of it, of a tablet, and of a phone. */
export const FULL_PX = 1_060;
export const HALF_PX = 516;
const TABLET_PX = 620;
const PHONE_PX = 336;

export function section(name: string, title: string, ...children: readonly Child[]): Markup {
  return element(
    'section',
    { class: 'r-section', 'aria-labelledby': `title-${name}` },
    element('h2', { id: `title-${name}` }, title),
    ...children,
  );
}

/** Beside each other where there is room. */
export function columns(...children: readonly Child[]): Markup {
  return element('div', { class: 'r-columns' }, ...children);
}

export interface Figure {
  readonly title: string;
  readonly draw: (widthPx: number) => Picture;
  readonly widthPx: number;
  /** The same as numbers. */
  readonly numbers?: Markup;
  /** Where the script draws instead. */
  readonly view?: string;
  /** Said below the title. */
  readonly note?: string;
  /** What its lines and areas are, where it has several. */
  readonly legend?: readonly LegendEntry[];
}

export interface LegendEntry {
  readonly shape: 'line' | 'band';
  readonly role: Role;
  readonly words: string;
}

/** Drawn for each kind of window, so that a phone has letters of the same size. */
export function figure({ title, draw, widthPx, numbers, view, note, legend: entries }: Figure): Markup {
  return element(
    'div',
    { class: 'r-figure' },
    element('h3', {}, title),
    ...(note === undefined ? [] : [element('p', { class: textOf('muted') }, note)]),
    ...(entries === undefined ? [] : [legend(entries)]),
    element('div', { class: 'r-drawn', 'data-view': view }, ...forWindows((px) => svgOf(draw(px)), widthPx)),
    ...(numbers === undefined ? [] : [asNumbers(title, numbers)]),
  );
}

/** As wide as there is room on a page, on a tablet, where half of a page has its room, and on a phone: one is seen. */
export function forWindows(draw: (widthPx: number) => Markup, widthPx: number): readonly Markup[] {
  const drawn = (kind: string, px: number) => element('div', { class: kind }, draw(px));
  return [
    ...(widthPx > TABLET_PX
      ? [drawn('r-widest', widthPx), drawn('r-tablet', TABLET_PX)]
      : [drawn('r-wide', widthPx)]),
    drawn('r-narrow', PHONE_PX),
  ];
}

const SWATCH = { width: 22, height: 10, 'aria-hidden': 'true' };

export function legend(entries: readonly LegendEntry[]): Markup {
  return element(
    'ul',
    { class: 'r-legend' },
    ...entries.map(({ shape, role, words }) =>
      element(
        'li',
        {},
        element(
          'svg',
          SWATCH,
          shape === 'line'
            ? element('path', { class: `${strokeOf(role)} ks-line`, d: 'M0,5H22' })
            : element('rect', { class: `${fillOf(role)} ks-band`, width: 22, height: 10 }),
        ),
        words,
      ),
    ),
  );
}

/** Printed where a reader has opened it. */
function asNumbers(title: string, numbers: Markup): Markup {
  const summary = joined([heard(`${title}: `), 'as numbers']);
  return element('details', { class: 'r-numbers' }, element('summary', {}, summary), numbers);
}

/** For those who do not see what it stands below. */
function heard(words: string): Markup {
  return element('span', { class: 'r-heard' }, words);
}

export function folded(summary: Child, ...children: readonly Child[]): Markup {
  return element('details', {}, element('summary', {}, summary), ...children);
}

export type Cell = Markup | string;

export interface Table {
  /** What it is a table of: a reader without eyes chooses by it. */
  readonly label: string;
  readonly head: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of numbers, which stand to the right. */
  readonly numbers: readonly number[];
  readonly nothing: string;
}

export function table({ label, head, rows, numbers, nothing }: Table): Markup {
  if (rows.length === 0) return element('p', { class: textOf('muted') }, nothing);
  const alignment = (k: number) => (numbers.includes(k) ? 'r-number' : undefined);
  // Only the last column may be sentences.
  const ofCell = (k: number) => alignment(k) ?? (k > 0 && k === head.length - 1 ? 'r-words' : undefined);
  return element(
    'div',
    { class: 'r-scroll', tabindex: 0, role: 'region', 'aria-label': label },
    element(
      'table',
      { class: 'r-table' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...head.map((words, k) => element('th', { scope: 'col', class: alignment(k) }, words)),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(([first = '', ...others]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row', class: alignment(0) }, first),
            ...others.map((cell, k) => element('td', { class: ofCell(k + 1) }, cell)),
          ),
        ),
      ),
    ),
  );
}

/** A name beside its words. */
export function facts(rows: readonly Said[]): Markup {
  return element(
    'table',
    { class: 'ks-facts' },
    element(
      'tbody',
      {},
      ...rows.map(([name, words]) =>
        element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, words)),
      ),
    ),
  );
}

/** Signed, and in its colour. */
export function gainCell(dollars: number): Markup {
  return element('span', { class: textOf(roleOf(dollars)) }, signed(dollars));
}

/** A figure that is read from afar. */
export function keyFigure(name: string, value: string, beside = '', role: Role = 'plain'): Markup {
  return element(
    'div',
    { class: 'r-key' },
    element('span', { class: textOf('muted') }, name),
    element('strong', { class: textOf(role) }, value),
    ...(beside === '' ? [] : [element('span', { class: textOf('muted') }, beside)]),
  );
}

export function keyFigures(...figures: readonly Markup[]): Markup {
  return element('div', { class: 'r-keys' }, ...figures);
}

export function notes(words: readonly string[]): Markup {
  return joined(words.map((sentence) => element('p', { class: 'ks-note' }, `! ${sentence}`)));
}
