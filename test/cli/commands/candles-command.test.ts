/**
 * Does `scalper candles` load, check and list as a person at a terminal expects, whatever ends it?
 */
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { archiveOf } from '../../candles/download/fetching.ts';
import { folderOf, interruptedAt, scalper, startScalper, type Ended } from '../../harness/scalper-process.ts';
import type { LoopbackArchive } from '../../candles/download/loopback-archive.ts';

/** As it is typed in another folder than the clone. */
const SCALPER = fileURLToPath(new URL('../../../scalper', import.meta.url));
const FOLDER = '.scalper/archive/binanceusdm/BTCUSDT';
const MAY = 'BTCUSDT-1m-2024-05.zip';
const JUNE = 'BTCUSDT-1m-2024-06.zip';

/** `candles fetch` of May and June 2024. */
function wordsOf(archive: LoopbackArchive, ...more: readonly string[]): readonly string[] {
  const span = ['--from', '2024-05', '--to', '2024-06'];
  return ['candles', 'fetch', 'binanceusdm', 'BTCUSDT', ...span, '--base', archive.baseUrl, ...more];
}

function candles(folder: string, ...words: readonly string[]): Promise<Ended> {
  return scalper(['candles', ...words], { folder });
}

describe('scalper candles', () => {
  it('loads, lists and checks; the next command is told each time', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const folder = await folderOf();
    const fetched = await scalper(wordsOf(archive), { folder });
    expect(fetched.stderr).toBe('');
    expect(fetched.stdout.split('\n')).toEqual([
      `${MAY}: loaded · 1 kB`,
      `${JUNE}: loaded · 1 kB`,
      `BTCUSDT of binanceusdm: 2 files loaded (1 kB), 0 there already, in ${FOLDER}`,
      `Check them: ${SCALPER} candles check ${FOLDER}`,
      `Trade them: ${SCALPER} backtest ${FOLDER}`,
      '',
    ]);
    const listed = await candles(folder, 'list');
    expect(listed.stdout).toContain(`binanceusdm  BTCUSDT  2024-05-01 to 2024-06-30       2`);
    expect(listed.stdout).toContain(`Trade them: ${SCALPER} backtest ${FOLDER}`);
    const checked = await candles(folder, 'check', '--archive', '--base', archive.baseUrl);
    expect(checked.stdout.split('\n')).toEqual([
      expect.stringMatching(
        /2024-05\.zip: whole · 3 rows from 2024-05-01 00:00 to 2024-05-01 00:02 · 44,637 minutes missing · 1 without volume · as the archive has it$/,
      ),
      expect.stringContaining('2024-06.zip: whole'),
      '2 files checked, 2 compared with the archive: nothing is wrong',
      '',
    ]);
    expect([fetched.code, listed.code, checked.code]).toEqual([0, 0, 0]);
    expect(listed.stdout).not.toContain('Columns');
    await scalper(['backtest', '--quiet', FOLDER], { folder });
    const [again, machines] = [await candles(folder, 'list'), await candles(folder, 'list', '--json')];
    expect(again.stdout).toMatch(/\n\nColumns of files that were read are kept.*: 2 files, \d kB of/);
    expect(again.stdout).toMatch(
      /^ {2}BTCUSDT {2}2024-05-01 to 2024-06-01 .* \d+ (?:s|min) .*2024-05\.zip and 1 other$/m,
    );
    expect(JSON.parse(machines.stdout)).toMatchObject({
      loaded: [{ symbol: 'BTCUSDT', months: 2 }],
      columns: [MAY, JUNE].map((name) => ({ isUsed: true, source: { name } })),
    });
  });

  it('a damaged file, one that is gone and a corrected one are named with the command that mends them', async () => {
    const archive = await archiveOf('2024-05', '2024-06', '2024-04');
    const folder = await folderOf();
    await scalper([...wordsOf(archive), '--from', '2024-04'], { folder });
    const path = join(folder, FOLDER);
    await writeFile(join(path, MAY), 'damaged');
    await rm(join(path, JUNE));
    await archive.publish('2024-04', { price: 200 });
    const checked = await candles(folder, 'check', '--archive', '--base', archive.baseUrl, '--json');
    expect(checked.code).toBe(1);
    const again = (period: string) =>
      `load it again with \`${SCALPER} candles fetch binanceusdm BTCUSDT --from ${period} --to ${period} --force\``;
    expect(JSON.parse(checked.stdout)).toMatchObject([
      {
        sum: 'matches',
        published: 'corrected',
        problems: [`it was corrected in the archive since: ${again('2024-04')}`],
      },
      {
        sum: 'differs',
        problems: [`it has changed since it was loaded: ${again('2024-05')}`],
      },
      { sum: 'differs', problems: [`it was loaded, and is gone: ${again('2024-06')}`] },
    ]);
    const mended = await scalper([...wordsOf(archive), '--from', '2024-04', '--force', '--json'], { folder });
    expect(JSON.parse(mended.stdout)).toMatchObject([
      {
        exchange: 'binanceusdm',
        symbol: 'BTCUSDT',
        isInterrupted: false,
        files: [{ outcome: 'loaded' }, { outcome: 'loaded' }, { outcome: 'loaded' }],
      },
    ]);
    expect((await candles(folder, 'check')).code).toBe(0);
  });

  it('after a kill there is no half file, and the same command loads the rest alone', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const folder = await folderOf();
    archive.failNext(JUNE, 'stalled');
    const stalled = new Promise<void>((resolve) => {
      archive.onStalled(resolve);
    });
    const running = await startScalper(wordsOf(archive), { folder });
    await running.until(`${MAY}: loaded`);
    await stalled;
    running.signal('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    expect((await readdir(join(folder, FOLDER))).toSorted()).toEqual(['.sums', MAY]);
    archive.asked.length = 0;
    const ended = await scalper(wordsOf(archive), { folder });
    expect(ended.stdout).toContain('1 file loaded (1 kB), 1 there already');
    expect(archive.asked).toEqual([`${JUNE}.CHECKSUM`, JUNE]);
    expect((await readdir(join(folder, FOLDER, '.sums'))).toSorted()).toEqual([
      `${MAY}.json`,
      `${JUNE}.json`,
    ]);
  });

  it('Ctrl-C ends it with what is whole, and with the words that it goes on', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const folder = await folderOf();
    const ended = await scalper(wordsOf(archive), { folder, env: interruptedAt(`${MAY}: loaded`) });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('1 file loaded (1 kB), 0 there already');
    expect(ended.stdout).toContain('Interrupted: what is whole stays, and the same command goes on.');
    expect(archive.asked).not.toContain(JUNE);
  });

  it('Ctrl-C ends a check with what was checked, and with no code of a check that found nothing', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    const folder = await folderOf();
    await scalper(wordsOf(archive), { folder });
    const env = interruptedAt('2024-05.zip: ');
    const ended = await scalper(['candles', 'check'], { folder, env });
    expect(ended.stdout.split('\n').slice(1)).toEqual([
      'Interrupted.',
      '1 file checked: nothing is wrong',
      '',
    ]);
    expect(ended).toMatchObject({ code: 130, stderr: '' });
  });

  it('several symbols go into one folder where it is named, and nobody else can read it', async () => {
    const archive = await archiveOf('2024-05');
    await archive.publish('2024-05', { symbol: 'ETHUSDT' });
    const folder = await folderOf();
    const span = ['--from', '2024-05', '--to', '2024-05', '--base', archive.baseUrl];
    const words = ['fetch', 'binanceusdm', 'BTCUSDT', 'ETHUSDT', ...span, '--into', 'my candles'];
    const ended = await candles(folder, ...words);
    expect(ended.stdout).toContain(`Trade them: ${SCALPER} backtest 'my candles'\n`);
    expect((await readdir(join(folder, 'my candles'))).toSorted()).toEqual([
      '.sums',
      MAY,
      'ETHUSDT-1m-2024-05.zip',
    ]);
    const { mode } = await stat(join(folder, 'my candles', MAY));
    expect(mode & 0o077).toBe(0);
    expect((await candles(folder, 'list', 'my candles', '--json')).stdout).toContain('"symbol": "ETHUSDT"');
  });
});

