/**
 * Does `npm ci` install the same packages from any registry, and for every platform?
 */
import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { matchesByLine, type Rule } from './repository.ts';

export const LOCKFILE = 'package-lock.json';

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});
const lockfileSchema = z.object({ packages: z.record(z.string(), manifestSchema) });

/** It holds checksums, and no addresses. */
export const lockfileHasNoHosts: Rule = (files) =>
  files
    .filter(({ path }) => path === LOCKFILE)
    .flatMap((file) =>
      matchesByLine(
        file,
        /"resolved": "[a-z+]+:\/\/[^/"]*/,
        'an address in the lockfile: install with omit-lockfile-registry-resolved=true',
      ),
    );

/** Where Node would look for `name` from `owner`: in its own node_modules, then in those above it. */
function placesFor(owner: string, name: string): readonly string[] {
  const own = posix.join(owner, 'node_modules', name);
  if (owner === '') return [own];
  const above = owner.lastIndexOf('node_modules/');
  return [own, ...placesFor(owner.slice(0, Math.max(0, above)).replace(/\/$/, ''), name)];
}

/**
 * Every package has what it depends on, also for other platforms. Without an entry `npm ci` refuses the whole file;
 * `npm install` leaves one out when the registry it asks does not have the package.
 */
export const lockfileIsWhole: Rule = (files) => {
  const text = files.find(({ path }) => path === LOCKFILE)?.text;
  if (text === undefined) return [];
  const { packages } = lockfileSchema.parse(JSON.parse(text));
  const missing = Object.entries(packages).flatMap(([owner, manifest]) => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const wanted = Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...(owner === '' && devDependencies),
    });
    return wanted
      .filter((name) => placesFor(owner, name).every((place) => packages[place] === undefined))
      .map(
        (name) =>
          `${name}, which ${owner === '' ? 'the project' : owner} depends on, has no entry: npm ci fails`,
      );
  });
  const manifest = files.find(({ path }) => path === 'package.json')?.text;
  const declared = manifest === undefined ? packages[''] : manifestSchema.parse(JSON.parse(manifest));
  const isSame = isDeepStrictEqual(declared, packages['']);
  const differing = isSame ? [] : ['other dependencies than in package.json: run npm install'];
  return [...missing, ...differing].map((problem) => ({ path: LOCKFILE, line: 1, problem }));
};
