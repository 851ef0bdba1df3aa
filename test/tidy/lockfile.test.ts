/**
 * Is a lockfile that cannot be installed everywhere found?
 */
import { describe, expect, it } from 'vitest';
import { lockfileHasNoHosts, lockfileIsWhole } from './lockfile.ts';
import { shown } from './repository.ts';

const PATH = 'package-lock.json';

describe('an address in the lockfile', () => {
  const problems = (text: string) => lockfileHasNoHosts([{ path: PATH, text }]);

  it('an address in the lockfile is found', () => {
    expect(problems('{\n"resolved": "http://10.0.0.1/a.tgz" }')).toMatchObject([{ line: 2 }]);
    expect(problems('"resolved": "git+ssh://git@github.com/a/b.git#c"')).toHaveLength(1);
  });

  it('an address in the lockfile is not a checksum, a folder or the page of a fund', () => {
    expect(problems('"resolved": "node_modules/a", "integrity": "sha512-a/b=="')).toEqual([]);
    expect(problems('"funding": { "url": "https://example.com/a" }')).toEqual([]);
  });
});

describe('a lockfile', () => {
  const problems = (packages: Readonly<Record<string, object>>, manifest?: object): string[] =>
    shown(
      lockfileIsWhole([
        { path: PATH, text: JSON.stringify({ packages }) },
        ...(manifest === undefined ? [] : [{ path: 'package.json', text: JSON.stringify(manifest) }]),
      ]),
    );

  it('a lockfile has what its packages depend on, beside them or above', () => {
    const a = { dependencies: { b: '1', '@c/d': '1' }, peerDependencies: { z: '1' } };
    const packages = { '': { devDependencies: { a: '1' } }, 'node_modules/a': a };
    const above = { 'node_modules/@c/d': { dependencies: { b: '1' } }, 'node_modules/b': {} };
    expect(problems({ ...packages, ...above })).toEqual([]);
    const beside = { 'node_modules/a/node_modules/@c/d': { dependencies: { b: '1' } } };
    expect(problems({ ...packages, ...beside, 'node_modules/a/node_modules/b': {} })).toEqual([]);
  });

  it('a lockfile must not leave out a package for another platform', () => {
    const packages = { '': {}, 'node_modules/a': { optionalDependencies: { 'a-darwin': '1' } } };
    expect(problems(packages)).toEqual([
      `${PATH}:1 a-darwin, which node_modules/a depends on, has no entry: npm ci fails`,
    ]);
  });

  it('a lockfile must not miss a package that only another one has for itself', () => {
    const packages = {
      '': { dependencies: { b: '1', a: '1' } },
      'node_modules/a': {},
      'node_modules/a/node_modules/b': {},
    };
    expect(problems(packages)).toEqual([
      `${PATH}:1 b, which the project depends on, has no entry: npm ci fails`,
    ]);
  });

  it('a lockfile must agree with package.json', () => {
    const packages = { '': { dependencies: { a: '1' } }, 'node_modules/a': {} };
    expect(problems(packages, { name: 'bot', dependencies: { a: '1' } })).toEqual([]);
    expect(problems(packages, { name: 'bot', dependencies: { a: '2' } })).toEqual([
      `${PATH}:1 other dependencies than in package.json: run npm install`,
    ]);
  });
});
