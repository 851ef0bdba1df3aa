/**
 * `npm run docs:pictures`: the pictures of pages in the READMEs, light and dark, from one run that is the same everywhere.
 *
 * It makes those again whose pages have changed, or that are missing. Without a browser it says so, and changes nothing.
 */
import { CHROMIUM, startChromium } from '../../report/browser/chromium.ts';
import { drawnPicture } from './draw-pictures.ts';
import { FOLDER, KeptPictures } from './kept-pictures.ts';
import { THEMES, madeFrom } from './pictured-pages.ts';
import { picturedRun } from './pictured-run.ts';

/** @param hasBrowser whether one is installed. @returns whether all are of today. */
export async function renewPictures(kept: KeptPictures, hasBrowser: boolean): Promise<boolean> {
  const run = await picturedRun();
  const hashes = await madeFrom(run);
  const names = await kept.toMake(hashes);
  if (names.length === 0) {
    console.log(`the pictures in ${FOLDER} are of today`);
    return true;
  }
  if (!hasBrowser) {
    console.error(
      `no browser is installed here, and nothing was changed: the pictures of ${names.join(', ')} are to be made again, after npm run browser:install`,
    );
    return false;
  }
  const browser = await startChromium();
  for (const name of names) {
    for (const theme of THEMES) {
      const png = await drawnPicture(browser, run, name, theme);
      console.log(`${await kept.write(name, theme, png)}: ${Math.ceil(png.length / 1_000)} kB`);
    }
  }
  await browser.close();
  await kept.writeHashes(hashes);
  return true;
}

if (import.meta.main) {
  const isDone = await renewPictures(new KeptPictures(), CHROMIUM !== undefined);
  process.exitCode = isDone ? 0 : 1;
}
