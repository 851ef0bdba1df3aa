/**
 * Where the pictures of pages are kept, and beside them what they were made from.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './drawing-code.ts';
import { PICTURES, THEMES, type Hashes, type PictureName, type PictureTheme } from './pictured-pages.ts';

/** Below the root. */
export const FOLDER = 'infra/docs/pictures';

export function pictureFile(name: PictureName, theme: PictureTheme): string {
  return `${name}-${theme}.png`;
}

export class KeptPictures {
  readonly #folder: string;

  constructor(folder = join(ROOT, FOLDER)) {
    this.#folder = folder;
  }

  /** Those that are missing, or are made of something else now. */
  async toMake(now: Hashes): Promise<readonly PictureName[]> {
    const kept = hashesSchema.parse(JSON.parse(await readFile(this.#hashes, 'utf8').catch(() => '{}')));
    const isMissing = (name: PictureName) =>
      THEMES.some((theme) => !existsSync(join(this.#folder, pictureFile(name, theme))));
    return PICTURES.filter((name) => kept[name] !== now[name] || isMissing(name));
  }

  /** @returns the file. */
  async write(name: PictureName, theme: PictureTheme, png: Buffer): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const file = join(this.#folder, pictureFile(name, theme));
    await writeFile(file, png);
    return file;
  }

  async writeHashes(hashes: Hashes): Promise<void> {
    await writeFile(this.#hashes, `${JSON.stringify(hashes, undefined, 2)}\n`);
  }

  get #hashes(): string {
    return join(this.#folder, 'made-from.json');
  }
}

const hashesSchema = z.partialRecord(z.enum(PICTURES), z.string());
