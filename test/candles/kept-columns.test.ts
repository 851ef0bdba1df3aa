/**
 * Is it told which columns are kept, of which files, how large and how old they are, and which are of no use any more?
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { ColumnCache } from '../../infra/candles/column-cache.ts';
import { listKeptColumns } from '../../infra/candles/kept-columns.ts';
import { columnsScreen } from '../../infra/cli/commands/candles/columns-screen.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { plainText, row } from '../harness/candle-texts.ts';

const NAMES = ['BTCUSDT-1m-2025-06.csv', 'ETHUSDT-1m-2025-05.csv', 'BTCUSDT-1m-2025-05.csv'];
const JUNE_MINUTE = 31 * 1_440;
const NOW_MS = Date.parse('2025-07-01T12:00Z');

/** Three files of two symbols, read once; the columns are as old as the day of the test says. */
async function keptFolder(): Promise<{ readonly folder: string; readonly kept: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-kept-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const kept = join(folder, 'candles');
  const cache = new ColumnCache(kept, () => undefined);
  for (const [k, name] of NAMES.entries()) {
    const first = k === 0 ? JUNE_MINUTE : 0;
    await writeFile(
      join(folder, name),
      plainText(Array.from({ length: 10 }, (_, minute) => row(first + minute))),
    );
    await readCandleFiles([join(folder, name)], { cache });
  }
  for (const { path } of await listKeptColumns(kept)) await utimes(path, 0, (NOW_MS - 3 * DAY_MS) / 1_000);
  return { folder, kept };
}

describe('Kept columns', () => {
  it('say the file that they were read from, its bytes, and what it held, by symbol and time', async () => {
    const { folder, kept } = await keptFolder();
    const listed = await listKeptColumns(kept);
    expect(listed.map(({ source }) => source?.name)).toEqual([NAMES[2], NAMES[0], NAMES[1]]);
    const bytes = await readFile(join(folder, NAMES[2]!));
    expect(listed[0]).toMatchObject({
      isUsed: true,
      writtenMs: NOW_MS - 3 * DAY_MS,
      source: {
        symbol: 'BTCUSDT',
        rows: 10,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        fromMs: Date.parse('2025-05-01T00:00Z'),
        toMs: Date.parse('2025-05-01T00:09Z'),
      },
    });
    expect(listed[0]!.bytes).toBe((await readFile(listed[0]!.path)).length);
  });

  it('that are damaged, or were read by other code, are told to be of no use', async () => {
    const { kept } = await keptFolder();
    const [first, second, third] = await listKeptColumns(kept);
    await writeFile(first!.path, 'damaged');
    const text = await readFile(second!.path, 'latin1');
    await writeFile(second!.path, text.replace(/"reader":"../, '"reader":"--'), 'latin1');
    const listed = await listKeptColumns(kept);
    expect(listed.map(({ path, isUsed }) => [path, isUsed])).toEqual([
      [second!.path, false],
      [third!.path, true],
      [first!.path, false],
    ]);
    expect(listed.map(({ source }) => source?.symbol)).toEqual(['BTCUSDT', 'ETHUSDT', undefined]);
  });

  it('are none where there is no folder', async () => {
    expect(await listKeptColumns(join(tmpdir(), 'nowhere', 'candles'))).toEqual([]);
  });
});

describe('Their screen', () => {
  it('has a line for each symbol, with the size, the age and the files, and one for what is of no use', async () => {
    const { kept } = await keptFolder();
    const [first] = await listKeptColumns(kept);
    await writeFile(first!.path, 'damaged');
    const shown = { folder: '/kept', nowMs: NOW_MS };
    const listed = await listKeptColumns(kept);
    expect(columnsScreen(listed, shown, 120)).toEqual([
      'Columns of files that were read are kept, so that they are read once: 3 files, 2 kB of at most 2.00 GB, in /kept. They',
      'may be deleted at any time.',
      '  symbol   days                      rows  size  read ago  from',
      '  BTCUSDT  2025-06-01 to 2025-06-01    10  1 kB    3 days  BTCUSDT-1m-2025-06.csv',
      '  ETHUSDT  2025-05-01 to 2025-05-01    10  1 kB    3 days  ETHUSDT-1m-2025-05.csv',
      '1 file of them (1 kB) is of another release, or damaged, and not used any more.',
    ]);
  });

  it('puts several files of a symbol together, and names below a line where that is narrow', async () => {
    const { kept } = await keptFolder();
    const [young] = await listKeptColumns(kept);
    await utimes(young!.path, 0, (NOW_MS - 7_200_000) / 1_000);
    const lines = columnsScreen(await listKeptColumns(kept), { folder: '/kept', nowMs: NOW_MS }, 76);
    expect(lines.slice(2)).toEqual([
      '  symbol   days                      rows  size       read ago',
      '  BTCUSDT  2025-05-01 to 2025-06-01    20  2 kB  2 h to 3 days',
      '    from BTCUSDT-1m-2025-05.csv and 1 other',
      '  ETHUSDT  2025-05-01 to 2025-05-01    10  1 kB         3 days',
      '    from ETHUSDT-1m-2025-05.csv',
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(76);
  });
});
