/**
 * Does the page of a run work in a browser while it goes on and when it is over, for eyes, keys and readers?
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LocalPage } from '../../../infra/local-page/local-page.ts';
import { minute } from '../../../lambda/core/text/figure-words.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { findingsOf, watchedPage, type Looks, type OpenedPage } from '../../report/browser/opened-page.ts';
import { closedTradeWith } from '../../report/sample-trades.ts';
import { runFacts } from '../../report/samples.ts';
import { DAY, about, dayRun, openPage, type DayRun } from '../run-pages.ts';

const HOSTILE = "<img src='https://example.com/x' onerror='alert(1)'>";

let browser: Browser;
let day: DayRun;

/** A page of the day up to a minute of it, which the test lets go on. */
async function pageAt(ticks: number): Promise<LocalPage> {
  const page = await openPage({ market: day.market });
  onTestFinished(() => page.close().catch(() => {}));
  for (const report of day.reports.slice(0, ticks)) page.feed.tick(report);
  return page;
}

async function look(address: string, looks: Looks = {}): Promise<OpenedPage> {
  const opened = await watchedPage(browser, looks);
  onTestFinished(() => opened.page.close());
  await opened.page.goto(address);
  await opened.page.waitForSelector('html[data-shown]', { state: 'attached' });
  return opened;
}

function part(page: Page, name: string) {
  return page.locator(`[data-part="${name}"]`);
}

/** How many trades had closed by then. */
function closedBy(ticks: number): number {
  const { tradeCount, positions } = day.reports[ticks - 1]!.state.ledger;
  return tradeCount - positions.length;
}

async function goTo(page: Page, timeMs: number): Promise<void> {
  await part(page, 'slider').fill(String(timeMs));
}

/** Where what happens by itself has happened: a place that is waited for. */
async function placeIs(page: Page, words: string): Promise<void> {
  await expect.poll(() => part(page, 'place').textContent(), POLL).toBe(words);
}

