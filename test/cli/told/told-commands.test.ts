/**
 * Does every command that a screen, an alert, an error or a page tells work as it is told, and reach the bot that it is
 * about?
 */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Command } from 'commander';
import { EXAMPLES as OF_HELP } from '../../../infra/cli/commands/examples.ts';
import { calledAs } from '../../../infra/cli/commands/called-as.ts';
import { scalperProgram } from '../../../infra/cli/program.ts';
import {
  cdkLine,
  commandLine,
  IN_THE_CLONE,
  shellWord,
  typeCommandsAs,
  withCommandLines,
} from '../../../lambda/adapters/command-line.ts';
import { BOT_MAILS } from '../../core/alerts/bot-mails.ts';
import { COMMAND_AND_MONEY_MAILS } from '../../core/alerts/command-mails.ts';
import { codeOf, readRepository } from '../../tidy/repository.ts';
import { shellWords, typed } from './typed-command.ts';

const CLONE = join(import.meta.dirname, '../../..');
const FILES = readRepository();
/** The one that makes them, the formats of progress bars, whose names stand in braces, and rules of styles. */
const NONE_TOLD = [
  'lambda/adapters/command-line.ts',
  'lambda/charts/drawing/palette.ts',
  'infra/cli/terminal/progress.ts',
  'infra/cli/terminal/download-progress.ts',
  'infra/cli/terminal/work-progress.ts',
];
const SOURCES = [...codeOf(FILES, 'lambda/'), ...codeOf(FILES, 'infra/')].filter(
  ({ path }) => !NONE_TOLD.includes(path),
);
const COMMANDS = (await scalperProgram()).commands.map((command) => command.name());
/** About no bot, or about the run of this folder alone. */
const OF_NO_BOT = [
  'start',
  'economics',
  'params',
  'tick',
  'backtest',
  'candles',
  'results',
  'sweep',
  'walk-forward',
  'parity',
  '--version',
];

/** Told from what was typed, or from a list: the examples of help, the command of a result, a file to be loaded again, a run. */
const WORDS_OF_OTHERS = [
  'infra/cli/commands/candles/check-command.ts',
  'infra/cli/commands/examples.ts',
  'infra/cli/commands/result-keeping.ts',
  'infra/local/run-record.ts',
];
/** Read by CDK, which prints what is wrong with it: whoever reads that is in the clone. */
const TOLD_BY_CDK = ['infra/stages.ts'];

/** What stands for a value in a text, and one that a person may put in its place. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/\$\{(?:name|haltName\([^{}]*\))\}/g, 'k3f9ab'],
  [/\$\{made\.id\}/g, '261129-165622-k3f'],
  [/\$\{by\} --follow \$\{id\}/g, 'sweep --follow 0123456789ab'],
  [/\$\{kind\}/g, 'pause'],
  [/\$\{key\}/g, 'targetPct'],
  [/\$\{values[^{}]*\}/g, 'leverage=10 targetPct=0.2'],
  [/\$\{SECOND\}/g, '57'],
  [/\$\{(?:folders|shownPath\(folder\))\}/g, 'candles'],
  [/NAME=VALUE/g, 'targetPct=0.2'],
  [/=…/g, '=1'],
  [/<halt>/g, 'k3f9ab'],
  [/<(?:bot|another|table)>/g, 'paper'],
  [/<shell>/g, 'bash'],
];

function exampleOf(text: string): string {
  return EXAMPLES.reduce((filled, [place, value]) => filled.replaceAll(place, value), text);
}

/** `params set` */
function pathOf(command: Command): string {
  return command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(?:\/\*\*.*|\*.*|\/\/.*)$/gm, '');
}

interface Told {
  readonly path: string;
  readonly words: string;
  readonly namesBot: boolean;
}

