/**
 * Are the candles of files and folders put together in order, and refused where they contradict each other?
 */

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RowBudget } from '../../infra/recordings/row-budget.ts';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import {
  bySymbol,
  file,
  folder,
  klineRow,
  lines,
  plainText,
  refusal,
  row,
  zipped,
} from '../harness/candle-writing.ts';

describe('several files', () => {
  it('several files are given as symbols in the order in which they are first given', async () => {
    const path = await folder({
      'SOLUSDT-1m-2025-05.csv': plainText([row(0, 150)]),
      'ETHUSDT-1m-2025-05.csv': plainText([row(0, 2000)]),
      'ETHUSDT-1m-2025-06.csv': plainText([row(50_000, 2500)]),
      'BTCUSDT-1m-2025-05.csv': plainText([row(0, 95_000)]),
    });
    const { symbols: read } = await readCandleFiles([
      join(path, 'ETHUSDT-1m-2025-06.csv'),
      join(path, 'SOLUSDT-1m-2025-05.csv'),
      join(path, 'ETHUSDT-1m-2025-05.csv'),
      join(path, 'BTCUSDT-1m-2025-05.csv'),
    ]);
    expect(read.map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'SOLUSDT', 'BTCUSDT']);
    expect(bySymbol(read)).toEqual({
      ETHUSDT: [row(0, 2000), row(50_000, 2500)],
      SOLUSDT: [row(0, 150)],
      BTCUSDT: [row(0, 95_000)],
    });
  });

  it('the files of a folder are its candle files sorted by name, and what is left out is told with the reason', async () => {
    const path = await folder({
      'ETHUSDT-1m-2025-05.csv': plainText([row(0)]),
      'BTCUSDT-1m-2025-06.zip': await zipped({ 'x.csv': lines(klineRow(row(1500), 1000)) }),
      'BTCUSDT-1m-2025-05.csv.gz': gzipSync(plainText([row(0)])),
      'BTCUSDT-5m-2025-05.csv': 'not read',
      'BTCUSDT-1m-2025-05.csv.CHECKSUM': 'not read',
      'README.md': 'not read',
      '._BTCUSDT-1m-2025-05.csv': 'not read',
      'ETHUSDT-of-BTCUSDT-1m-2025-05.csv': 'not read',
      'candles.csv': 'not read',
    });
    await mkdir(join(path, 'SOLUSDT-1m-2025-05.csv'));
    await mkdir(join(path, 'older'));
    await mkdir(join(path, '.scalper'));
    await writeFile(join(path, 'older', 'XRPUSDT-1m-2025-05.csv'), 'not read');
    const { symbols: read, unused } = await readCandleFiles([path]);
    expect(read.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(bySymbol(read)).toEqual({ BTCUSDT: [row(0), row(1500)], ETHUSDT: [row(0)] });
    expect(Object.fromEntries(unused.map((each) => [relative(path, each.file), each.reason]))).toEqual({
      '._BTCUSDT-1m-2025-05.csv': 'it is hidden',
      'BTCUSDT-1m-2025-05.csv.CHECKSUM': 'it does not end as a file of rows does',
      'BTCUSDT-5m-2025-05.csv': 'the name tells candles of 5m, and must tell those of one minute (1m)',
      'ETHUSDT-of-BTCUSDT-1m-2025-05.csv':
        'the name tells two symbols, ETHUSDT and BTCUSDT, and must tell one',
      'README.md': 'it does not end as a file of rows does',
      'SOLUSDT-1m-2025-05.csv': 'it is a folder',
      'candles.csv':
        'the name does not tell a symbol and one-minute candles (named itself, it is read by its rows)',
      older: 'it is a folder',
    });
  });

  it('several files may be files and folders together, a month and the days after it', async () => {
    const days = await folder({
      'BTCUSDT-1m-2025-05-02.csv': plainText([row(2880)]),
      'BTCUSDT-1m-2025-05-01.csv': plainText([row(1440)]),
    });
    const month = await file(plainText([row(0), row(1439)]), 'BTCUSDT-1m-2025-04.csv');
    expect(bySymbol((await readCandleFiles([days, month])).symbols)).toEqual({
      BTCUSDT: [row(0), row(1439), row(1440), row(2880)],
    });
  });

  it('several files must not hold the same minute', async () => {
    const path = await folder({
      'BTCUSDT-1m-2025-05.csv': plainText([row(0), row(1), row(3), row(4)]),
      'BTCUSDT-1m-2025-06.csv': plainText([row(2), row(3), row(4), row(5)]),
    });
    const [may, june] = [join(path, 'BTCUSDT-1m-2025-05.csv'), join(path, 'BTCUSDT-1m-2025-06.csv')];
    for (const paths of [[may, june], [june, may], [path]]) {
      const error = await refusal(...paths);
      expect(error.file).toBe(june);
      expect(error.message).toBe(
        `${june}: holds the minute 2025-05-01T00:03Z, a duplicate minute of ${may}, and files of one symbol must not overlap`,
      );
    }
  });

  it('several files must not hold the same minute, though it is only the last of one and the first of the next', async () => {
    const path = await folder({
      'BTCUSDT-1m-2025-05-01.csv': plainText([row(0), row(1440)]),
      'BTCUSDT-1m-2025-05-02.csv': plainText([row(1440), row(1441)]),
    });
    expect((await refusal(path)).message).toContain(
      'holds the minute 2025-05-02T00:00Z, a duplicate minute of',
    );
  });

  it('several files must not overlap, even without the same minute', async () => {
    const path = await folder({
      'BTCUSDT-1m-2025-05.csv': plainText([row(0), row(2)]),
      'BTCUSDT-1m-2025-06.csv': plainText([row(1), row(3)]),
    });
    expect((await refusal(path)).message).toBe(
      `${join(path, 'BTCUSDT-1m-2025-06.csv')}: begins at 2025-05-01T00:01Z, before ` +
        `${join(path, 'BTCUSDT-1m-2025-05.csv')} ends at 2025-05-01T00:02Z, and files of one symbol must not overlap`,
    );
  });

  it('several files must not be one file twice', async () => {
    const path = await file(plainText([row(0)]));
    expect((await refusal(path, join(path, '..'))).message).toBe(
      `${path}: is given twice, and must be given once`,
    );
  });

  it('several files have a most of rows together', async () => {
    const path = await folder({
      'BTCUSDT-1m-2025-05.csv': plainText([row(0), row(1)]),
      'ETHUSDT-1m-2025-05.csv': plainText([row(0), row(1)]),
    });
    expect((await readCandleFiles([path], { budget: new RowBudget(4) })).symbols).toHaveLength(2);
    await expect(readCandleFiles([path], { budget: new RowBudget(3) })).rejects.toThrow(
      `${join(path, 'ETHUSDT-1m-2025-05.csv')}, line 3: is row 4 of all files, and a run reads at most 3: give fewer files, or shorter ones`,
    );
  });

  it('no candle files are read where none are given', async () => {
    expect(await readCandleFiles([])).toEqual({ symbols: [], files: [], unused: [] });
  });
});

