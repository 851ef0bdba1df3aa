/**
 * Does a widget show whole days, and no more than rows tell of, and fit into its width?
 */
import { describe, expect, it } from 'vitest';
import { botWidget, type BotWidget } from '../../lambda/charts/bot-widget.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { DAY_MS, HOUR_MS, usd } from '../../lambda/core/units.ts';
import { DAY, closedTrade, standing } from './samples.ts';

const TRADE = closedTrade({ netUsd: usd(-10) });
const closedAt = (exitTimeMs: number) => ({ trade: { ...TRADE, exitTimeMs }, fills: [] });

/** Of trades that closed so many hours after the first day began, at the end of the last of so many days. */
function drawn(hours: readonly number[], days: number, changes: Partial<BotWidget> = {}): string {
  const stories = hours.map((hour) => closedAt(DAY.fromMs + hour * HOUR_MS));
  const rows = stories.map(({ trade }, k): LedgerRow => {
    const event = { kind: 'closed', atMs: trade.exitTimeMs, trade, fills: [] } as const;
    return { epoch: 1, sequence: k + 1, event };
  });
  const toMs = DAY.fromMs + days * DAY_MS;
  return botWidget({
    standing: standing({ asOfMs: toMs - 1, balanceDollars: 2_000 - 10 * hours.length }),
    open: [],
    stories,
    rows,
    span: { fromMs: DAY.fromMs, toMs },
    isCut: false,
    limitOf: (balanceDollars) => balanceDollars / 100,
    theme: 'light',
    widthPx: 588,
    ...changes,
  }).toString();
}

/** What each bar of a day says. */
const daysOf = (html: string) =>
  Array.from(html.matchAll(/<title>(?<words>\d\d-\d\d: [^<]*)</g), ({ groups }) => groups?.['words']);

describe('days of a widget', () => {
  it('have one without a trade among them, and each the limit of its beginning', () => {
    const html = drawn([1, 2, 49], 4);
    expect(daysOf(html)).toEqual([
      '01-05: −20.00 USD, 2 trades',
      '01-06: 0.00 USD, 0 trades',
      '01-07: −10.00 USD, 1 trade',
      '01-08: 0.00 USD, 0 trades',
    ]);
    // 1 % of 1,970 dollars, which are left.
    expect(html).toContain('limit −20');
    expect(drawn([1, 2, 49, 50, ...Array.from({ length: 96 }, () => 51)], 4)).toContain('limit −10');
  });

  it('begin with the first row, however long the dashboard shows', () => {
    const span = { fromMs: DAY.fromMs - 300 * DAY_MS, toMs: DAY.fromMs + 2 * DAY_MS };
    expect(daysOf(drawn([1], 2, { span }))).toHaveLength(2);
  });

  it('are whole where rows are cut off, and those of two months at most', () => {
    expect(daysOf(drawn([12, 30, 60], 3, { isCut: true }))[0]).toBe('01-06: −10.00 USD, 1 trade');
    const html = drawn([1, 24 * 399], 400);
    expect(daysOf(html).length).toBeLessThanOrEqual(61);
    expect(Buffer.byteLength(JSON.stringify(html))).toBeLessThan(100_000);
  });
});

it('a balance of which the beginning is not known begins with what is', () => {
  const span = { fromMs: DAY.fromMs - 300 * DAY_MS, toMs: DAY.toMs };
  const flat = /ks-line' d='M74,[\d.]+H(?<x>[\d.]+)/;
  const firstPx = (isCut: boolean) => Number(flat.exec(drawn([1, 2], 1, { span, isCut }))?.groups?.['x']);
  expect(firstPx(false)).toBeGreaterThan(500);
  expect(firstPx(true)).toBeLessThan(80);
});

it('a narrow widget has fewer columns, and every column a name', () => {
  const heads = (widthPx: number) =>
    Array.from(
      drawn([1], 1, { widthPx }).matchAll(/<th[^>]*>(?<name>[^<]*)<\/th>(?!<td)/g),
      ({ groups }) => groups?.['name'],
    );
  expect(heads(588)).toEqual(['closed, UTC', 'trade', 'exit', 'net', 'details']);
  expect(heads(300)).toEqual(['closed, UTC', 'trade', 'net', 'details']);
});
