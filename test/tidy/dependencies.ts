/**
 * Do dependencies point one way?
 *
 * `handler → agent → tick → ports ← adapters`; everything may use the core, the core uses nothing; what the dashboard asks
 * for reaches no tick; infra reaches lambda through its entry points, which leaves out the steps of a tick; nothing but a
 * test imports a test. The independent bookkeeper of `test/oracle/` imports nothing of what it checks, and the auditor of
 * simulated worlds nothing of the bot.
 */
import { builtinModules } from 'node:module';
import { codeOf, type Rule, type SourceFile } from './repository.ts';
import { fileOf, importsOf, violationAt, type Import } from './syntax.ts';

/** First match wins. A new folder needs a line here, and in `USES`. */
const LAYERS = [
  ['core', /^lambda\/core\//],
  ['config', /^lambda\/config(?:-[a-z-]+)?\.ts$/],
  ['ports', /^lambda\/(ports|tick-report|invocation)\.ts$/],
  ['tick', /^lambda\/tick\//],
  ['agent', /^lambda\/agent\.ts$/],
  ['adapters', /^lambda\/adapters\//],
  ['backtest', /^lambda\/backtest\//],
  ['charts', /^lambda\/charts\//],
  ['handler', /^lambda\/(?:dashboard\/[a-z-]+-main|[a-z-]+)\.ts$/],
  ['dashboard', /^lambda\/dashboard\//],
  ['infra', /^infra\//],
  ['oracle', /^test\/oracle\//],
  ['auditor', /^test\/sim\/audit\//],
  ['test', /^test\//],
  ['tools', /^[^/]+$/],
] as const;

type Layer = (typeof LAYERS)[number][0];

const USES: Readonly<Record<Layer, readonly Layer[]>> = {
  core: ['core'],
  config: ['core', 'config'],
  ports: ['core', 'config'],
  tick: ['core', 'config', 'ports', 'tick'],
  agent: ['core', 'config', 'ports', 'tick'],
  adapters: ['core', 'config', 'ports', 'adapters'],
  backtest: ['core', 'config', 'backtest'],
  charts: ['core', 'config', 'charts'],
  dashboard: ['core', 'config', 'ports', 'adapters', 'charts', 'dashboard'],
  handler: ['core', 'config', 'ports', 'adapters', 'agent', 'dashboard', 'handler'],
  infra: ['core', 'config', 'ports', 'adapters', 'agent', 'backtest', 'charts', 'handler', 'infra'],
  oracle: ['oracle'],
  auditor: ['auditor', 'test'],
  test: LAYERS.map(([layer]) => layer),
  tools: ['tools', 'infra'],
};

/** Layers without input and output: they use no modules of Node's. */
const WORLDLESS: readonly Layer[] = ['core', 'config', 'ports', 'tick', 'agent', 'charts', 'dashboard'];
/** Packages that only the adapters, and the handler that builds them, may know. */
const OUTSIDE_WORLD = /^(?:@aws|@smithy|@middy|aws-|ccxt$)/;

export function layerOf(path: string): Layer | undefined {
  return LAYERS.find(([, pattern]) => pattern.test(path))?.[0];
}

function problemOf(from: Layer, path: string, { specifier, isTypeOnly }: Import): string | undefined {
  if (specifier === undefined)
    return from === 'infra' ? undefined : 'a dynamic import names its file as a string';
  const target = fileOf(path, specifier);
  if (target === undefined) return packageProblem(from, specifier);
  // A file that its package does not export: the package is what counts.
  const [, packageName] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(target) ?? [];
  if (packageName !== undefined) return packageProblem(from, packageName);
  const to = layerOf(target);
  if (to === undefined) return `${target} is in no known layer: add it to the dependency rule`;
  if (from === 'core' && to === 'config') {
    return isTypeOnly ? undefined : `core takes from ${target} types only: write \`import type\``;
  }
  return USES[from].includes(to)
    ? undefined
    : `${from} must not import ${to} (${target}), only ${USES[from].join(', ')}`;
}

function packageProblem(from: Layer, specifier: string): string | undefined {
  if (from === 'core')
    return `core imports nothing outside core, not even ${specifier}: take it as an argument`;
  if (WORLDLESS.includes(from) && isBuiltin(specifier)) {
    return `${from} must not import ${specifier}: what meets the world is an adapter behind a port`;
  }
  const isOutside = OUTSIDE_WORLD.test(specifier);
  if (isOutside && !['adapters', 'handler', 'infra', 'test', 'tools'].includes(from)) {
    return `${from} must not know ${specifier}: only adapters know AWS and the venues`;
  }
  return undefined;
}

/** The direction of every import. */
export const dependenciesPointOneWay: Rule = (files) =>
  codeOf(files).flatMap((file) => {
    const from = layerOf(file.path);
    if (from === undefined) {
      return [
        { path: file.path, line: 1, problem: 'is in no known layer: add its folder to the dependency rule' },
      ];
    }
    return importsOf(file).flatMap((line) => {
      const problem = problemOf(from, file.path, line);
      return problem === undefined ? [] : [violationAt(file, line.node, problem)];
    });
  });

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function dependencyNames(manifest: SourceFile | undefined, key: string): readonly string[] {
  const content: unknown = JSON.parse(manifest?.text ?? '{}');
  const section: unknown = Object.entries(content ?? {}).find(([name]) => name === key)?.[1];
  return typeof section === 'object' ? Object.keys(section ?? {}) : [];
}

/** What deploys the function, and is no part of it. */
const DEPLOYS = ['aws-cdk', 'aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild'];

/**
 * Every package that is imported stands in package.json. Whoever installs without development dependencies can run the
 * bot and deploy it; the function that is deployed has nothing of what deploys it.
 */
export const packagesAreDeclared: Rule = (files) => {
  const manifest = files.find(({ path }) => path === 'package.json');
  const installed = dependencyNames(manifest, 'dependencies');
  const deployed = installed.filter((name) => !DEPLOYS.includes(name));
  const tools = dependencyNames(manifest, 'devDependencies');
  return codeOf(files).flatMap((file) =>
    importsOf(file).flatMap(({ node, specifier, isTypeOnly }) => {
      if (specifier === undefined || specifier.startsWith('.') || isBuiltin(specifier)) return [];
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
      const needsTypes = isTypeOnly && tools.includes(`@types/${name.replace('@', '').replace('/', '__')}`);
      const mayUseTools = isTypeOnly || !/^(?:lambda|infra)\//.test(file.path);
      const declared = file.path.startsWith('lambda/') && !isTypeOnly ? deployed : installed;
      if (needsTypes || declared.includes(name) || (mayUseTools && tools.includes(name))) return [];
      const where = mayUseTools ? 'package.json' : 'the dependencies of package.json';
      if (installed.includes(name)) return [violationAt(file, node, `${name} deploys the function`)];
      return [violationAt(file, node, `${name} is not in ${where}`)];
    }),
  );
};
