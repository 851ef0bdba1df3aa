/**
 * The plane of two searched parameters as a small table, green above zero and red below.
 */
import { heatMap, type HeatMap } from '../../../../lambda/backtest/search/heat-map.ts';
import type { ParameterName } from '../../../../lambda/config.ts';
import type { Found } from '../../../research/search.ts';
import { dollars, tone } from '../../terminal/text-format.ts';

/** Of the first two parameters, what sets are ranked by; `undefined` where only one is searched. */
export function heatMapOf({ sets, evidence }: Found, names: readonly ParameterName[]): HeatMap | undefined {
  const [down, across] = names;
  if (down === undefined || across === undefined) return undefined;
  const scored = sets.map(({ parameters }, index) => ({ parameters, score: evidence.neighbourhood[index]! }));
  return heatMap(scored, across, down);
}

/** Nothing where it does not fit. */
export function heatMapLines(map: HeatMap | undefined, width: number): readonly string[] {
  if (map === undefined) return [];
  const { across, down, cells } = map;
  const texts = cells.map((row) => row.map((cell) => (cell === undefined ? '' : dollars(cell))));
  const cellWidth = 2 + Math.max(...[...across.labels, ...texts.flat()].map((text) => text.length));
  const labelWidth = Math.max(...[down.name, ...down.labels].map((text) => text.length));
  if (2 + labelWidth + cellWidth * across.labels.length > width) return [];
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
