/**
 * Are words that do not belong found, and those that only resemble them left alone?
 */
import { describe, expect, it } from 'vitest';
import { shown } from './repository.ts';
import {
  codeSaysWhatItAnswers,
  commandsCannotBeTaken,
  linksLeadSomewhere,
  namedPathsExist,
  namedScriptsExist,
  textsAreAboutTheBot,
} from './texts.ts';

const joined = (...parts: readonly string[]): string => parts.join('');

describe('a text', () => {
  it.each([
    joined('see /wo', 'rk/a'),
    joined('(/ho', 'me/someone)').replace(')', '/a)'),
    joined('https://registry.npm', 'js.org/a'),
    joined('Fixes iss', 'ue 2'),
    joined('iss', 'ues #12'),
    joined('the pull ', 'request 7'),
    joined('as agreed in the last sess', 'ion'),
    joined('parallel sess', 'ions'),
    joined('written by Cla', 'ude'),
    joined('a sub', '-agent'),
    joined('see shared/', 'facts'),
    joined('see spec/', 'strategy.md'),
  ])('a text does not say %j', (text) => {
    expect(shown(textsAreAboutTheBot([{ path: 'docs/a.md', text: `\n${text}\n` }]))).toEqual([
      expect.stringContaining('docs/a.md:2 '),
    ]);
  });

  it.each([
    joined('a framework/wo', 'rk/thing'),
    joined('https://example.com/ho', 'me/'),
    joined('the iss', 'ues of a parse: violationsOf(iss', 'ue, 2)'),
    joined('the end of the sess', 'ion, in a trading sess', 'ion'),
    joined('AWS_SESS', 'ION_TOKEN and its sess', 'ion token'),
    joined('obsess', 'ion'),
    'the agent of one turn',
    'skipped where ../shared/data is absent',
    'a registry of symbols',
  ])('a text may say %j', (text) => {
    expect(shown(textsAreAboutTheBot([{ path: 'docs/a.md', text }]))).toEqual([]);
  });
});

describe('the opening of a file', () => {
  const problems = (path: string, text: string): string[] => shown(codeSaysWhatItAnswers([{ path, text }]));

  it('the opening of a file is a doc comment', () => {
    expect(problems('infra/a.ts', '/** What? */\nlet a;')).toEqual([]);
    expect(problems('infra/a.mjs', '#!/usr/bin/env node\n// Starts the bot.\nf();')).toEqual([]);
    expect(problems('infra/a.ts', "import './b.ts';\n/** What? */")).toHaveLength(1);
    expect(problems('infra/a.ts', '// What?\nlet a;')).toHaveLength(1);
  });

  it('the opening of a file tells the invariants in the core, with a question or without', () => {
    expect(problems('lambda/core/a.ts', '/** What? Invariant: none is lost. */')).toEqual([]);
    expect(problems('lambda/core/a.ts', '/** Sums. Invariant: they are exact. */')).toEqual([]);
    expect(problems('lambda/core/a.ts', '/** Sums. */')).toEqual([
      'lambda/core/a.ts:1 opens without the invariants that it keeps',
    ]);
    expect(problems('lambda/core/a.ts', '/** What? */\n// Invariant: elsewhere')).toHaveLength(1);
  });
});

describe('a link', () => {
  const page = { path: 'docs/a.md', text: '# The `one` tick\n\n## Run it: now?\n## Run it: now?\n' };
  const problems = (text: string): string[] =>
    shown(linksLeadSomewhere([page, { path: 'lambda/agent.ts', text: '' }, { path: 'README.md', text }]));

  it.each([
    '[a](docs/b.md)',
    '[a](lambda/agents)',
    '![a](docs/a.png "b")',
    '[a](docs/a.md#the-two-tick)',
    '[a](#nothing)',
    '[a]: docs/b.md',
  ])('a link must not lead nowhere: %s', (text) => {
    expect(problems(text)).toEqual([expect.stringContaining('README.md:1 links to ')]);
  });

  it.each([
    '[a](docs/a.md), [b](lambda/agent.ts#L1), [c](./lambda/), [d](.)',
    '[a](docs/a.md#the-one-tick), [b](docs/a.md#run-it-now-1)',
    '# Now\n[a](#now)',
    '[a](https://example.com/a), [b](mailto:a@b.c)',
    '```\n[a](b.md)\n```',
  ])('a link may be %j', (text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe('a page that leads through the repository', () => {
  const present = ['lambda/core/decide.ts', 'infra/cli/bin.mjs', '.ci/run'].map((path) => ({
    path,
    text: '',
  }));
  const manifest = { path: 'package.json', text: '{"scripts":{"lint":"a"}}' };

  it.each([
    'lambda/core/decider.ts',
    'lambda/backtest/',
    './infra/app.ts',
    'decider.ts',
    'infra/*/a.ts',
    'test/',
  ])('a page that leads through the repository names no path that is not there: %s', (path) => {
    const text = `| a |\n| \`${path}\` |`;
    expect(shown(namedPathsExist([...present, { path: 'README.md', text }]))).toEqual([
      expect.stringContaining('README.md:2 names '),
    ]);
  });

  it.each([
    '`lambda/core/decide.ts`, `lambda/core/`, `core/decide.ts`, `decide.ts`, `lambda/core/*.ts`, `.ci/run`',
    '`infra/cli/{bin,app}.mjs`, `lambda/core/decide.ts:12`',
    '`npm start`, `run.json`, `BTC/USDT`, `n/a`, `.scalper/`, `node_modules/`, `--report <file>`, `a.b()`',
  ])('a page that leads through the repository may name %s', (text) => {
    expect(shown(namedPathsExist([...present, { path: 'CONTRIBUTING.md', text }]))).toEqual([]);
  });

  it('a page that leads through the repository names scripts that there are', () => {
    const problems = (text: string) => namedScriptsExist([manifest, { path: 'docs/a.md', text }]);
    expect(problems('`npm run lint`, `npm test`')).toEqual([]);
    expect(problems('```sh\nnpm run lint\nnpm run nothing -- --a\n```')).toMatchObject([{ line: 3 }]);
  });
});

describe('a command in a text', () => {
  const problems = (text: string) => commandsCannotBeTaken([{ path: 'README.md', text }]);

  it.each([
    joined('np', 'x scalper status'),
    joined('first np', 'x cdk diff, then np', 'x scalper status'),
    joined('eval "$(np', 'x -y scalper completion bash)"'),
    joined('np', 'x vitest run'),
    joined('npm ex', 'ec scalper'),
    joined('a long line that ends with np', 'x'),
    joined('np', 'x cdk-evil deploy'),
    joined('np', 'x\tscalper'),
    joined('npm --yes ex', 'ec scalper'),
    joined('npm in', 'it scalper'),
    joined('pnpm cr', 'eate scalper'),
    joined('npm i -', 'g scalper'),
    joined('deno run np', 'm:scalper'),
  ])('a command in a text cannot be taken: %j', (text) => {
    expect(problems(text)).toHaveLength(1);
  });

  it('a command in a text may be of this clone, or of AWS', () => {
    for (const text of [
      './scalper status',
      'npx cdk deploy',
      'npx --no-install cdk synth',
      'npm test',
      '`npx` is',
    ])
      expect(problems(text)).toEqual([]);
  });
});
