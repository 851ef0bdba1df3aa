/**
 * Is a browser opened by the right program, without a shell, and is it said where there is none?
 */
import { describe, expect, it } from 'vitest';
import { openBrowser, openingOf, type Machine } from '../../infra/local-page/open-browser.ts';

const ADDRESS = 'http://127.0.0.1:4640/key/';

function machine(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}): Machine {
  return { platform, environment };
}

describe('a browser', () => {
  it.each([
    ['macOS', machine('darwin'), ['open', ADDRESS]],
    ['Windows', machine('win32'), ['rundll32', 'url.dll,FileProtocolHandler', ADDRESS]],
    ['Linux with X', machine('linux', { DISPLAY: ':0' }), ['xdg-open', ADDRESS]],
    ['Linux with Wayland', machine('linux', { WAYLAND_DISPLAY: 'wayland-0' }), ['xdg-open', ADDRESS]],
    [
      'Linux inside Windows',
      machine('linux', { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }),
      ['rundll32.exe', 'url.dll,FileProtocolHandler', ADDRESS],
    ],
  ])('is opened on %s by one program and its arguments', (_name, on, opening) => {
    expect(openingOf(ADDRESS, on)).toEqual(opening);
  });

  it('is not opened on a machine that somebody reaches by ssh: the tunnel is named', () => {
    const remote = machine('linux', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', DISPLAY: ':10' });
    expect(openingOf(ADDRESS, remote)).toContain('ssh -L 4640:127.0.0.1:4640 HOST');
    expect(openingOf(ADDRESS, machine('darwin', { SSH_TTY: '/dev/ttys1' }))).toContain('ssh -L');
  });

  it('is not opened without a screen, nor by a variable that is empty', async () => {
    for (const environment of [{}, { DISPLAY: '', SSH_TTY: '' }])
      expect(await openBrowser(ADDRESS, machine('linux', environment))).toBe(
        'there is no screen here to open a browser on: open the address yourself',
      );
  });

  it('that cannot be started is told', async () => {
    const elsewhere = machine('win32');
    expect(await openBrowser(ADDRESS, elsewhere)).toBe(
      'rundll32 could not be started: open the address yourself',
    );
  });
});
