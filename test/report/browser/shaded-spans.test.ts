/**
 * Are times without a stop shaded in the candles of a page where they were, and told in the strip of their trade?
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { pageBundle } from '../../../infra/report/page-bundle.ts';
import { reportPage } from '../../../infra/report/report-page.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { MORNING, candlesOfHours } from '../../charts/samples.ts';
import { closedTradeWith } from '../sample-trades.ts';
import { runFacts } from '../samples.ts';
import { CHROMIUM, startChromium } from './chromium.ts';
import { openPage, savePage } from './opened-page.ts';

const at = (minutes: number) => MORNING + minutes * MINUTE_MS;
/** Between the lines of the grid, of which there is one each half hour. */
const SPANS = [
  { fromMs: at(32), toMs: at(40) },
  { fromMs: at(95), toMs: at(115) },
];

/** The lengths of what has the colour of a loss at the foot of the candles, and of what is between, in points. */
const FOOT = `(() => {
  const canvases = [...document.querySelectorAll('[data-part="chart"] canvas')];
  const largest = canvases.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
  const { width, height } = largest;
  const { data } = largest.getContext('2d').getImageData(0, height - 2, width, 1);
  const runs = [];
  for (let x = 0; x < width; x += 1) {
    const [red, green, blue] = data.slice(4 * x, 4 * x + 3);
    const isFoot = red > 190 && green > 60 && green < 130 && blue < 60;
    const last = runs.at(-1);
    if (last?.isFoot === isFoot) last.length += 1;
    else runs.push({ isFoot, length: 1 });
  }
  return runs.map(({ length }) => length);
})()`;

it.skipIf(CHROMIUM === undefined)(
  'a time without a stop has a bar below the minutes in which it was (skipped where `npm run browser:install` has found no browser)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shaded-'));
    const browser = await startChromium();
    try {
      const trades = [closedTradeWith(0, { entryTimeMs: at(20), exitTimeMs: at(120) })];
      const facts = runFacts({ trades, details: [{ fills: [], unprotected: { spans: SPANS } }] });
      const candles = [{ symbol: 'BTCUSDT', candles: candlesOfHours(4) }];
      const html = reportPage({ source: 'a', facts, candles }, await pageBundle());
      const { page, errors } = await openPage(browser, await savePage(join(folder, 'page.html'), html));
      await page.waitForFunction(`${FOOT}.length >= 5`);
      const [before = 0, first = 0, between = 0, second = 0] = z
        .array(z.number())
        .parse(await page.evaluate(FOOT));
      expect(before).toBeGreaterThan(first);
      // 8 minutes, 55 minutes and 20 minutes.
      expect(between / first).toBeCloseTo(55 / 8, 0);
      expect(second / first).toBeCloseTo(20 / 8, 0);
      expect(await page.locator('.r-strip .ks-facts').innerText()).toContain(
        '06:32:00 to 06:40:00 UTC, 8 min',
      );
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
