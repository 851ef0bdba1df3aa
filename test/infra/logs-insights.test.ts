/**
 * Does the evaluator of log queries do what AWS documents of the commands that the project uses, and refuse the rest?
 */
import { describe, expect, it } from 'vitest';
import { runQuery, type LogEvent } from '../harness/logs-insights/run-query.ts';

const EVENTS: readonly LogEvent[] = [
  { bot: 'a', ms: 10, size: 4, list: ['x', 'y'] },
  { bot: 'b', ms: 20, size: 1 },
  { bot: 'a', ms: 30, size: 2, inner: { deep: true } },
  { bot: 'b', ms: 40, size: 5 },
].map((line, k) => ({ timestampMs: k * 60_000, message: JSON.stringify(line) }));

const rowsOf = (query: string, events = EVENTS): readonly unknown[] => {
  const { columns, rows } = runQuery(query, events);
  return rows.map((row) => columns.map((column) => row.get(column)));
};

describe('a query of a log', () => {
  it.each([
    [
      'fields ms, bot',
      'comes newest first',
      [
        [40, 'b'],
        [30, 'a'],
        [20, 'b'],
        [10, 'a'],
      ],
    ],
    ['fields ms | filter bot = "a" and size < 4', 'filters', [[30]]],
    ['fields ms | filter bot = "a" or size >= 5', 'knows or', [[40], [30], [10]]],
    ['fields ms | filter @message like "deep"', 'looks for words', [[30]]],
    ['fields ms | filter ispresent(list.1)', 'flattens lists and objects', [[10]]],
    ['fields list.0 | filter ispresent(inner.deep)', 'leaves an absent field empty', [[undefined]]],
    ['fields (size + 1) * 2 - size / 2 as n | sort ms asc | limit 1', 'computes', [[8]]],
    [
      'fields bot, size | sort size desc | limit 2',
      'sorts and limits',
      [
        ['b', 5],
        ['a', 4],
      ],
    ],
    [
      'fields bot, ms | sort @timestamp desc | dedup bot',
      'keeps the first of each',
      [
        ['b', 40],
        ['a', 30],
      ],
    ],
    [
      'stats count(*) as n, sum(size) as s by bot | sort bot asc',
      'counts by a field',
      [
        ['a', 2, 6],
        ['b', 2, 6],
      ],
    ],
    [
      'stats max(ms), min(size) by bin(2m) as t | sort t asc',
      'counts by time',
      [
        [0, 20, 1],
        [120_000, 40, 2],
      ],
    ],
    [
      'stats latest(size) by bot | sort bot asc',
      'takes the latest',
      [
        ['a', 2],
        ['b', 5],
      ],
    ],
    [
      'stats count(*) by coalesce(list.0, bot) as k | sort k asc',
      'takes the first that is there',
      [
        ['a', 1],
        ['b', 2],
        ['x', 1],
      ],
    ],
    [
      "# a comment\nSOURCE 'one' | SOURCE 'two' | fields ms\n| limit 1",
      'passes over sources and comments',
      [[40]],
    ],
  ])('a query of a log: %s %s', (query, _, rows) => {
    expect(rowsOf(query)).toEqual(rows);
  });

  it('a query of a log reads lines that are no JSON as text', () => {
    expect(rowsOf('fields @message', [{ timestampMs: 0, message: 'REPORT x' }])).toEqual([['REPORT x']]);
  });

  it.each([
    ['fields mz', 'no line has mz'],
    ['filter list.0.deep = 1', 'no line has list.0.deep'],
    ['stats count(*) as n by bot | sort ms desc', 'no line has ms'],
    ['stats latest(list.0) by bot', 'the latest line lacks it'],
    ['fields ms | dedup bot | sort ms desc', 'only limit may follow dedup'],
    ['fields ms | where bot = "a"', 'where is no command'],
    ['fields median(ms)', 'median is no function'],
    ['stats avg(ms)', 'avg is no aggregation'],
    ['stats count(*) by bin(5x)', 'bin takes a span'],
    ['fields ms extra', 'extra is too much'],
    ['fields (ms', 'a bracket is not closed'],
    ['filter ms ~ 3', 'unknown: ~ 3'],
  ])('a query of a log is refused: %s', (query, words) => {
    expect(() => rowsOf(query)).toThrow(words);
  });

  it('a query of a log may name an element of a list that is longer than any so far', () => {
    expect(rowsOf('fields list.7 | limit 1')).toEqual([[undefined]]);
  });
});
