/**
 * Does a run that has just begun say what there is to be seen, and draw no axes of nothing?
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { LocalPage } from '../../../infra/local-page/local-page.ts';
import { usd } from '../../../lambda/core/units.ts';
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { watchedPage } from '../../report/browser/opened-page.ts';
import { closedTradeWith } from '../../report/sample-trades.ts';
import { DAY, dayRun, openPage, type DayRun } from '../run-pages.ts';

/** A busy machine is slow, and that is no mistake. */
const POLL = { timeout: 60_000 };

/** What is written on canvases. */
const LISTENED = `
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (words, ...place) {
    window.written.push(words);
    return write.call(this, words, ...place);
  }`;

let browser: Browser;
let day: DayRun;

async function look(run: LocalPage): Promise<Page> {
  const { page } = await watchedPage(browser);
  onTestFinished(async () => {
    await page.close();
    await run.close().catch(() => {});
  });
  await page.addInitScript(LISTENED);
  await page.goto(run.address);
  await page.waitForSelector('html[data-shown]', { state: 'attached' });
  return page;
}

const wordsOn = async (page: Page) => z.array(z.string()).parse(await page.evaluate('window.written'));

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      day = await dayRun();
      browser = await startChromium();
    });

    afterAll(() => browser.close());

    it('before the first candle it says so where candles will be, and then no more', async () => {
      const run = await openPage({ market: day.market });
      const page = await look(run);
      const nothing = page.locator('[data-part="nothing"]');
      expect(await nothing.isVisible()).toBe(true);
      expect(await nothing.textContent()).toBe('No candle has closed yet.');
      for (const report of day.reports.slice(0, 5)) run.feed.tick(report);
      await expect.poll(() => nothing.isVisible(), POLL).toBe(false);
    });

    it('before the first trade the balance has no axes; then it has those of its money', async () => {
      const run = await openPage({ market: day.market });
      for (const report of day.reports.slice(0, 3)) run.feed.tick(report);
      const page = await look(run);
      const [view, plots] = [page.locator('[data-view="balance"]'), page.locator('.uplot')];
      expect(await view.textContent()).toContain('the balance has not moved');
      expect(await plots.count()).toBe(0);
      for (const report of day.reports.slice(3, 200)) run.feed.tick(report);
      await expect.poll(() => plots.count(), POLL).toBe(2);
      expect(await view.textContent()).toContain('Point at the curve');
    });

    it.each([
      ['has won', 1.2],
      ['has come to nothing', 0],
    ])('a run of one trade that %s has axes close to its balance', async (_name, dollars) => {
      const run = await openPage();
      run.feed.whole([closedTradeWith(0, { netUsd: usd(dollars) })], [], DAY.toMs);
      const page = await look(run);
      const words = await wordsOn(page);
      expect(words).toContain('0 %');
      const numbers = words.flatMap((each) =>
        /^[\d,.]+$/.test(each) ? [Number(each.replaceAll(',', ''))] : [],
      );
      const money = numbers.filter((number) => number >= 1_000);
      expect(money.length).toBeGreaterThan(1);
      for (const amount of money) expect(Math.abs(amount - 2_000)).toBeLessThan(50);
      const depths = words.filter((each) => each.endsWith('%'));
      for (const depth of depths) expect(depth).toMatch(/^(0|−[01](\.\d+)?) %$/);
    });
  },
);