/** `commandLine('status', bot)`, and `{status}` in a text. */
const TOLD: readonly Told[] = SOURCES.flatMap(({ path, text }) => {
  const code = exampleOf(withoutComments(text));
  const called = [...code.matchAll(/\bcommandLine\(\s*(['`])(.*?)\1\s*(,)?/g)].map(
    ([, , words = '', more]) => ({
      path,
      words,
      namesBot: more !== undefined,
    }),
  );
  // In code, a blank follows a brace.
  const braced = [...code.matchAll(/(?<![$\\])\{([a-z][^{}\n]*)\}/g)].map(([, words = '']) => ({
    path,
    words,
    namesBot: true,
  }));
  return [...called, ...braced];
});

afterEach(() => typeCommandsAs(IN_THE_CLONE));

describe('a command that is told', () => {
  it('a command that is told is made by one function, in every text of the code', () => {
    const named = new RegExp(String.raw`\bscalper (?:${COMMANDS.join('|')})\b`);
    const strays = SOURCES.filter(({ path }) => !path.startsWith('infra/docs/')).flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .filter((line) => named.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(strays).toEqual([]);
    expect(TOLD.length).toBeGreaterThan(60);
  });

  it('a command that is told is written where it is told, but for those that repeat what was typed', () => {
    const unwritten = SOURCES.filter(({ text }) => /\bcommandLine\((?!\s*['`])/.test(withoutComments(text)));
    expect(unwritten.map(({ path }) => path).toSorted()).toEqual(WORDS_OF_OTHERS);
  });

  it('a command that is told in braces holds no value that has no example here', () => {
    const unread = SOURCES.flatMap(({ path, text }) =>
      [...exampleOf(withoutComments(text)).matchAll(/(?<![$\\])\{[a-z][a-z-]* [^{}\n]*\$\{.*/g)].map(
        ([line]) => `${path}: ${line}`,
      ),
    );
    expect(unread).toEqual([]);
  });

  it('a command of CDK that is told is found from any folder', () => {
    const named = (text: string) => /\bnpx cdk\b/.test(withoutComments(text));
    const strays = SOURCES.filter(({ path, text }) => named(text) && !path.startsWith('infra/docs/'));
    expect(strays.map(({ path }) => path)).toEqual(TOLD_BY_CDK);
    expect(cdkLine('deploy --all')).toBe('npx cdk deploy --all');
    typeCommandsAs(calledAs({}, '/', 'linux'));
    const [, folder, ...words] = shellWords(cdkLine('deploy --all').slice(1, -1));
    expect([`${folder}`, ...words]).toEqual([`${CLONE}/`, '&&', 'npx', 'cdk', 'deploy', '--all']);
    typeCommandsAs(calledAs({}, '/', 'win32'));
    expect(cdkLine('deploy')).toBe(`(cd "${CLONE}/" && npx cdk deploy)`);
  });

  it.each(TOLD)('a command that is told works as it is told: $words ($path)', async ({ words, namesBot }) => {
    const bot = namesBot ? 'paper' : undefined;
    const { options, takesBot } = await typed(commandLine(words, bot).slice('./scalper '.length));
    expect(options['bot']).toBe(takesBot ? bot : undefined);
    if (!namesBot)
      expect(
        OF_NO_BOT.some((name) => words.startsWith(name)),
        words,
      ).toBe(true);
  });

  it('every command has examples below its help, and each works as it is typed', async () => {
    for (const example of Object.values(OF_HELP).flat()) {
      const { options, takesBot } = await typed(example);
      expect(takesBot || !example.includes('--bot'), example).toBe(true);
      expect(options, example).toBeDefined();
    }
    const without: string[] = [];
    const look = (command: Command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      const [, examples = ''] = help.split('\nExamples:\n');
      if (!examples.includes(`./scalper ${pathOf(command)}`)) without.push(pathOf(command));
      command.commands.filter((below) => below.name() !== 'help').forEach(look);
    };
    (await scalperProgram()).commands.forEach(look);
    expect(without).toEqual([]);
  });

  it('a command that is told has the address in AWS with which this one was called', async () => {
    const called = { region: 'us-east-2', stage: "Owner's", table: 'restored' };
    for (const words of new Set(TOLD.filter(({ namesBot }) => namesBot).map((told) => told.words))) {
      // Each command that is typed below has set it anew.
      typeCommandsAs(calledAs({ bot: 'paper', ...called }));
      const { options, takesBot } = await typed(commandLine(words, 'paper').slice('./scalper '.length));
      if (takesBot) expect(options, words).toMatchObject({ bot: 'paper', ...called });
    }
    expect(commandLine('status')).toBe('./scalper status');
  });

  it('a command that is told begins as the clone is called from this folder, and on this system', () => {
    const launcher = (folder: string, platform: NodeJS.Platform) => calledAs({}, folder, platform).launcher;
    expect(launcher(CLONE, 'linux')).toBe('./scalper');
    expect(shellWords(launcher('/', 'darwin'))).toEqual([join(CLONE, 'scalper')]);
    expect(launcher(CLONE, 'win32')).toBe('node infra/cli/bin.mjs');
    expect(shellWords(launcher('/', 'win32'))).toEqual(['node', join(CLONE, 'infra/cli/bin.mjs')]);
  });

  it('a word of a command that is told is one word for a shell', () => {
    for (const word of ['paper', "the owner's table", '$(id)', 'a"b', '`id`', ''])
      expect(shellWords(shellWord(word)).join(' '), word).toBe(word);
    expect(shellWord('eu-west-1')).toBe('eu-west-1');
  });
});

it.each([...BOT_MAILS, ...COMMAND_AND_MONEY_MAILS].map(([alertOf]) => alertOf()))(
  'each command of the mail about $kind works as it is told, for the bot that mails it',
  async ({ todo }) => {
    const told = [...withCommandLines(todo, 'paper').matchAll(/`\.\/scalper ([^`]*)`/g)];
    for (const [, line = ''] of told)
      expect((await typed(exampleOf(line))).options).toMatchObject({ bot: 'paper' });
  },
);

/** Earlier releases had other commands. */
const PAGES = FILES.filter(({ path }) => path.endsWith('.md') && path !== 'CHANGELOG.md');
const PASTED = PAGES.flatMap(({ path, text }) =>
  [...text.matchAll(/\.\/scalper ([a-z][^\n`|]*)/g)].map(([, line = '']) => ({
    path,
    line: line
      .replace(/ +#.*$/, '')
      .replace(/\)".*$/, '')
      .trim(),
  })),
);

it('the pages tell many commands', () => {
  expect(PASTED.length).toBeGreaterThan(60);
});

it.each(PASTED)('a command of a page works as it is told: $line ($path)', async ({ line }) => {
  await typed(exampleOf(line));
});
