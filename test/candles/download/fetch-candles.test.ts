/**
 * Is every file loaded once, whole and with its sum, and is nothing of the user's lost?
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../../infra/candles/candle-files.ts';
import { writingTo } from '../../../infra/candles/download/new-file.ts';
import { folder } from '../../harness/candle-writing.ts';
import { archiveOf, fetchInto, namesIn, outcomes, refusalOf } from './fetching.ts';
import { sha256 } from './loopback-archive.ts';

const SPAN = { from: '2024-05-01', to: '2024-07-01' };
const MAY = 'BTCUSDT-1m-2024-05.zip';
const JUNE = 'BTCUSDT-1m-2024-06.zip';

describe('files of an archive', () => {
  it('months are loaded with their sums, and are read as candles', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const path = await folder();
    expect(outcomes(await fetchInto(path, archive, SPAN))).toEqual(['2024-05 loaded', '2024-06 loaded']);
    expect(archive.asked).toEqual([`${MAY}.CHECKSUM`, MAY, `${JUNE}.CHECKSUM`, JUNE]);
    const { symbols, unused } = await readCandleFiles([path]);
    expect(symbols.map(({ symbol, candles }) => [symbol, candles.length])).toEqual([['BTCUSDT', 6]]);
    expect(unused).toEqual([]);
  });

  it('the same command again asks for nothing', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const path = await folder();
    await fetchInto(path, archive, SPAN);
    archive.asked.length = 0;
    expect(outcomes(await fetchInto(path, archive, SPAN))).toEqual(['2024-05 kept', '2024-06 kept']);
    expect(archive.asked).toEqual([]);
  });

  it('the spot market has a folder of its own', async () => {
    const archive = await archiveOf();
    await archive.publish('2024-05', { folder: 'data/spot' });
    const result = await fetchInto(await folder(), archive, {
      from: '2024-05-01',
      to: '2024-06-01',
      exchange: 'binance',
    });
    expect(outcomes(result)).toEqual(['2024-05 loaded']);
  });

  it('the days of a month whose file is not there yet are loaded, and the month takes their place', async () => {
    const archive = await archiveOf('2024-06-29', '2024-06-30');
    const path = await folder();
    const early = { from: '2024-06-01', to: '2024-07-01', nowMs: Date.parse('2024-07-01T01:00Z') };
    const first = await fetchInto(path, archive, early);
    expect(outcomes(first).slice(-3)).toEqual(['2024-06-28 none', '2024-06-29 loaded', '2024-06-30 loaded']);
    expect(first.files).toHaveLength(30);
    await archive.publish('2024-06', { minutes: 30 });
    expect(outcomes(await fetchInto(path, archive, early))).toEqual(['2024-06 loaded']);
    expect(await namesIn(path)).toEqual([JUNE]);
    expect(await readdir(join(path, '.sums'))).toEqual([`${JUNE}.json`]);
  });

  it('a day of a month that is there whole is there', async () => {
    const archive = await archiveOf('2024-06', '2024-06-03');
    const path = await folder();
    await fetchInto(path, archive, { from: '2024-06-01', to: '2024-07-01' });
    archive.asked.length = 0;
    const result = await fetchInto(path, archive, { from: '2024-06-03', to: '2024-06-04' });
    expect(outcomes(result)).toEqual(['2024-06-03 kept']);
    expect(archive.asked).toEqual([]);
  });

  it('a month of years ago that is not there has no days either', async () => {
    const archive = await archiveOf('2020-02');
    const result = await fetchInto(await folder(), archive, { from: '2020-01-01', to: '2020-03-01' });
    expect(outcomes(result)).toEqual(['2020-01 none', '2020-02 loaded']);
    expect(result.files[0]?.why).toContain('404');
    expect(archive.asked).toHaveLength(3);
  });
});

describe('what is in the folder already', () => {
  it('a file whose bytes are those that are published is taken as it is', async () => {
    const archive = await archiveOf();
    const bytes = archive.bytesOf(await archive.publish('2024-05'));
    const path = await folder({ [MAY]: bytes });
    const one = { from: '2024-05-01', to: '2024-06-01' };
    expect(outcomes(await fetchInto(path, archive, one))).toEqual(['2024-05 kept']);
    expect(archive.asked).toEqual([`${MAY}.CHECKSUM`]);
    expect(outcomes(await fetchInto(path, archive, one))).toEqual(['2024-05 kept']);
    expect(archive.asked).toHaveLength(1);
  });

  it('a file of the user stays as it is, and is replaced where they say so', async () => {
    const archive = await archiveOf('2024-05');
    const path = await folder({ [MAY]: 'mine' });
    const one = { from: '2024-05-01', to: '2024-06-01' };
    const words = await refusalOf(fetchInto(path, archive, one));
    expect(words).toBe(
      `${join(path, MAY)} was not loaded here, and stays as it is: move it away, or replace it with --force`,
    );
    expect(await readFile(join(path, MAY), 'utf8')).toBe('mine');
    expect(outcomes(await fetchInto(path, archive, { ...one, isForced: true }))).toEqual(['2024-05 loaded']);
  });

  it('a file that has changed since is named, and is not replaced unasked', async () => {
    const archive = await archiveOf('2024-05');
    const path = await folder();
    const one = { from: '2024-05-01', to: '2024-06-01' };
    await fetchInto(path, archive, one);
    await writeFile(join(path, MAY), 'changed');
    expect(await refusalOf(fetchInto(path, archive, one))).toContain('has changed since it was loaded');
    await fetchInto(path, archive, { ...one, isForced: true });
    expect(outcomes(await fetchInto(path, archive, one))).toEqual(['2024-05 kept']);
  });

  it('with --force what was corrected is loaded again, and what is the same is not', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const path = await folder();
    await fetchInto(path, archive, SPAN);
    const corrected = await archive.publish('2024-06', { price: 200 });
    archive.asked.length = 0;
    expect(outcomes(await fetchInto(path, archive, SPAN))).toEqual(['2024-05 kept', '2024-06 kept']);
    const forced = await fetchInto(path, archive, { ...SPAN, isForced: true });
    expect(outcomes(forced)).toEqual(['2024-05 kept', '2024-06 loaded']);
    expect(archive.asked).toEqual([`${MAY}.CHECKSUM`, `${JUNE}.CHECKSUM`, JUNE]);
    expect(sha256(await readFile(join(path, JUNE)))).toBe(sha256(archive.bytesOf(corrected)));
  });

  it('with --force what the archive does not have any more stays', async () => {
    const archive = await archiveOf();
    const at = await archive.publish('2024-06');
    const path = await folder();
    const one = { from: '2024-06-01', to: '2024-07-01' };
    await fetchInto(path, archive, one);
    archive.withdraw(at);
    expect(outcomes(await fetchInto(path, archive, { ...one, isForced: true }))).toEqual(['2024-06 kept']);
    expect(await namesIn(path)).toEqual([JUNE]);
  });

  it('a full disk is told in a sentence', async () => {
    const full = () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    expect(await refusalOf(writingTo('candles/x.zip', full))).toBe(
      'cannot write candles/x.zip: no space is left there (ENOSPC)',
    );
  });

  it('the days of a month that are the user\u2019s stay', async () => {
    const archive = await archiveOf('2024-06', '2024-06-29');
    const path = await folder({ 'BTCUSDT-1m-2024-06-30.zip': 'mine' });
    await fetchInto(path, archive, { from: '2024-06-29', to: '2024-06-30' });
    await fetchInto(path, archive, { from: '2024-06-01', to: '2024-07-01' });
    expect(await namesIn(path)).toEqual(['BTCUSDT-1m-2024-06-30.zip', JUNE]);
  });

  it('files of another market of the same name are not mixed', async () => {
    const archive = await archiveOf('2024-05');
    const path = await folder();
    const one = { from: '2024-05-01', to: '2024-06-01' };
    await fetchInto(path, archive, one);
    const words = await refusalOf(fetchInto(path, archive, { ...one, exchange: 'binance', isForced: true }));
    expect(words).toContain('holds candles of binanceusdm');
    expect(words).toContain('--into');
  });

  it('a place that is no folder, or a name that is taken by one, is told in a sentence', async () => {
    const archive = await archiveOf('2024-05');
    const one = { from: '2024-05-01', to: '2024-06-01' };
    const path = await folder({ taken: '' });
    expect(await refusalOf(fetchInto(join(path, 'taken'), archive, one))).toMatch(
      /^cannot write .*taken: .*(EEXIST|ENOTDIR)/,
    );
    expect(archive.asked).toEqual([]);
  });
});
