/**
 * Does `scalper report` make its page of everything that it says it does, and of nothing else?
 */
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAGE_BEGINNING } from '../../../infra/report/report-page.ts';
import { START, folderOf, scalper } from '../../harness/scalper-process.ts';

let folder = '';
const run = (...args: readonly string[]) => scalper(args, { folder });
const pageIn = (name: string) => readFile(join(folder, name), 'utf8');

beforeAll(async () => {
  folder = await folderOf({});
  const made = await run(...START, '--seed', '7', '--days', '1', '--report', 'run.json', '--quiet');
  expect(made.code, made.stderr).toBe(0);
});

describe('scalper report', () => {
  it('makes one page of a result, for its user only', async () => {
    const { code, stdout, stderr } = await run('report', 'run.json', '--out', 'run.html');
    expect(stderr).toMatch(/^\d+ kB written to run\.html; open it in a browser\n$/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const page = await pageIn('run.html');
    expect(page.startsWith(PAGE_BEGINNING)).toBe(true);
    expect(page).toContain('SYNTHETIC market, seed 7');
    expect((await stat(join(folder, 'run.html'))).mode & 0o777).toBe(0o600);
  });

  it('replaces a page of its own, and no file of anybody else', async () => {
    await writeFile(join(folder, 'own.html'), `${PAGE_BEGINNING}old`);
    await writeFile(join(folder, 'theirs.html'), 'theirs');
    expect((await run('report', 'run.json', '--out', 'own.html')).code).toBe(0);
    expect((await pageIn('own.html')).length).toBeGreaterThan(100_000);
    const refused = await run('report', 'run.json', '--out', 'theirs.html');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('it is there already; name another, or replace it with --force');
    expect(await pageIn('theirs.html')).toBe('theirs');
    expect((await run('report', 'run.json', '--out', 'run.json', '--force')).stderr).toContain(
      'it is one of the files to be read',
    );
  });

  it('makes one of the ledger of this folder, with the same money and what each entry was decided on', async () => {
    const { code, stderr } = await run('report', '--out', 'ledger.html');
    expect(code, stderr).toBe(0);
    const net = /Net: (?<net>-?[\d,.]+) USD/;
    const [ledger, result] = await Promise.all(['ledger.html', 'run.html'].map(pageIn));
    expect(net.exec(ledger ?? '')?.groups).toEqual(net.exec(result ?? '')?.groups);
    expect(ledger).toContain('<h1>Bot local');
  });

  it('makes one of a result that is kept, by the beginning of its id', async () => {
    const [id = ''] = await readdir(join(folder, '.scalper', 'results'));
    const { code, stderr } = await run('report', id.slice(0, 9), '--out', 'kept.html');
    expect(code, stderr).toBe(0);
    const named = new RegExp(`from (?:run\\.json|result ${id})`);
    const [kept, result] = await Promise.all(['kept.html', 'run.html'].map(pageIn));
    expect(kept?.replace(named, '')).toBe(result?.replace(named, ''));
    expect((await run('report', '1', '--out', 'none.html')).stderr).toContain('there is no result 1 in');
  });

  it.each([
    ['no JSON', 'nothing', '{'],
    ['another JSON', 'other', '{"a": 1}'],
    ['a list', 'list', '[]'],
    ['no text', 'text', '7'],
  ])('says of %s that it is no report', async (_what, name, text) => {
    await writeFile(join(folder, `${name}.json`), text);
    const { code, stderr } = await run('report', `${name}.json`, '--out', `${name}.html`);
    expect(code).toBe(2);
    expect(stderr).toContain(`${name}.json`);
    await expect(pageIn(`${name}.html`)).rejects.toThrow('ENOENT');
  });

  it('names the field that is wrong', async () => {
    const broken = (await pageIn('run.json')).replace(/"net_usd": -?[\d.]+/, '"net_usd": 99999');
    await writeFile(join(folder, 'broken.json'), broken);
    const { code, stderr } = await run('report', 'broken.json', '--out', 'broken.html');
    expect(code).toBe(2);
    expect(stderr).toMatch(/ledger\.\d+: its net_usd is not gross_usd − fees_usd − funding_usd/);
  });

  it('is of one thing', async () => {
    const { code, stderr } = await run('report', 'run.json', '--bot', 'paper', '--out', 'both.html');
    expect(code).toBe(2);
    expect(stderr).toContain('leave one of them out');
  });
});
