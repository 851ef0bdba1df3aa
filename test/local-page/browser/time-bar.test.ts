/**
 * Does a browser find the page, and does its bar keep to one clock, and its buttons to their places?
 */
import { access } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeAddressFile } from '../../../infra/local-page/address-file.ts';
import { HOUR_MS } from '../../../lambda/core/units.ts';
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { printedFindings, watchedPage } from '../../report/browser/opened-page.ts';
import { closedTradeWith } from '../../report/sample-trades.ts';
import { DAY, openPage } from '../run-pages.ts';

/** Presses play, pause and play within one picture at the beginning, and counts the clocks that go on then. */
const PRESSED_THRICE = `
  const slider = document.querySelector('[data-part="slider"]');
  slider.value = slider.min;
  slider.dispatchEvent(new Event('input'));
  const waiting = new Set();
  window.requestAnimationFrame = () => { waiting.add(waiting.size + 1); return waiting.size; };
  window.cancelAnimationFrame = (id) => waiting.delete(id);
  for (let presses = 0; presses < 3; presses += 1) document.querySelector('[data-part="play"]').click();
  waiting.size`;

let browser: Browser;

async function barOf(widthPx: number) {
  const run = await openPage();
  onTestFinished(() => run.close().catch(() => {}));
  run.feed.whole([closedTradeWith(0)], [], DAY.fromMs + 7 * HOUR_MS);
  const { page } = await watchedPage(browser, { widthPx });
  onTestFinished(() => page.close());
  await page.goto(run.address);
  await page.waitForSelector('html[data-shown]', { state: 'attached' });
  return { run, page };
}

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      browser = await startChromium();
    });

    afterAll(async () => {
      await browser.close();
    });

    it('a browser that is led there by a file gets the page, and the file is needed no more', async () => {
      const run = await openPage();
      onTestFinished(() => run.close().catch(() => {}));
      const { path, remove } = await writeAddressFile(run.address);
      run.onLook(remove);
      const { page, requests } = await watchedPage(browser);
      onTestFinished(() => page.close());
      await page.goto(pathToFileURL(path).href);
      await page.waitForURL(run.address);
      await page.waitForSelector('html[data-shown]', { state: 'attached' });
      expect(requests.some((url) => url === `${run.address}since?c=&t=0&s=0&d=0&m=0`)).toBe(true);
      await expect.poll(() => access(path).catch(() => 'gone')).toBe('gone');
    });

    it('the page of a run is printed in light, nothing of it cut, no row on two sheets', async () => {
      const { page } = await barOf(1_200);
      expect(await printedFindings(page)).toEqual([]);
    });

    it('a run is played by one clock, however fast somebody plays, pauses and plays on', async () => {
      const { page } = await barOf(1_200);
      expect(await page.evaluate(PRESSED_THRICE)).toBe(1);
    });

    it.each([1_200, 390])(
      'no button moves away from a finger while the run goes on, in a window of %d px',
      async (widthPx) => {
        const { run, page } = await barOf(widthPx);
        const [status, latest] = ['status', 'end'].map((name) => page.locator(`[data-part="${name}"]`));
        const placeAt = async (words: string) => {
          await expect.poll(() => status!.textContent(), { timeout: 60_000 }).toContain(words);
          return latest!.boundingBox();
        };
        const waiting = await placeAt('not begun');
        run.feed.end('ended', 'Ended, result hash 0123456789ab…');
        expect(await placeAt('Ended')).toEqual(waiting);
      },
    );
  },
);
