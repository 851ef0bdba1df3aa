/**
 * Is a row that can be read told from one that cannot?
 */
import { expect, it } from 'vitest';
import { isReadable } from '../../../lambda/core/ledger/stored-row.ts';
import { haltedRow } from '../../harness/stored-bot.ts';

it('a stored row can be read when it has its event, and keeps its place when it has none', () => {
  expect(isReadable(haltedRow(2))).toBe(true);
  expect(isReadable({ epoch: 1, sequence: 2, problem: 'is not JSON', kind: 'halted' })).toBe(false);
});
