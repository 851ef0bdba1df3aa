/**
 * The plane of two searched parameters as a small table, green above zero and red below.
 */
import { heatMap, type HeatAxes, type HeatMap } from '../../../../lambda/backtest/search/heat-map.ts';
import type { Found } from '../../../research/search.ts';
import { wrapped } from '../../terminal/columns.ts';
import { dollars, tone } from '../../terminal/text-format.ts';

/** What sets are ranked by, in the plane of two parameters; `undefined` where only one is searched. */
export function heatMapOf({ sets, evidence }: Found, axes: HeatAxes | undefined): HeatMap | undefined {
  if (axes === undefined) return undefined;
  const scored = sets.map(({ parameters }, index) => ({ parameters, score: evidence.neighbourhood[index]! }));
  return heatMap(scored, axes);
}

/** A sentence in its place where it does not fit. */
export function heatMapLines(map: HeatMap | undefined, width: number): readonly string[] {
  if (map === undefined) return [];
  const { across, down, cells } = map;
  const texts = cells.map((row) => row.map((cell) => (cell === undefined ? '' : dollars(cell))));
  const cellWidth = 2 + Math.max(...[...across.labels, ...texts.flat()].map((text) => text.length));
  const labelWidth = Math.max(...[down.name, ...down.labels].map((text) => text.length));
  const needed = 2 + labelWidth + cellWidth * across.labels.length;
  if (needed > width) {
    const words = `The heat map of ${down.name} and ${across.name} needs ${needed} columns, and here are ${width}: it is in the report (--report).`;
    return ['', ...wrapped(words, width)];
  }
  const head = across.labels.map((label) => label.padStart(cellWidth)).join('');
  const rows = cells.map((row, k) => {
    const shown = row.map((cell, column) => {
      const text = texts[k]![column]!.padStart(cellWidth);
      return cell === undefined || cell === 0 ? text : tone(cell > 0 ? 'good' : 'bad', text);
    });
    return `  ${down.labels[k]!.padEnd(labelWidth)}${shown.join('')}`;
  });
  return [
    '',
    tone('loud', `Net of a day by ${down.name}, and by ${across.name} across`),
    tone('quiet', `  ${down.name.padEnd(labelWidth)}${head}`),
    ...rows,
  ];
}
