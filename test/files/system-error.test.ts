/**
 * Is a failure of a disk or of a place told in words, whoever says it and however deep?
 */
import { expect, it } from 'vitest';
import { InputError } from '../../infra/input-error.ts';
import {
  damagedDatabaseWords,
  pathFailureWords,
  pathOf,
  placeFailureWords,
} from '../../infra/files/system-error.ts';

const FULL = 'no space is left there (ENOSPC)';
const ofSystem = (code: string, path?: string) =>
  Object.assign(new Error('x'), { code, ...(path !== undefined && { path }) });
const ofDatabase = (words: string) =>
  Object.assign(new Error(`IO error: /a/b: c/000005.log: ${words}`), { code: 'LEVEL_IO_ERROR' });

it.each([
  ['the system', ofSystem('ENOSPC', '/a'), FULL, '/a'],
  ['the system, of no path', ofSystem('ENOSPC'), FULL, undefined],
  ['a cause', new Error('x', { cause: ofSystem('ENOSPC', '/a') }), FULL, '/a'],
  ['the embedded database', ofDatabase('No space left on device'), FULL, '/a/b: c/000005.log'],
  [
    'the embedded database in a place of another',
    new Error('x', { cause: ofDatabase('Permission denied') }),
    'this user may not read or write there (EACCES)',
    '/a/b: c/000005.log',
  ],
])('a failure of a place is told as %s says it', (_, error, words, path) => {
  expect([placeFailureWords(error), pathFailureWords(error), pathOf(error)]).toEqual([words, words, path]);
});

it('a folder where a file was kept is told with its path, and damage of the embedded database by its words', () => {
  const replaced = Object.assign(ofSystem('EISDIR', '/a/run.json.unfinished'), { dest: '/a/run.json' });
  expect([pathFailureWords(replaced), pathOf(replaced)]).toEqual(['it is a folder (EISDIR)', '/a/run.json']);
  expect(pathFailureWords(ofSystem('ERR_FS_EISDIR', '/a'))).toBe('it is a folder (EISDIR)');
  expect(damagedDatabaseWords(new Error('Corruption: bad block'))).toBe(
    'the local database is damaged (Corruption: bad block)',
  );
  expect(damagedDatabaseWords(ofDatabase('Invalid argument'))).toMatch(/^the local database is damaged \(IO/);
  expect(damagedDatabaseWords(new Error('an IO error: of another'))).toBeUndefined();
});

it('a failure of a place is no other failure', () => {
  for (const error of [
    new Error('No space left on device'),
    ofDatabase('bad record'),
    ofSystem('ENOENT'),
    'ENOSPC',
  ])
    expect(placeFailureWords(error)).toBeUndefined();
  expect(pathFailureWords(ofSystem('ENOENT'))).toBe('it is not there, or its folder is not (ENOENT)');
});

it('a failure of a place that a sentence of ours has told already is not told again', () => {
  const error = new InputError('/a is a link, and must be a file: remove it', { cause: ofSystem('ELOOP') });
  expect([pathFailureWords(error), placeFailureWords(error)]).toEqual([undefined, undefined]);
  expect(pathFailureWords(new Error('x', { cause: error }))).toBeUndefined();
});
