/**
 * Is a browser opened by the right program, without a shell, and is it said where there is none?
 */
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openBrowser, openingOf, type Machine } from '../../infra/local-page/open-browser.ts';

const ADDRESS = 'http://127.0.0.1:4640/key/';
const PATH = '/tmp/x/open.html';
const GIVEN = { address: ADDRESS, path: PATH };

function machine(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}): Machine {
  return { platform, environment };
}

describe('a browser', () => {
  it.each([
    ['macOS', machine('darwin'), ['open', PATH]],
    ['Windows', machine('win32'), ['rundll32', 'url.dll,FileProtocolHandler', PATH]],
    ['Linux with X', machine('linux', { DISPLAY: ':0' }), ['xdg-open', PATH]],
    ['Linux with Wayland', machine('linux', { WAYLAND_DISPLAY: 'wayland-0' }), ['xdg-open', PATH]],
    [
      'Linux inside Windows',
      machine('linux', { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }),
      ['rundll32.exe', 'url.dll,FileProtocolHandler', `file://wsl.localhost/Debian${PATH}`],
    ],
  ])('is opened on %s by one program and its arguments', (_name, on, opening) => {
    expect(openingOf(GIVEN, on)).toEqual(opening);
  });

  it('is not opened on a machine that somebody reaches by ssh: the tunnel is named', () => {
    const remote = machine('linux', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', DISPLAY: ':10' });
    expect(openingOf(GIVEN, remote)).toContain('ssh -L 4640:127.0.0.1:4640 HOST');
    expect(openingOf(GIVEN, machine('darwin', { SSH_TTY: '/dev/ttys1' }))).toContain('ssh -L');
  });

  it('is not opened without a screen, nor by a variable that is empty', async () => {
    for (const environment of [{}, { DISPLAY: '', SSH_TTY: '' }])
      expect((await openBrowser(ADDRESS, machine('linux', environment))).unopened).toBe(
        'there is no screen here to open a browser on: open the address yourself',
      );
  });

  it('that cannot be started is told, and leaves no file', async () => {
    const folder = await temporary();
    const { unopened } = await openBrowser(ADDRESS, machine('win32'));
    expect(unopened).toBe('rundll32 could not be started: open the address yourself');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is led there by a file that its user alone can read: no argument of a program has the key', async () => {
    const folder = await temporary();
    const [told, programs] = [join(folder, 'told'), join(folder, 'programs')];
    await mkdir(programs);
    const script = `#!/bin/sh\necho "$@" > ${told}.part\nmv ${told}.part ${told}\n`;
    await writeFile(join(programs, 'xdg-open'), script, { mode: 0o700 });
    vi.stubEnv('PATH', `${programs}:${process.env['PATH']}`);
    const { unopened, forget } = await openBrowser(ADDRESS, machine('linux', { DISPLAY: ':0' }));
    expect(unopened).toBeUndefined();
    await expect.poll(() => readdir(folder)).toContain('told');
    const path = (await readFile(told, 'utf8')).trim();
    expect(path).toMatch(/open\.html$/);
    expect(await readFile(path, 'utf8')).toContain(`content='0; url=${ADDRESS}'`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
    await forget();
    await forget();
    await expect(stat(dirname(path))).rejects.toThrow('ENOENT');
  });

  it('is not opened where no file can be written: the address is to be opened by hand', async () => {
    vi.stubEnv('TMPDIR', join(await temporary(), 'gone'));
    const { unopened } = await openBrowser(ADDRESS, machine('linux', { DISPLAY: ':0' }));
    expect(unopened).toMatch(/^no file could be written .*; open the address yourself$/);
  });
});

/** In which the files of this test are written, and no others. */
async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'opened-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}
