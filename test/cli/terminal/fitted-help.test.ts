/**
 * Does a page of help fit the window, and stays an example on its line?
 */
import { afterEach, expect, it } from 'vitest';
import type { Command } from 'commander';
import { scalperProgram } from '../../../infra/cli/program.ts';
import { fittedHelp } from '../../../infra/cli/terminal/fitted-help.ts';
import { IN_THE_CLONE, typeCommandsAs } from '../../../lambda/adapters/command-line.ts';

afterEach(() => typeCommandsAs(IN_THE_CLONE));

/** Of every command, as a window of so many columns has it. */
async function pages(columns: number): Promise<readonly string[]> {
  const texts: string[] = [];
  const look = (command: Command) => {
    let text = '';
    command.configureOutput({
      getOutHelpWidth: () => columns,
      writeOut: (part) => (text += fittedHelp(part, { isTTY: true, columns })),
    });
    command.outputHelp();
    texts.push(text);
    command.commands.forEach(look);
  };
  look(await scalperProgram());
  return texts;
}

it.each([80, 140])('no line of any help but a command is wider than %i columns', async (columns) => {
  const lines = (await pages(columns)).flatMap((page) => page.split('\n'));
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.filter((line) => line.length > columns && !line.startsWith('  ./scalper '))).toEqual([]);
});

it('a paragraph is broken anew, and an example is not', () => {
  const example = '  ./scalper backtest candles/ --symbols BTCUSDT';
  const text = `Examples:\n${example}\n\none two\nthree four five\n`;
  expect(fittedHelp(text, { isTTY: true, columns: 14 })).toBe(
    `Examples:\n${example}\n\none two three\nfour five\n`,
  );
  expect(fittedHelp(text, {})).toBe(text);
});
