/**
 * Which code is it? The revision of the clone that it was built from, and a hash of the function's files.
 *
 * The hash decides: two revisions that differ in a page have one function.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIGITS = 12;

/** `4c97113f0a29 bundle 1a2b3c4d5e6f`. @param files of the function, by their names */
export function releaseOf(files: ReadonlyMap<string, Uint8Array>, revision = revisionOfClone()): string {
  return `${revision} bundle ${bundleHash(files)}`;
}

/** The function alone: the same bytes have the same. */
export function bundleHash(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, content] of [...files].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, DIGITS);
}

/** The files of a function that was built. */
export function filesOf(folder: string): ReadonlyMap<string, Uint8Array> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** Whether two releases have the same function, whatever their revisions. */
export function isSameBundle(one: string, other: string): boolean {
  return bundleOf(one) === bundleOf(other);
}

function bundleOf(release: string): string | undefined {
  return release.split(' ').at(-1);
}

/** Whether the revision alone says which code it is. */
export function isUnchanged(revision: string): boolean {
  return /^[0-9a-f]+$/.test(revision);
}

/** With `-dirty` where a file of it was changed, such as infra/stages.ts. */
export function revisionOfClone(): string {
  try {
    const options = ['--always', `--abbrev=${DIGITS}`, '--dirty', '--exclude=*'];
    return execFileSync('git', ['describe', ...options], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // Unpacked from an archive, or there is no git.
    return 'unknown';
  }
}
