/**
 * Is the function built from the same source the same, and no larger than its budget?
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundle, bundleStage, built } from '../../infra/bundle/bundle.ts';
import { filesOf, isSameBundle, releaseOf } from '../../infra/bundle/release.ts';
import { OTHER_BOT, PAPER_BOT, stageOf } from './synthesis.ts';

const budgetSchema = z.record(
  z.string(),
  z.strictObject({ bytes: z.int().positive(), gzipBytes: z.int().positive() }),
);

const mapSchema = z.object({ sources: z.array(z.string()) });

let parent: string;
let contents: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kallisti-bundle-'));
  const bots = [PAPER_BOT, { ...PAPER_BOT, id: 'second' }, OTHER_BOT];
  const stage = stageOf({
    bots,
    dashboardPictures: true,
    dashboardActions: true,
    research: { accountConcurrency: 1000 },
  });
  await bundleStage(stage, (one) => join(parent, one));
  await bundle('binanceusdm', join(parent, 'again', 'elsewhere'));
  contents = await filesBelow(parent);
});
afterAll(() => rm(parent, { recursive: true }));

async function filesBelow(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path.slice(folder.length + 1), await readFile(path));
  }
  return found;
}

function textOf(path: string): string {
  return contents.get(path)?.toString() ?? '';
}

describe('a build', () => {
  it('a build is one folder for each exchange, one for the pictures, one for their buttons and one for searches, with the maps beside them', () => {
    expect([...contents.keys()].filter((path) => !path.startsWith('again')).toSorted()).toEqual([
      'binanceusdm.cjs.map',
      'binanceusdm/bot.cjs',
      'binanceusdm/index.mjs',
      'bybit.cjs.map',
      'bybit/bot.cjs',
      'bybit/index.mjs',
      'pictures.cjs.map',
      'pictures/index.mjs',
      'pictures/widget.cjs',
      'research.cjs.map',
      'research/index.mjs',
      'research/worker.cjs',
      'steering.cjs.map',
      'steering/index.mjs',
      'steering/steering.cjs',
    ]);
  });

  it('a build of the same source has the same bytes, wherever it is put', () => {
    for (const name of ['/bot.cjs', '/index.mjs', '.cjs.map']) {
      const [first, second] = [contents.get(`binanceusdm${name}`), contents.get(`again/elsewhere${name}`)];
      expect(first?.length).toBeGreaterThan(0);
      expect(second?.equals(first ?? Buffer.of())).toBe(true);
    }
  });

  it('a build holds one exchange, and none of the other', () => {
    const [binance, bybit] = [textOf('binanceusdm/bot.cjs'), textOf('bybit/bot.cjs')];
    expect([binance.includes('//fapi.binance.com'), binance.includes('v5/market/kline')]).toEqual([
      true,
      false,
    ]);
    expect([bybit.includes('//fapi.binance.com'), bybit.includes('v5/market/kline')]).toEqual([false, true]);
  });

  it('a build for the dashboard knows no exchange and no order, and its pictures write nothing', () => {
    const [pictures, steering] = [textOf('pictures/widget.cjs'), textOf('steering/steering.cjs')];
    expect(pictures).toContain('cwdb-action');
    expect(steering).toContain('This function answers the buttons of bot');
    for (const text of [pictures, steering]) expect(text).not.toMatch(/binance|ccxt|newClientOrderId/);
    // It draws nothing.
    expect(steering).not.toContain('<svg');
  });

  it('a build for searches has the rules of the bot, and knows no exchange, table or key', () => {
    const text = textOf('research/worker.cjs');
    expect(text).toContain('is not what its name says');
    expect(text).not.toMatch(/ccxt|newClientOrderId|TransactWrite|ssm\b/);
    const { sources } = mapSchema.parse(JSON.parse(textOf('research.cjs.map')));
    expect(sources.some((path) => path.endsWith('infra/research/trial-worker.ts'))).toBe(true);
  });

  it('a build requires what Node brings, and imports none of it as a module', () => {
    for (const exchange of ['binanceusdm', 'bybit']) {
      const text = textOf(`${exchange}/bot.cjs`);
      expect(text).toMatch(/\brequire\("(?:node:)?https?"\)/);
      expect(text).not.toMatch(/\bimport\(["'`]/);
    }
  });

  it('a build holds nothing of what only research needs', () => {
    const { sources } = mapSchema.parse(JSON.parse(textOf('binanceusdm.cjs.map')));
    expect(sources.some((path) => path.endsWith('lambda/core/decide.ts'))).toBe(true);
    expect(sources.filter((path) => /(?:^|\/)(?:lambda\/backtest|infra)\//.test(path))).toEqual([]);
  });

  it('a build names no folder of the machine that built it', () => {
    for (const [path, content] of contents) expect(content.includes(process.cwd()), path).toBe(false);
  });

  it('a build has one name wherever it is made, and another build another one, whatever the revision', async () => {
    const there = releaseOf(filesOf(join(parent, 'binanceusdm')), '4c97113f0a29');
    expect(there).toMatch(/^4c97113f0a29 bundle [0-9a-f]{12}$/);
    const { files } = await built('binanceusdm');
    expect(isSameBundle(there, releaseOf(files, '1a9e4310aaaa-dirty'))).toBe(true);
    expect(isSameBundle(there, releaseOf(filesOf(join(parent, 'bybit')), '4c97113f0a29'))).toBe(false);
    const renamed = new Map([...files].map(([name, content]) => [`${name}.old`, content]));
    expect(isSameBundle(there, releaseOf(renamed))).toBe(false);
  });

  it('a build of an exchange that ccxt does not know is refused by name', async () => {
    await expect(bundle('binanceusdx', join(parent, 'none'))).rejects.toThrow('called binanceusdx');
  });
});

it('the function stays within its budget, and the budget near the function', async () => {
  const written: unknown = JSON.parse(
    await readFile(new URL('../../infra/bundle/budget.json', import.meta.url), 'utf8'),
  );
  const budget = budgetSchema.parse(written);
  const sizes = [...contents].filter(([path]) => /^\w+\/\w+\.(?:cjs|mjs)$/.test(path));
  expect(Object.keys(budget).toSorted()).toEqual(sizes.map(([path]) => path).toSorted());
  for (const [path, content] of sizes) {
    const [allowed, gzipped] = [budget[path]!, gzipSync(content).length];
    expect(
      content.length,
      `${path}: raise its budget with a reason, or leave something out`,
    ).toBeLessThanOrEqual(allowed.bytes);
    expect(gzipped, `${path}, compressed`).toBeLessThanOrEqual(allowed.gzipBytes);
    expect(content.length, `${path} has shrunk: lower its budget`).toBeGreaterThan(0.9 * allowed.bytes);
  }
});
