/**
 * Every command of `scalper` with its options, for infra/cli/README.md, made from the help texts.
 *
 * Invariant: a word of a command is written once, in its help; the options that say which bot is meant stand once in
 * the page, and a command that has them links there.
 */
import { Command, type Option } from 'commander';
import { withBotOptions } from '../cli/commands/locate-bot.ts';
import { scalperProgram } from '../cli/program.ts';
import { markdownTable, withMadePart, type MadePart } from './made-part.ts';

const program = await scalperProgram();

/** The page with its made parts renewed. @throws when their marks are missing. */
export function withCommandReference(page: string): string {
  return [locationPart(), commandsPart()].reduce(withMadePart, page);
}

function locationPart(): MadePart {
  return { name: 'bot options', markdown: optionTable(new Command(), locationOptions()) };
}

function commandsPart(): MadePart {
  const commands = program.commands.filter((command) => command.name() !== 'help');
  const index = markdownTable(
    ['command', 'purpose'],
    commands.map((command) => [`[\`${command.name()}\`](#${anchorOf(command)})`, command.description()]),
  );
  return { name: 'commands', markdown: [index, ...commands.flatMap(sectionsOf)].join('\n\n') };
}

function locationOptions(): readonly Option[] {
  return withBotOptions(new Command()).options;
}

/** A heading for the command and one for each below it, as far as they do something themselves. */
function sectionsOf(command: Command): readonly string[] {
  const below = command.commands.filter((child) => child.name() !== 'help');
  return [sectionOf(command), ...below.map(sectionOf)];
}

function sectionOf(command: Command): string {
  const shared = locationOptions().map(({ flags }) => flags);
  const options = command.createHelp().visibleOptions(command);
  const own = options.filter(({ flags, long }) => !shared.includes(flags) && long !== '--help');
  const isAnywhere = options.some(({ flags }) => shared.includes(flags));
  return [
    `### \`${wordsOf(command)}\``,
    sentence(command.description()),
    ...usageLines(command),
    ...(own.length === 0 ? [] : [optionTable(command, own)]),
    ...(isAnywhere ? ['Also the options that [choose a bot in AWS](#a-bot-in-aws).'] : []),
    ...notesOf(command),
  ].join('\n\n');
}

/** The usage, where something besides options may follow the command. */
function usageLines(command: Command): readonly string[] {
  if (command.registeredArguments.length === 0) return [];
  return [`Usage: \`${command.createHelp().commandUsage(command)}\``];
}

function optionTable(command: Command, options: readonly Option[]): string {
  const help = command.createHelp();
  return markdownTable(
    ['option', 'meaning'],
    options.map((option) => [`\`${option.flags}\``, help.optionDescription(option)]),
  );
}

/** The end of a help text, after its options, such as exit codes. */
function notesOf(command: Command): readonly string[] {
  let printed = '';
  command.configureOutput({ writeOut: (text) => (printed += text) });
  command.outputHelp();
  const note = printed.slice(command.helpInformation().length).trim();
  return note === '' ? [] : [note];
}

function wordsOf(command: Command): string {
  const names = command.parent === null ? [] : [wordsOf(command.parent)];
  return [...names, command.name()].join(' ');
}

function anchorOf(command: Command): string {
  return wordsOf(command).replaceAll(' ', '-');
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
