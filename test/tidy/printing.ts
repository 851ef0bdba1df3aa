/**
 * Does everything that a command prints pass the one place that lets no text of strangers steer a terminal?
 */
import { codeOf, type Rule } from './repository.ts';
import { chainOf, isReference, placesOf, textOf, violationAt } from './syntax.ts';

const PRINTS = 'infra/cli/terminal/output.ts';
const DIRECTLY = /^process\.std(?:out|err)\.write$/;

/** What asks for keys writes a question, which is no line. */
const WRITES = /^infra\/cli\/(?:terminal|commands\/account)\//;

export const linesArePrintedInOnePlace: Rule = (files) =>
  codeOf(files, 'infra/cli/')
    .filter(({ path }) => path !== PRINTS && path.endsWith('.ts'))
    .flatMap((file) =>
      placesOf(file).flatMap((place) => {
        const { node } = place;
        const isConsole = textOf(node, 'name') === 'console' && isReference(place);
        const isDirect =
          node.type === 'MemberExpression' && DIRECTLY.test(chainOf(node)) && !WRITES.test(file.path);
        if (!isConsole && !isDirect) return [];
        return [violationAt(file, node, `${isConsole ? 'console' : chainOf(node)}: print it with ${PRINTS}`)];
      }),
    );
