/**
 * Is a file of candles read once, and never taken for what it is not?
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readCandleFiles, type ReadingOptions } from '../../infra/candles/candle-files.ts';
import { ColumnCache } from '../../infra/candles/column-cache.ts';
import type { ReadCandles } from '../../infra/candles/column-file.ts';
import { RowBudget } from '../../infra/recordings/row-budget.ts';
import { plainText, row } from '../harness/candle-texts.ts';

const ROWS = 100;
const NAME = 'BTCUSDT-1m-2025-05.csv';

async function setting() {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-cache-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [file, kept, said] = [join(folder, NAME), join(folder, 'candles'), new Array<string>()];
  await writeFile(file, plainText(Array.from({ length: ROWS }, (_, k) => row(k, 100 + k / 7))));
  const read = (options: ReadingOptions = {}) =>
    readCandleFiles([file], { ...options, cache: new ColumnCache(kept, (line) => said.push(line)) });
  const onlyKept = async () => join(kept, (await readdir(kept))[0]!);
  return { folder, file, kept, said, read, onlyKept };
}

/** Asks for a file that nobody may read any more: what comes was kept. */
const unread = (): Promise<ReadCandles> => Promise.reject(new Error('it was read'));
const SAID = { symbol: undefined, columns: undefined, utcOffsetMs: undefined };

it('what was kept is what was read, and is not read again', async () => {
  const { file, kept, said, read } = await setting();
  const plain = await readCandleFiles([file]);
  expect(await read()).toEqual(plain);
  expect(await read()).toEqual(plain);
  const again = await new ColumnCache(kept, (line) => said.push(line)).through(file, SAID, unread);
  expect(again).toEqual({ note: plain.files[0], candles: plain.symbols[0]!.candles });
  expect(said).toEqual([]);
  const names = await readdir(kept);
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.candles$/)]);
  const { mode, size } = await stat(join(kept, names[0]!));
  expect([mode & 0o777, size % 8, size > ROWS * 48]).toEqual([0o600, 0, true]);
});

it('other bytes, another name, and other words of the user are read anew', async () => {
  const { folder, file, kept, read } = await setting();
  await read();
  const cache = new ColumnCache(kept, () => undefined);
  const text = await readFile(file, 'utf8');
  const other = join(folder, 'ETHUSDT-1m-2025-05.csv');
  await writeFile(other, text);
  await expect(cache.through(other, SAID, unread)).rejects.toThrow('it was read');
  await expect(cache.through(file, { ...SAID, utcOffsetMs: 3_600_000 }, unread)).rejects.toThrow(
    'it was read',
  );
  await writeFile(file, text.replace('100', '101'));
  await expect(cache.through(file, SAID, unread)).rejects.toThrow('it was read');
});

const DAMAGES: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['nothing', () => Buffer.alloc(0)],
  ['a part', (bytes) => bytes.subarray(0, bytes.length - 8)],
  ['only its beginning', (bytes) => bytes.subarray(0, 20)],
  ['more than there was', (bytes) => Buffer.concat([bytes, Buffer.alloc(8)])],
  ['another version', (bytes) => Buffer.concat([Buffer.from('scalper2'), bytes.subarray(8)])],
  [
    'words of another file',
    (bytes) =>
      Buffer.from(bytes.toString('latin1').replace(/"sourceSha256":"../, '"sourceSha256":"--'), 'latin1'),
  ],
  [
    'words that are none',
    (bytes) => Buffer.from(bytes.toString('latin1').replace('{"source', '{{source'), 'latin1'),
  ],
  [
    'a price with one other bit',
    (bytes) => bytes.fill(bytes.at(-20)! ^ 1, bytes.length - 20, bytes.length - 19),
  ],
];

it.each(DAMAGES)('a kept file with %s is said to be damaged, and made again', async (_, damage) => {
  const { file, said, read, onlyKept } = await setting();
  const first = await read();
  const path = await onlyKept();
  const whole = await readFile(path);
  await writeFile(path, damage(Buffer.from(whole)));
  expect(await read()).toEqual(first);
  expect(said).toEqual([`${path} is damaged: the columns of ${file} are made again from the file`]);
  expect((await readFile(path)).equals(whole)).toBe(true);
  expect(await read()).toEqual(first);
  expect(said).toHaveLength(1);
});

it('a pipe in the place of a kept file is not waited for, and is replaced', async () => {
  const { said, read, onlyKept } = await setting();
  const first = await read();
  const path = await onlyKept();
  await rm(path);
  execFileSync('mkfifo', [path]);
  expect(await read()).toEqual(first);
  expect(said).toEqual([`${path} cannot be read: it is no file`]);
  expect((await stat(path)).isFile()).toBe(true);
});

it('a place where nothing can be kept is told, and the candles are read all the same', async () => {
  const { kept, said, read } = await setting();
  await writeFile(kept, 'a file');
  expect((await read()).symbols[0]!.candles.length).toBe(ROWS);
  expect(said).toEqual([expect.stringContaining(`cannot be kept in ${kept}: `)]);
});

it('a file that is wrong is refused each time, and leaves nothing', async () => {
  const { file, kept, read } = await setting();
  await writeFile(file, plainText([row(0), row(0)]));
  for (let time = 0; time < 2; time += 1) await expect(read()).rejects.toThrow('a duplicate minute');
  await expect(readdir(kept)).rejects.toThrow('ENOENT');
});

it('rows that were kept count as rows that are read', async () => {
  const { read } = await setting();
  await read();
  await expect(read({ budget: new RowBudget(ROWS) })).resolves.toBeDefined();
  await expect(read({ budget: new RowBudget(ROWS - 1) })).rejects.toThrow(`is row ${ROWS} of all files`);
});

it('two that read at once leave one whole file', async () => {
  const { read, kept, said } = await setting();
  const [one, other] = await Promise.all([read(), read()]);
  expect(one).toEqual(other);
  expect(await readdir(kept)).toHaveLength(1);
  expect(await read()).toEqual(one);
  expect(said).toEqual([]);
});

it('of more than fits the oldest columns go, never those that were written now, and it is said', async () => {
  const { folder, file, kept, said } = await setting();
  const others = ['ETHUSDT-1m-2025-05.csv', 'SOLUSDT-1m-2025-05.csv'].map((name) => join(folder, name));
  for (const other of others) await writeFile(other, await readFile(file));
  const size = ROWS * 6 * 8;
  const cache = new ColumnCache(kept, (line) => said.push(line), 2.5 * size);
  for (const [k, path] of [file, ...others].entries()) {
    await readCandleFiles([path], { cache });
    const names = await readdir(kept);
    expect(names).toHaveLength(Math.min(2, k + 1));
  }
  expect(said).toEqual([
    expect.stringMatching(/^the columns of 1 file of candles were removed from .*oldest first/),
  ]);
  await expect(cache.through(others[1]!, SAID, unread)).resolves.toBeDefined();
});
