/**
 * Does a widget fit into its width, and can it be read and heard, on a page that does what the console does?
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { synthesiseMarket } from '../../../infra/market/synthetic-market.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';
import { createWidget } from '../../../lambda/dashboard/widget.ts';
import { replay } from '../../harness/paper-bot.ts';
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { findingsOf } from '../../report/browser/opened-page.ts';
import { openConsole, type ConsoleLooks } from './console-page.ts';

const START = Date.UTC(2026, 0, 5);
const DAYS = 3;
/** Answers no call. */
const NOBODY = () => Promise.reject(new Error('nothing is to be called'));

let browser: Browser;
let ran: Awaited<ReturnType<typeof replay>>;

/** Of a bot that has traded for three days, on a dashboard that shows all of them. */
async function look(looks: ConsoleLooks & { readonly widthPx: number }) {
  const end = START + DAYS * DAY_MS;
  const widget = createWidget({
    bots: ['bot'],
    now: () => end,
    ledger: {
      look: () => Promise.resolve({ state: ran.state, commands: [] }),
      async *rows(_botId, _epoch, { limit = Infinity } = {}) {
        yield* ran.rows.toReversed().slice(0, limit);
      },
    },
  });
  const { theme, widthPx: width } = looks;
  const html = await widget({ widgetContext: { theme, width, timeRange: { start: START, end } } });
  const { page, errors } = await openConsole(browser, html, NOBODY, looks);
  onTestFinished(() => page.close());
  return { page, errors, html };
}

const WIDER = `(() => {
  const { scrollWidth, clientWidth } = document.querySelector('#widget');
  return scrollWidth - clientWidth;
})()`;

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      const market = synthesiseMarket({
        symbols: ['BTCUSDT', 'ETHUSDT'],
        seed: 1,
        days: DAYS,
        startMs: START,
      });
      ran = await replay(market);
      browser = await startChromium();
    });

    afterAll(() => browser.close());

    it.each([
      [300, 'light'],
      [439, 'dark'],
      [440, 'light'],
      [588, 'dark'],
      [1_400, 'light'],
    ] as const)(
      '%d px wide, %s: nothing leaves it, nothing stands in the way of a reader',
      async (widthPx, theme) => {
        const { page, errors, html } = await look({ widthPx, theme });
        expect(await page.evaluate(WIDER)).toBe(0);
        expect(await findingsOf(page)).toEqual([]);
        expect(await page.locator('.ks-trades tr').count()).toBe(11);
        expect(Buffer.byteLength(JSON.stringify(html))).toBeLessThan(100_000);
        expect(errors).toEqual([]);
      },
    );

    it.each(['light', 'dark'] as const)(
      'a trade tells more in a popup, without a call: %s',
      async (theme) => {
        const { page, errors } = await look({ widthPx: 588, theme });
        await page.getByRole('button', { name: 'more' }).first().click();
        const popup = await page.locator('#popup').innerText();
        for (const words of [
          'decided on',
          'entry order',
          'hard stop',
          'take-profit',
          'entry fill',
          'exit fill',
          'net',
        ])
          expect(popup).toContain(words);
        expect(await findingsOf(page)).toEqual([]);
        expect(errors).toEqual([]);
      },
    );
  },
);
