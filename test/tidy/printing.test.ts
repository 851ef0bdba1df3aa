/**
 * Is a line found that goes past the one place that prints?
 */
import { expect, it } from 'vitest';
import { caughtWordsAreCleaned, linesArePrintedInOnePlace } from './printing.ts';

it.each([
  'console.log(line);',
  'const { error } = console;',
  'process.stdout.write(line);',
  'stdout.write(line);',
  'a(onTerminal(line));',
])('a command must not print by %s', (text) => {
  expect(linesArePrintedInOnePlace([{ path: 'infra/cli/commands/operate/a.ts', text }])).toHaveLength(1);
});

it.each(['print(line);', '// console.log(line)', 'a.console;', 'bars.log(line);'])(
  'a command may say %s',
  (text) => {
    expect(linesArePrintedInOnePlace([{ path: 'infra/cli/commands/operate/a.ts', text }])).toEqual([]);
  },
);

it.each(['infra/app.ts', 'infra/bundle/a.ts', 'infra/price/a.ts', 'infra/cli/a.mjs'])(
  'a line is found outside of the commands, too: %s',
  (path) => {
    expect(linesArePrintedInOnePlace([{ path, text: 'console.log(1);' }])).toHaveLength(1);
  },
);

it.each([
  ['infra/cli/bin.mjs', 'console.error(1);', 0],
  ['infra/cli/bin.mjs', 'process.stdout.write(a);', 1],
  ['infra/cli/commands/account/a.ts', 'process.stdout.write(a);', 0],
  ['infra/cli/commands/account/a.ts', 'console.log(a);', 1],
  ['infra/cli/commands/account/a.ts', 'onTerminal(a);', 1],
  ['infra/cli/commands/operate/status-command.ts', 'stdout.write(a);', 0],
])('an exception is made for what has a reason alone: %s, %s', (path, text, count) => {
  expect(linesArePrintedInOnePlace([{ path, text }])).toHaveLength(count);
});

it('the place that prints may', () => {
  expect(
    linesArePrintedInOnePlace([{ path: 'infra/cli/terminal/output.ts', text: 'console.log(1);' }]),
  ).toEqual([]);
});

it.each([
  'const why = error instanceof Error ? error.message : String(error);',
  'print(String(error));',
  'log(error.stack);',
])('the words of a caught error are found that nothing has cleaned: %s', (text) => {
  expect(caughtWordsAreCleaned([{ path: 'infra/a.ts', text }])).toHaveLength(1);
});

it.each(['print(wordsOf(error));', 'throw new Error(String(error));', 'account.stacks.get(name);'])(
  'the words of a caught error are cleaned, or are none: %s',
  (text) => {
    expect(caughtWordsAreCleaned([{ path: 'lambda/a.ts', text }])).toEqual([]);
  },
);
