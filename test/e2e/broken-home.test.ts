/**
 * Is whatever is wrong with the folder of a run told with its path and what to do, and as no defect of the program?
 */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { folderOf, scalper } from '../harness/scalper-process.ts';

let ticked: string;

beforeAll(async () => {
  ticked = await folderOf();
  expect(await scalper(['tick'], { folder: ticked })).toMatchObject({ code: 0, stderr: '' });
});

/** As `tick` left it, with one file broken. */
async function brokenHome(spoil: (home: string) => Promise<void>): Promise<string> {
  const folder = await folderOf();
  await cp(join(ticked, '.scalper'), join(folder, '.scalper'), { recursive: true });
  await spoil(join(folder, '.scalper'));
  return folder;
}

const asFolder = (name: string) => async (home: string) => {
  await rm(join(home, name), { force: true });
  await mkdir(join(home, name), { mode: 0o700 });
};

/** Every table of the database. */
async function withoutTables(home: string): Promise<void> {
  const folder = join(home, 'dynamodb');
  for (const name of await readdir(folder)) {
    if (name.endsWith('.log')) await writeFile(join(folder, name), Buffer.alloc(500, 0x55));
    if (name.endsWith('.ldb')) await writeFile(join(folder, name), 'none');
  }
}

it.each([
  ['run.json', ['tick', '--fresh'], 'run.json: it is a folder (EISDIR); move it away, or name another place'],
  ['log.jsonl', ['tail'], 'log.jsonl cannot be read: it is a folder (EISDIR)'],
  ['log.jsonl', ['tick', '--fresh'], 'log.jsonl: it is a folder (EISDIR); move it away'],
] as const)('a folder in the place of %s is told by %j', async (name, args, words) => {
  const folder = await brokenHome(asFolder(name));
  const { code, stderr } = await scalper(args, { folder });
  expect([code, stderr]).toEqual([2, expect.stringContaining(`scalper: ${folder}/.scalper/${words}`)]);
  expect(stderr).not.toMatch(/defect|\n\s+at /);
});

it('a damaged database is told, and what begins anew', async () => {
  // The second run has put what the first one wrote into a table.
  const folder = await brokenHome(async (home) => {
    await scalper(['status'], { folder: join(home, '..') });
    await withoutTables(home);
  });
  const { code, stderr } = await scalper(['ledger'], { folder });
  expect(stderr).toMatch(/^scalper: .*local database .*\n$/);
  expect(code).toBe(2);
});

it('a path that leads nowhere is told by candles', async () => {
  for (const command of ['list', 'check']) {
    const { code, stderr } = await scalper(['candles', command, 'x'.repeat(300)], {
      folder: await folderOf(),
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('the name is too long (ENAMETOOLONG)')]);
  }
});
