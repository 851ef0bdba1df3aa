/** Are the sets that are tried those of the space, each once, and none that the bot would refuse? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalSet,
  evenCandidates,
  gridCandidates,
  gridSize,
  randomCandidates,
  type Dimension,
  type SearchSpace,
} from '../../../lambda/backtest/search/search-space.ts';
import { parseParameters } from '../../../lambda/config.ts';

const TARGETS: Dimension = { kind: 'values', name: 'targetPct', values: [0.1, 0.2, 0.3] };
const STOPS: Dimension = { kind: 'values', name: 'initialStopPct', values: [0.12, 0.3] };
const MOMENTUM: Dimension = { kind: 'span', name: 'momentumPct', from: 0.02, to: 0.2, isWhole: false };
const CANDLES: Dimension = { kind: 'span', name: 'momentumCandles', from: 2, to: 5, isWhole: true };

const spaceOf = (...dimensions: Dimension[]): SearchSpace => ({ dimensions, base: { leverage: 10 } });

describe('A grid', () => {
  it('is every combination, in order, over the parameters that are not searched', () => {
    const space = spaceOf(TARGETS, { kind: 'values', name: 'breakeven', values: ['net', 'gross'] });
    expect(gridSize(space)).toBe(6);
    const { candidates, refused } = gridCandidates(space);
    expect(refused).toBe(0);
    expect(candidates.map(({ parameters: p }) => `${p.targetPct} ${p.breakeven} ${p.leverage}`)).toEqual([
      '0.1 net 10',
      '0.1 gross 10',
      '0.2 net 10',
      '0.2 gross 10',
      '0.3 net 10',
      '0.3 gross 10',
    ]);
    expect(candidates.map(({ position }) => position)).toEqual([
      [0, 0],
      [0, 1],
      [0.5, 0],
      [0.5, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  it('leaves out what the bot would refuse, counts it, and says why', () => {
    const { candidates, refused, firstRefusal } = gridCandidates(spaceOf(TARGETS, STOPS));
    expect(candidates).toHaveLength(3);
    expect(refused).toBe(3);
    expect(firstRefusal).toContain('initialStopPct');
  });

  it('needs a step in every dimension', () => {
    expect(gridSize(spaceOf(MOMENTUM))).toBeUndefined();
    expect(() => gridCandidates(spaceOf(TARGETS, MOMENTUM))).toThrow(/step in every dimension/);
  });

  it('of no dimension is the set itself', () => {
    expect(gridCandidates(spaceOf()).candidates).toEqual([
      { parameters: parseParameters({ leverage: 10 }), position: [] },
    ]);
  });
});

describe.each([
  ['by chance', randomCandidates],
  ['evenly', evenCandidates],
])('Sets taken %s', (_, taken) => {
  it('are inside the space, each once, and the same for the same seed', () => {
    const space = spaceOf(MOMENTUM, CANDLES, TARGETS);
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const { candidates } = taken(space, count, seed);
        expect(candidates).toHaveLength(count);
        expect(new Set(candidates.map(({ parameters }) => canonicalSet(parameters))).size).toBe(count);
        for (const { parameters: p, position } of candidates) {
          expect(p.momentumPct).toBeGreaterThanOrEqual(0.02);
          expect(p.momentumPct).toBeLessThanOrEqual(0.2);
          expect([2, 3, 4, 5]).toContain(p.momentumCandles);
          expect([0.1, 0.2, 0.3]).toContain(p.targetPct);
          for (const share of position) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
          }
        }
        expect(taken(space, count, seed).candidates).toEqual(candidates);
      }),
      { numRuns: 25 },
    );
  });

  it('are fewer than asked for where the space has no more', () => {
    const { candidates } = taken(spaceOf(CANDLES, STOPS), 50, 1);
    expect(candidates.map(({ parameters }) => parameters.momentumCandles).toSorted((a, b) => a - b)).toEqual([
      2, 3, 4, 5,
    ]);
  });

  it('reach both ends of every whole dimension about as often as its middle', () => {
    const { candidates } = taken(spaceOf(CANDLES, MOMENTUM), 400, 3);
    for (const value of [2, 3, 4, 5]) {
      const found = candidates.filter(({ parameters }) => parameters.momentumCandles === value).length;
      expect(found).toBeGreaterThan(70);
      expect(found).toBeLessThan(135);
    }
  });
});

it('Even sets leave no hole that sets by chance would leave', () => {
  const space = spaceOf(MOMENTUM, {
    kind: 'span',
    name: 'volatilityPct',
    from: 0.05,
    to: 0.5,
    isWhole: false,
  });
  const cellsHit = (taken: typeof evenCandidates) =>
    new Set(
      taken(space, 64, 5).candidates.map(({ position }) =>
        position.map((share) => Math.min(4, Math.floor(share * 5))).join(),
      ),
    ).size;
  expect(cellsHit(evenCandidates)).toBe(25);
});
