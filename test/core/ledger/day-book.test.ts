/**
 * Which entries of the last hour does a book remember, and which of them does it count?
 */
import { describe, expect, it } from 'vitest';
import { bookEntry } from '../../../lambda/core/ledger/day-book.ts';
import { at } from '../../harness/builders.ts';

const remembered = (times: readonly string[], next: string) => {
  const timesMs = times.map(at);
  bookEntry(timesMs, at(next));
  return timesMs.map((timeMs) => new Date(timeMs).toISOString().slice(11, 19));
};

describe('the entries that a book remembers', () => {
  it('the entries that a book remembers are those of less than an hour before the last, in whatever order they came', () => {
    expect(remembered([], '12:00')).toEqual(['12:00:00']);
    expect(remembered(['11:00', '11:00:01', '11:59'], '12:00')).toEqual(['11:00:01', '11:59:00', '12:00:00']);
    expect(remembered(['11:30', '11:00', '11:40', '10:00'], '12:00')).toEqual([
      '11:30:00',
      '11:40:00',
      '12:00:00',
    ]);
    expect(remembered(['10:00', '10:30'], '12:00')).toEqual(['12:00:00']);
  });
});
