/**
 * Are the pictures of pages of today, small, and shown?
 */
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ROOT } from './drawing-code.ts';
import { FOLDER, KeptPictures, pictureFile } from './kept-pictures.ts';
import { renewPictures } from './make-pictures.ts';
import { PICTURES, THEMES, madeFrom, type Hashes } from './pictured-pages.ts';
import { picturedRun } from './pictured-run.ts';

const BYTES_MAX = 150_000;
/** The page on which each is shown, and the folder of pictures as seen from there. */
const SHOWN = {
  page: ['README.md', 'infra/docs/pictures'],
  report: ['infra/cli/README.md', '../docs/pictures'],
  widget: ['infra/README.md', 'docs/pictures'],
} as const;

let hashes: Hashes;

beforeAll(async () => {
  hashes = await madeFrom(await picturedRun());
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('a picture of a page', () => {
  it('is made from what the page is made from now', async () => {
    expect(await new KeptPictures().toMake(hashes), 'is renewed by `npm run docs:pictures`').toEqual([]);
  });

  it.each(PICTURES)(
    'of %s is small, and shown light and dark with words for those who do not see it',
    async (name) => {
      const [file, folder] = SHOWN[name];
      const page = await readFile(join(ROOT, file), 'utf8');
      const [light, dark] = THEMES.map((theme) => `${folder}/${pictureFile(name, theme)}`);
      expect(page).toContain(`<source media="(prefers-color-scheme: dark)" srcset="${dark}">`);
      expect(page).toMatch(new RegExp(`<img src="${light}" width="\\d+" alt="[^"]{60,}">`));
      for (const theme of THEMES)
        expect((await stat(join(ROOT, FOLDER, pictureFile(name, theme)))).size).toBeLessThan(BYTES_MAX);
    },
  );

  it('is to be made again where it is missing, or where its page has changed, and no other is', async () => {
    const kept = new KeptPictures(await emptyFolder());
    expect(await kept.toMake(hashes)).toEqual(PICTURES);
    for (const name of PICTURES) for (const theme of THEMES) await kept.write(name, theme, Buffer.alloc(1));
    await kept.writeHashes(hashes);
    expect(await kept.toMake(hashes)).toEqual([]);
    expect(await kept.toMake({ ...hashes, report: 'another' })).toEqual(['report']);
  });

  it('is not made without a browser, which is said, and nothing is changed', async () => {
    const folder = await emptyFolder();
    const said = vi.spyOn(console, 'error').mockReturnValue();
    expect(await renewPictures(new KeptPictures(folder), false)).toBe(false);
    expect(said.mock.calls.join()).toMatch(
      /nothing was changed: the pictures of page, report, widget .* npm run browser:install/,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});
