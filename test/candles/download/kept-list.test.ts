/**
 * Is what was loaded listed as it is, with what is missing between?
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
});
