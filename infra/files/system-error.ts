/**
 * Which error of the system is this, and what does a person do about it?
 */
import { wordsOf } from '../caught-words.ts';
import { InputError } from '../input-error.ts';

/** Its code, such as ENOENT; `undefined` where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What is wrong with a disk or a place, whatever this program does. */
const PLACE_WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left there',
  EDQUOT: 'no space is left there for this user',
  EFBIG: 'the file would be larger than it may be',
  EROFS: 'nothing can be written there, it is read-only',
  EACCES: 'this user may not read or write there',
  EPERM: 'this user may not do that there',
  EIO: 'the device failed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** What is wrong with a path that somebody gave. */
const PATH_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there, or its folder is not',
  ENOTDIR: 'part of the path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it is there already',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  EBUSY: 'it is in use',
};

/** Of a failure that is the place's, and that of no program; `undefined` of any other. */
export function placeFailureWords(error: unknown): string | undefined {
  return wordsIn(PLACE_WORDS, error);
}

/** Of a failure with a path that somebody gave; `undefined` of any other. */
export function pathFailureWords(error: unknown): string | undefined {
  return wordsIn({ ...PLACE_WORDS, ...PATH_WORDS }, error);
}

/** Why a file that somebody gave cannot be read or written. */
export function fileFailureWords(error: unknown): string {
  // A sentence of ours says what to do about it.
  return error instanceof InputError ? error.message : (pathFailureWords(error) ?? wordsOf(error));
}

/** What LevelDB says in place of the system's code. */
const DATABASE_WORDS: Readonly<Record<string, string>> = {
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'File too large': 'EFBIG',
  'Read-only file system': 'EROFS',
  'Permission denied': 'EACCES',
  'Input/output error': 'EIO',
  'Too many open files': 'EMFILE',
};

/** The code of the system, also of an error of the embedded database, which tells it in words, and of Node's own. */
function systemCode(error: Error): string | undefined {
  const [, , words = ''] = /^(?:IO error|Corruption): (.*): ([^:]+)$/.exec(error.message) ?? [];
  const code = DATABASE_WORDS[words] ?? codeOf(error);
  return code?.replace(/^ERR_FS_EISDIR$/, 'EISDIR');
}

/** What the embedded database says of files of its own that it cannot read. */
export function damagedDatabaseWords(error: unknown): string | undefined {
  const damage = error instanceof Error ? /^(?:IO error|Corruption): .*/.exec(error.message)?.[0] : undefined;
  return damage && `the local database is damaged (${damage})`;
}

function wordsIn(wordsByCode: Readonly<Record<string, string>>, error: unknown): string | undefined {
  // What a sentence of ours says is more than what has caused it.
  for (let each = error; each instanceof Error && !(each instanceof InputError); each = each.cause) {
    const code = systemCode(each);
    const words = code === undefined ? undefined : wordsByCode[code];
    if (words !== undefined) return `${words} (${code})`;
  }
  return undefined;
}

/** The path that the system or the embedded database names; `undefined` where neither does. */
export function pathOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    // Of a file that is put in the place of another, what is wrong is there.
    if ('dest' in each && typeof each.dest === 'string') return each.dest;
    if ('path' in each && typeof each.path === 'string') return each.path;
    const [, path] = /^IO error: (.*): [^:]+$/.exec(each.message) ?? [];
    if (path !== undefined) return path;
  }
  return undefined;
}
