/**
 * Are the planted mistakes still mistakes of this code, and is the median counted rightly?
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS, medianOf, planted } from './find-planted.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('A planted mistake', () => {
  it('a planted mistake is one of thirty or more, each with a name of its own', () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(30);
  });

  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))(
    'a planted mistake replaces what stands once in its file: %s',
    (_name, bug) => {
      const code = readFileSync(join(ROOT, bug.file), 'utf8');
      expect(planted(code, bug)).not.toBe(code);
    },
  );

  it('a planted mistake whose code has changed is refused by its name', () => {
    const bug = { name: 'an old one', file: 'x.ts', from: 'gone', to: 'here', cost: 'nothing' };
    expect(() => planted('code', bug)).toThrow('an old one: what it replaces does not stand exactly once');
  });

  it('the median of seeds counts a range that found nothing as more than all', () => {
    expect(medianOf([{ first: 0, seeds: 3 }, { first: 1, seeds: 1 }, { first: 2 }])).toBe(3);
    expect(medianOf([{ first: 0 }, { first: 1 }, { first: 2, seeds: 1 }])).toBe(Infinity);
  });
});
