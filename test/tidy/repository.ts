/**
 * Which files does this repository have, and how is a broken rule reported?
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file. The path is from the root, with forward slashes; a file that is no text has the text ''. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What is wrong, and what would be right. */
  readonly problem: string;
}

/** Rules see all files at once, and look at those they are about. */
export type Rule = (files: readonly SourceFile[]) => readonly Violation[];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEXT = /\.(?:[cm]?[jt]s|json|md|ya?ml|sh|css|html|svg|txt)$|(?:^|\/)[^./]+$|(?:^|\/)\.[a-z]+$/;
const CODE = /\.[cm]?[jt]s$/;

/** Names of `.gitignore` that are folders or files anywhere, and endings such as `*.cpuprofile`. */
function ignoredNames(gitignore: string): (name: string) => boolean {
  const entries = gitignore.split('\n').map((line) => line.trim().replaceAll(/^\/|\/$/g, ''));
  const endings = entries.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1));
  const names = new Set([...entries, '.git']);
  return (name) => names.has(name) || endings.some((ending) => name.endsWith(ending));
}

/** All files that are or may be committed. */
export function readRepository(): readonly SourceFile[] {
  const isIgnored = ignoredNames(readFileSync(join(ROOT, '.gitignore'), 'utf8'));
  const read = (folder: string): SourceFile[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter(({ name }) => !isIgnored(name))
      .flatMap((entry) => {
        const path = `${folder}${entry.name}`;
        if (entry.isDirectory()) return read(`${path}/`);
        return [{ path, text: TEXT.test(path) ? readFileSync(join(ROOT, path), 'utf8') : '' }];
      });
  return read('').toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** TypeScript and JavaScript. */
export function codeOf(files: readonly SourceFile[], folder = ''): readonly SourceFile[] {
  return files.filter(({ path }) => path.startsWith(folder) && CODE.test(path));
}

/** What a text breaks, line by line: the first match of `pattern` in each. */
export function matchesByLine({ path, text }: SourceFile, pattern: RegExp, problem: string): Violation[] {
  return text.split('\n').flatMap((content, index) => {
    const match = pattern.exec(content);
    return match === null ? [] : [{ path, line: index + 1, problem: `"${match[0]}": ${problem}` }];
  });
}

/** `lambda/agent.ts:12 Date.now: take it as an argument`, one line for each. */
export function shown(violations: readonly Violation[]): string[] {
  return violations.map(({ path, line, problem }) => `${path}:${line} ${problem}`);
}
