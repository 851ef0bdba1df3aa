/**
 * Does `results show --open` show a result that was kept, in the page that its run had?
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feedPartSchema } from '../../infra/local-page/feed-part.ts';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { START, folderOf, scalper } from '../harness/scalper-process.ts';

const DAY = ['--seed', '7', '--days', '1', '--symbols', 'BTCUSDT', '--quiet'] as const;
const NO_SCREEN = { DISPLAY: '', WAYLAND_DISPLAY: '' };

/** The folder of a run, and the id of its result. */
async function keptOf(args: readonly string[]) {
  const folder = await folderOf();
  const { code, stderr } = await scalper(args, { folder });
  expect(code, stderr).toBe(0);
  const [id = ''] = await readdir(join(folder, '.scalper', 'results'));
  return { folder, id };
}

describe('without a terminal', () => {
  it('a kept result is shown as text, and that there is no page is said', async () => {
    const { folder, id } = await keptOf(['backtest', ...DAY]);
    const { code, stdout, stderr } = await scalper(['results', 'show', id, '--open'], { folder });
    expect(code).toBe(0);
    expect(stdout).toContain('Net:');
    expect(stderr).toContain('--open shows nothing: the output goes to no terminal');
    const refused = await scalper(['results', 'show', id, '--open', '--json'], { folder });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('leave one of them out');
  });
});

describe.skipIf(!hasTerminals)('in a terminal (skipped where the script of util-linux is absent)', () => {
  async function opened(folder: string, id: string) {
    const args = ['results', 'show', id, '--open'];
    const running = startInTerminal({ columns: 140, folder, args, env: NO_SCREEN });
    await running.until('until Ctrl-C');
    const address = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(running.soFar())?.[0] ?? '';
    const part = feedPartSchema.parse(await (await fetch(`${address}since`)).json());
    const page = await (await fetch(address)).text();
    const result = await (await fetch(`${address}result`)).text();
    running.type('\u0003');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    return { part, page, result, stdout };
  }

  it('a backtest has its trades, its verdict, and the candles of its market, which are made again', async () => {
    const { folder, id } = await keptOf(['backtest', ...DAY]);
    const { part, page, result, stdout } = await opened(folder, id);
    expect(part.status).toBe('ended');
    expect(part.place.trades).toBeGreaterThan(0);
    expect(part.place.candles).toEqual([1_440]);
    expect(part.details).toEqual([]);
    expect(page).toContain('<h1>Backtest <span>BTCUSDT</span></h1>');
    expect(result).toContain('Before fees');
    expect(stdout).not.toContain('no candles of');
  });

  it('a run has its rows: what each entry was decided on', async () => {
    const { folder, id } = await keptOf([...START, ...DAY]);
    const { part, page } = await opened(folder, id);
    expect(page).toContain('<h1>Run <span>BTCUSDT</span></h1>');
    expect(part.details).toHaveLength(part.place.trades);
    expect(part.details[0]?.opened?.signal).toBeDefined();
  });

  it('candles that cannot be had are not drawn, which is said with what to do', async () => {
    const { folder, id } = await keptOf(['backtest', ...DAY]);
    const file = join(folder, '.scalper', 'results', id, 'result.json');
    const written = await readFile(file, 'utf8');
    // A market that is another one today: the first hash is that of its numbers.
    await writeFile(file, written.replace(/"hash": "[^"]*"/, '"hash": "another"'));
    const { part, stdout } = await opened(folder, id);
    expect(part.place.trades).toBeGreaterThan(0);
    expect(part.place.candles).toEqual([0]);
    expect(stdout).toContain('no candles of BTCUSDT are drawn: a result keeps none');
  });
});
