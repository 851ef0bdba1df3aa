/**
 * Can a user of the machine reach into the run of another?
 *
 * The neighbour is a process of another user. Only root may start one.
 */
import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BIN, contentsOf, folderOf, scalper, startProgram, type Ended } from '../harness/scalper-process.ts';

const NEIGHBOUR = 65_534;
const AS_NEIGHBOUR = ['setpriv', `--reuid=${NEIGHBOUR}`, `--regid=${NEIGHBOUR}`, '--clear-groups'] as const;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Holds a database open, as a run of an earlier release does. */
const HOLD = `const { Level } = require(require.resolve('level', { paths: [require.resolve('dynalite')] }));
new Level(process.argv[1]).open().then(() => { console.log('open'); setInterval(() => {}, 1000); });`;
const TICK = ['tick', '--once'] as const;

function runAsNeighbour(command: string, args: readonly string[]): { readonly status: number | null } {
  const [program, ...options] = AS_NEIGHBOUR;
  return spawnSync(program, [...options, command, ...args]);
}

/** A clone or a Node in a private folder is out of the neighbour's reach. */
const isPossible =
  process.getuid?.() === 0 && runAsNeighbour(process.execPath, ['--check', BIN]).status === 0;

async function scalperAsNeighbour(args: readonly string[], folder: string): Promise<Ended> {
  const [program, ...options] = AS_NEIGHBOUR;
  return startProgram(program, [...options, process.execPath, BIN, ...args], { folder }).ended;
}

/** A folder that the neighbour owns. */
async function neighbourFolder(): Promise<string> {
  const folder = await folderOf();
  await chown(folder, NEIGHBOUR, NEIGHBOUR);
  return folder;
}

async function modesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  const modes = await Promise.all(
    [folder, ...paths].map(async (path) => {
      const stats = await stat(path);
      return `${stats.isDirectory() ? 'folder' : 'file'} ${(stats.mode & 0o777).toString(8)}`;
    }),
  );
  return [...new Set(modes)].toSorted();
}

it('the folder of a run is its owner’s alone, whatever the umask', async () => {
  const folder = await folderOf();
  const shell = ['-c', 'umask 000; exec "$0" "$@"', process.execPath, BIN, ...TICK];
  const { code, stderr } = await startProgram('/bin/sh', shell, { folder }).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await modesIn(join(folder, '.scalper'))).toEqual(['file 600', 'folder 700']);
});

it('a folder that others may write is refused by its name, and left as it is', async () => {
  const folder = await folderOf();
  const home = join(folder, '.scalper');
  await mkdir(home);
  await chmod(home, 0o777);
  await writeFile(join(home, 'run.json'), '{}');
  const before = await contentsOf(folder);
  for (const args of [TICK, ['status'], ['tail'], ['pause'], ['doctor']]) {
    const { code, stderr } = await scalper(args, { folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${home} may be written by other users`)]);
  }
  expect(await contentsOf(folder)).toEqual(before);
});

describe.skipIf(!isPossible)(
  'a neighbour (skipped where tests are not run by root, or no setpriv is there, or the neighbour cannot read this clone)',
  () => {
    let folder: string;
    let victim: string;

    beforeAll(async () => {
      folder = await neighbourFolder();
      victim = join(await folderOf({ private: 'private' }), 'private');
    });

    it('links in a folder of the neighbour lead nothing that is written elsewhere', async () => {
      const links = ['run.json.unfinished', 'endpoint.json.unfinished', 'log.jsonl', 'log.1.jsonl'];
      const script = `mkdir .scalper && cd .scalper && for name in ${links.join(' ')}; do ln -s ${victim} $name; done`;
      expect(runAsNeighbour('/bin/sh', ['-c', `cd ${folder} && ${script}`]).status).toBe(0);
      const { code, stderr } = await scalper(TICK, { folder });
      expect(await readFile(victim, 'utf8')).toBe('private');
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`${folder}/.scalper belongs to user ${NEIGHBOUR}, and you are user 0`),
      ]);
    });

    it('where nothing can be written another folder is proposed, and a result is shown all the same', async () => {
      const closed = await folderOf();
      await chmod(closed, 0o755);
      const remedy = 'name another folder; SCALPER_HOME is that of runs';
      const refused = await scalperAsNeighbour(TICK, closed);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        `scalper: ${closed}/.scalper/dynamodb cannot be made: this user may not read or write there (EACCES); ${remedy}\n`,
      ]);
      const shown = await scalperAsNeighbour(['backtest', '--quiet'], closed);
      expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('\nResult\n')]);
      expect(shown.stderr).toContain('this result is not kept: ');
      expect(shown.stderr).toContain(remedy);
    });

    it('a lock that another user holds is named', async () => {
      const own = await neighbourFolder();
      const first = await scalperAsNeighbour(TICK, own);
      expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
      const database = join(own, '.scalper', 'dynamodb');
      const holder = startProgram(process.execPath, ['-e', HOLD, database], { folder: ROOT });
      await holder.until('open');
      const { code, stderr } = await scalperAsNeighbour(['status'], own);
      holder.signal('SIGKILL');
      expect(code).toBe(2);
      expect(stderr).toMatch(/\.scalper\/dynamodb\/\S+ belongs to user 0, and you are user 65534/);
    });
  },
);
