/**
 * Does what a person sees fit the window, and is it what was looked at?
 *
 * The screens are beside this file, in `screens/`, as a terminal shows them: a change of one is looked at before it is kept.
 */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf } from '../harness/scalper-process.ts';
import { Terminal } from '../harness/terminal-emulator.ts';

const WINDOWS = [
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
];

const SCREENS = [
  ['backtest', ['backtest', '--seed', '7', '--days', '2', '--by', 'weekday']],
  ['economics', ['economics']],
  ['params', ['params', '--set', 'targetPct=0.3']],
] as const;

const COMMANDS_OF_A_RUN = [
  ['tick'],
  ['pause'],
  ['status'],
  ['tail'],
  ['params', 'get'],
  ['resume'],
  ['rebuild'],
] as const;

const cases = WINDOWS.flatMap((window) => SCREENS.map(([name, args]) => ({ ...window, name, args })));

describe.skipIf(!hasTerminals)('a screen (skipped where the script of util-linux is absent)', () => {
  it.each(cases)(
    'a screen of $columns × $rows shows $name without a broken word',
    async ({ columns, rows, name, args }) => {
      const env = { SCALPER_HOME: join(await folderOf(), 'home'), NO_COLOR: '1' };
      // In the clone, commands are told in their short form, wherever it is.
      const folder = join(import.meta.dirname, '../..');
      const { stdout, code } = await startInTerminal({ columns, rows, folder, args, env }).ended;
      expect(code).toBe(0);
      const lines = new Terminal(columns).write(stdout).lines();
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
      // Of a result: another one each time, and as long.
      const shown = lines.join('\n').replaceAll(/\d{6}-\d{6}-[0-9a-v]{3}/g, '261129-165622-k3f');
      await expect(`${shown}\n`).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
    },
  );
});

describe.skipIf(!hasTerminals)('a run (skipped where the script of util-linux is absent)', () => {
  it.each(WINDOWS)('a run is told in lines of $columns columns by every command about it', async (window) => {
    const home = join(await folderOf(), 'home');
    const env = { SCALPER_HOME: home, NO_COLOR: '1' };
    // In the clone, commands are told in their short form, wherever it is.
    const folder = join(import.meta.dirname, '../..');
    for (const args of COMMANDS_OF_A_RUN) {
      const { stdout, code } = await startInTerminal({ ...window, folder, args, env }).ended;
      expect(code, args.join(' ')).toBe(0);
      // As they are written: a terminal would break them anywhere.
      const lines = stripVTControlCharacters(stdout).split(/\r?\n/);
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.filter((line) => line.length > window.columns)).toEqual([]);
    }
  });
});
