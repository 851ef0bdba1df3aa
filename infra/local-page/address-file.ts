/**
 * A file that leads a browser to an address: the arguments of a program can be read by every user of a machine, and this
 * file by its own user alone.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Markup, element } from '../../lambda/charts/drawing/markup.ts';

export interface AddressFile {
  readonly path: string;
  /** Once the browser has been there, or will not come. */
  readonly remove: () => Promise<void>;
}

/** In a folder of its own, which is its user's, too. */
export async function writeAddressFile(address: string): Promise<AddressFile> {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-page-'));
  const path = join(folder, 'open.html');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(path, pageTo(address), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}

function pageTo(address: string): string {
  return Markup.page(
    element(
      'html',
      { lang: 'en' },
      element(
        'head',
        {},
        element('meta', { charset: 'utf-8' }),
        element('meta', { name: 'referrer', content: 'no-referrer' }),
        element('meta', { 'http-equiv': 'refresh', content: `0; url=${address}` }),
        element('title', {}, 'A run on this machine'),
      ),
      element('body', {}, element('a', { href: address }, 'The page of the run')),
    ),
  );
}
