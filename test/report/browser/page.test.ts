/**
 * Does the page work in a browser, for eyes, for keys and for readers, and does it ask nobody for anything?
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageBundle } from '../../../infra/report/page-bundle.ts';
import { reportPage } from '../../../infra/report/report-page.ts';
import { candlesOfHours, position, standing } from '../../charts/samples.ts';
import { closedTradeWith } from '../sample-trades.ts';
import { parityFacts, runFacts, searchFacts } from '../samples.ts';
import { CHROMIUM, startChromium } from './chromium.ts';
import { findingsOf, openPage, printedFindings, savePage } from './opened-page.ts';

const TRADES = 450;
const HOSTILE = "<img src='https://example.com/x' onerror='alert(1)'>";

let browser: Browser;
let folder = '';
const files = { run: '', search: '', parity: '', hostile: '', strange: '', damaged: '' };

async function makeFiles(): Promise<void> {
  const bundle = await pageBundle();
  const page = (facts: Parameters<typeof reportPage>[0]['facts']) =>
    reportPage({ source: 'a', facts, candles: [{ symbol: 'BTCUSDT', candles: candlesOfHours(48) }] }, bundle);
  const trades = Array.from({ length: TRADES }, (_, k) => closedTradeWith(k));
  const fill = { leg: 'entry', price: 95_040, quantity: 1, liquidity: 'taker' } as const;
  const details = trades.map(({ entryTimeMs: timeMs }) => ({ fills: [{ ...fill, timeMs }] }));
  const steps = [150, 300].map((k) => ({ timeMs: trades[k]!.exitTimeMs, moreDollars: k / 10 }));
  const targetFirst = { netDollars: 3, steps };
  const bot = { standing: standing({ mode: 'live' }), open: [position({}), position({ side: 'short' })] };
  const run = page(runFacts({ trades, details, targetFirst, bot }));
  const sets = Array.from({ length: 60 }, (_, k) => ({
    ...searchFacts().sets[0]!,
    parameters: { targetPct: 0.1 + (k % 10) / 10, maxHoldSeconds: 60 + Math.floor(k / 10) },
  }));
  const hostile = runFacts({
    title: HOSTILE,
    symbols: [HOSTILE],
    trades: [closedTradeWith(0, { symbol: HOSTILE }), closedTradeWith(1, { symbol: HOSTILE })],
    denied: { [HOSTILE]: 1 },
  });
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  const save = (name: string, html: string) => savePage(join(folder, `${name}.html`), html);
  files.run = await save('run', run);
  files.search = await save('search', page(searchFacts({ sets })));
  files.parity = await save('parity', page(parityFacts()));
  const [pair] = parityFacts().pairs;
  const parts = [{ words: HOSTILE, dollars: 1 }];
  const strange = {
    ...pair!,
    trade: { ...pair!.trade, reason: HOSTILE },
    parity: { ...pair!.parity, parts, backtest: { ...pair!.parity.backtest!, reason: HOSTILE } },
  };
  files.strange = await save('strange', page(parityFacts({ bot: HOSTILE, pairs: [strange, strange] })));
  files.hostile = await save('hostile', page(hostile));
  files.damaged = await save('damaged', run.replace(/(data-name='trades'>)[^<]{40}/, '$1'));
}

async function placeOf(page: Page): Promise<string | null> {
  return page.locator('[data-part="place"]').textContent();
}

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      await makeFiles();
      browser = await startChromium();
    });

    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('a page is shown whole, asks for nothing but its own file, and may not', async () => {
      for (const file of [files.run, files.search, files.parity]) {
        const { page, requests, errors } = await openPage(browser, file);
        expect(await page.locator('html').getAttribute('data-shown')).toBe('whole');
        expect(errors).toEqual([]);
        expect(requests).toHaveLength(1);
        const asked = "fetch('https://example.com/').then(() => 'fetched', () => 'refused')";
        expect(await page.evaluate(asked)).toBe('refused');
        expect(requests).toHaveLength(1);
        await page.close();
      }
    });

    it.each([
      ['a run, light', 'run', {}],
      ['a run, dark', 'run', { colours: 'dark' }],
      ['a run on a phone', 'run', { widthPx: 390 }],
      ['a search, dark, on a phone', 'search', { widthPx: 390, colours: 'dark' }],
      ['a search, light', 'search', {}],
      ['a comparison, light', 'parity', {}],
      ['a comparison, dark, on a phone', 'parity', { widthPx: 390, colours: 'dark' }],
    ] as const)(
      '%s: nothing stands in the way of a reader, and nothing is wider than the window',
      async (_name, file, looks) => {
        const { page } = await openPage(browser, files[file], looks);
        expect(await findingsOf(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await page.close();
      },
    );

    it.each(['run', 'search', 'parity'] as const)(
      'a page of a dark device is printed in light, nothing of it cut, no row on two sheets: %s',
      async (file) => {
        const { page } = await openPage(browser, files[file], { colours: 'dark' });
        expect(await printedFindings(page)).toEqual([]);
        await page.close();
      },
    );

    it('keys lead through the trades, and a click leads to one', async () => {
      const { page } = await openPage(browser, files.run);
      expect(await placeOf(page)).toBe(`1 of ${TRADES}`);
      const strip = page.locator('[data-part="drawn"]');
      await page.getByRole('button', { name: 'next →', exact: true }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await placeOf(page)).toBe(`3 of ${TRADES}`);
      expect(await strip.textContent()).toContain('06:12');
      await page.keyboard.press('End');
      expect(await placeOf(page)).toBe(`${TRADES} of ${TRADES}`);
      await page.keyboard.press('ArrowLeft');
      expect(await placeOf(page)).toBe(`${TRADES - 1} of ${TRADES}`);
      expect(await page.locator('tr[aria-current]').textContent()).toContain(String(TRADES - 1));

      await page.getByRole('button', { name: '⇤ first' }).click();
      await page.locator('[data-view="trades"] tbody tr').nth(4).click();
      expect(await placeOf(page)).toBe(`5 of ${TRADES}`);
      expect(await strip.locator('svg').getAttribute('aria-label')).toContain(
        'BTCUSDT from 2026-01-05 06:09',
      );
      await page.close();
    });

    it('a choice of trades is what the keys lead through', async () => {
      const { page } = await openPage(browser, files.run);
      await page.getByRole('combobox').selectOption('won');
      // Each third one.
      expect(await placeOf(page)).toBe(`1 of ${TRADES / 3}`);
      await page.getByRole('button', { name: 'next →', exact: true }).click();
      expect(await placeOf(page)).toBe(`2 of ${TRADES / 3}`);
      expect(await page.locator('tr[aria-current] th').textContent()).toBe('4');
      await page.close();
    });

    it('candles come closer, and a click into them leads to the trade that was open there', async () => {
      const { page } = await openPage(browser, files.run);
      const told = page.locator('[data-part="told"]');
      await expect.poll(() => told.textContent()).toContain('candles of 5 min');
      await page.getByRole('button', { name: '3 hours' }).click();
      await expect.poll(() => told.textContent()).toContain('candles of 1 min');
      const box = await page.locator('[data-part="chart"]').boundingBox();
      if (box === null) throw new Error('there is no chart');
      await page.mouse.click(box.x + box.width * 0.5, box.y + 100);
      await expect.poll(() => placeOf(page)).not.toBe(`1 of ${TRADES}`);
      await page.close();
    });

    it('a trade of a comparison says what it made more than in the backtest, and the keys lead to the next that differs', async () => {
      const { page } = await openPage(browser, files.parity);
      const strip = page.locator('[data-part="drawn"]');
      await page.getByRole('combobox').selectOption('differing');
      expect(await placeOf(page)).toBe('1 of 2');
      expect(await strip.textContent()).toContain('made by both');
      expect(await strip.textContent()).toContain('in the backtest2026-01-05 05:59 UTC at 95,035');
      expect(await strip.textContent()).toContain('entered late: 4 s −1.10 USD');
      await page.getByRole('button', { name: 'next →', exact: true }).click();
      expect(await strip.textContent()).toContain('made by the backtest alone');
      expect(await page.locator('[data-view="trades"]').textContent()).toContain(
        '2 trades (differing), −1.75 USD than the backtest',
      );
      await page.close();
    });

    it('a balance tells both bounds of the ambiguous candles where it is pointed at', async () => {
      const { page } = await openPage(browser, files.run);
      const curve = page.locator('[data-view="equity"] .u-over').first();
      const told = page.locator('[data-view="equity"] p');
      await curve.hover({ position: { x: 2, y: 50 } });
      const pair = /: ([\d,.]+) USD, .*take-profit first ([\d,.]+) USD/;
      const amounts = async () =>
        (pair.exec((await told.textContent()) ?? '') ?? []).slice(1).map((words) => words.replace(',', ''));
      const [began, other] = await amounts();
      expect(began).toBe('2000.00');
      expect(other).toBe(began);
      const box = await curve.boundingBox();
      await curve.hover({ position: { x: (box?.width ?? 0) - 2, y: 50 } });
      const [counted, first] = await amounts();
      expect(Number(first) - Number(counted)).toBeCloseTo(30, 6);
      await page.close();
    });

    it('a long table of sets has pages', async () => {
      const { page } = await openPage(browser, files.search);
      const rows = page.locator('[data-view="pages"] tbody tr:visible');
      expect(await rows.count()).toBe(25);
      await page.getByRole('button', { name: 'last ⇥' }).click();
      expect(await rows.count()).toBe(10);
      await page.close();
    });

    it('text of strangers stays text, also where the script writes it', async () => {
      const { page, requests } = await openPage(browser, files.hostile);
      await page.getByRole('button', { name: 'next →', exact: true }).click();
      expect(await page.locator('[data-part="drawn"]').textContent()).toContain(HOSTILE);
      expect(await page.locator('[data-view="trades"]').textContent()).toContain(HOSTILE);
      expect(await page.locator('img').count()).toBe(0);
      expect(requests).toHaveLength(1);
      await page.close();
      const compared = await openPage(browser, files.strange);
      const strip = await compared.page.locator('[data-part="drawn"]').textContent();
      expect(strip?.split(HOSTILE)).toHaveLength(5);
      await compared.page.getByRole('combobox').selectOption(`reason ${HOSTILE}`);
      expect(await placeOf(compared.page)).toBe('1 of 2');
      expect(await compared.page.locator('img').count()).toBe(0);
      expect(compared.requests).toHaveLength(1);
      await compared.page.close();
    });

    it('a file that was damaged says so, and shows the rest', async () => {
      const { page } = await openPage(browser, files.damaged);
      expect(await page.locator('html').getAttribute('data-shown')).toBe('failed');
      expect(await page.getByRole('alert').textContent()).toContain('Candles and trades cannot be shown');
      expect(await page.locator('.r-verdict').textContent()).toContain('Net:');
      await page.close();
    });
  },
);
