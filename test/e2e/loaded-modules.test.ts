/**
 * Does a command load no more than it needs? What it loads is most of what a short one takes.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BIN, START } from '../harness/scalper-process.ts';

const HOOK = new URL('../harness/loaded-modules.mjs', import.meta.url).href;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loaded-'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** Packages by their names, and modules of Node's with `node:`. */
async function loadedBy(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ReadonlySet<string>> {
  const file = join(folder, 'loaded.txt');
  await promisify(execFile)(process.execPath, ['--import', HOOK, BIN, ...words], {
    env: { PATH: process.env['PATH'], SCALPER_HOME: folder, LOADED_FILE: file, ...env },
  });
  const addresses = (await readFile(file, 'utf8')).split('\n');
  const names = addresses.map((address) =>
    address.startsWith('node:')
      ? address
      : (/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(address)?.[1] ?? 'this project'),
  );
  return new Set(names);
}

/** HTTP alone is a tenth of a second on a slow machine: its form for modules brings all of `fetch`. */
const HEAVY =
  /^(?:node:https?|node:tls|@aws-sdk\/.*|@middy\/.*|aws-cdk-lib|ccxt|cephes|constructs|dynalite)$/;

it.each([[['start', '--help']], [[...START, '--quiet']], [['backtest', '--help']], [['status', '--help']]])(
  '%j loads no network, no platform and no library of distributions',
  async (words) => {
    const loaded = await loadedBy(words);
    expect([...loaded]).toContain('commander');
    expect([...loaded].filter((name) => HEAVY.test(name))).toEqual([]);
  },
);

it('a proxy loads HTTP', async () => {
  const loaded = await loadedBy(['start', '--help'], { HTTPS_PROXY: 'http://proxy.example:8080' });
  expect([...loaded]).toContain('node:http');
});
