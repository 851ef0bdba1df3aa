/** Is a cell the middle of its sets, and is what was not tried left empty? */
import { describe, expect, it } from 'vitest';
import { heatMapLines } from '../../../infra/cli/screens/research/heat-map-lines.ts';
import { heatMap } from '../../../lambda/backtest/search/heat-map.ts';
import { parseParameters } from '../../../lambda/config.ts';

const scored = (targetPct: number, maxHoldSeconds: number, score: number) => ({
  parameters: parseParameters({ targetPct, maxHoldSeconds }),
  score,
});
const MAP = heatMap(
  [scored(0.2, 300, 1), scored(0.1, 300, -3), scored(0.2, 300, 5), scored(0.1, 600, 0), scored(0.2, 300, 2)],
  ['maxHoldSeconds', 'targetPct'],
);

describe('A heat map', () => {
  it('has the median of each cell, in order, and nothing where no set is', () => {
    expect(MAP).toEqual({
      across: { name: 'targetPct', labels: ['0.1', '0.2'] },
      down: { name: 'maxHoldSeconds', labels: ['300', '600'] },
      cells: [
        [-3, 2],
        [0, undefined],
      ],
    });
    expect(heatMap([], ['maxHoldSeconds', 'targetPct'])).toBeUndefined();
  });

  it('puts many values together, the last one included', () => {
    const many = Array.from({ length: 17 }, (_, k) => scored(0.1 + k / 20, 300, k));
    const { across, cells } = heatMap(many, ['maxHoldSeconds', 'targetPct'])!;
    expect(across.labels).toHaveLength(8);
    expect(across.labels[0]).toBe('0.1–0.2');
    expect(cells[0]![7]).toBe(15);
  });

  it('is shown where it fits', () => {
    expect(heatMapLines(MAP, 80)).toEqual([
      '',
      'Net of a day by maxHoldSeconds, and by targetPct across',
      '  maxHoldSeconds    0.1    0.2',
      '  300             -3.00   2.00',
      '  600              0.00       ',
    ]);
    expect(heatMapLines(MAP, 30)).toHaveLength(5);
    expect(heatMapLines(MAP, 25)).toEqual([
      '',
      'The heat map of',
      'maxHoldSeconds and',
      'targetPct needs 30',
      'columns, and here are 25:',
      'it is in the report',
      '(--report).',
    ]);
    expect(heatMapLines(undefined, 80)).toEqual([]);
  });
});
