/**
 * Is every invariant kept by a test that names it in its title?
 *
 * The list stands in the first comment of `lambda/core/audit/invariants.ts`; a title says `[invariant 2]`.
 */
import { codeOf, type Rule, type SourceFile, type Violation } from './repository.ts';

const LIST = 'lambda/core/audit/invariants.ts';

/** What a text says at each place where the pattern is met, and in which line. */
function metIn({ path, text }: SourceFile, pattern: RegExp) {
  return [...text.matchAll(pattern)].map((match) => ({
    path,
    line: text.slice(0, match.index).split('\n').length,
    number: match[1] ?? '',
  }));
}

/** Every invariant of the list is named in a title, and no title names another. */
export const invariantsAreTested: Rule = (files) => {
  const list = files.find(({ path }) => path === LIST);
  if (list === undefined) return [];
  const listed = metIn(list, /^ \* +(\d+[a-z]?)\. /gm);
  const named = codeOf(files, 'test/')
    .filter(({ path }) => path.endsWith('.test.ts') && !path.startsWith('test/tidy'))
    .flatMap((file) => metIn(file, /\[invariant (\w+)\]/g));
  const isIn = (others: readonly { readonly number: string }[], number: string) =>
    others.some((other) => other.number === number);
  const untested = listed.filter(({ number }) => !isIn(named, number));
  const unknown = named.filter(({ number }) => !isIn(listed, number));
  return [
    ...untested.map(({ path, line, number }): Violation => ({
      path,
      line,
      problem: `invariant ${number} is in no title: name it in that of the test which keeps it`,
    })),
    ...unknown.map(({ path, line, number }): Violation => ({
      path,
      line,
      problem: `invariant ${number} is not in the list of ${LIST}`,
    })),
  ];
};
