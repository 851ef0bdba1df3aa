/**
 * Are the planted mistakes still mistakes of this code?
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planted } from './find-planted.ts';
import { PLANTED_BUGS } from './planted-list.ts';

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

  it('a planted mistake of which the page says that it stands for a test is planted', () => {
    const page = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const named = [...page.matchAll(/_([a-z][^_]+)_/g)].map(([, name = '']) => name.replaceAll('\n', ' '));
    expect(named.length).toBeGreaterThan(0);
    const names = PLANTED_BUGS.map(({ name }) => name);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('a planted mistake whose code has changed is refused by its name', () => {
    const bug = { name: 'an old one', file: 'x.ts', from: 'gone', to: 'here', cost: 'nothing' };
    expect(() => planted('code', bug)).toThrow('an old one: what it replaces does not stand exactly once');
  });
});
