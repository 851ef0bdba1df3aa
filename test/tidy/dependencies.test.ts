/**
 * Is a wrong import found however it is written, and a right one left alone?
 */
import { describe, expect, it } from 'vitest';
import { dependenciesPointOneWay, packagesAreDeclared } from './dependencies.ts';
import { shown } from './repository.ts';

describe('an import', () => {
  it.each([
    [
      'the core',
      'lambda/core/a.ts',
      "import { z } from 'zod';",
      'core imports nothing outside core, not even zod',
    ],
    ['the core', 'lambda/core/a.ts', "import 'node:fs';", 'not even node:fs'],
    ['the core', 'lambda/core/a.ts', "import type { z } from 'zod';", 'not even zod'],
    ['the core', 'lambda/core/a.ts', "import { b } from '../config.ts';", 'types only: write `import type`'],
    [
      'the core',
      'lambda/core/a.ts',
      "import { type B } from '../config.ts';",
      'types only: write `import type`',
    ],
    [
      'the core',
      'lambda/core/b/a.ts',
      "import type { B } from '../../ports.ts';",
      'core must not import ports',
    ],
    ['a port', 'lambda/ports.ts', "import type { T } from './agent.ts';", 'ports must not import agent'],
    ['a step of the tick', 'lambda/tick/a.ts', "export * from '../agent.ts';", 'tick must not import agent'],
    [
      'a step of the tick',
      'lambda/tick/a.ts',
      "import { b } from '../adapters/b.ts';",
      'must not import adapters',
    ],
    [
      'a step of the tick',
      'lambda/tick/a.ts',
      "import { hash } from 'node:crypto';",
      'tick must not import node:crypto',
    ],
    [
      'the agent',
      'lambda/agent.ts',
      "const b = import('./adapters/b.ts');",
      'agent must not import adapters',
    ],
    ['the agent', 'lambda/agent.ts', 'const b = import(name);', 'names its file as a string'],
    [
      'an adapter',
      'lambda/adapters/a.ts',
      "export { turn } from '../agent.ts';",
      'adapters must not import agent',
    ],
    ['an adapter', 'lambda/adapters/a.ts', "import '../../infra/b.ts';", 'adapters must not import infra'],
    ['the backtest', 'lambda/backtest/a.ts', "import { b } from 'ccxt';", 'must not know ccxt'],
    [
      'the backtest',
      'lambda/backtest/a.ts',
      "import '@aws-sdk/client-ssm';",
      'must not know @aws-sdk/client-ssm',
    ],
    ['the charts', 'lambda/charts/a.ts', "import type { T } from '../agent.ts';", 'must not import agent'],
    ['the handler', 'lambda/handler.ts', "import './tick/load.ts';", 'handler must not import tick'],
    ['infra', 'infra/a.ts', "type A = import('../lambda/tick/load.ts').A;", 'infra must not import tick'],
    ['infra', 'infra/a/b.ts', "import '../../test/a.ts';", 'infra must not import test'],
    [
      'the oracle',
      'test/oracle/a.ts',
      "import type { B } from '../../lambda/core/b.ts';",
      'oracle must not import core',
    ],
    ['the oracle', 'test/oracle/a.ts', "import '../../infra/b.ts';", 'oracle must not import infra'],
    [
      'the auditor',
      'test/sim/audit/a.ts',
      "import type { B } from '../../../lambda/core/b.ts';",
      'auditor must not import core',
    ],
    [
      'the auditor',
      'test/sim/audit/a.ts',
      "import { b } from '../../../lambda/adapters/b.ts';",
      'auditor must not import adapters',
    ],
    ['the test configuration', 'vitest.config.ts', "import './test/a.ts';", 'tools must not import test'],
    ['a file', 'lambda/agent.ts', "import './helpers/a.ts';", 'lambda/helpers/a.ts is in no known layer'],
  ])('an import of %s (%s: %s) is refused', (_, path, text, problem) => {
    const [found, ...others] = shown(dependenciesPointOneWay([{ path, text }]));
    expect(found).toContain(`${path}:1 `);
    expect(found).toContain(problem);
    expect(others).toEqual([]);
  });

  it.each([
    ['lambda/core/risk/a.ts', "import type { P } from '../../config.ts'; import { b } from '../b.ts';"],
    ['lambda/config.ts', "import { z } from 'zod'; import { r } from './config-rules.ts';"],
    ['lambda/tick/a.ts', "import type { Exchange } from '../ports.ts'; import { b } from '../core/b.ts';"],
    ['lambda/agent.ts', "import { load } from './tick/load.ts';"],
    [
      'lambda/adapters/a.ts',
      "import { x } from 'ccxt'; import type { E } from '../ports.ts'; import 'node:fs';",
    ],
    ['lambda/handler.ts', "import { turn } from './agent.ts'; import { a } from './adapters/a.ts';"],
    ['infra/local/a.ts', "import { turn } from '../../lambda/agent.ts'; import { App } from 'aws-cdk-lib';"],
    ['infra/cli/a.ts', 'const b = await import(path);'],
    ['test/a.test.ts', "import { load } from '../lambda/tick/load.ts'; import { b } from './b.ts';"],
    ['lambda/core/a.ts', "// import 'node:fs'\nexport const text = `import 'node:fs'`;"],
  ])('an import of %s is allowed: %s', (path, text) => {
    expect(dependenciesPointOneWay([{ path, text }])).toEqual([]);
  });

  it('an import is refused in the line where it stands', () => {
    const text = "/**\n * What?\n */\nimport {\n  a,\n} from 'zod';\n";
    expect(dependenciesPointOneWay([{ path: 'lambda/core/a.ts', text }])[0]?.line).toBe(4);
  });
});

