/**
 * Opens an address in the browser of this machine's user, where there is one to see it.
 *
 * Invariant: no shell reads the address; it is one argument of a program.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
}

type Opening = readonly [program: string, ...args: string[]];

/** How an address is opened here, or why it cannot be: to be shown beside it. */
export function openingOf(address: string, { platform, environment }: Machine): Opening | string {
  const has = (name: string) => (environment[name] ?? '') !== '';
  if (has('SSH_CONNECTION') || has('SSH_TTY'))
    return `this machine is reached by ssh: run ${tunnelWords(address)} on your own, and open the address there`;
  if (platform === 'darwin') return ['open', address];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  if (has('WSL_DISTRO_NAME')) return ['rundll32.exe', 'url.dll,FileProtocolHandler', address];
  if (has('DISPLAY') || has('WAYLAND_DISPLAY')) return ['xdg-open', address];
  return 'there is no screen here to open a browser on: open the address yourself';
}

function tunnelWords(address: string): string {
  const { port } = new URL(address);
  return `ssh -L ${port}:127.0.0.1:${port} HOST`;
}

/** @returns why no browser was opened, in words; `undefined` where one was. */
export async function openBrowser(
  address: string,
  machine: Machine = thisMachine(),
): Promise<string | undefined> {
  const opening = openingOf(address, machine);
  if (typeof opening === 'string') return opening;
  const [program, ...args] = opening;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  try {
    // Whether it was found; how it fares after that is between it and its user.
    await once(child, 'spawn');
  } catch {
    return `${program} could not be started: open the address yourself`;
  }
  child.on('error', () => {});
  child.unref();
  return undefined;
}

function thisMachine(): Machine {
  return { platform: process.platform, environment: process.env };
}
