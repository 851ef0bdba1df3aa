/**
 * Has the code changed that runs are made of? A process has what it read when it began; one that replaces it reads anew.
 */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['lambda', 'infra', 'test'];
const PACKAGES = 'package-lock.json';

/** @returns whether a file was written, added or removed since this call: also one that is as it was again. */
export function watchSources(root = ROOT): () => boolean {
  const before = fingerprint(root);
  return () => fingerprint(root) !== before;
}

function fingerprint(root: string): string {
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(folder, name)),
  );
  const hash = createHash('sha256');
  for (const name of [...sources.toSorted(), PACKAGES]) {
    // One that is just being replaced is gone for a moment.
    const { size, mtimeMs } = statSync(join(root, name), { throwIfNoEntry: false }) ?? {};
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
