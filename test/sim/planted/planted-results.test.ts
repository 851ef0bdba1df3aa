/**
 * Is what was measured kept, and is its table right?
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendResult,
  medianOf,
  plantedJson,
  plantedTable,
  readResults,
  type PlantedResult,
} from './planted-results.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'planted-results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const of = (bug: string, seeds?: number, changes: Partial<PlantedResult> = {}): PlantedResult => ({
  revision: 'r1',
  bug,
  first: 0,
  most: 60,
  ...(seeds !== undefined && { seeds, rule: 'a-rule' }),
  ...changes,
});

describe('results of planted mistakes', () => {
  it('are read again, those of another revision left out', () => {
    const file = join(folder, 'results');
    expect(readResults(file, 'r1')).toEqual([]);
    appendResult(file, of('one', 3));
    appendResult(file, of('one', 4, { revision: 'r0' }));
    appendResult(file, of('two'));
    expect(readResults(file, 'r1')).toEqual([of('one', 3), of('two')]);
  });

  it('have a median in which a range that found nothing is more than all', () => {
    expect(medianOf([{ seeds: 3 }, { seeds: 1 }, {}])).toBe(3);
    expect(medianOf([{}, {}, { seeds: 1 }])).toBe(Infinity);
  });

  it('are written for machines, with each range, and null where none was enough', () => {
    const results = [
      of('slow', 9),
      of('slow', 7, { first: 1_000 }),
      of('slow', undefined, { first: 2_000 }),
      of('never'),
    ];
    const terms = {
      names: ['never', 'slow', 'another'],
      results,
      minutes: 120,
      revision: 'r1',
      date: '2026-11-29',
    };
    const written: unknown = JSON.parse(plantedJson(terms));
    const range = (first: number, seeds: number | null, rule: string | null) => ({
      first,
      seeds,
      rule,
      most: 60,
    });
    expect(written).toEqual({
      date: '2026-11-29',
      revision: 'r1',
      minutes: 120,
      mistakes: [
        { name: 'never', ranges: 1, medianSeeds: null, worstSeeds: null, found: [range(0, null, null)] },
        {
          name: 'slow',
          ranges: 3,
          medianSeeds: 9,
          worstSeeds: null,
          found: [range(0, 9, 'a-rule'), range(1_000, 7, 'a-rule'), range(2_000, null, null)],
        },
      ],
    });
  });

  it('make a table, what takes longest first, and without what was not planted', () => {
    const table = plantedTable({
      names: ['fast', 'slow', 'never', 'another day'],
      results: [of('slow', 9), of('fast', 1), of('slow', 7), of('slow'), of('never')],
      minutes: 120,
      revision: 'r1',
      date: '2026-11-29',
    });
    const cells = (line: string) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(table).toContain('of 4 mistakes\n3 were planted, and 2 found in most of their ranges');
    expect(
      table
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .slice(2)
        .map(cells),
    ).toEqual([
      ['never', '1', 'over 60', 'over 60', ''],
      ['slow', '3', '9', 'over 60', 'a-rule'],
      ['fast', '1', '1', '1', 'a-rule'],
    ]);
  });
});
