/**
 * Can the pictures of pages in the READMEs still be made?
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnPicture } from '../../docs/pictures/draw-pictures.ts';
import { ROOT } from '../../docs/pictures/drawing-code.ts';
import { FOLDER, pictureFile } from '../../docs/pictures/kept-pictures.ts';
import { PICTURES } from '../../docs/pictures/pictured-pages.ts';
import { picturedRun, type PicturedRun } from '../../docs/pictures/pictured-run.ts';
import { CHROMIUM, startChromium } from './chromium.ts';

/** As the first part of a PNG has it. */
function widthOf(png: Buffer): number {
  return png.readUInt32BE(16);
}

describe.skipIf(CHROMIUM === undefined)(
  'In Chromium (skipped where `npm run browser:install` has found none)',
  () => {
    let browser: Browser;
    let run: PicturedRun;

    beforeAll(async () => {
      [browser, run] = [await startChromium(), await picturedRun()];
    });

    afterAll(() => browser.close());

    it.each(PICTURES)('a picture of %s is drawn as wide as it is kept', async (name) => {
      const drawn = await drawnPicture(browser, run, name, 'dark');
      expect(widthOf(drawn)).toBe(widthOf(await readFile(join(ROOT, FOLDER, pictureFile(name, 'dark')))));
    });
  },
);
