/**
 * A real browser without a window, for pages that are opened from a file.
 *
 * `npm run browser:install` installs Debian's; `CHROMIUM` names another.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** As the installer looks for them. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const CHROMIUM = found();

function found(): string | undefined {
  const named = process.env['CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...(named === undefined || named === '' ? [] : [named]), ...paths].find((path) => isProgram(path));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @throws Error where none is installed. */
export async function startChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no browser is installed here: npm run browser:install');
  // A container has no sandbox of the kernel's, and no graphics card; the pages are our own.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}
