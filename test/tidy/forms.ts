/**
 * Is the code of the form that the house agreed on: short, closed, typed, and tested without exceptions?
 */
import { codeOf, matchesByLine, type Rule, type SourceFile, type Violation } from './repository.ts';
import { chainOf, childOf, childrenOf, lineAt, placesOf, textOf, violationAt, type Place } from './syntax.ts';

const FILE_LINES_MAX = 250;
const FUNCTION_LINES_MAX = 70;
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
const SUITES = /^(?:describe|suite)(?:\.|$)/;
const TESTS = /^(?:describe|suite|it|test|bench)\./;

/** Files in which `as` makes a type, and why nothing else can. An allowance that nobody uses is a violation. */
export const MAY_USE_AS: Readonly<Record<string, string>> = {
  'lambda/core/units.ts': 'the brand of Usd, which only this file can give',
};

function nameOf({ node, parent }: Place): string {
  const named = [childOf(node, 'id'), childOf(parent?.node, 'id'), childOf(parent?.node, 'key')];
  return named.map((name) => textOf(name, 'name')).find((name) => name !== undefined) ?? 'a function';
}

function isSuite({ key, parent }: Place): boolean {
  return key === 'arguments' && SUITES.test(chainOf(childOf(parent?.node, 'callee')));
}

/** Files and functions fit on a few screens. A suite is no function: its tests are. */
export const codeIsShort: Rule = (files) =>
  codeOf(files).flatMap((file) => {
    const lines = file.text.trimEnd().split('\n').length;
    const long = `has ${lines} lines, and may have ${FILE_LINES_MAX}: divide it by what it answers`;
    const tooLong = lines > FILE_LINES_MAX ? [{ path: file.path, line: lines, problem: long }] : [];
    const functions = placesOf(file).filter(
      (place) => FUNCTIONS.includes(place.node.type) && !isSuite(place),
    );
    return [
      ...tooLong,
      ...functions.flatMap((place) => {
        const { start, end } = place.node;
        const length = lineAt(file.text, end) - lineAt(file.text, start) + 1;
        if (length <= FUNCTION_LINES_MAX) return [];
        const problem = `${nameOf(place)} has ${length} lines, and may have ${FUNCTION_LINES_MAX}: divide it by its steps`;
        return [violationAt(file, place.node, problem)];
      }),
    ];
  });

const FORBIDDEN_NODES: Readonly<Record<string, string>> = {
  DebuggerStatement: 'debugger: a leftover, remove it',
  TSAnyKeyword: 'any: use unknown and parse it, or name the type',
  TSEnumDeclaration: 'enum: use a union of strings, or an object `as const`',
  TSTypeAssertion: '<Type>value: parse the value where it enters',
};

function isAsConst(place: Place): boolean {
  return chainOf(childOf(childOf(place.node, 'typeAnnotation'), 'typeName')) === 'const';
}

function typeProblem(file: SourceFile, place: Place): string | undefined {
  const { node } = place;
  if (Object.hasOwn(FORBIDDEN_NODES, node.type)) return FORBIDDEN_NODES[node.type];
  // `declare module 'a'` gives types to a package that has none.
  if (node.type === 'TSModuleDeclaration' && childOf(node, 'id')?.type === 'Identifier') {
    return 'namespace: use a module';
  }
  if (node.type === 'TSAsExpression' && !isAsConst(place)) {
    if (childOf(node, 'typeAnnotation')?.type === 'TSNeverKeyword') return 'as never: state the type';
    const why = 'as: parse the value where it enters, or use a type guard or `satisfies`';
    return Object.hasOwn(MAY_USE_AS, file.path) ? undefined : why;
  }
  if (node.type === 'TSNonNullExpression' && !file.path.startsWith('test/')) {
    const isRead = childOf(node, 'expression')?.['computed'] === true;
    return isRead
      ? undefined
      : '!: only a read by index that is known to be inside may be asserted; check the rest';
  }
  return undefined;
}

/** No way round the types. */
export const typesAreKept: Rule = (files) =>
  codeOf(files).flatMap((file) =>
    placesOf(file).flatMap((place) => {
      const problem = typeProblem(file, place);
      return problem === undefined ? [] : [violationAt(file, place.node, problem)];
    }),
  );

/** Every allowance of `as` is in use. */
export const allowancesAreUsed: Rule = (files) =>
  Object.keys(MAY_USE_AS).flatMap((path) => {
    const file = files.find((candidate) => candidate.path === path);
    const places = file === undefined ? [] : placesOf(file);
    const isUsed = places.some((place) => place.node.type === 'TSAsExpression' && !isAsConst(place));
    return isUsed ? [] : [{ path, line: 1, problem: 'may use `as` and does not: take the allowance back' }];
  });

const REASON = /\((?:skipped|runs only) (?:where|when|while|unless|until|if|because|on|with|without) [^)]+\)/;

function testProblem(file: SourceFile, place: Place): string | undefined {
  const { node, key } = place;
  // Of `it.skipIf(a)('b', f)` the outer call counts: it has the title.
  if (node.type !== 'CallExpression' || ['callee', 'object', 'tag'].includes(key)) return undefined;
  const chain = chainOf(node);
  if (/^(?:fit|fdescribe)$/.test(chain) || /^(?:it|test|describe|suite|bench)\b.*\.only\b/.test(chain)) {
    return `${chain}: runs nothing else; remove it`;
  }
  if (/^x(?:it|test|describe)$/.test(chain)) return `${chain}: say why with .skip and a reason, or remove it`;
  if (!TESTS.test(chain)) return undefined;
  if (/\.todo\b/.test(chain)) return `${chain}: write the test, or nothing`;
  if (!/\.(?:skip|skipIf|runIf)\b/.test(chain)) return undefined;
  const right = 'its title ends with the reason, such as "(skipped where the recording is absent)"';
  const [title] = childrenOf(node, 'arguments');
  return REASON.test(file.text.slice(title?.start, title?.end)) ? undefined : `${chain}: ${right}`;
}

/** Every test runs, or says why not. */
export const testsAreRun: Rule = (files) =>
  codeOf(files, 'test/').flatMap((file) =>
    placesOf(file).flatMap((place) => {
      const problem = testProblem(file, place);
      return problem === undefined ? [] : [violationAt(file, place.node, problem)];
    }),
  );

// In parts, so that this file does not hold them.
const LEFTOVER_WORDS = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['XX', 'X'],
  ['HA', 'CK'],
].map((parts) => parts.join(''));
const LEFTOVERS = new RegExp(`\\b(?:${LEFTOVER_WORDS.join('|')})\\b`);

function leftovers(file: SourceFile): readonly Violation[] {
  return matchesByLine(file, LEFTOVERS, 'do it, or write down what is missing where a reader looks for it');
}

/** Nothing unfinished, and nothing that only its author needed. */
export const nothingIsLeftOver: Rule = (files) => [
  ...files.flatMap(leftovers),
  ...codeOf(files, 'lambda/').flatMap((file) =>
    placesOf(file)
      .filter(({ node }) => node.type === 'MemberExpression' && chainOf(node).startsWith('console.'))
      .map(({ node }) => violationAt(file, node, `${chainOf(node)}: logs are structured, and an adapter's`)),
  ),
];

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*$/;

/** Code is in files and folders named in kebab-case. */
export const namesAreKebabCase: Rule = (files) =>
  codeOf(files).flatMap(({ path }) => {
    const odd = path.split('/').find((part) => !KEBAB.test(part));
    return odd === undefined ? [] : [{ path, line: 1, problem: `"${odd}" is not in kebab-case` }];
  });