describe('a path', () => {
  it('a path that does not exist is refused', async () => {
    const path = join(await folder(), 'BTCUSDT-1m-1999-12.csv');
    const error = await refusal(path);
    expect(error.file).toBe(path);
    expect(error.message).toContain(
      `${path}: cannot be read: it is not there, or its folder is not (ENOENT)`,
    );
  });

  it('a path of a folder without candle files is refused', async () => {
    const path = await folder({ 'readme.txt': 'x', 'BTCUSDT-5m-2025-05.csv': 'x' });
    expect((await refusal(path)).message).toMatch(
      /: holds no candle files; not read, because the name tells candles of 5m, and must tell those of one minute \(1m\): BTCUSDT-5m-2025-05\.csv; not read, because it does not end as a file of rows does: readme\.txt; a candle file is called <SYMBOL>-1m-YYYY-MM or .*, such as BTCUSDT-1m-2025-05\.csv\.gz, or as the tool calls it that wrote it$/,
    );
  });

  it.skipIf(!existsSync('/dev/null'))(
    'a path that is neither file nor folder is refused (skipped where there is no /dev/null)',
    async () => {
      expect((await refusal('/dev/null')).message).toBe(
        '/dev/null: is neither a file nor a folder, and must be one of them',
      );
    },
  );
});
