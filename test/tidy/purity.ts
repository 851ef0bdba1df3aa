/**
 * Do clock, chance and the machine reach the bot through its ports alone?
 *
 * What lambda does depends on its arguments, so that a tick can be replayed: only adapters, and the handler that builds
 * them, read anything ambient. The core, and the pages made from its ledger, do not even wait for anything.
 */
import { layerOf } from './dependencies.ts';
import { codeOf, type Rule } from './repository.ts';
import {
  chainOf,
  childOf,
  childrenOf,
  isReference,
  placesOf,
  textOf,
  violationAt,
  type Place,
} from './syntax.ts';

const AS_ARGUMENT = 'take it as an argument';
const THROUGH_A_PORT = 'it belongs to an adapter, behind a port';

const AMBIENT_NAMES: Readonly<Record<string, string>> = {
  console: 'return what happened and let the shell log it',
  crypto: AS_ARGUMENT,
  fetch: THROUGH_A_PORT,
  globalThis: AS_ARGUMENT,
  performance: AS_ARGUMENT,
  process: AS_ARGUMENT,
  queueMicrotask: THROUGH_A_PORT,
  require: THROUGH_A_PORT,
  setImmediate: THROUGH_A_PORT,
  setInterval: THROUGH_A_PORT,
  setTimeout: THROUGH_A_PORT,
  Temporal: AS_ARGUMENT,
};
const AMBIENT_CHAINS = /^(?:Date\.now|Math\.random|Intl\..*)$/;
/** Methods that answer in the time zone or the language of the machine. */
const AMBIENT_METHODS =
  /\.(?:toLocale\w*|getTimezoneOffset|(?:get|set)(?:Date|Day|FullYear|Hours|Minutes|Month))$/;

function ambient(place: Place): string | undefined {
  const { node } = place;
  const callee = chainOf(childOf(node, 'callee'));
  const hasArguments = childrenOf(node, 'arguments').length > 0;
  if (node.type === 'NewExpression' && callee === 'Date' && !hasArguments)
    return `new Date(): ${AS_ARGUMENT}`;
  if (node.type === 'CallExpression' && callee === 'Date') return `Date(): ${AS_ARGUMENT}`;
  if (node.type === 'MemberExpression') {
    const chain = chainOf(node);
    if (AMBIENT_CHAINS.test(chain)) return `${chain}: ${AS_ARGUMENT}`;
    if (AMBIENT_METHODS.test(chain))
      return `${chain}: the answer depends on the machine; use UTC and toFixed`;
  }
  const name = textOf(node, 'name') ?? '';
  const right = Object.hasOwn(AMBIENT_NAMES, name) ? AMBIENT_NAMES[name] : undefined;
  return right !== undefined && isReference(place) ? `${name}: ${right}` : undefined;
}

/** No clock, no chance, no environment outside the adapters and the handler. */
export const nothingAmbientIsRead: Rule = (files) =>
  codeOf(files, 'lambda/')
    .filter(({ path }) => !['adapters', 'handler'].includes(layerOf(path) ?? ''))
    .flatMap((file) =>
      placesOf(file).flatMap((place) => {
        const problem = ambient(place);
        return problem === undefined ? [] : [violationAt(file, place.node, problem)];
      }),
    );

function waiting(place: Place): string | undefined {
  const { node } = place;
  if (node['async'] === true) return 'async function';
  if (node.type === 'AwaitExpression' || node['await'] === true) return 'await';
  if (node.type === 'ImportExpression') return 'import()';
  const name = textOf(node, 'name') ?? '';
  return /^(?:Promise|PromiseLike|AsyncIterable|AsyncGenerator)$/.test(name) && isReference(place)
    ? name
    : undefined;
}

/** State that would outlive a call: a variable of the module that can be set again. */
function lasting({ node, parent }: Place): string | undefined {
  const isTopLevel = parent?.node.type === 'Program' || parent?.parent?.node.type === 'Program';
  const isVariable = node.type === 'VariableDeclaration' && node['kind'] !== 'const';
  return isTopLevel && isVariable && node['declare'] !== true
    ? `${textOf(node, 'kind') ?? ''} of a module`
    : undefined;
}

/** Nothing is waited for, and nothing is remembered between two calls. */
export const coreIsPure: Rule = (files) =>
  [...codeOf(files, 'lambda/core/'), ...codeOf(files, 'lambda/charts/')].flatMap((file) =>
    placesOf(file).flatMap((place) => {
      const found = waiting(place) ?? lasting(place);
      if (found === undefined) return [];
      return [violationAt(file, place.node, `${found}: pure code returns a value of its arguments at once`)];
    }),
  );
