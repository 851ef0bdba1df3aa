/**
 * Which code has made what is kept? With another one it is made anew.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';

/** The SHA-256 of the sources in these folders. @param isDeep also of those in their folders. */
export async function sourceVersion(folders: readonly URL[], isDeep: boolean): Promise<string> {
  const digest = createHash('sha256');
  for (const folder of folders) await addSources(digest, folder, isDeep);
  return digest.digest('hex');
}

async function addSources(
  digest: ReturnType<typeof createHash>,
  folder: URL,
  isDeep: boolean,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (entry.isFile()) digest.update(await readFile(new URL(entry.name, folder)));
    else if (isDeep && entry.isDirectory()) await addSources(digest, new URL(`${entry.name}/`, folder), true);
  }
}
