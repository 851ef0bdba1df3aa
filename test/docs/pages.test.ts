/**
 * Are the made parts of the pages of today?
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { withCommandReference } from '../../infra/docs/command-reference.ts';
import {
  codeFolders,
  folderAnswers,
  folderTableMarkdown,
  withFolderTable,
} from '../../infra/docs/folder-table.ts';
import { PAGES } from '../../infra/docs/make-docs.ts';
import { withMadePart } from '../../infra/docs/made-part.ts';
import { scalperProgram } from '../../infra/cli/program.ts';

const program = await scalperProgram();

function fileOf(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

describe('a page', () => {
  it.each(Object.entries(PAGES))('the page %s has what `npm run docs` makes', async (path, renewed) => {
    const page = await readFile(fileOf(path), 'utf8');
    const options = await resolveConfig(fileOf(path));
    expect(await format(renewed(page), { ...options, filepath: path })).toBe(page);
  });

  it('a page changes between the marks alone', () => {
    const page = 'Before\n<!-- a: made by `npm run docs` -->\nold\n<!-- end of a -->\nAfter\n';
    expect(withMadePart(page, { name: 'a', markdown: 'new' })).toBe(
      'Before\n<!-- a: made by `npm run docs` -->\n\nnew\n\n<!-- end of a -->\nAfter\n',
    );
    expect(() => withMadePart(page, { name: 'b', markdown: 'new' })).toThrow('no place for the b');
  });
});

describe('the reference of commands', () => {
  const marks = (name: string) => `<!-- ${name}: made by \`npm run docs\` -->\n<!-- end of ${name} -->\n`;
  const reference = withCommandReference(`${marks('bot options')}\n${marks('commands')}`);

  it('the reference of commands has a heading for every command, and the index links to it', () => {
    for (const command of program.commands.filter((each) => each.name() !== 'help')) {
      const name = command.name();
      expect(reference).toContain(`\n### \`scalper ${name}\`\n`);
      expect(reference).toContain(`| [\`${name}\`](#scalper-${name}) | ${command.description()} |`);
      for (const child of command.commands.filter((each) => each.name() !== 'help'))
        expect(reference).toContain(`\n### \`scalper ${name} ${child.name()}\`\n`);
    }
  });

  it('the reference of commands has every option that a help text shows', () => {
    const commands = program.commands.flatMap((command) => [command, ...command.commands]);
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      const options = command.createHelp().visibleOptions(command);
      for (const { flags, long } of options)
        if (long !== '--help') expect(reference, command.name()).toContain(`| \`${flags}\` |`);
    }
  });

  it('the reference of commands says the options of a bot in AWS once, and the exit codes where a command has its own', () => {
    expect(reference.match(/^\| `--bot <id>`/gm)).toHaveLength(1);
    const [, rebuild = ''] = /\n### `scalper rebuild`\n([^]*?)\n###/.exec(reference) ?? [];
    expect(rebuild).toContain('(#a-bot-in-aws)');
    expect(rebuild).toContain('Exit codes: 0 ');
    expect(rebuild).not.toContain('--help');
  });
});

describe('the table of folders', () => {
  const header = (folder: string) => `/**\n * \`${folder}\`: what is there\n * to eat?\n *\n * More.\n */\n`;
  const files = [
    { path: 'infra/kitchen/pan.ts', text: header('infra/kitchen/') },
    { path: 'infra/kitchen/pot.ts', text: '/**\n * What cooks?\n */\n' },
    { path: 'infra/README.md', text: '# The house\n\nWho lives\nhere?\n\nMore.\n' },
    { path: 'infra/door.ts', text: '/**\n * Who knocks?\n */\n' },
  ];

  it('the table of folders says what a folder answers in the words of its first file to read', () => {
    expect(folderAnswers(files)).toEqual([
      { folder: 'infra/', answer: 'Who lives here?', readFirst: 'infra/README.md' },
      { folder: 'infra/kitchen/', answer: 'what is there to eat?', readFirst: 'infra/kitchen/pan.ts' },
    ]);
    expect(folderTableMarkdown(files)).toContain(
      '| `infra/kitchen/` | What is there to eat? | [pan.ts](infra/kitchen/pan.ts) |',
    );
    expect(codeFolders(files)).toEqual(['infra/', 'infra/kitchen/']);
  });

  it('the table of folders has the bot before what carries it', () => {
    const bot = { path: 'lambda/core/decide.ts', text: header('lambda/core/') };
    expect(folderAnswers([...files, bot]).map(({ folder }) => folder)).toEqual([
      'lambda/core/',
      'infra/',
      'infra/kitchen/',
    ]);
  });

  it('the table of folders believes no header that names another folder', () => {
    const moved = { path: 'infra/cellar/pan.ts', text: header('infra/kitchen/') };
    expect(folderAnswers([moved])).toEqual([]);
  });

  it('the table of folders has a place in a page, or is refused', () => {
    expect(() => withFolderTable('# A page\n', files)).toThrow('no place for the folders');
  });
});
