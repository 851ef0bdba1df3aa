/**
 * Which question does each folder answer, and which of its files is read first?
 *
 * A folder says it once: in the first paragraph of its README.md, or in the first paragraph of one file's header, which
 * then begins with the folder's path, as in "`infra/docs/`: …". The table in CONTRIBUTING.md is made from these.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { markdownTable, withMadePart } from './made-part.ts';

/** A file by its path from the root, with forward slashes. */
export interface FolderFile {
  readonly path: string;
  readonly text: string;
}

export interface FolderAnswer {
  /** With a slash at its end. */
  readonly folder: string;
  readonly answer: string;
  /** Path of the file that says so. */
  readonly readFirst: string;
}

const ROOMS = ['lambda', 'infra'];
const SOURCE = /\.(?:ts|mjs)$/;
const README = /(?:^|\/)README\.md$/;

/** All answers, those of lambda first; a folder may have none or several, which a test forbids. */
export function folderAnswers(files: readonly FolderFile[]): readonly FolderAnswer[] {
  return files
    .flatMap((file) => {
      const answer = answerOf(file);
      return answer === undefined ? [] : [{ folder: folderOf(file), answer, readFirst: file.path }];
    })
    .toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

/** The bot comes before what carries it. */
function orderOf({ folder }: FolderAnswer): string {
  return `${ROOMS.findIndex((room) => folder.startsWith(`${room}/`))} ${folder}`;
}

/** Every folder of the rooms with code of its own. */
export function codeFolders(files: readonly FolderFile[]): readonly string[] {
  const code = files.filter(
    ({ path }) => SOURCE.test(path) && ROOMS.some((room) => path.startsWith(`${room}/`)),
  );
  return [...new Set(code.map(folderOf))].toSorted();
}

export function folderOf({ path }: Pick<FolderFile, 'path'>): string {
  return `${posix.dirname(path)}/`;
}

function answerOf(file: FolderFile): string | undefined {
  const { path, text } = file;
  if (!ROOMS.some((room) => path.startsWith(`${room}/`))) return undefined;
  if (README.test(path)) return oneLine(/^# .*\n+((?:.+\n)+)/.exec(text)?.[1] ?? '');
  if (!SOURCE.test(path)) return undefined;
  const [, named, answer = ''] = /^\/\*\*\n \* `([^`]+\/)`: ([^]*?)\n \*(?:\n|\/)/.exec(text) ?? [];
  return named === folderOf(file) ? oneLine(answer.replaceAll(/^ \*/gm, '')) : undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

export function folderTableMarkdown(files: readonly FolderFile[]): string {
  const rows = folderAnswers(files).map(({ folder, answer, readFirst }) => [
    `\`${folder}\``,
    `${answer.slice(0, 1).toUpperCase()}${answer.slice(1)}`,
    `[${posix.basename(readFirst)}](${readFirst})`,
  ]);
  return markdownTable(['folder', 'what it answers', 'read first'], rows);
}

/** The page with its table renewed. @throws when its marks are missing. */
export function withFolderTable(page: string, files: readonly FolderFile[]): string {
  return withMadePart(page, { name: 'folders', markdown: folderTableMarkdown(files) });
}

/** Code and pages of the rooms, as they lie in the repository at `root`. */
export function readRooms(root: string): readonly FolderFile[] {
  return ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((path) => `${room}/${path.replaceAll('\\', '/')}`)
      .filter((path) => SOURCE.test(path) || README.test(path))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}