describe('what cannot be loaded', () => {
  it('a symbol that the archive does not have is named, with the one that was meant', async () => {
    const archive = await archiveOf('2024-05');
    const words = ['fetch', 'binanceusdm', 'BTCUSTD', '--from', '2024-05', '--to', '2024-05'];
    const ended = await candles(await folderOf(), ...words, '--base', archive.baseUrl);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toBe(
      'scalper: the archive of binanceusdm has no candles of BTCUSTD from 2024-05-01 to 2024-05-31: it is not there (HTTP 404); did you mean BTCUSDT?\n',
    );
  });

  it('a proxy that refuses is named as such', async () => {
    const proxy = createServer();
    proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const words = ['candles', 'fetch', 'binanceusdm', 'BTCUSDT', '--from', '2024-05', '--to', '2024-05'];
    const ended = await scalper([...words, '--base', 'http://archive.invalid'], {
      env: { HTTP_PROXY: `http://127.0.0.1:${port}`, NODE_USE_ENV_PROXY: '1' },
    });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/a proxy on the way to archive\.invalid refuses: .*407/);
  });

  it('where nothing was loaded yet, the first command is told', async () => {
    const folder = await folderOf();
    await mkdir(join(folder, '.scalper'));
    const listed = await candles(folder, 'list');
    expect(listed.stdout).toContain(
      `Begin with: ${SCALPER} candles fetch binanceusdm BTCUSDT --from 2024-01`,
    );
    const checked = await candles(folder, 'check');
    expect([listed.code, checked.code]).toEqual([0, 2]);
    expect(checked.stderr).toContain('no candles were loaded yet');
  });

  it('files of the user are checked without a sum', async () => {
    const folder = await folderOf({ 'BTCUSDT-1m-2024-05.csv': 'ts,open,high,low,close,volume\n' });
    const checked = await candles(folder, 'check', '.', '--json');
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.stdout)).toMatchObject([
      { sum: 'not noted', problems: [expect.stringMatching(/^line 1: |^is |^holds |^has /)] },
    ]);
    expect(await readFile(join(folder, 'BTCUSDT-1m-2024-05.csv'), 'utf8')).toContain('ts,open');
  });

  it('a span in which no file has a candle is told, and so is one that ends before it begins', async () => {
    const rows = 'ts,open,high,low,close,volume\n1714521600000,1,1,1,1,1\n';
    const folder = await folderOf({ 'BTCUSDT-1m-2024-05.csv': rows });
    const check = async (...span: readonly string[]) => {
      const { code, stderr } = await candles(folder, 'check', '.', ...span);
      return [code, stderr];
    };
    const none = (span: string) => [
      2,
      `scalper: no file has a candle ${span} UTC: \`${SCALPER} candles list\` shows what was loaded\n`,
    ];
    expect(await check('--from', '2024-05-02')).toEqual(none('since 2024-05-02 00:00'));
    expect(await check('--to', '2024-05-01')).toEqual(none('before 2024-05-01 00:00'));
    expect(await check('--from', '2024-04-01', '--to', '2024-05-01')).toEqual(
      none('from 2024-04-01 00:00 to 2024-05-01 00:00'),
    );
    expect(await check('--from', '2024-05-01', '--to', '2024-05-02')).toEqual([0, '']);
    expect(await check('--from', '2024-05-02', '--to', '2024-05-02')).toEqual([
      2,
      'scalper: --from 2024-05-02 00:00 is not before --to 2024-05-02 00:00: write the earlier one first\n',
    ]);
  });
});
