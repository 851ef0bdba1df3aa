/** Are the sets and the heat map of a search those that were asked for, and is it said where they cannot be? */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  searchOf,
  withSearchOptions,
  type SearchOptions,
} from '../../../../infra/cli/commands/research/search-options.ts';
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

  it.each([
    [
      'a grid here',
      ['targetPct=0.001..6:0.001'],
      {},
      /^these ranges have 6,000 combinations, and at most 5,000 are tried on this machine: use larger steps, or --method even --sets 100, or --cloud, which tries 100,000$/,
    ],
    [
      'sets here',
      ['targetPct=0.1..0.5'],
      { sets: 5_001 },
      /^--sets 5001: at most 5,000 are tried on this machine: take fewer, or --cloud, which tries 100,000$/,
    ],
    [
      'a grid in AWS',
      ['targetPct=0.001..2:0.001', 'leverage=1..51:1'],
      { cloud: true as const },
      /^these ranges have 102,000 combinations, and at most 100,000 are tried in one search: use larger steps, or --method even --sets 100$/,
    ],
  ])('tries no more sets than are waited for: %s', (_, range, more, message) => {
    expect(() => searched(range, more)).toThrow(message);
  });

  it.each([{ cloud: true as const }, { follow: '0123456789ab' }])('takes more with %j', (more) => {
    expect(searched(['targetPct=0.1..2'], { sets: 5_001, ...more }).candidates).toHaveLength(5_001);
  });

  it('says of more sets than one search takes how to search on', async () => {
    const command = withSearchOptions(
      new Command('sweep').exitOverride().configureOutput({ writeErr: () => {} }),
    );
    await expect(command.parseAsync(['--sets', '100001'], { from: 'user' })).rejects.toThrow(
      'At most 100,000 are tried in one search. Search in parts, each with a --search-seed of its own',
    );
  });
});