describe('a folder without a rule', () => {
  it('a folder without a rule is refused', () => {
    expect(shown(dependenciesPointOneWay([{ path: 'lambda/helpers/a.ts', text: '' }]))).toEqual([
      'lambda/helpers/a.ts:1 is in no known layer: add its folder to the dependency rule',
    ]);
  });
});

describe('a package', () => {
  const manifest = {
    path: 'package.json',
    text: '{"dependencies":{"esbuild":"1","zod":"1"},"devDependencies":{"vitest":"1","@types/aws-lambda":"1"}}',
  };
  const problems = (path: string, text: string): string[] =>
    shown(packagesAreDeclared([manifest, { path, text }]));

  it('a package must be declared', () => {
    expect(problems('test/a.ts', "import { b } from '@c/d/e';")).toEqual([
      'test/a.ts:1 @c/d is not in package.json',
    ]);
  });

  it('a package must be deployed where lambda runs it', () => {
    expect(problems('lambda/agent.ts', "import { b } from 'vitest';")).toEqual([
      'lambda/agent.ts:1 vitest is not in the dependencies of package.json',
    ]);
  });

  it('a package must be installed without development dependencies where the command line or a deployment runs it', () => {
    expect(problems('infra/a.ts', "import { b } from 'vitest';")).toEqual([
      'infra/a.ts:1 vitest is not in the dependencies of package.json',
    ]);
    expect(problems('infra/a.ts', "import { build } from 'esbuild';")).toEqual([]);
  });

  it('a package that deploys the function is no part of it', () => {
    expect(problems('lambda/agent.ts', "import { build } from 'esbuild';")).toEqual([
      'lambda/agent.ts:1 esbuild deploys the function',
    ]);
  });

  it('a package is known by its name, its types or as a part of Node', () => {
    expect(problems('lambda/agent.ts', "import { z } from 'zod/v4'; import 'node:fs';")).toEqual([]);
    expect(problems('lambda/handler.ts', "import type { Context } from 'aws-lambda';")).toEqual([]);
    expect(problems('test/a.ts', "import 'vitest/node';")).toEqual([]);
  });
});
