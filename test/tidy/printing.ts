/**
 * Does everything that a command prints pass the one place that lets no text of strangers steer a terminal?
 */
import { codeOf, type Rule } from './repository.ts';
import { chainOf, isReference, placesOf, textOf, violationAt } from './syntax.ts';

const PRINTS = 'infra/cli/terminal/output.ts';
const DIRECTLY = /^process\.std(?:out|err)\.write$/;

interface Exception {
  readonly where: RegExp;
  readonly why: string;
  /** What it does past the one place. */
  readonly does: 'console' | 'write';
}

const EXCEPTIONS: readonly Exception[] = [
  { where: /^infra\/cli\/terminal\/output\.ts$/, why: 'it is that place', does: 'console' },
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
      const isConsole = textOf(node, 'name') === 'console' && isReference(place);
      const isDirect = node.type === 'MemberExpression' && DIRECTLY.test(chainOf(node));
      if (!(isConsole || isDirect) || allowed.includes(isConsole ? 'console' : 'write')) return [];
      return [violationAt(file, node, `${isConsole ? 'console' : chainOf(node)}: print it with ${PRINTS}`)];
    });
  });