/** A busy machine is slow, and that is no mistake. */
const POLL = { timeout: 60_000 };

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      day = await dayRun();
      browser = await startChromium();
    });

    afterAll(async () => {
      await browser.close();
    });

    it('shows a run that goes on, minute by minute, and asks nobody else', async () => {
      const run = await pageAt(60);
      const { page, requests, errors } = await look(run.address);
      await expect.poll(() => part(page, 'status').textContent(), POLL).toBe('Running, 4 %');
      expect(await part(page, 'time').textContent()).toBe(`${minute(day.reports[59]!.tickMs)} UTC`);
      await placeIs(page, `${closedBy(60)} of ${closedBy(60)}`);
      for (const report of day.reports.slice(60, 250)) run.feed.tick(report);
      await placeIs(page, `${closedBy(250)} of ${closedBy(250)}`);
      expect(await part(page, 'time').textContent()).toBe(`${minute(day.reports[249]!.tickMs)} UTC`);
      expect(closedBy(250)).toBeGreaterThan(closedBy(60));
      expect(errors).toEqual([]);
      const strangers = requests.filter((url) => !url.startsWith(run.address));
      expect(strangers).toEqual([]);
      const asked = "fetch('https://example.com/').then(() => 'fetched', () => 'refused')";
      expect(await page.evaluate(asked)).toBe('refused');
    });

    it('says that a run has not begun, has failed, and has ended with its verdict', async () => {
      const run = await pageAt(0);
      const { page } = await look(run.address);
      const status = part(page, 'status');
      expect(await status.textContent()).toBe('The run has not begun yet.');
      expect(await page.locator('[data-view="strip"]').textContent()).toContain('No trade is closed yet.');
      run.fail('the disk is full');
      await expect.poll(() => status.textContent(), POLL).toBe('Failed: the disk is full');
      run.end('Ended', () => runFacts({ isSynthetic: true }));
      await expect.poll(() => status.textContent(), POLL).toBe('Ended');
      await page.locator('.r-verdict').waitFor();
      expect(await page.locator('#title-costs').textContent()).toBe('Where the money went');
    });

    it('says that the connection is lost, keeps what was shown, and takes the words away when it is back', async () => {
      const run = await pageAt(400);
      const { page } = await look(run.address);
      await placeIs(page, `${closedBy(400)} of ${closedBy(400)}`);
      await page.context().setOffline(true);
      await part(page, 'lost').waitFor();
      expect(await part(page, 'lost').textContent()).toContain('No answer');
      await placeIs(page, `${closedBy(400)} of ${closedBy(400)}`);
      await page.context().setOffline(false);
      await part(page, 'lost').waitFor({ state: 'hidden' });
      for (const report of day.reports.slice(400, 600)) run.feed.tick(report);
      await placeIs(page, `${closedBy(600)} of ${closedBy(600)}`);
    });

    it('goes through the time of the run, and stays where it is looked at', async () => {
      const run = await pageAt(900);
      const { page } = await look(run.address);
      await placeIs(page, `${closedBy(900)} of ${closedBy(900)}`);
      const then = day.reports.findIndex(
        ({ state }) => state.ledger.positions.length > 0 && closedBy(300) > 0,
      );
      await goTo(page, day.reports[then]!.tickMs);
      expect(await part(page, 'time').textContent()).toBe(`${minute(day.reports[then]!.tickMs)} UTC`);
      const pictures = page.locator('[data-view="open"] svg');
      expect(await pictures.count()).toBe(day.reports[then]!.state.ledger.positions.length);
      expect(await part(page, 'end').getAttribute('aria-pressed')).toBe('false');
      await goTo(page, day.reports[499]!.tickMs);
      await placeIs(page, `${closedBy(500)} of ${closedBy(500)}`);
      for (const report of day.reports.slice(900, 950)) run.feed.tick(report);
      await expect.poll(() => part(page, 'status').textContent(), POLL).toBe('Running, 65 %');
      expect(await part(page, 'time').textContent()).toBe(`${minute(day.reports[499]!.tickMs)} UTC`);
      await part(page, 'end').click();
      await placeIs(page, `${closedBy(950)} of ${closedBy(950)}`);
    });

    it('has keys: for trades, for playing, and for a window that names and switches them off', async () => {
      const run = await pageAt(900);
      const { page } = await look(run.address);
      const all = closedBy(900);
      await placeIs(page, `${all} of ${all}`);
      await page.keyboard.press('k');
      await page.keyboard.press('ArrowLeft');
      await placeIs(page, `${all - 2} of ${all}`);
      await page.keyboard.press('j');
      await placeIs(page, `${all - 1} of ${all}`);
      await page.keyboard.press('Home');
      await placeIs(page, `1 of ${all}`);
      const [first] = day.reports
        .flatMap(({ rows }) => rows)
        .flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
      await page.keyboard.press('g');
      await expect
        .poll(() => part(page, 'time').textContent(), POLL)
        .toBe(`${minute(first!.exitTimeMs)} UTC`);
      await page.keyboard.press(' ');
      expect(await part(page, 'play').textContent()).toBe('❚❚ pause');
      await expect
        .poll(() => part(page, 'time').textContent(), POLL)
        .not.toBe(`${minute(first!.exitTimeMs)} UTC`);
      await page.keyboard.press(' ');
      expect(await part(page, 'play').textContent()).toBe('▶ play');
      await page.keyboard.press('?');
      expect(await page.locator('dialog').isVisible()).toBe(true);
      expect(await findingsOf(page)).toEqual([]);
      await page.getByRole('checkbox').uncheck();
      await page.keyboard.press('Escape');
      const place = await part(page, 'place').textContent();
      for (const key of ['End', 'j', 'k', ' ']) await page.keyboard.press(key);
      expect(await part(page, 'place').textContent()).toBe(place);
      expect(await part(page, 'play').textContent()).toBe('▶ play');
    });

    it('plays to the end, and pauses there', async () => {
      const run = await pageAt(200);
      const { page } = await look(run.address);
      await page.getByRole('combobox', { name: 'Speed of playing' }).selectOption('1 d/s');
      await part(page, 'play').click();
      await expect.poll(() => part(page, 'play').textContent(), POLL).toBe('▶ play');
      expect(await part(page, 'end').getAttribute('aria-pressed')).toBe('true');
    });

    it('leads from a click on a trade to its strip, whatever comes meanwhile', async () => {
      const run = await pageAt(900);
      const { page } = await look(run.address);
      const all = closedBy(900);
      await placeIs(page, `${all} of ${all}`);
      await page.getByRole('button', { name: '⇤ first' }).click();
      await page.locator('[data-view="trades"] tbody tr').nth(2).click();
      await placeIs(page, `3 of ${all}`);
      const strip = part(page, 'drawn').locator('svg');
      const label = await strip.getAttribute('aria-label');
      for (const report of day.reports.slice(900, 1_100)) run.feed.tick(report);
      await placeIs(page, `3 of ${closedBy(1_100)}`);
      expect(await strip.getAttribute('aria-label')).toBe(label);
    });

    it.each([
      ['light', {}],
      ['dark', { colours: 'dark' }],
      ['on a phone', { widthPx: 390 }],
      ['on a phone, dark', { widthPx: 390, colours: 'dark' }],
    ] as const)(
      '%s: nothing stands in the way of a reader, and nothing is wider than the window',
      async (_name, looks) => {
        const open = day.reports.findIndex(({ state }) => state.ledger.positions.length > 1) + 1;
        const run = await pageAt(open);
        const { page } = await look(run.address, looks);
        expect(await page.locator('[data-view="open"] svg').count()).toBeGreaterThan(1);
        expect(await findingsOf(page)).toEqual([]);
        const fits = 'document.documentElement.scrollWidth <= innerWidth';
        expect(await page.evaluate(fits)).toBe(true);
        run.end('Ended, result hash 0123456789ab…', () => runFacts({ isSynthetic: true }));
        await page.locator('.r-verdict').waitFor();
        expect(await findingsOf(page)).toEqual([]);
        expect(await page.evaluate(fits)).toBe(true);
      },
    );

    it('text of strangers stays text', async () => {
      const run = await openPage({
        page: { name: HOSTILE, market: HOSTILE, isSynthetic: true },
        about: about({ symbols: [HOSTILE], bot: HOSTILE, toMs: DAY.fromMs + 8 * HOUR_MS }),
      });
      onTestFinished(() => run.close().catch(() => {}));
      run.feed.whole(
        [0, 1].map((k) => closedTradeWith(k, { symbol: HOSTILE })),
        [],
        DAY.fromMs + 7 * HOUR_MS,
      );
      run.feed.note(DAY.fromMs + MINUTE_MS, HOSTILE);
      const { page, requests } = await look(run.address);
      await placeIs(page, '2 of 2');
      run.fail(HOSTILE);
      await expect.poll(() => part(page, 'status').textContent(), POLL).toBe(`Failed: ${HOSTILE}`);
      for (const name of ['standing', 'moments', 'strip', 'trades', 'time'])
        expect(await page.locator(`[data-view="${name}"]`).textContent()).toContain(HOSTILE);
      expect(await page.locator('img').count()).toBe(0);
      expect(requests.filter((url) => !url.startsWith(run.address))).toEqual([]);
    });
  },
);
