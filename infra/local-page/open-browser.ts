/**
 * Opens an address in the browser of this machine's user, where there is one to see it.
 *
 * Invariants:
 * - The address is no argument of a program, which every user of the machine could read: a file leads to it.
 * - No shell reads the file's name; it is one argument.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileFailureWords } from '../files/system-error.ts';
import { writeAddressFile, type AddressFile } from './address-file.ts';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
}

type Opening = readonly [program: string, ...args: string[]];

/** How a file is opened here; else why the address cannot be, to be shown beside it. */
export function openingOf(
  { address, path }: { readonly address: string; readonly path: string },
  { platform, environment }: Machine,
): Opening | string {
  const has = (name: string) => (environment[name] ?? '') !== '';
  if (has('SSH_CONNECTION') || has('SSH_TTY'))
    return `this machine is reached by ssh: run ${tunnelWords(address)} on your own, and open the address there`;
  if (platform === 'darwin') return ['open', path];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', path];
  // Windows knows the files of a distribution under another name.
  const distribution = environment['WSL_DISTRO_NAME'] ?? '';
  if (distribution !== '')
    return ['rundll32.exe', 'url.dll,FileProtocolHandler', `file://wsl.localhost/${distribution}${path}`];
  if (has('DISPLAY') || has('WAYLAND_DISPLAY')) return ['xdg-open', path];
  return 'there is no screen here to open a browser on: open the address yourself';
}

function tunnelWords(address: string): string {
  const { port } = new URL(address);
  return `ssh -L ${port}:127.0.0.1:${port} HOST`;
}

export interface Opened {
  /** Why no browser was opened, in words; `undefined` where one was. */
  readonly unopened: string | undefined;
  /** When the browser has come, or will not. */
  readonly forget: () => Promise<void>;
}

const NOTHING_LEFT: Opened['forget'] = async () => {};

export async function openBrowser(address: string, machine: Machine = thisMachine()): Promise<Opened> {
  // Where nothing can be opened, nothing is written.
  const possible = openingOf({ address, path: '' }, machine);
  if (typeof possible === 'string') return { unopened: possible, forget: NOTHING_LEFT };
  let file: AddressFile;
  try {
    file = await writeAddressFile(address);
  } catch (error) {
    const why = fileFailureWords(error);
    return {
      unopened: `no file could be written that leads there: ${why}; open the address yourself`,
      forget: NOTHING_LEFT,
    };
  }
  const [program, ...args] = openingOf({ address, path: file.path }, machine);
  const child = spawn(program ?? '', args, { stdio: 'ignore', detached: true });
  try {
    // Whether it was found; how it fares after that is between it and its user.
    await once(child, 'spawn');
  } catch {
    await file.remove();
    return { unopened: `${program} could not be started: open the address yourself`, forget: NOTHING_LEFT };
  }
  child.on('error', () => {});
  child.unref();
  return { unopened: undefined, forget: file.remove };
}

function thisMachine(): Machine {
  return { platform: process.platform, environment: process.env };
}
