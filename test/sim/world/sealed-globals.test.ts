/**
 * Do all ways to a timer lead to the world's? Libraries take them from where they like; middy, which ends an invocation early, from
 * `node:timers`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SEALED = fileURLToPath(new URL('sealed-globals.ts', import.meta.url));

/** Globals are replaced for good: in a process of its own. */
const SCRIPT = `
  import timers, { setTimeout as named, clearTimeout as namedClear } from 'node:timers';
  const { enter } = await import(${JSON.stringify(SEALED)});
  const woken = [];
  const machine = { clockOffMs: 0 };
  const time = { machine, nowMs: () => 0, wake: (_machine, ms) => (woken.push(ms), { isCancelled: false }) };
  enter({ time, random: {} });
  const made = [setTimeout(() => {}, 1), timers.setTimeout(() => {}, 2), named(() => {}, 3)];
  clearTimeout(made[0]);
  timers.clearTimeout(made[1]);
  namedClear(made[2]);
  console.log(JSON.stringify({ woken, cancelled: made.map(({ timer }) => timer.isCancelled) }));
`;

it('takes the timers that libraries import by name, and clears them', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ woken: [1, 2, 3], cancelled: [true, true, true] });
});
