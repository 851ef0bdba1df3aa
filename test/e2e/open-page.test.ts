/**
 * Does `--open` show a run in its page, change nothing of it, and end when it is told to?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { feedPartSchema } from '../../infra/local-page/feed-part.ts';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { START, folderOf, scalper, type Running } from '../harness/scalper-process.ts';
import { readReport } from './run-report-schema.ts';

const DAY = ['--seed', '7', '--days', '1', '--symbols', 'BTCUSDT'] as const;
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//;
/** Whoever runs the tests sees no browser of theirs opened. */
const NO_SCREEN = { DISPLAY: '', WAYLAND_DISPLAY: '' };

/** Until the words are there, where the address of the page stands, too. */
async function addressIn(running: Running, words: string): Promise<string> {
  await running.until(words);
  const found = ADDRESS.exec(running.soFar())?.[0];
  if (found === undefined) throw new Error(`no address in ${running.soFar()}`);
  return found;
}

async function partOf(address: string) {
  const response = await fetch(`${address}since`);
  return feedPartSchema.parse(await response.json());
}

describe('without a terminal', () => {
  it.each([
    ['start', [...START, ...DAY]],
    ['backtest', ['backtest', ...DAY]],
  ])('%s --open serves nothing, says so, and ends by itself', async (_name, args) => {
    const { code, stdout, stderr } = await scalper([...args, '--open']);
    expect(code).toBe(0);
    expect(stderr).toContain('--open shows nothing: the output goes to no terminal');
    expect(stdout).not.toMatch(ADDRESS);
    expect(stdout).toContain('Net:');
  });
});

describe.skipIf(!hasTerminals)('in a terminal (skipped where the script of util-linux is absent)', () => {
  it('a run has the same result with a page that is read all the time, and the page stays until Ctrl-C', async () => {
    const folder = await folderOf();
    const plain = await scalper([...START, ...DAY, '--report', 'plain.json'], { folder });
    expect(plain.code).toBe(0);
    const args = [...START, ...DAY, '--report', 'paged.json', '--open'];
    const running = startInTerminal({ columns: 140, folder, args, env: NO_SCREEN });
    const address = await addressIn(running, 'only this machine reaches it');
    let last = await partOf(address);
    while (last.status !== 'ended') last = await partOf(address);
    await running.until('until Ctrl-C');
    const [without, paged] = [
      await readReport(join(folder, 'plain.json')),
      await readReport(join(folder, 'paged.json')),
    ];
    expect(paged).toEqual(without);
    const { hash } = hashSchema.parse(without);
    expect(last.words).toBe(`Ended, result hash ${hash.slice(0, 12)}…`);
    expect(last.place.trades).toBe(without.trades);
    expect(last.place.candles).toEqual([1_440]);
    const result = await fetch(`${address}result`);
    expect(await result.text()).toContain('Before fees');
    running.type('\u0003');
    expect((await running.ended).code).toBe(0);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });

  it('Ctrl-C while it goes on ends run and page together', async () => {
    const args = [...START, ...DAY, '--speed', '60', '--open'];
    const running = startInTerminal({ columns: 140, folder: await folderOf(), args, env: NO_SCREEN });
    const address = await addressIn(running, 'only this machine reaches it');
    expect((await partOf(address)).status).not.toBe('ended');
    running.type('\u0003');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('Result so far (interrupted)');
    expect(stdout).not.toContain('until Ctrl-C.');
  });

  it('a backtest has its page when it is done, and an address that no shell is asked to read', async () => {
    const args = ['backtest', ...DAY, '--open'];
    const running = startInTerminal({ columns: 140, folder: await folderOf(), args, env: NO_SCREEN });
    const address = await addressIn(running, 'until Ctrl-C');
    const part = await partOf(address);
    expect(part).toMatchObject({ status: 'ended', isMore: false });
    expect(part.about).toMatchObject({ symbols: ['BTCUSDT'], mode: 'paper' });
    expect(part.standings).toBeUndefined();
    expect(await (await fetch(address)).text()).toContain('<h1>Backtest <span>BTCUSDT</span></h1>');
    running.type('\u0003');
    expect((await running.ended).code).toBe(0);
  });
});

const hashSchema = z.object({ hash: z.string() });
