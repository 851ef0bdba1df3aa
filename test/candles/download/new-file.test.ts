/**
 * Is a file that is being loaded its owner's alone, and written through no link?
 */
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NewFile } from '../../../infra/candles/download/new-file.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'new-file-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('a new file is its owner’s alone, whatever the umask', async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const file = await NewFile.create(join(await newFolder(), 'new'));
  onTestFinished(() => file.discard());
  expect(((await stat(file.path)).mode & 0o777).toString(8)).toBe('600');
});

it('a new file is made in no place where something is, and through no link', async () => {
  const folder = await newFolder();
  const [kept, link] = [join(folder, 'kept'), join(folder, 'link')];
  await writeFile(kept, 'private');
  await symlink(kept, link);
  for (const path of [kept, link]) await expect(NewFile.create(path)).rejects.toThrow('EEXIST');
  expect(await readFile(kept, 'utf8')).toBe('private');
});
