/**
 * Measures the page of a year, as a file and as the page of a run: `npm run bench:report [-- --json] [--runs 5] [--days 366]`.
 *
 * BTC of 2024, all costs 0, where the recording is present; a synthetic market of the same length else. In a real browser
 * without a window, for both: from the navigation to all of it shown, the first paint, and pictures a second while the
 * candles are dragged, for each length of view. Medians of the runs; the machine's load is in every figure.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { median } from 'simple-statistics';
import { z } from 'zod';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import type { LocalPage } from '../../infra/local-page/local-page.ts';
import { termsData } from '../../infra/report/page-blocks.ts';
import { pageBundle } from '../../infra/report/page-bundle.ts';
import type { RunFacts } from '../../infra/report/report-input.ts';
import { reportPage } from '../../infra/report/report-page.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { about, openPage } from '../local-page/run-pages.ts';
import { startChromium } from '../report/browser/chromium.ts';
import { runFacts } from '../report/samples.ts';
import { COSTLESS } from './costless.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const RECORDING = fileURLToPath(new URL('../../../shared/data/candles/binance-spot', import.meta.url));
const VIEWS = ['all', 'week', 'day', '3 hours'];

const { values } = argumentsOf(
  {
    name: 'bench:report',
    does: 'size of the page of a year, milliseconds to open it, as a file and as a run, and pictures a second to drag it',
  },
  {
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      days: { type: 'string', default: '366' },
    },
  },
);
const runs = numberOption('runs', values.runs, { least: 1, most: 3660 });
const days = numberOption('days', values.days, { least: 1, most: 3660 });

async function market(): Promise<SymbolCandles> {
  if (existsSync(RECORDING) && days === 366) {
    const names = (await readdir(RECORDING)).filter((name) => name.startsWith('BTCUSDT-1m-2024'));
    const [read] = (await readCandleFiles(names.map((name) => join(RECORDING, name)))).symbols;
    if (read !== undefined) return read;
  }
  const [made] = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days, startMs: Date.UTC(2024, 0, 1) });
  if (made === undefined) throw new Error('no candles');
  return made;
}

function factsOf(symbol: SymbolCandles): RunFacts {
  const parameters = parseParameters(COSTLESS);
  const fromMs = symbol.candles.openTimeMs[0] ?? 0;
  const toMs = (symbol.candles.openTimeMs[symbol.candles.length - 1] ?? 0) + MINUTE_MS;
  const { trades } = backtest({
    symbols: [symbol],
    parameters,
    fromMs,
    recordedFunding: new Map(),
  }).stopFirst;
  return runFacts({ parameters, trades, fromMs, toMs, beganUsd: usd(parameters.startingBalanceUsd) });
}

/** A backtest that has ended, as `--open` serves it. */
async function servedOf(symbol: SymbolCandles, facts: RunFacts): Promise<LocalPage> {
  const { fromMs, toMs, trades, parameters = parseParameters({}) } = facts;
  const page = await openPage({
    page: { name: 'Backtest', market: facts.market, isSynthetic: false },
    about: about({ symbols: facts.symbols, fromMs, toMs, parameters, terms: termsData(parameters) }),
    market: [symbol],
  });
  page.feed.whole(trades, [], toMs);
  page.end('Ended', () => facts);
  return page;
}

type Figures = Readonly<Record<string, number>>;

/** ms, and pictures a second by view. @param title above the candles. */
async function once(browser: Browser, address: string, title: string): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1_200, height: 1_000 } });
  const beganMs = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForSelector('html[data-shown="whole"]', { state: 'attached', timeout: 120_000 });
  const figures: Record<string, number> = { 'opened, ms': performance.now() - beganMs };
  figures['first paint, ms'] = z
    .number()
    .parse(await page.evaluate("performance.getEntriesByName('first-paint')[0]?.startTime ?? 0"));
  await page.locator(title).scrollIntoViewIfNeeded();
  for (const view of VIEWS) {
    await page.getByRole('button', { name: view, exact: true }).click();
    figures[`dragged, ${view}, pictures/s`] = await picturesASecond(page);
  }
  await page.close();
  return figures;
}

const STEPS = 60;

async function picturesASecond(page: Page): Promise<number> {
  const box = await page.locator('[data-part="chart"]').boundingBox();
  if (box === null) throw new Error('there is no chart');
  await page.evaluate(
    'window.times = []; (function each(now) { times.push(now); if (times) requestAnimationFrame(each); })(performance.now())',
  );
  const [x, y] = [box.x + box.width / 4, box.y + 150];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step += 1) await page.mouse.move(x + step * 8, y);
  await page.mouse.up();
  const times = z.array(z.number()).parse(await page.evaluate('const all = times; times = null; all'));
  const [first = 0, last = 0] = [times[1], times.at(-1)];
  return ((times.length - 2) * 1e3) / Math.max(1, last - first);
}

function medians(all: readonly Figures[], of: string) {
  const names = Object.keys(all[0] ?? {});
  return names.map((what) => ({ page: of, what, median: median(all.map((figures) => figures[what] ?? 0)) }));
}

const folder = await mkdtemp(join(tmpdir(), 'report-'));
try {
  const symbol = await market();
  const facts = factsOf(symbol);
  const html = reportPage({ source: 'bench', facts, candles: [symbol] }, await pageBundle());
  const file = join(folder, 'year.html');
  await writeFile(file, html);
  const served = await servedOf(symbol, facts);
  const browser = await startChromium();
  const [files, runsOf]: [Figures[], Figures[]] = [[], []];
  // In turns: a load that comes and goes is in both.
  for (let run = 0; run < runs; run += 1) {
    files.push(await once(browser, pathToFileURL(file).href, '#title-trades'));
    runsOf.push(await once(browser, served.address, '#title-candles'));
  }
  await browser.close();
  await served.close();
  const measured = [...medians(files, 'report'), ...medians(runsOf, 'run')];
  const [candles, trades, bytes] = [symbol.candles.length, facts.trades.length, Buffer.byteLength(html)];
  if (values.json) {
    const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
    console.log(
      JSON.stringify(
        { benchmark: 'report', ...machine, runs, candles, trades, bytes, measured },
        undefined,
        2,
      ),
    );
  } else {
    const spanDays = Math.round((candles * MINUTE_MS) / DAY_MS);
    const rows = [
      ['days', String(spanDays)],
      ['candles', String(candles)],
      ['trades', String(trades)],
      ['file, MB', (bytes / 1e6).toFixed(2)],
      ...measured.map(({ page, what, median: middle }) => [`${page}: ${what}`, middle.toFixed(0)]),
    ];
    for (const line of columns(['left', 'right'], rows)) console.log(line);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
