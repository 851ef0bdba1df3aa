/**
 * Is what another user has made, or may write, left alone, and what is made the owner's alone?
 */
import {
  chmod,
  lstat,
  lchown,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { closeSync, existsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputError } from '../../infra/input-error.ts';
import {
  makeClosedFolder,
  makeOwnFolder,
  openOwnToAppend,
  replaceOwnFile,
  requireOwn,
  requireOwnContents,
} from '../../infra/files/owner-only.ts';

const OTHER_USER = 65_534;
const isRoot = process.getuid?.() === 0;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'owner-only-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

/** The umask of the test's own process, until it has finished. */
function withUmask(mask: number): void {
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
}

describe('what is no place for a run', () => {
  it('what is no place for a run is refused with what it must be', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '', { mode: 0o600 });
    expect(() => requireOwn(join(file, 'run.json'))).toThrow(
      `${file}/run.json cannot be read: part of the path is no folder (ENOTDIR); SCALPER_HOME must name a folder`,
    );
    // Never with a command that closes the device to everybody else.
    expect(() => requireOwn('/dev/null')).toThrow(
      '/dev/null is neither a file nor a folder: name a folder of your own in SCALPER_HOME',
    );
  });
});

describe('what others may write', () => {
  it.each([
    ['the group', 0o720],
    ['everybody', 0o702],
  ])('a folder that %s may write is refused by its name, with what to do', async (_, mode) => {
    const folder = await newFolder();
    await chmod(folder, mode);
    expect(() => requireOwn(folder)).toThrow(
      `${folder} may be written by other users, who could have changed it: look at it, then \`chmod -R go-w ${folder}\`, or name another folder in SCALPER_HOME`,
    );
    await expect(makeOwnFolder(folder)).rejects.toThrow('may be written by other users');
    await chmod(folder, 0o755);
    requireOwn(folder);
  });

  it('a file that others may write is refused by its name, also in a folder', async () => {
    const folder = await newFolder();
    const file = join(folder, 'LOCK');
    await writeFile(file, '');
    await chmod(file, 0o606);
    expect(() => requireOwn(file)).toThrow(`look at it, then \`chmod go-w ${file}\`, or name`);
    expect(() => requireOwnContents(folder)).toThrow(file);
  });

  it('what is not there is nobody’s', async () => {
    const folder = await newFolder();
    requireOwn(join(folder, 'none'));
    requireOwnContents(join(folder, 'none'));
    await symlink('nowhere', join(folder, 'link'));
    requireOwn(join(folder, 'link'));
  });
});

describe.skipIf(!isRoot)('what another user has made (skipped where tests do not run as root)', () => {
  const words = (path: string) =>
    `${path} belongs to user ${OTHER_USER}, and you are user 0: run as that user, or name a folder of your own in SCALPER_HOME`;

  it('a folder and a file of another user are refused by name', async () => {
    const folder = await newFolder();
    const file = join(folder, 'LOCK');
    await writeFile(file, '');
    await lchown(file, OTHER_USER, OTHER_USER);
    requireOwn(folder);
    expect(() => requireOwnContents(folder)).toThrow(words(file));
    await lchown(folder, OTHER_USER, OTHER_USER);
    expect(() => requireOwn(folder)).toThrow(words(folder));
    await expect(makeClosedFolder(folder)).rejects.toThrow(words(folder));
  });

  it('a link of another user is refused though it leads to a folder of one’s own, and one’s own link is not', async () => {
    const folder = await newFolder();
    const link = join(folder, '.scalper');
    await mkdir(join(folder, 'mine'));
    await symlink(join(folder, 'mine'), link);
    requireOwn(link);
    await lchown(link, OTHER_USER, OTHER_USER);
    expect(() => requireOwn(link)).toThrow(words(link));
  });

  it('one’s own link to a folder of another user is refused', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'theirs'));
    await lchown(join(folder, 'theirs'), OTHER_USER, OTHER_USER);
    await symlink(join(folder, 'theirs'), join(folder, 'link'));
    expect(() => requireOwn(join(folder, 'link'))).toThrow(words(join(folder, 'link')));
  });
});

describe('what is made', () => {
  it.skipIf(!existsSync('/proc'))(
    'where no folder can be made, that is said, with what to do (skipped where there is no /proc)',
    async () => {
      await expect(makeOwnFolder('/proc/none/inner')).rejects.toThrow(
        new InputError('no folder can be made in /proc: name another place'),
      );
    },
  );

  it('a file in the place of a folder is named', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    await expect(makeOwnFolder(file)).rejects.toThrow(`${file} cannot be made: it is there already (EEXIST)`);
    await expect(makeOwnFolder(join(file, 'inner'))).rejects.toThrow(
      'part of the path is no folder (ENOTDIR)',
    );
  });

  it.each([0o000, 0o022])('what is made with the umask %i is for its owner only', async (mask) => {
    const folder = await newFolder();
    withUmask(mask);
    const inner = join(folder, 'outer', 'inner');
    await makeOwnFolder(inner);
    await replaceOwnFile(join(inner, 'run.json'), '{}\n');
    closeSync(openOwnToAppend(join(inner, 'log.jsonl')));
    const modes = ['outer', 'outer/inner', 'outer/inner/run.json', 'outer/inner/log.jsonl'];
    expect(await Promise.all(modes.map((path) => modeOf(join(folder, path))))).toEqual([
      '700',
      '700',
      '600',
      '600',
    ]);
  });

  it('a database folder and a log that others could read are closed to them', async () => {
    const folder = await newFolder();
    await chmod(folder, 0o755);
    await makeClosedFolder(folder);
    await writeFile(join(folder, 'log.jsonl'), '', { mode: 0o644 });
    closeSync(openOwnToAppend(join(folder, 'log.jsonl')));
    expect([await modeOf(folder), await modeOf(join(folder, 'log.jsonl'))]).toEqual(['700', '600']);
  });
});

describe('a link in the place of a file', () => {
  it('a link in the place of a file is replaced, and what it leads to stays', async () => {
    const folder = await newFolder();
    const victim = join(folder, 'private');
    await writeFile(victim, 'private');
    const file = join(folder, 'run.json');
    await symlink(victim, file);
    await symlink(victim, `${file}.unfinished`);
    await replaceOwnFile(file, 'new');
    expect(await readFile(victim, 'utf8')).toBe('private');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await lstat(file)).isFile()).toBe(true);
  });

  it('a link in the place of a file is not appended to', async () => {
    const folder = await newFolder();
    const victim = join(folder, 'private');
    await writeFile(victim, 'private');
    const log = join(folder, 'log.jsonl');
    await symlink(victim, log);
    expect(() => openOwnToAppend(log)).toThrow(`${log} is a link, and must be a file: remove it`);
    await rm(log);
    for (const line of ['a', 'b']) {
      const descriptor = openOwnToAppend(log);
      writeSync(descriptor, line);
      closeSync(descriptor);
    }
    expect(await readFile(log, 'utf8')).toBe('ab');
    expect(await readFile(victim, 'utf8')).toBe('private');
  });
});
