/**
 * Is the table of requests in lambda/README.md the one of the weights?
 */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { requestTableMarkdown, withRequestTable } from '../../infra/docs/request-table.ts';

/** Cells without padding, and without the rule below the head. */
function cells(table: string): readonly string[] {
  return table
    .split(/[|\n]/)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '' && !/^:?-+:?$/.test(cell));
}

it('the table of requests in lambda/README.md is in step with the weights (renewed by `npm run docs`)', async () => {
  const page = await readFile(new URL('../../lambda/README.md', import.meta.url), 'utf8');
  expect(cells(page)).toEqual(cells(withRequestTable(page)));
  expect(cells(page).join(' ')).toContain(cells(requestTableMarkdown()).join(' '));
});

it('the table of requests has a row for each watch interval, and a column for each number of symbols', () => {
  expect(requestTableMarkdown().split('\n')).toEqual([
    '| `watchIntervalSeconds` | 1 symbol | 3 symbols | 10 symbols |',
    '| --- | --- | --- | --- |',
    '| off | 134 | 171 | 192 |',
    '| 10 s | 189 | 270 | 291 |',
    '| 5 s | 243 | 366 | 387 |',
    '| 2 s | 405 | 654 | 675 |',
    '| 1 s | 675 | 1134 | 1155 |',
  ]);
});
