/**
 * Is what was loaded listed as it is, with what is missing between?
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../../infra/candles/download/check-files.ts';
import { archiveFolder, keptFolders, listKept } from '../../../infra/candles/download/kept-list.ts';
import { folder } from '../../harness/candle-writing.ts';
import { archiveOf, fetchInto } from './fetching.ts';

const at = (day: string) => Date.parse(`${day}T00:00Z`);

describe('the list of what was loaded', () => {
  it('months, days, bytes and the spans between them that no file holds', async () => {
    const archive = await archiveOf('2024-02', '2024-04', '2024-05-01', '2024-05-03');
    const home = await folder();
    const path = archiveFolder(home, 'binanceusdm', 'BTCUSDT');
    await mkdir(path, { recursive: true });
    const { files } = await fetchInto(path, archive, { from: '2024-02-01', to: '2024-05-04' });
    // One that was made for candles that never came.
    await mkdir(archiveFolder(home, 'binanceusdm', 'ETHUSDT'));
    expect(await keptFolders(home)).toEqual([path]);
    expect(await listKept([path])).toEqual([
      {
        exchange: 'binanceusdm',
        symbol: 'BTCUSDT',
        folder: path,
        fromMs: at('2024-02-01'),
        toMs: at('2024-05-04'),
        months: 2,
        days: 2,
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        holes: [
          { fromMs: at('2024-03-01'), toMs: at('2024-04-01') },
          { fromMs: at('2024-05-02'), toMs: at('2024-05-03') },
        ],
      },
    ]);
  });

  it('a file that is gone is not listed', async () => {
    const archive = await archiveOf('2024-02', '2024-03');
    const path = await folder();
    await fetchInto(path, archive, { from: '2024-02-01', to: '2024-04-01' });
    await rm(join(path, 'BTCUSDT-1m-2024-03.zip'));
    expect(await listKept([path])).toMatchObject([{ months: 1, toMs: at('2024-03-01') }]);
    await rm(join(path, 'BTCUSDT-1m-2024-02.zip'));
    expect(await listKept([path])).toEqual([]);
  });
});

describe('a check', () => {
  const terms = { signal: new AbortController().signal, againWords: () => 'again' };

  it('names every file that is gone, where none is left, too', async () => {
    const archive = await archiveOf('2024-02', '2024-03');
    const path = await folder();
    await fetchInto(path, archive, { from: '2024-02-01', to: '2024-04-01' });
    for (const month of ['02', '03']) await rm(join(path, `BTCUSDT-1m-2024-${month}.zip`));
    const checked = await checkFiles([path], terms);
    expect(checked.map(({ problems }) => problems)).toEqual([
      ['it was loaded, and is gone: again'],
      ['it was loaded, and is gone: again'],
    ]);
  });

  it('counts missing minutes and candles without volume in the period of the name', async () => {
    const archive = await archiveOf('2024-02-01');
    const path = await folder();
    await fetchInto(path, archive, { from: '2024-02-01', to: '2024-02-02' });
    expect(await checkFiles([path], terms)).toMatchObject([
      { rows: 3, missingMinutes: 1437, withoutVolume: 1, sum: 'matches', problems: [] },
    ]);
  });

  it('compares with what is published, where somebody publishes it, and ends when it is interrupted', async () => {
    const archive = await archiveOf('2024-02-01');
    const path = await folder();
    await fetchInto(path, archive, { from: '2024-02-01', to: '2024-02-02' });
    const published = () => Promise.resolve({ is: 'unknown' } as const);
    const [checked] = await checkFiles([path], { ...terms, published });
    expect(checked?.published).toBeUndefined();
    const other = { is: 'there', sha256: 'f'.repeat(64) } as const;
    const corrected = await checkFiles([path], { ...terms, published: () => Promise.resolve(other) });
    expect(corrected).toMatchObject([
      { published: 'corrected', problems: ['it was corrected in the archive since: again'] },
    ]);
    const gone = await checkFiles([path], { ...terms, published: () => Promise.resolve({ is: 'none' }) });
    expect(gone).toMatchObject([
      { published: 'withdrawn', problems: ['the archive does not have it any more'] },
    ]);
    const controller = new AbortController();
    const asked = () => {
      controller.abort();
      return Promise.reject(new Error('it was broken off'));
    };
    const broken = { ...terms, signal: controller.signal, published: asked };
    expect(await checkFiles([path], broken)).toEqual([]);
  });

  it('of a span only its minutes are told, and only files that have some', async () => {
    const path = await folder();
    const row = (minute: string, volume: number) => `${Date.parse(`${minute}Z`)},100,101,99,100,${volume}`;
    const write = (name: string, ...rows: readonly string[]) =>
      writeFile(join(path, name), ['ts,open,high,low,close,volume', ...rows, ''].join('\n'));
    await write('BTCUSDT-1m-2024-02.csv', row('2024-02-29T23:58', 0), row('2024-02-29T23:59', 1));
    const [first, second, third] = ['2024-03-01T00:00', '2024-03-01T00:01', '2024-03-01T00:03'];
    await write('BTCUSDT-1m-2024-03.csv', row(first, 0), row(second, 0), row(third, 5));
    await write('BTCUSDT-1m.csv', row('2024-01-01T00:00', 1), row('2024-01-01T00:01', 1));
    const within = async (from: string, to: string) => {
      const [fromMs, toMs] = [from, to].map((minute) => Date.parse(`${minute}Z`));
      const checked = await checkFiles([path], { ...terms, span: { fromMs: fromMs!, toMs: toMs! } });
      return checked.map(({ file, rows, fromMs: at, missingMinutes, withoutVolume }) => [
        basename(file),
        rows,
        new Date(at!).toISOString().slice(0, 16),
        missingMinutes,
        withoutVolume,
      ]);
    };
    expect(await within('2024-02-29T23:59', '2024-03-01T00:03')).toEqual([
      ['BTCUSDT-1m-2024-02.csv', 1, '2024-02-29T23:59', 0, 0],
      ['BTCUSDT-1m-2024-03.csv', 2, first, 1, 2],
    ]);
    // The minute at which it ends is not of it.
    expect(await within(second, third)).toEqual([['BTCUSDT-1m-2024-03.csv', 1, second, 1, 1]]);
    expect(await within('2024-01-01T00:01', '2024-01-02T00:00')).toEqual([
      ['BTCUSDT-1m.csv', 1, '2024-01-01T00:01', 0, 0],
    ]);
    expect(await within('2024-01-02T00:00', '2024-01-03T00:00')).toEqual([]);
  });
});
