/**
 * Is each result kept whole, found by the beginning of its id, and gone only when it is the oldest of too many?
 */
import {
  chmod,
  lutimes,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  fileOfResult,
  removeOldest,
  removeResult,
  resultIds,
  resultNamed,
  resultsIn,
  writeResult,
} from '../../infra/results/result-folder.ts';
import { CHANCES, isResultId, resultId, startedMsOf } from '../../infra/results/result-id.ts';
import { HOUR_MS, SECOND_MS } from '../../lambda/core/units.ts';

const STARTED_MS = Date.UTC(2026, 10, 29, 16, 56, 22, 500);

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'results-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

/** Written as long after the beginning as its number says. */
async function keep(home: string, number: number, text = 'x'): Promise<string> {
  const id = resultId(STARTED_MS + number * SECOND_MS, number);
  await writeResult(home, id, { 'a.json': text });
  const written = new Date(STARTED_MS + number * SECOND_MS);
  await utimes(join(resultsIn(home), id), written, written);
  return id;
}

describe('an id', () => {
  it('an id says the second of the start, sorts by it, and no other text is one', () => {
    expect(resultId(STARTED_MS, CHANCES - 1)).toBe('261129-165622-vvv');
    expect(resultId(STARTED_MS, 0)).toBe('261129-165622-000');
    expect(startedMsOf('261129-165622-k3f')).toBe(STARTED_MS - 500);
    const ids = [1, 60, 86_400].map((seconds) => resultId(STARTED_MS + seconds * SECOND_MS, 5));
    expect(ids.toSorted()).toEqual(ids);
    for (const other of [
      '',
      '261129',
      '261129-165622-k3z',
      '261329-165622-k3f',
      '261129-165622-k3f.unfinished',
      '..',
    ])
      expect(isResultId(other), other).toBe(false);
  });
});

describe('a result that is kept', () => {
  it('a result that is kept is its owner’s alone, and is replaced whole', async () => {
    const home = await newHome();
    const id = resultId(STARTED_MS, 1);
    await writeResult(home, id, { 'a.json': 'one', 'b.json': 'two' });
    await writeResult(home, id, { 'a.json': 'three' });
    expect(await readdir(resultsIn(home))).toEqual([id]);
    expect(await readdir(join(resultsIn(home), id))).toEqual(['a.json']);
    expect(await readFile(fileOfResult(home, id, 'a.json'), 'utf8')).toBe('three');
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await modeOf(resultsIn(home))).toBe(0o700);
    expect(await modeOf(join(resultsIn(home), id))).toBe(0o700);
    expect(await modeOf(fileOfResult(home, id, 'a.json'))).toBe(0o600);
  });

  it('a result that a kill left half written is none, does not hinder the next, and goes after an hour', async () => {
    const home = await newHome();
    const id = await keep(home, 1);
    const left = join(resultsIn(home), `${resultId(STARTED_MS, 2)}.unfinished`);
    await mkdir(left, { mode: 0o700 });
    await writeFile(join(left, 'a.json'), '{"half');
    expect(await resultIds(home)).toEqual([id]);
    await removeOldest(home, (await stat(left)).mtimeMs + HOUR_MS);
    expect(await readdir(resultsIn(home))).toHaveLength(2);
    await removeOldest(home, (await stat(left)).mtimeMs + HOUR_MS + 1);
    expect(await readdir(resultsIn(home))).toEqual([id]);
    await mkdir(left, { mode: 0o700 });
    await writeFile(join(left, 'old.json'), '{"half');
    await keep(home, 2);
    expect(await readdir(join(resultsIn(home), resultId(STARTED_MS + 2 * SECOND_MS, 2)))).toEqual(['a.json']);
  });

  it('a result is found by the beginning of its id, where that is of no other', async () => {
    const home = await newHome();
    const [first, second] = [await keep(home, 1), await keep(home, 9)];
    expect(await resultIds(home)).toEqual([second, first]);
    expect(await resultNamed(home, first.slice(0, 13))).toBe(first);
    await expect(resultNamed(home, '261129-1656')).rejects.toThrow(
      `261129-1656 is the beginning of 2 results: ${second}, ${first}`,
    );
    await expect(resultNamed(home, '2612')).rejects.toThrow(`there is no result 2612 in ${resultsIn(home)}`);
    await removeResult(home, first);
    expect(await resultIds(home)).toEqual([second]);
    expect(await resultIds(await newHome())).toEqual([]);
  });

  it.skipIf(process.getuid === undefined)(
    'a result that others may write is refused by its name (skipped where files have no owner)',
    async () => {
      const home = await newHome();
      const id = await keep(home, 1);
      await chmod(fileOfResult(home, id, 'a.json'), 0o666);
      await expect(resultNamed(home, id)).rejects.toThrow('may be written by other users');
      await chmod(join(resultsIn(home), id), 0o777);
      await expect(resultIds(home)).rejects.toThrow(`${id} may be written by other users`);
    },
  );
});

describe('the oldest results', () => {
  it('the oldest results go beyond so many, and beyond so many bytes; the last one stays', async () => {
    const home = await newHome();
    const ids: string[] = [];
    for (const number of [1, 2, 3, 4]) ids.push(await keep(home, number, 'x'.repeat(10)));
    const [one = '', two = '', three = '', four = ''] = ids;
    const now = STARTED_MS;
    expect(await removeOldest(home, now, { results: 4, bytes: 40 })).toEqual([]);
    expect(await removeOldest(home, now, { results: 3, bytes: 40 })).toEqual([one]);
    expect(await removeOldest(home, now, { results: 3, bytes: 29 })).toEqual([two]);
    // A run that took long is as old as its writing.
    await utimes(
      join(resultsIn(home), three),
      new Date(STARTED_MS + HOUR_MS),
      new Date(STARTED_MS + HOUR_MS),
    );
    expect(await removeOldest(home, now, { results: 1, bytes: 5 })).toEqual([four]);
    expect(await resultIds(home)).toEqual([three]);
  });

  it('what is no folder under an id keeps nobody from removing, and goes in its turn', async () => {
    const home = await newHome();
    const [first, last] = [await keep(home, 1, 'x'.repeat(10)), await keep(home, 9, 'x'.repeat(10))];
    const [file, link] = [2, 3].map((number) => resultId(STARTED_MS + number * SECOND_MS, number));
    await writeFile(join(resultsIn(home), file!), 'x', { mode: 0o600 });
    await symlink(join(home, 'nowhere'), join(resultsIn(home), link!));
    const later = new Date(STARTED_MS + HOUR_MS);
    for (const id of [file!, link!]) await lutimes(join(resultsIn(home), id), later, later);
    expect(await removeOldest(home, STARTED_MS, { results: 4, bytes: 20 })).toEqual([]);
    expect(await removeOldest(home, STARTED_MS, { results: 2, bytes: 20 })).toEqual([last, first]);
    expect(await removeOldest(home, STARTED_MS, { results: 1, bytes: 20 })).toHaveLength(1);
  });
});
