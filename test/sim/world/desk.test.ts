/**
 * Can the operator go on where a command of hers has died?
 */
import { expect, it } from 'vitest';
import { Desk } from './desk.ts';
import type { Machine } from './world-time.ts';

it('a command of the operator is sent by a process of its own: one that has died ends none after it', () => {
  const processes: Machine[] = [];
  const desk = new Desk({
    time: {
      nowMs: () => 0,
      after: () => {
        throw new Error('no timer');
      },
      on: (process) => {
        processes.push(process);
        throw new Error('no line');
      },
    },
    chance: { hex: () => '0' },
    botId: 'sim',
    table: () => 'Table',
    note: () => {},
  });
  expect(() => desk.issue('pause')).toThrow('no line');
  for (const process of processes) process.isDead = true;
  expect(() => desk.issue('resume')).toThrow('no line');
  expect(processes.map(({ isDead }) => isDead)).toEqual([true, false]);
});
