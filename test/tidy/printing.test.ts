/**
 * Is a line found that goes past the one place that prints?
 */
import { expect, it } from 'vitest';
import { linesArePrintedInOnePlace } from './printing.ts';

it.each(['console.log(line);', 'const { error } = console;', 'process.stdout.write(line);'])(
  'a command must not print by %s',
  (text) => {
    expect(linesArePrintedInOnePlace([{ path: 'infra/cli/commands/operate/a.ts', text }])).toHaveLength(1);
  },
);

it.each(['print(line);', '// console.log(line)', 'a.console;', 'bars.log(line);'])(
  'a command may say %s',
  (text) => {
    expect(linesArePrintedInOnePlace([{ path: 'infra/cli/commands/operate/a.ts', text }])).toEqual([]);
  },
);

it('the place that prints may', () => {
  expect(
    linesArePrintedInOnePlace([{ path: 'infra/cli/terminal/output.ts', text: 'console.log(1);' }]),
  ).toEqual([]);
});
