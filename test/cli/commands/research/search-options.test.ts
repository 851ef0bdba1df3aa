/** Are the sets and the heat map of a search those that were asked for, and is it said where they cannot be? */
import { describe, expect, it } from 'vitest';
import { searchOf, type SearchOptions } from '../../../../infra/cli/commands/research/search-options.ts';
import { parseParameters } from '../../../../lambda/config.ts';

const THREE = ['targetPct=0.1,0.2', 'maxHoldSeconds=300,600', 'breakeven=net,gross'];

function searched(range: readonly string[], more: Partial<SearchOptions> = {}) {
  return searchOf({ range, searchSeed: 1, maxUsd: 1, sealed: 0, ...more }, parseParameters({}));
}

describe('The heat map', () => {
  it.each([
    [undefined, THREE, ['targetPct', 'maxHoldSeconds']],
    ['breakeven,targetPct', THREE, ['breakeven', 'targetPct']],
    [' maxHoldSeconds , breakeven ', THREE, ['maxHoldSeconds', 'breakeven']],
    [undefined, THREE.slice(0, 1), undefined],
  ])('of %j has the axes that it names, or the first two', (heatMap, range, axes) => {
    expect(searched(range, heatMap === undefined ? {} : { heatMap }).axes).toEqual(axes);
  });

  it.each([
    [
      'targetPct,leverage',
      THREE,
      /leverage is not searched; searched are targetPct, maxHoldSeconds, breakeven$/,
    ],
    ['targetPc,breakeven', THREE, /targetPc is not searched/],
    ['targetPct,', THREE, /: nothing is not searched/],
    ['targetPct', THREE, /two different parameters that are searched, such as targetPct,maxHoldSeconds$/],
    ['targetPct,targetPct', THREE, /two different parameters/],
    ['targetPct,maxHoldSeconds,breakeven', THREE, /two different parameters/],
    ['targetPct', THREE.slice(0, 1), /two different parameters that are searched: search another one, too$/],
  ])('of %j is refused with what would be right', (heatMap, range, problem) => {
    expect(() => searched(range, { heatMap })).toThrow(problem);
  });
});

describe('The method', () => {
  it.each([
    [['targetPct=0.1,0.2'], {}, 'grid', 2],
    [['targetPct=0.1..0.5'], { sets: 7 }, 'even', 7],
    [['targetPct=0.1..0.5'], { sets: 7, method: 'random' as const }, 'random', 7],
    [['targetPct=0.1..0.5'], {}, 'even', 100],
  ])('of %j with %j is %s', (range, more, method, sets) => {
    const found = searched(range, more);
    expect([found.method, found.candidates.length]).toEqual([method, sets]);
  });

  it('tries no more sets of a grid than anybody waits for', () => {
    expect(() => searched(['targetPct=0.001..6:0.001'])).toThrow(/6,000 combinations, and at most 5,000/);
  });
});
