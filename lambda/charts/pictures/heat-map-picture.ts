/**
 * Results over two parameters: the stronger the colour, the farther from zero net. Blue is above zero, orange below, and
 * each cell has its number: a map in which everything loses is orange throughout.
 */
import { count } from '../../core/text/figure-words.ts';
import { gainWords, signed } from '../drawing/drawn-figures.ts';
import { element, tenth, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, textOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';

export interface HeatMap {
  readonly columnName: string;
  readonly rowName: string;
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly cells: readonly HeatCell[];
}

export interface HeatCell {
  readonly column: number;
  readonly row: number;
  /** `undefined` where the two cannot go together: hatched. */
  readonly dollars: number | undefined;
  /** The set that was chosen, or one of those around it, by which it was. */
  readonly mark?: 'chosen' | 'neighbour' | undefined;
}

const CELL_HEIGHT_PX = 26;
const ROW_NAME_PX = 86;
const NAMES_PX = 42;
const NUMBER_PX = 44;
const WEAKEST = 0.08;
/** How much of its colour the strongest cell has: in dark, too, its number has its contrast. */
export const STRONGEST_OPACITY = 0.5;

/** Rows from the lowest at the bottom. Its height follows from them. */
export function heatMapPicture(map: HeatMap, widthPx: number): Picture {
  const { columns, rows, cells, columnName, rowName } = map;
  const size: Size = { widthPx, heightPx: rows.length * CELL_HEIGHT_PX + NAMES_PX + 22 };
  const known = cells.flatMap(({ dollars }) => (dollars === undefined ? [] : [dollars]));
  if (known.length === 0) return emptyPicture({ widthPx, heightPx: 80 }, 'No combination could be run.');
  const strongest = Math.max(...known.map((dollars) => Math.abs(dollars)));
  const cellPx = (widthPx - ROW_NAME_PX - 8) / columns.length;
  const place = ({ column, row }: HeatCell) => ({
    x: ROW_NAME_PX + columns.indexOf(column) * cellPx,
    y: 20 + (rows.length - 1 - rows.indexOf(row)) * CELL_HEIGHT_PX,
  });
  const bottom = 20 + rows.length * CELL_HEIGHT_PX;
  const shapes: Child[] = [
    element('text', { class: `${textOf('plain')} ks-strong`, x: 4, y: 12 }, rowName),
    ...rows.map((row, k) =>
      element(
        'text',
        {
          class: textOf('muted'),
          x: ROW_NAME_PX - 8,
          y: bottom - k * CELL_HEIGHT_PX - CELL_HEIGHT_PX / 2 + 4,
          'text-anchor': 'end',
        },
        String(row),
      ),
    ),
    ...columns.map((column, k) =>
      element(
        'text',
        {
          class: textOf('muted'),
          x: ROW_NAME_PX + (k + 0.5) * cellPx,
          y: bottom + 16,
          'text-anchor': 'middle',
        },
        String(column),
      ),
    ),
    element(
      'text',
      { class: `${textOf('plain')} ks-strong`, x: widthPx - 8, y: bottom + 34, 'text-anchor': 'end' },
      columnName,
    ),
    ...cells.flatMap((cell) => cellShapes(cell, { ...place(cell), cellPx, strongest })),
    // The chosen one last: no other frame crosses it.
    ...(['neighbour', 'chosen'] as const).flatMap((mark) =>
      cells.filter((cell) => cell.mark === mark).map((cell) => frame(place(cell), cellPx, mark)),
    ),
  ];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const above = known.filter((dollars) => dollars > 0).length;
  const label =
    `Net over ${columnName} and ${rowName}: from ${gainWords(low)} to ${gainWords(high)}, ` +
    `${count(above)} of ${count(known.length)} above zero.`;
  return { ...size, label, shapes };
}

function cellShapes(
  { column, row, dollars }: HeatCell,
  {
    x,
    y,
    cellPx,
    strongest,
  }: { readonly x: number; readonly y: number; readonly cellPx: number; readonly strongest: number },
): readonly Child[] {
  const [width, height] = [Math.max(1, cellPx - 1), CELL_HEIGHT_PX - 1];
  if (dollars === undefined) return [element('path', { class: 'ks-zero', d: hatching(x, y, width, height) })];
  const strength = strongest === 0 ? 0 : WEAKEST + (1 - WEAKEST) * (Math.abs(dollars) / strongest);
  const text = element(
    'text',
    { class: textOf('plain'), x: x + width / 2, y: y + height / 2 + 4, 'text-anchor': 'middle' },
    signed(dollars, 0),
  );
  return [
    element(
      'rect',
      {
        class: fillOf(roleOf(dollars)),
        'fill-opacity': (strength * STRONGEST_OPACITY).toFixed(2),
        x,
        y,
        width,
        height,
      },
      element('title', {}, `${column}, ${row}: ${gainWords(dollars)}`),
    ),
    ...(cellPx >= NUMBER_PX ? [text] : []),
  ];
}

function hatching(x: number, y: number, width: number, height: number): string {
  const lines: string[] = [];
  for (let from = 4; from < width; from += 8)
    lines.push(
      `M${tenth(x + from)},${tenth(y + height)}l${tenth(Math.min(height, width - from))},${tenth(-Math.min(height, width - from))}`,
    );
  return lines.join('');
}

/** Within its cell: frames side by side stay two. */
function frame(
  { x, y }: { readonly x: number; readonly y: number },
  cellPx: number,
  mark: NonNullable<HeatCell['mark']>,
): Child {
  const [inPx, style] =
    mark === 'chosen'
      ? [0, { class: 'ks-s-plain', 'stroke-width': 2 }]
      : [2, { class: 'ks-s-plain ks-dash' }];
  return element('rect', {
    ...style,
    x: x + inPx,
    y: y + inPx,
    width: Math.max(1, cellPx - 1 - 2 * inPx),
    height: CELL_HEIGHT_PX - 1 - 2 * inPx,
  });
}
