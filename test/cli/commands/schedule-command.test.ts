/**
 * Is a rule made anew only for a bot in AWS, and at a second that there is?
 */
import { expect, it } from 'vitest';
import { lateWords } from '../../../infra/cli/commands/operate/schedule-command.ts';
import { scalper } from '../../harness/scalper-process.ts';

it.each([
  [['--bot', 'paper', '--at', '60'], 'It must be a whole number from 0 to 59.'],
  [['--bot', 'paper', '--at', '1.5'], 'It must be a whole number from 0 to 59.'],
  [[], 'name the bot with --bot: only a bot in AWS has a rule'],
])('schedule %j is refused before AWS is asked for anything', async (args, words) => {
  const { code, stderr, stdout } = await scalper(['schedule', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stdout).toBe('');
});

it('schedule says in its help what AWS documents, and what nobody has promised', async () => {
  const { stdout } = await scalper(['schedule', '--help']);
  expect(stdout).toContain('counts from the moment at which its rule was made');
  expect(stdout).toContain('nobody has promised');
});

it('schedule says of a second at which the bot does not wait how late it decides then', () => {
  for (const [second, align] of [
    [57, 15],
    [45, 15],
    [57, 3],
    [0, 0],
    [1, 0],
    [30, 60],
  ] as const)
    expect(lateWords(second, align)).toBeUndefined();
  expect(lateWords(57, 0)).toBe(
    'Woken then, it decides at once, 57 s after the close: alignToMinute is 0 in infra/stages.ts.',
  );
  expect(lateWords(44)).toContain('44 s after the close: alignToMinute is 15');
});
