/**
 * What becomes of a download when the network, the archive or somebody in between fails?
 *
 * Nothing waits: the time until another try, and what an archive asks for, are given by the test.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BeginWait } from '../../../infra/candles/download/archive-requests.ts';
import { folder } from '../../harness/candle-writing.ts';
import { archiveOf, fetchInto, namesIn, outcomes, refusalOf } from './fetching.ts';
import { sha256, type Fault } from './loopback-archive.ts';

const MAY = 'BTCUSDT-1m-2024-05.zip';
const ONE = { from: '2024-05-01', to: '2024-06-01' };

describe('what passes', () => {
  it.each<[string, Fault]>([
    ['a body that is cut', 'cut'],
    ['a body of which nothing more comes', 'stalled'],
    ['no answer', 'silent'],
    ['another byte on the way', 'damaged'],
    ['an archive in trouble', { status: 503 }],
  ])('after %s the file is loaded again, and is whole', async (_, fault) => {
    const archive = await archiveOf('2024-05');
    archive.failNext(MAY, fault);
    const path = await folder();
    // Whoever waits gives up as soon as nothing more will come.
    let giveUpLast = () => {};
    archive.onStalled(() => giveUpLast());
    const wait: BeginWait = (giveUp) => {
      giveUpLast = giveUp;
      return { renew: () => {}, end: () => {} };
    };
    const result = await fetchInto(path, archive, { ...ONE, wait });
    expect(outcomes(result)).toEqual(['2024-05 loaded']);
    expect(archive.asked).toEqual([`${MAY}.CHECKSUM`, MAY, MAY]);
    expect(outcomes(await fetchInto(path, archive, ONE))).toEqual(['2024-05 kept']);
  });

  it('an archive that says how long to wait is left alone for so long', async () => {
    const archive = await archiveOf('2024-05');
    archive.failNext(`${MAY}.CHECKSUM`, { status: 429, headers: { 'retry-after': '7' } });
    archive.failNext(MAY, { status: 503, headers: { 'retry-after': '120' } });
    const pauses: number[] = [];
    const told: string[] = [];
    const pause = (durationMs: number) => {
      // Nothing is asked for meanwhile.
      pauses.push(durationMs, archive.asked.length);
      return Promise.resolve();
    };
    const onWait = (durationMs: number, why: string) => told.push(`${durationMs} ${why}`);
    await fetchInto(await folder(), archive, { ...ONE, pause, onWait });
    expect(pauses).toEqual([7_000, 1, 120_000, 3]);
    expect(told).toEqual([
      expect.stringMatching(/^7000 .*HTTP 429.*CHECKSUM$/),
      expect.stringMatching(/^120000 .*HTTP 503.*zip$/),
    ]);
  });

  it('a network that is gone in the middle may come back', async () => {
    const archive = await archiveOf('2024-05', '2024-06');
    let tries = 0;
    const wait: BeginWait = () => {
      tries += 1;
      return { renew: () => {}, end: () => {} };
    };
    const path = await folder();
    let closed = Promise.resolve();
    const words = await refusalOf(
      fetchInto(path, archive, {
        from: '2024-05-01',
        to: '2024-07-01',
        retries: 3,
        wait,
        onFetched: () => {
          closed = archive.close();
        },
      }),
    );
    expect(words).toContain('The same command goes on: 1 file is whole');
    await closed;
    // Two for May, and four for the sum of June.
    expect(tries).toBe(6);
    expect(await namesIn(path)).toEqual([MAY]);
  });

  it('tries come to an end', async () => {
    const archive = await archiveOf('2024-05');
    archive.failNext(MAY, ...Array.from({ length: 9 }, () => 'cut' as const));
    const path = await folder();
    const words = await refusalOf(fetchInto(path, archive, { ...ONE, retries: 2 }));
    expect(words).toMatch(/^the archive of binanceusdm: the connection to 127\.0\.0\.1:\d+ was lost/);
    expect(words).toContain('The same command goes on');
    expect(archive.asked).toHaveLength(4);
    expect(await namesIn(path)).toEqual([]);
    expect(await readdir(join(path, '.sums'))).toEqual([]);
  });
});

describe('what does not pass', () => {
  it('bytes that never have their sum are not kept, and both sums are told', async () => {
    const archive = await archiveOf();
    const at = await archive.publish('2024-05');
    const wrong = 'a'.repeat(64);
    archive.sum(at, `${wrong}  ${MAY}\n`);
    const path = await folder();
    const words = await refusalOf(fetchInto(path, archive, { ...ONE, retries: 1 }));
    expect(words).toContain(sha256(archive.bytesOf(at)));
    expect(words).toContain(wrong);
    expect(await namesIn(path)).toEqual([]);
  });

  it('the sum of another file is none', async () => {
    const archive = await archiveOf();
    const at = await archive.publish('2024-05');
    archive.sum(at, `${sha256(archive.bytesOf(at))}  BTCUSDT-1m-2024-04.zip\n`);
    const words = await refusalOf(fetchInto(await folder(), archive, ONE));
    expect(words).toContain('holds the sum of "BTCUSDT-1m-2024-04.zip", and must hold that of');
    expect(archive.asked).toEqual([`${MAY}.CHECKSUM`]);
  });

  it.each<[string, Fault, RegExp]>([
    ['a login page', { status: 200, body: '<html>log in</html>' }, /which is no sum.*login page/],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      /HTTP 302.*leads elsewhere/,
    ],
    ['a region that is not served', { status: 451 }, /HTTP 451.*does not serve this region/],
    ['a sum without an end', { status: 200, body: 'a'.repeat(5_000) }, /has more than 4096 bytes/],
  ])('%s ends the command at once, in a sentence', async (_, fault, expected) => {
    const archive = await archiveOf('2024-05');
    archive.failNext(`${MAY}.CHECKSUM`, fault);
    expect(await refusalOf(fetchInto(await folder(), archive, ONE))).toMatch(expected);
    expect(archive.asked).toHaveLength(1);
  });

  it('no network is told as no network', async () => {
    const archive = await archiveOf('2024-05');
    await archive.close();
    let tries = 0;
    const wait: BeginWait = () => {
      tries += 1;
      return { renew: () => {}, end: () => {} };
    };
    const words = await refusalOf(fetchInto(await folder(), archive, { ...ONE, wait }));
    expect(words).toMatch(/no network: cannot reach 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
    // Nobody is kept waiting for a network that never was.
    expect(tries).toBe(1);
  });
});

describe('an interruption', () => {
  it('what is whole stays, nothing half has a name, and the next command loads the rest alone', async () => {
    const archive = await archiveOf('2024-04', '2024-05', '2024-06');
    const path = await folder();
    const controller = new AbortController();
    archive.failNext(MAY, 'stalled');
    archive.onAsked((name) => {
      if (name === MAY) controller.abort();
    });
    const span = { from: '2024-04-01', to: '2024-07-01' };
    const result = await fetchInto(path, archive, { ...span, signal: controller.signal });
    expect(result.isInterrupted).toBe(true);
    expect(outcomes(result)).toEqual(['2024-04 loaded']);
    expect(await namesIn(path)).toEqual(['BTCUSDT-1m-2024-04.zip']);
    archive.asked.length = 0;
    const next = await fetchInto(path, archive, span);
    expect(outcomes(next)).toEqual(['2024-04 kept', '2024-05 loaded', '2024-06 loaded']);
    expect(archive.asked).not.toContain('BTCUSDT-1m-2024-04.zip');
  });

  it('what killed commands left is removed, and what running ones write is not', async () => {
    const archive = await archiveOf('2024-05');
    const path = await folder();
    await fetchInto(path, archive, ONE);
    const dead = `${MAY}.${2 ** 22 + 1}.unfinished`;
    const alive = `${MAY}.${process.ppid}.unfinished`;
    for (const name of [dead, alive]) await writeFile(join(path, '.sums', name), 'half');
    await fetchInto(path, archive, ONE);
    expect(await readdir(join(path, '.sums'))).toEqual([alive, `${MAY}.json`]);
  });
});
