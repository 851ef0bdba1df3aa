/**
 * The pictures of pages, as a browser draws them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { LocalPage } from '../../../infra/local-page/local-page.ts';
import { pageBundle } from '../../../infra/report/page-bundle.ts';
import { reportPage } from '../../../infra/report/report-page.ts';
import { openConsole } from '../../dashboard/browser/console-page.ts';
import { savePage } from '../../report/browser/opened-page.ts';
import {
  BELOW_REPORT,
  WIDGET_PX,
  reportOf,
  runPageOf,
  widgetOf,
  type PictureName,
  type PictureTheme,
} from './pictured-pages.ts';
import type { PicturedRun } from './pictured-run.ts';
import { smallPng, type Pixels } from './small-png.ts';

/** About as wide as GitHub shows it. */
const PAGE_PX = 960;
const TALL_PX = 1_600;
/** Pixels of a picture for each of the page: letters stay sharp on a sharp screen. */
const SHARPNESS = 1.5;
const MARGIN_PX = 16;

/** As a PNG. */
export async function drawnPicture(
  browser: Browser,
  run: PicturedRun,
  name: PictureName,
  theme: PictureTheme,
): Promise<Buffer> {
  return smallPng(await pixelsOf(browser, await DRAW[name](browser, run, theme)));
}

type Draw = (browser: Browser, run: PicturedRun, theme: PictureTheme) => Promise<Buffer>;

const DRAW: Readonly<Record<PictureName, Draw>> = {
  page: async (browser, run, theme) => {
    const local = await LocalPage.open(runPageOf(run));
    for (const report of run.morning) local.feed.tick(report);
    const page = await emptyPage(browser, theme);
    await page.goto(local.address);
    await page.waitForSelector('html[data-shown]', { state: 'attached' });
    await selectTrade(page, run);
    await page.getByRole('button', { name: '3 hours' }).click();
    // The bar stays in view, above what is scrolled to.
    await page.evaluate(`{
      const [bar, title] = ['[data-view="time"]', '#title-candles'].map((found) => document.querySelector(found));
      scrollBy(0, title.getBoundingClientRect().top - bar.getBoundingClientRect().height - ${MARGIN_PX});
    }`);
    await page.evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))`);
    const heightPx = await bottomOf(page, '[data-part="drawn"] svg');
    const shot = await page.screenshot({
      clip: { x: 0, y: 0, width: PAGE_PX, height: heightPx },
    });
    await page.close();
    await local.close();
    return shot;
  },
  report: async (browser, run, theme) => {
    const folder = await mkdtemp(join(tmpdir(), 'picture-'));
    const html = reportPage(reportOf(run), await pageBundle('report'));
    const page = await emptyPage(browser, theme);
    await page.goto(pathToFileURL(await savePage(join(folder, 'report.html'), html)).href);
    await page.waitForSelector('html[data-shown]', { state: 'attached' });
    const heightPx = await bottomOf(page, `section:has(+ section > #${BELOW_REPORT})`);
    const shot = await page.screenshot({ clip: { x: 0, y: 0, width: PAGE_PX, height: heightPx } });
    await page.close();
    await rm(folder, { recursive: true });
    return shot;
  },
  widget: async (browser, run, theme) => {
    const html = await widgetOf(run, theme);
    const noCall = () => Promise.reject(new Error('nothing is called in a picture'));
    const looks = { theme, widthPx: WIDGET_PX + MARGIN_PX, sharpness: SHARPNESS };
    const { page } = await openConsole(browser, html, noCall, looks);
    await page.addStyleTag({ content: `#widget > * { padding: ${MARGIN_PX}px }` });
    const shot = await page.locator('#widget > *').screenshot();
    await page.close();
    return shot;
  },
};

/** The latest one in a symbol without an open position, whose lines would stand over its candles. */
async function selectTrade(page: Page, { morning }: PicturedRun): Promise<void> {
  const open = morning.at(-1)?.state.ledger.positions.map(({ symbol }) => symbol) ?? [];
  const closed = morning
    .flatMap(({ rows }) => rows)
    .flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
  const index = closed.findLastIndex(({ symbol }) => !open.includes(symbol));
  for (let k = closed.length - 1; k > index; k -= 1) await page.keyboard.press('ArrowLeft');
}

async function emptyPage(browser: Browser, theme: PictureTheme): Promise<Page> {
  return browser.newPage({
    viewport: { width: PAGE_PX, height: TALL_PX },
    deviceScaleFactor: SHARPNESS,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
}

/** In the window. */
async function bottomOf(page: Page, selector: string): Promise<number> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`the page shows no ${selector}`);
  return Math.ceil(box.y + box.height);
}

/** A browser reads what it has written. */
async function pixelsOf(browser: Browser, png: Buffer): Promise<Pixels> {
  const page = await browser.newPage();
  const read = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const [widthPx, heightPx] = [image.naturalWidth, image.naturalHeight];
    const context = Object.assign(document.createElement('canvas'), { width: widthPx, height: heightPx }).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, widthPx, heightPx);
    let text = '';
    for (let k = 0; k < data.length; k += ${PART_BYTES}) text += String.fromCharCode(...data.subarray(k, k + ${PART_BYTES}));
    return { widthPx, heightPx, base64: btoa(text) };
  })()`);
  await page.close();
  const { base64, ...size } = pixelsSchema.parse(read);
  return { ...size, rgba: Buffer.from(base64, 'base64') };
}

/** As many arguments as a function may have everywhere. */
const PART_BYTES = 32_768;

const pixelsSchema = z.object({ widthPx: z.int(), heightPx: z.int(), base64: z.string() });
