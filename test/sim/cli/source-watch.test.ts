/**
 * Is it seen that code has changed while runs were made of it?
 */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchSources } from './source-watch.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const folder of ['lambda/core', 'infra', 'test']) mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['lambda/core/a.ts', 'test/b.ts', 'test/b.test.ts', 'package-lock.json'])
    writeFileSync(join(root, name), 'before');
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (name: string, text = 'after!') => writeFileSync(join(root, name), text);

describe('watched sources', () => {
  it.each([
    ['written', () => write('lambda/core/a.ts')],
    ['added', () => write('infra/c.ts')],
    ['removed', () => rmSync(join(root, 'test/b.ts'))],
    ['other packages', () => write('package-lock.json')],
    ['written again as it was', () => utimesSync(join(root, 'test/b.ts'), 1, 1)],
  ])('have changed where one is %s', (_, change) => {
    const isChanged = watchSources(root);
    expect(isChanged()).toBe(false);
    change();
    expect(isChanged()).toBe(true);
  });

  it.each(['test/b.test.ts', 'test/shrunk.json'])(
    'have not changed by %s, of which no run is made',
    (name) => {
      const isChanged = watchSources(root);
      write(name);
      expect(isChanged()).toBe(false);
    },
  );

  it('are those of this clone without another choice', () => {
    expect(watchSources()()).toBe(false);
  });
});
