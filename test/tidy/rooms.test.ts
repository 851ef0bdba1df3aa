/**
 * Is a file in the wrong room found, and a circle however it is written?
 */
import { describe, expect, it } from 'vitest';
import { shown } from './repository.ts';
import { coreKeepsItsFloors, foldersAreSmall, importsGoNoCircle, namesOccurOnce } from './rooms.ts';

describe('files that import each other', () => {
  const files = (from: string, to: string) => [
    { path: 'lambda/core/a.ts', text: `${from} './b.ts';` },
    { path: 'lambda/core/b.ts', text: "import { c } from './c.ts';" },
    { path: 'lambda/core/c.ts', text: `${to} './a.ts';` },
  ];

  it('files that import each other are refused when they load each other, and when one of them only needs a type', () => {
    expect(shown(importsGoNoCircle(files('import { b } from', 'export * from')))).toEqual([
      'lambda/core/a.ts:1 imports itself: lambda/core/a.ts → lambda/core/b.ts → lambda/core/c.ts → lambda/core/a.ts; move what they share',
    ]);
    expect(importsGoNoCircle(files('import { type B } from', 'import'))).toHaveLength(1);
    expect(importsGoNoCircle(files('import type { B } from', 'import { a } from'))).toHaveLength(1);
  });

  it('files that import each other are allowed when none comes back', () => {
    expect(importsGoNoCircle(files('import { b } from', 'export const d ='))).toEqual([]);
  });
});

describe('a file of the core', () => {
  it.each([
    [
      'lambda/core/market.ts',
      "import './fill-model.ts';",
      'market.ts on floor 1 must not import fill-model.ts',
    ],
    [
      'lambda/core/units.ts',
      "import './reasons.ts';",
      'units.ts on floor 1 must not import reasons.ts on floor 1',
    ],
    [
      'lambda/core/ledger/a.ts',
      "import type { O } from '../order.ts';",
      'ledger/ on floor 3 must not import order.ts',
    ],
    ['lambda/core/risk/a.ts', "import '../control/b.ts';", 'must not import control/ on floor 8'],
    ['lambda/core/orders/a.ts', "export * from '../decide.ts';", 'must not import decide.ts on floor 11'],
    ['lambda/core/helpers/a.ts', '', 'is in no room of the core'],
  ])('%s with %s is refused', (path, text, problem) => {
    const [found, ...others] = shown(coreKeepsItsFloors([{ path, text }]));
    expect(found).toContain(problem);
    expect(others).toEqual([]);
  });

  it.each([
    ['lambda/core/ledger/a.ts', "import './b.ts'; import '../market.ts';"],
    ['lambda/core/decide.ts', "import './orders/a.ts'; import type { P } from '../config.ts';"],
    ['lambda/agent.ts', "import './core/decide.ts';"],
  ])('%s with %s is allowed', (path, text) => {
    expect(coreKeepsItsFloors([{ path, text }])).toEqual([]);
  });
});

describe('a folder', () => {
  const filled = (folder: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ path: `${folder}/a${index}.ts`, text: '' }));

  it('a folder may have sixteen source files and no more; tests may have as many as they need', () => {
    const declaration = { path: 'infra/local/b.d.ts', text: '' };
    expect(foldersAreSmall([...filled('infra/local', 16), declaration, ...filled('test/a', 30)])).toEqual([]);
    expect(shown(foldersAreSmall(filled('infra/local', 17)))).toEqual([
      'infra/local/:1 has 17 source files, and may have 16: divide it by subject',
    ]);
  });
});

describe('a name', () => {
  it('a name is given once in what runs and what operates the bot', () => {
    const files = ['lambda/a.ts', 'infra/b/a.ts', 'infra/b/c.ts', 'test/a.ts'].map((path) => ({
      path,
      text: '',
    }));
    expect(shown(namesOccurOnce(files))).toEqual(['infra/b/a.ts:1 a.ts is the name of lambda/a.ts already']);
  });
});
