/**
 * Does the curve of the balance lead from the beginning of the run to its end?
 */
import { expect, it } from 'vitest';
import { balanceColumns } from '../../infra/report/balance-columns.ts';

const SPAN = { fromMs: 0, toMs: 100_000 };
const point = (timeMs: number, dollars: number) => ({ timeMs, dollars });
const listed = ({ times, balances, depths, others }: ReturnType<typeof balanceColumns>) => ({
  times: [...times],
  balances: [...balances],
  depths: [...depths],
  others: others && [...others],
});

it('begins with what was there, and goes on to the end of the time', () => {
  const columns = balanceColumns([point(10_000, 110), point(20_000, 99)], 100, SPAN);
  expect(columns.hasMoved).toBe(true);
  expect(listed(columns)).toEqual({
    times: [0, 10, 20, 100],
    balances: [100, 110, 99, 99],
    depths: [0, 0, expect.closeTo(-0.1), expect.closeTo(-0.1)],
    others: undefined,
  });
});

it('a trade that closed at the very end is its end', () => {
  expect(listed(balanceColumns([point(100_000, 90)], 100, SPAN)).times).toEqual([0, 100]);
});

it('before the first trade nothing has moved', () => {
  const columns = balanceColumns([], 100, SPAN);
  expect(columns.hasMoved).toBe(false);
  expect(listed(columns)).toMatchObject({ times: [0, 100], balances: [100, 100], depths: [0, 0] });
});

it('the other bound goes on to the end as well, also where it moves alone', () => {
  const other = [point(10_000, 115), point(15_000, 120), point(20_000, 109)];
  expect(listed(balanceColumns([point(10_000, 110), point(20_000, 99)], 100, SPAN, other))).toMatchObject({
    times: [0, 10, 15, 20, 100],
    balances: [100, 110, 110, 99, 99],
    others: [100, 115, 120, 109, 109],
  });
});
