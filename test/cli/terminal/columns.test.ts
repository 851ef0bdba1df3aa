/**
 * Do lines fit, without a broken word?
 */
import { expect, it } from 'vitest';
import { fitted } from '../../../infra/cli/terminal/columns.ts';
import { ESCAPE } from '../../harness/terminal-emulator.ts';

it('what stands behind a label goes on below itself', () => {
  expect(fitted('  denied   positions 25 · symbol 64', 24)).toEqual([
    '  denied   positions 25',
    '           · symbol 64',
  ]);
});

it('a sentence goes on below its begin, and a line that fits stays', () => {
  expect(fitted('  one two three', 9)).toEqual(['  one two', '  three']);
  expect(fitted('Net: -79.05 USD.', 10)).toEqual(['Net:', '-79.05', 'USD.']);
  expect(fitted('  a   b', 7)).toEqual(['  a   b']);
});

it('a word without room beside its label stands below it', () => {
  expect(fitted(`  hash      ${'f'.repeat(12)}`, 20)).toEqual(['  hash', `    ${'f'.repeat(12)}`]);
});

it('a command between backticks is one word, so that it can be pasted', () => {
  expect(fitted('Look at `./scalper ledger --last 20`. Then go on.', 24)).toEqual([
    'Look at',
    '`./scalper ledger --last 20`.',
    'Then go on.',
  ]);
  expect(fitted('one ` two three', 8)).toEqual(['one `', 'two', 'three']);
});

it('a colour has no width', () => {
  const red = `${ESCAPE}[31mloss${ESCAPE}[39m`;
  expect(fitted(`${red} of a day`, 13)).toEqual([`${red} of a day`]);
});
