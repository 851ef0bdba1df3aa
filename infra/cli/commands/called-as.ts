/**
 * How was this process called, so that the commands it tells are typed likewise?
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IN_THE_CLONE, shellWord, type Typing } from '../../../lambda/adapters/command-line.ts';
import type { BotOptions } from './locate-bot.ts';

const CLONE = fileURLToPath(new URL('../../../', import.meta.url));

/** Without `--bot`, an address is refused; with it, each command takes all three. */
export function calledAs(
  { region, stage, table }: BotOptions,
  folder = process.cwd(),
  platform = process.platform,
): Typing {
  const address = Object.entries({ region, stage, table }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${shellWord(value)}`],
  );
  const isInside = resolve(folder) === resolve(CLONE);
  return {
    launcher: launcherIn(isInside, platform),
    address: address.join(' '),
    ...(!isInside && { clone: platform === 'win32' ? `"${CLONE}"` : shellWord(CLONE) }),
  };
}

/** `./scalper` is found in the clone alone, and is a script that no shell of Windows runs. */
function launcherIn(isInside: boolean, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return isInside ? IN_THE_CLONE.launcher : shellWord(`${CLONE}scalper`);
  // PowerShell and cmd both take double quotation marks.
  return isInside ? 'node infra/cli/bin.mjs' : `node "${CLONE}infra/cli/bin.mjs"`;
}
