/**
 * What does the page of a run say before its first trade, when it has failed, and when another run has its address? And
 * does the bar, which stays in view, hide what the keyboard leads to?
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { LocalPage } from '../../../infra/local-page/local-page.ts';
import { minute } from '../../../lambda/core/text/figure-words.ts';
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { watchedPage } from '../../report/browser/opened-page.ts';
import { DAY, dayRun, openPage, type DayRun } from '../run-pages.ts';

/** A busy machine is slow, and that is no mistake. */
const POLL = { timeout: 60_000 };
/** Enough for a table of trades that is longer than a window. */
const TICKS = 900;

let browser: Browser;
let day: DayRun;

async function pageAt(ticks: number, firstPort?: number): Promise<LocalPage> {
  const page = await openPage({ market: day.market, ...(firstPort !== undefined && { firstPort }) });
  for (const report of day.reports.slice(0, ticks)) page.feed.tick(report);
  return page;
}

async function look(run: LocalPage, viewport: { readonly width: number; readonly height: number }) {
  const { page } = await watchedPage(browser);
  onTestFinished(async () => {
    await page.close();
    await run.close().catch(() => {});
  });
  await page.setViewportSize(viewport);
  await page.goto(run.address);
  await page.waitForSelector('html[data-shown]', { state: 'attached' });
  return { page, part: (name: string) => page.locator(`[data-part="${name}"]`) };
}

const PHONE = { width: 390, height: 844 };
const WINDOW = { width: 1_200, height: 700 };
const PHONE_ON_ITS_SIDE = { width: 844, height: 390 };

/** Of what has the focus; `null` for the page itself. */
const FOCUSED = `(() => {
  const { activeElement: focused } = document;
  if (focused === document.body) return null;
  const bar = document.querySelector('.l-bar');
  const { top, bottom } = focused.getBoundingClientRect();
  const isUnder = !bar.contains(focused) && bottom > 0 && top < bar.getBoundingClientRect().bottom - 1;
  return { words: focused.textContent.slice(0, 40), isUnder };
})()`;
const focusedSchema = z.object({ words: z.string(), isUnder: z.boolean() }).nullable();

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      day = await dayRun();
      browser = await startChromium();
    });

    afterAll(() => browser.close());

    it('before the first trade it says that there is none, and no more', async () => {
      const { page } = await look(await pageAt(3), WINDOW);
      const card = await page.locator('[data-view="standing"]').innerText();
      expect(card).toContain('No trade was closed yet.');
      expect(card).not.toContain('counted');
      expect(await page.locator('[data-view="standing"] svg').count()).toBe(0);
      expect(await page.locator('[data-view="denied"]').innerText()).toBe('None.');
    });

    it('a failure stands out, and fits whatever words it has', async () => {
      const run = await pageAt(60);
      const { page, part } = await look(run, PHONE);
      expect(await part('status').getAttribute('class')).toBe('');
      run.fail(`the disk is full: /${'very-long-name'.repeat(20)}`);
      await expect.poll(() => part('status').textContent(), POLL).toContain('Failed: the disk is full');
      expect(await part('status').getAttribute('class')).toContain('ks-t-loss');
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    });

    it('a double click on play at the end leaves nothing of a later time than it says', async () => {
      const { page, part } = await look(await pageAt(TICKS), WINDOW);
      expect(await page.locator('[data-view="trades"] tbody tr').count()).toBeGreaterThan(0);
      await part('play').dblclick();
      expect(await part('play').textContent()).toBe('▶ play');
      expect(await part('time').textContent()).toBe(`${minute(DAY.fromMs)} UTC`);
      expect(await page.locator('[data-view="trades"] tbody tr').count()).toBe(0);
      expect(await page.locator('[data-view="strip"]').textContent()).toContain('No trade is closed yet.');
    });

    it('a tab of a run that is over says that another one has its address now', async () => {
      const run = await pageAt(60);
      const { part } = await look(run, WINDOW);
      await run.close();
      const other = await pageAt(60, Number(new URL(run.address).port));
      onTestFinished(() => other.close());
      expect(new URL(other.address).port).toBe(new URL(run.address).port);
      await expect
        .poll(() => part('lost').textContent(), POLL)
        .toContain('Another run answers at this address');
    });

    it.each([
      ['in a window', WINDOW],
      ['on a phone', PHONE],
      ['on a phone on its side', PHONE_ON_ITS_SIDE],
    ])('%s the bar hides nothing that has the focus', async (_name, viewport) => {
      const { page } = await look(await pageAt(TICKS), viewport);
      await page.locator('footer a').focus();
      const found: z.output<typeof focusedSchema>[] = [];
      do {
        await page.keyboard.press('Shift+Tab');
        found.push(focusedSchema.parse(await page.evaluate(FOCUSED)));
      } while (found.at(-1) !== null);
      expect(found.length).toBeGreaterThan(20);
      expect(found.filter((each) => each?.isUnder === true)).toEqual([]);
    });
  },
);
