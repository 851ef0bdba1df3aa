/**
 * Can the page be read in every window and on paper: is what matters most in view, and are letters large enough?
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { pageBundle } from '../../../infra/report/page-bundle.ts';
import type { ReportFacts } from '../../../infra/report/report-input.ts';
import { reportPage } from '../../../infra/report/report-page.ts';
import { candlesOfHours, position, standing } from '../../charts/samples.ts';
import { closedTradeWith } from '../sample-trades.ts';
import { parityFacts, runFacts, searchFacts } from '../samples.ts';
import { CHROMIUM, startChromium } from './chromium.ts';
import { openPage, savePage, type Looks } from './opened-page.ts';

const PAGES: Readonly<Record<string, ReportFacts>> = {
  run: runFacts({
    trades: Array.from({ length: 40 }, (_, k) => closedTradeWith(k)),
    bot: { standing: standing({}), open: [position({})] },
  }),
  search: searchFacts(),
  parity: parityFacts(),
};

let browser: Browser;
let folder = '';

async function look(name: string, looks: Looks = {}): Promise<Page> {
  const { page } = await openPage(browser, join(folder, `${name}.html`), looks);
  onTestFinished(() => page.close());
  return page;
}

/** Of all letters of pictures that are seen, the smallest, in px of the screen. */
const SMALLEST = `Math.min(...[...document.querySelectorAll('svg text')].flatMap((text) => {
  const { width } = text.getBoundingClientRect();
  const svg = text.closest('svg');
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return width === 0 ? [] : [parseFloat(getComputedStyle(text).fontSize) * scale];
}))`;

/** How far the head of a column ends right of what is seen of its table. */
const BEYOND = `(() => {
  const heads = [...document.querySelectorAll('[aria-label="All trades"] thead th')];
  const net = heads.find((head) => head.textContent === 'net USD');
  return net.getBoundingClientRect().right - net.closest('[role="region"]').getBoundingClientRect().right;
})()`;

/** How many candles that rose, and how many exits, are on paper. */
const DRAWN = `(() => {
  const host = document.querySelector('[data-part="printed"]');
  return [host.querySelector('.ks-up').getAttribute('d').match(/Z/g).length, host.querySelectorAll('circle').length];
})()`;

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      const bundle = await pageBundle();
      folder = await mkdtemp(join(tmpdir(), 'page-'));
      const candles = [{ symbol: 'BTCUSDT', candles: candlesOfHours(48) }];
      for (const [name, facts] of Object.entries(PAGES))
        await savePage(join(folder, `${name}.html`), reportPage({ source: 'a', facts, candles }, bundle));
      browser = await startChromium();
    });

    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    });

    it.each([1_440, 960, 900, 700, 641, 390])(
      '%d px wide, letters of pictures are large enough, and what each trade came to is in view',
      async (widthPx) => {
        for (const name of Object.keys(PAGES)) {
          const page = await look(name, { widthPx });
          expect(Number(await page.evaluate(SMALLEST)), name).toBeGreaterThan(9.4);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
          if (name !== 'search') expect(Number(await page.evaluate(BEYOND)), name).toBeLessThanOrEqual(0);
        }
      },
    );

    it('the libraries are named as they ask, and the logo in the candles leads to whose they are', async () => {
      const page = await look('run');
      const logo = page.locator('[data-part="chart"] a[href*="tradingview.com"]');
      expect(await logo.isVisible()).toBe(true);
      const footer = await page.locator('footer').innerText();
      for (const words of ['TradingView Lightweight Charts™', 'Apache License 2.0', 'uPlot', 'MIT License'])
        expect(footer).toContain(words);
    });

    it('candles are on paper as on the screen: those in view, with their marks, and as lines', async () => {
      const page = await look('run', { colours: 'dark' });
      const printed = page.locator('[data-part="printed"]');
      expect(await printed.isVisible()).toBe(false);
      await page.getByRole('button', { name: '3 hours' }).click();
      const told = await page.locator('[data-part="told"]').textContent();
      await page.pdf();
      const words = await printed.textContent();
      expect(words).toContain(`BTCUSDT, ${told?.split(' UTC')[0]} UTC`);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('[data-part="chart"]').isVisible()).toBe(false);
      expect(await printed.locator('svg').isVisible()).toBe(true);
      const counts = z.array(z.number()).parse(await page.evaluate(DRAWN));
      for (const count of counts) expect(count).toBeGreaterThan(5);
    });
  },
);
