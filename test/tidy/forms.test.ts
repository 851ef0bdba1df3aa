/**
 * Is code of a wrong form found, and code that only looks like it left alone?
 */
import { describe, expect, it } from 'vitest';
import { codeIsShort, namesAreKebabCase, nothingIsLeftOver, testsAreRun, typesAreKept } from './forms.ts';
import { shown } from './repository.ts';

describe('a file', () => {
  it('a file may have 250 lines and no more', () => {
    const lines = (count: number) => [{ path: 'infra/a.mjs', text: 'f();\n'.repeat(count) }];
    expect(codeIsShort(lines(250))).toEqual([]);
    expect(shown(codeIsShort(lines(251)))).toEqual([
      'infra/a.mjs:251 has 251 lines, and may have 250: divide it by what it answers',
    ]);
  });

  it.each(['lambda/candleFiles.ts', 'test/Sim/a.test.ts', 'infra/cli/run_report.ts'])(
    'a file must not be called %s',
    (path) => {
      expect(namesAreKebabCase([{ path, text: '' }])).toHaveLength(1);
    },
  );

  it.each(['lambda/core/fill-model.ts', 'test/a.test.ts', 'vitest.config.ts', 'docs/README.md'])(
    'a file may be called %s',
    (path) => {
      expect(namesAreKebabCase([{ path, text: '' }])).toEqual([]);
    },
  );
});

describe('a function', () => {
  const lines = (count: number): string => 'g();\n'.repeat(count);

  it.each([
    ['f', `function f() {\n${lines(69)}}`],
    ['f', `const f = () => {\n${lines(69)}};`],
    ['f', `class A {\n f() {\n${lines(69)}}\n}`],
    ['a function', `it('a', () => {\n${lines(69)}});`],
  ])('a function must not have 71 lines (%s)', (name, text) => {
    const [found, ...others] = shown(codeIsShort([{ path: 'test/a.ts', text }]));
    expect(found).toContain(`${name} has 71 lines, and may have 70`);
    expect(others).toEqual([]);
  });

  it('a function may have 70 lines, and a suite as many as its tests need', () => {
    expect(codeIsShort([{ path: 'test/a.ts', text: `function f() {\n${lines(68)}}` }])).toEqual([]);
    expect(codeIsShort([{ path: 'test/a.ts', text: `describe('a', () => {\n${lines(99)}});` }])).toEqual([]);
    const each = `describe.each(rows)('a', () => {\n${lines(99)}});`;
    expect(codeIsShort([{ path: 'test/a.ts', text: each }])).toEqual([]);
  });
});

describe('a type', () => {
  it.each([
    ['let a: any;', 'any: '],
    ['let a: Map<string, any[]>;', 'any: '],
    ['enum A { b }', 'enum: '],
    ['namespace A { export const b = 1; }', 'namespace: '],
    ['const a = b as Order;', 'as: '],
    ['const a = <Order>b;', '<Type>value: '],
    ['const a = b as never;', 'as never: '],
    ['const a = b!.c;', '!: '],
    ['debugger;', 'debugger: '],
  ])('a type is not got by %s', (text, problem) => {
    expect(shown(typesAreKept([{ path: 'lambda/agent.ts', text }]))).toEqual([
      expect.stringContaining(`lambda/agent.ts:1 ${problem}`),
    ]);
  });

  it.each([
    "const a = ['b'] as const;",
    'const a = columns.close[i]!;',
    'const a = b satisfies Order;',
    "import { a as b } from './c.ts';",
    "declare module 'a' { export const b: number; }",
    'const any = { enum: 1, as: 2 }; // any as never',
  ])('a type may be got by %s', (text) => {
    expect(typesAreKept([{ path: 'lambda/agent.ts', text }])).toEqual([]);
  });

  it('a type may be made by `as` where an allowance says so, but never of nothing', () => {
    const path = 'lambda/core/units.ts';
    expect(typesAreKept([{ path, text: 'const a = 0 as Usd;' }])).toEqual([]);
    expect(typesAreKept([{ path, text: 'const a = 0 as never;' }])).toHaveLength(1);
  });

  it('a type may be asserted to be there in a test', () => {
    expect(typesAreKept([{ path: 'test/a.test.ts', text: 'const a = b!.c;' }])).toEqual([]);
  });
});

describe('a test', () => {
  it.each([
    ["it.only('a', f);", 'it.only: '],
    ["describe.only.each(rows)('a', f);", 'describe.only.each: '],
    ["fit('a', f);", 'fit: '],
    ["xdescribe('a', f);", 'xdescribe: '],
    ["it.todo('a');", 'it.todo: '],
    ["it.skip('a', f);", 'it.skip: '],
    ["it.skipIf(a)('runs where b is', f);", 'it.skipIf: '],
    ['describe.skipIf(a).each(rows)(`b`, f);', 'describe.skipIf.each: '],
    ["it.runIf(a)('b', f);", 'it.runIf: '],
  ])('a test is not left out by %s', (text, problem) => {
    expect(shown(testsAreRun([{ path: 'test/a.test.ts', text }]))).toEqual([
      expect.stringContaining(`test/a.test.ts:1 ${problem}`),
    ]);
  });

  it.each([
    "it('skips only what it must', f);",
    "it.each(rows)('a %s', f);",
    "it.skipIf(a)('b (skipped where there is no /dev/null)', f);",
    "describe.skipIf(a)('b (skipped where the recording is absent)', () => {});",
    "describe.runIf(a).each(rows)('b (runs only when asked for)', f);",
    "rows.filter((row) => row.only).skip('a');",
  ])('a test may be written as %s', (text) => {
    expect(testsAreRun([{ path: 'test/a.test.ts', text }])).toEqual([]);
  });
});

describe('a leftover', () => {
  it('a leftover is found in code and pages, as a word', () => {
    const word = ['TO', 'DO'].join('');
    expect(shown(nothingIsLeftOver([{ path: 'docs/a.md', text: `a\n- ${word}: b` }]))).toEqual([
      expect.stringContaining(`docs/a.md:2 "${word}": `),
    ]);
    expect(nothingIsLeftOver([{ path: 'docs/a.md', text: `${word}S, hacked, all todo` }])).toEqual([]);
  });

  it('a leftover is a line on the console in lambda, and its purpose in the command line', () => {
    const text = 'console.log(1);';
    expect(shown(nothingIsLeftOver([{ path: 'lambda/adapters/a.ts', text }]))).toEqual([
      "lambda/adapters/a.ts:1 console.log: logs are structured, and an adapter's",
    ]);
    expect(nothingIsLeftOver([{ path: 'infra/cli/a.ts', text }])).toEqual([]);
  });
});
