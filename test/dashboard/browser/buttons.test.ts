/**
 * Do the buttons of a bot work in a browser, on a page that does with them what the console does?
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { NOON, at, botState, position } from '../../harness/builders.ts';
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { findingsOf } from '../../report/browser/opened-page.ts';
import { CONTEXT, ENDPOINT, steeredBot, type SteeredBot } from '../steered-bot.ts';
import { openConsole } from './console-page.ts';

const HOSTILE = `<img src=x onerror='alert(1)'> "' & </cwdb-action><script>alert(2)</script>`;
/** Answers no call. */
const NOBODY = () => Promise.reject(new Error('nothing is to be called'));
const HALTED = { cause: `the wallet holds less: ${HOSTILE}`, sinceMs: NOON };

let browser: Browser;

async function opened(bot: SteeredBot, theme: 'light' | 'dark' = 'light') {
  const calls: string[] = [];
  const html = await bot.draw({ theme, width: 588 });
  const endpoint = async (name: string, event: object) => {
    calls.push(name);
    return bot.send({ ...event, widgetContext: { ...CONTEXT.widgetContext, theme } });
  };
  return { calls, ...(await openConsole(browser, html, endpoint, { theme })) };
}

const buttons = (page: Page) => page.locator('#widget .ks-buttons .btn').allTextContents();
const answer = (page: Page) => page.locator('#popup').innerText();

async function clicked(page: Page, label: string, choice: 'Cancel' | 'Confirm'): Promise<string> {
  await page.getByRole('button', { name: label }).click();
  const question = await page.locator('#question p').innerText();
  await page.locator('#question').getByRole('button', { name: choice }).click();
  return question;
}

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    beforeAll(async () => {
      browser = await startChromium();
    });

    afterAll(() => browser.close());

    it('a button asks what happens, leaves nothing when that is cancelled, and one command when it is confirmed', async () => {
      const bot = steeredBot(botState({ ledger: { positions: [position()] } }));
      const { page, calls, errors } = await opened(bot);
      expect(await buttons(page)).toEqual(['Pause', 'Flatten 1 position']);
      const question = await clicked(page, 'Flatten 1 position', 'Cancel');
      expect(question).toContain('it closes 1 position at the market');
      expect(calls).toEqual([]);
      await clicked(page, 'Flatten 1 position', 'Confirm');
      await page.waitForSelector('#popup[open]');
      expect(await answer(page)).toContain(
        'Left for the next tick of bot bot: flatten, by dashboard Kallisti.',
      );
      await page.keyboard.press('Escape');
      await clicked(page, 'Flatten 1 position', 'Confirm');
      await page.getByText('this click has left its command already').waitFor();
      expect(calls).toEqual([ENDPOINT, ENDPOINT]);
      expect(await bot.waiting()).toMatchObject([{ kind: 'flatten' }]);
      expect(errors).toEqual([]);
    });

    it('a halt is accepted by its name, and words of strangers in its cause are words on the page, in the question and in the answer', async () => {
      const bot = steeredBot(botState({ ledger: { halted: HALTED } }));
      const { page, errors } = await opened(bot);
      const label = `Accept halt ${haltName(HALTED)} and resume`;
      expect(await clicked(page, label, 'Cancel')).toContain(HALTED.cause);
      bot.state = botState({ version: 8, ledger: { halted: { ...HALTED, sinceMs: at('12:30') } } });
      await clicked(page, label, 'Confirm');
      await page.waitForSelector('#popup[open]');
      expect(await answer(page)).toContain('What it would end now is not what was shown then.');
      expect(await answer(page)).toContain(HALTED.cause);
      expect(await page.locator('img, #widget script, #popup script').count()).toBe(0);
      expect(await bot.waiting()).toEqual([]);
      expect(errors).toEqual([]);
    });

    it('a cause without a space fits into a narrow widget, and so does what cannot be read', async () => {
      const words = 'AccessDenied'.repeat(20);
      const halted = steeredBot(botState({ ledger: { halted: { cause: words, sinceMs: NOON } } }));
      const unread = steeredBot();
      unread.lookFailure = new Error(words);
      for (const bot of [halted, unread]) {
        const html = await bot.draw({ theme: 'light', width: 320 });
        const { page } = await openConsole(browser, html, NOBODY, { theme: 'light', widthPx: 320 });
        expect(await page.locator('#widget').innerText()).toContain(words);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
    });

    it.each(['light', 'dark'] as const)(
      'buttons, question and answer are for everybody: %s',
      async (theme) => {
        const halted = { cause: 'the wallet holds less', sinceMs: NOON };
        const { page } = await opened(steeredBot(botState({ ledger: { halted } })), theme);
        expect(await findingsOf(page)).toEqual([]);
        await clicked(page, 'Pause', 'Confirm');
        await page.waitForSelector('#popup[open]');
        expect(await findingsOf(page)).toEqual([]);
      },
    );
  },
);
