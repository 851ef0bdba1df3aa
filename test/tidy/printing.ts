/**
 * Does everything that a command prints pass the one place that lets no text of strangers steer a terminal, and no secret
 * be seen?
 */
import { codeOf, matchesByLine, type Rule, type SourceFile } from './repository.ts';
import { chainOf, isReference, placesOf, textOf, violationAt, type Place } from './syntax.ts';

const PRINTS = 'infra/cli/terminal/output.ts';
/** What that place makes of a line is more than this. */
const HALF = 'onTerminal';
const DIRECTLY = /^(?:process\.)?std(?:out|err)\.write$/;

interface Exception {
  readonly where: RegExp;
  readonly why: string;
  /** What it does past the one place. */
  readonly does: 'console' | 'write' | 'half';
}

const EXCEPTIONS: readonly Exception[] = [
  { where: /^infra\/cli\/terminal\/output\.ts$/, why: 'it is that place', does: 'console' },
  { where: /^infra\/cli\/terminal\/output\.ts$/, why: 'it adds the other half', does: 'half' },
  { where: /^infra\/cli\/terminal\/text-format\.ts$/, why: 'it is defined there', does: 'half' },
  {
    where: /^infra\/cli\/commands\/operate\/status-command\.ts$/,
    why: 'a screen that is drawn over is no line',
    does: 'write',
  },
  {
    where: /^infra\/cli\/bin\.mjs$/,
    why: 'an older Node reads no TypeScript; it says paths of this clone, and nothing of strangers',
    does: 'console',
  },
  {
    where: /^infra\/cli\/(?:terminal|commands\/account)\//,
    why: 'a question is no line, nor is progress that is written over',
    does: 'write',
  },
];

/** Of the commands, and of what runs beside them: synthesis, the build, the price. */
export const linesArePrintedInOnePlace: Rule = (files) =>
  codeOf(files, 'infra/').flatMap((file) => {
    const allowed = EXCEPTIONS.filter(({ where }) => where.test(file.path)).map(({ does }) => does);
    return placesOf(file).flatMap((place) => {
      const { node } = place;
      const does = wayOf(place);
      if (does === undefined || allowed.includes(does)) return [];
      const what = does === 'write' ? chainOf(node) : textOf(node, 'name');
      return [violationAt(file, node, `${what}: print it with ${PRINTS}`)];
    });
  });

const TELLS = 'lambda/adapters/error-words.ts';
/** The words or the stack of whatever was caught, and not of an error of ours that was told apart before. */
const CAUGHT =
  /\binstanceof Error\s*\?\s*\w+\.message\b|\bString\((?:error|failure|cause|thrown)\)|\.stack\b(?!s)/;
/** They make an error of what is none, for somebody who tells its words. */
const MAKES_AN_ERROR = /new (?:Error|VenueError)\(.*String\(\w+\)/;

/** What is told of a caught error passes the function that leaves out secrets, stacks and causes. */
export const caughtWordsAreCleaned: Rule = (files) =>
  [...codeOf(files, 'lambda/'), ...codeOf(files, 'infra/')]
    .filter(({ path }) => path !== TELLS)
    .flatMap((file) => matchesByLine(file, CAUGHT, `tell it with ${TELLS}, or infra/caught-words.ts`))
    .filter(({ path, line }) => !MAKES_AN_ERROR.test(lineOf(files, path, line)));

function lineOf(files: readonly SourceFile[], path: string, line: number): string {
  return files.find((file) => file.path === path)?.text.split('\n')[line - 1] ?? '';
}

function wayOf(place: Place): Exception['does'] | undefined {
  const { node } = place;
  if (node.type === 'MemberExpression' && DIRECTLY.test(chainOf(node))) return 'write';
  if (!isReference(place)) return undefined;
  const name = textOf(node, 'name');
  if (name === 'console') return 'console';
  return name === HALF ? 'half' : undefined;
}
