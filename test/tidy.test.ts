/**
 * Does the repository keep the rules of the house, and would a broken one be noticed?
 *
 * Every rule is a function of files. It is asked about the repository, and about an example that breaks it; closer
 * examples, and those that come near and are right, stand beside the rules.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { dependenciesPointOneWay, packagesAreDeclared } from './tidy/dependencies.ts';
import { foldersSayWhatTheyAnswer, readmeIsShort } from './tidy/folders.ts';
import {
  allowancesAreUsed,
  codeIsShort,
  namesAreKebabCase,
  nothingIsLeftOver,
  testsAreRun,
  typesAreKept,
} from './tidy/forms.ts';
import { invariantsAreTested } from './tidy/invariants.ts';
import { lockfileHasNoHosts, lockfileIsWhole } from './tidy/lockfile.ts';
import { coreIsPure, nothingAmbientIsRead } from './tidy/purity.ts';
import { caughtWordsAreCleaned, linesArePrintedInOnePlace } from './tidy/printing.ts';
import { codeOf, readRepository, shown, type Rule, type SourceFile } from './tidy/repository.ts';
import { coreKeepsItsFloors, foldersAreSmall, importsGoNoCircle, namesOccurOnce } from './tidy/rooms.ts';
import { processesAreSharedUnchanged } from './tidy/shared-process.ts';
import { symbolsAreParsedInOnePlace } from './tidy/symbols.ts';
import { importsOf } from './tidy/syntax.ts';
import {
  codeSaysWhatItAnswers,
  commandsCannotBeTaken,
  linksLeadSomewhere,
  namedPathsExist,
  namedScriptsExist,
  textsAreAboutTheBot,
} from './tidy/texts.ts';
import { venuesStayApart } from './tidy/venues.ts';

/** What is kept, by which rule, and a file that breaks it, or several that break it together. */
const RULES: readonly (readonly [string, Rule, string | readonly string[], string])[] = [
  ['dependencies point one way', dependenciesPointOneWay, 'lambda/agent.ts', "import './adapters/a.ts';"],
  ['every imported package is declared', packagesAreDeclared, 'lambda/agent.ts', "import 'left-pad';"],
  ['exchanges stay apart', venuesStayApart, 'lambda/adapters/trading/a.ts', 'client.fetchOrder();'],
  ['imports go no circle', importsGoNoCircle, 'lambda/core/a.ts', "export * from './a.ts';"],
  ['the core keeps its floors', coreKeepsItsFloors, 'lambda/core/market.ts', "import './decide.ts';"],
  [
    'folders are small',
    foldersAreSmall,
    Array.from({ length: 17 }, (_, index) => `infra/local/a${index}.ts`),
    '',
  ],
  ['names occur once', namesOccurOnce, ['lambda/a.ts', 'infra/a.ts'], ''],
  ['only ports bring time and chance', nothingAmbientIsRead, 'lambda/agent.ts', 'Date.now();'],
  ['the core is pure', coreIsPure, 'lambda/core/a.ts', 'async function f() {}'],
  ['lines are printed in one place', linesArePrintedInOnePlace, 'infra/cli/a.ts', 'console.log(1);'],
  ['words of caught errors are cleaned', caughtWordsAreCleaned, 'infra/a.ts', 'print(String(error));'],
  ['symbols are parsed in one place', symbolsAreParsedInOnePlace, 'infra/a.ts', 'symbol: z.string(),'],
  ['files and functions are short', codeIsShort, 'infra/a.ts', 'f();\n'.repeat(251)],
  ['nothing goes round the types', typesAreKept, 'infra/a.ts', 'let a: any;'],
  ['an allowance that is not needed is taken back', allowancesAreUsed, 'lambda/core/units.ts', 'let a;'],
  ['every invariant is tested', invariantsAreTested, 'lambda/core/audit/invariants.ts', '/**\n * 1. a\n */'],
  ['tests are run, or say why not', testsAreRun, 'test/a.test.ts', "it.only('a', f);"],
  [
    'processes are shared unchanged',
    processesAreSharedUnchanged,
    'test/core/a.test.ts',
    ['vi', "mock('a');"].join('.'),
  ],
  ['nothing is left over', nothingIsLeftOver, 'README.md', ['FIX', 'ME'].join('')],
  ['code is named in kebab-case', namesAreKebabCase, 'infra/candleFiles.ts', ''],
  ['texts are about the bot alone', textsAreAboutTheBot, 'README.md', ['', 'root', 'a'].join('/')],
  ['commands cannot be taken', commandsCannotBeTaken, 'README.md', ['npx', 'scalper'].join(' ')],
  ['the lockfile has no hosts', lockfileHasNoHosts, 'package-lock.json', '"resolved": "https://a.b/c.tgz"'],
  [
    'the lockfile is whole',
    lockfileIsWhole,
    'package-lock.json',
    '{"packages":{"":{"dependencies":{"a":"1"}}}}',
  ],
  ['code says what it answers', codeSaysWhatItAnswers, 'infra/a.ts', 'let a;'],
  ['folders say what they answer', foldersSayWhatTheyAnswer, 'infra/a.ts', 'let a;'],
  ['the README is short', readmeIsShort, 'README.md', 'a\n'.repeat(151)],
  ['links lead somewhere', linksLeadSomewhere, 'README.md', '[a](docs/a.md)'],
  ['named paths exist', namedPathsExist, 'README.md', '`lambda/core/nowhere.ts`'],
  ['named scripts exist', namedScriptsExist, 'README.md', '`npm run nothing`'],
];

let files: readonly SourceFile[] = [];
beforeAll(() => {
  files = readRepository();
});

describe('in this repository', () => {
  it.each(RULES)('in this repository %s', (_, rule) => {
    expect(shown(rule(files))).toEqual([]);
  });

  it('all the code is looked at', () => {
    for (const folder of ['lambda/core/', 'lambda/', 'infra/', 'test/']) {
      expect(codeOf(files, folder).length, folder).toBeGreaterThan(10);
    }
    const imports = codeOf(files).flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(100);
  });
});

describe('a broken rule is noticed:', () => {
  it.each(RULES)('a broken rule is noticed: %s', (_, rule, broken, text) => {
    const paths = [broken].flat();
    const [found] = rule(paths.map((path) => ({ path, text })));
    expect(paths.some((path) => path.startsWith(found?.path ?? 'nowhere'))).toBe(true);
  });

  it('all rules are asked', () => {
    const rules = codeOf(files, 'test/tidy/').flatMap(({ text }) => [
      ...text.matchAll(/^export const (?<name>\w+): Rule\b/gm),
    ]);
    const written = rules.map(({ groups }) => groups?.['name']);
    expect(new Set(RULES.map(([, rule]) => rule.name))).toEqual(new Set(written));
  });
});
