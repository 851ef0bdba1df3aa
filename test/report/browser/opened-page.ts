/** A page in a browser: of the report, opened from its file, or of a run. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

export interface OpenedPage {
  readonly page: Page;
  /** Addresses that it asked for, its own file included. */
  readonly requests: readonly string[];
  /** What it complained of. */
  readonly errors: readonly string[];
}

export interface Looks {
  readonly widthPx?: number;
  readonly colours?: 'light' | 'dark';
}

export async function openPage(browser: Browser, file: string, looks: Looks = {}): Promise<OpenedPage> {
  const opened = await watchedPage(browser, looks);
  await opened.page.goto(pathToFileURL(file).href);
  await opened.page.waitForSelector('html[data-shown]', { state: 'attached' });
  return opened;
}

/** An empty page, of which everything is noted. */
export async function watchedPage(
  browser: Browser,
  { widthPx = 1_200, colours = 'light' }: Looks = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({
    viewport: { width: widthPx, height: 900 },
    colorScheme: colours,
    reducedMotion: 'reduce',
    // Far from UTC: times on the page are none of the reader's.
    timezoneId: 'Pacific/Chatham',
  });
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => void requests.push(request.url()));
  page.on('pageerror', (error) => void errors.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  return { page, requests, errors };
}

/** What axe-core finds against WCAG 2.2 AA and good practice: which rule, and where. */
export async function findingsOf(page: Page): Promise<readonly string[]> {
  // Evaluated, not added: the policy of the page would not let it run.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = axeSchema.parse(await page.evaluate('axe.run()'));
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** Of A4 between its margins. */
const PAPER_PX = 718;

/** A browser makes a page smaller that has a table so much wider than the paper. */
const SHRUNK = 1.5;

/** What would be wrong on paper: grounds that are not white, what can be pressed, and what is cut at the edge. */
export async function printedFindings(page: Page): Promise<readonly string[]> {
  await page.setViewportSize({ width: PAPER_PX, height: 1_000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  const found = await page.evaluate(`
    const seen = (each) => each.getClientRects().length > 0;
    const all = [...document.querySelectorAll('body, body *')].filter(seen);
    const isDark = (each) => {
      const [red, green, blue, alpha = 1] = getComputedStyle(each).backgroundColor.match(/[\\d.]+/g).map(Number);
      return alpha > 0 && red + green + blue < 600;
    };
    const wide = all.filter((each) => each.getBoundingClientRect().right > innerWidth * (each.matches('table') ? ${SHRUNK} : 1) + 1 &&
      each.matches('canvas, svg, table'));
    const pressed = all.filter((each) => each.matches('button:not([data-trade]), select, input'));
    const split = all.filter((each) => each.matches('tr') && getComputedStyle(each).breakInside !== 'avoid');
    [['dark', all.filter(isDark)], ['cut', wide], ['to be pressed', pressed], ['split', split]]
      .flatMap(([what, of]) => of.map((each) => what + ': ' + each.outerHTML.slice(0, 100)))`);
  await page.emulateMedia({ media: 'screen' });
  return z.array(z.string()).parse(found);
}

const axeSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

export async function savePage(file: string, html: string): Promise<string> {
  await writeFile(file, html);
  return file;
}
