/**
 * On which day and in which hour does a trade count, and against which limit?
 */
import { expect, it } from 'vitest';
import { timesSection } from '../../infra/report/sections/time-sections.ts';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import { DAY_MS, HOUR_MS, usd } from '../../lambda/core/units.ts';
import { DAY } from '../charts/samples.ts';
import { closedTradeWith } from './sample-trades.ts';
import { runFacts } from './samples.ts';

const THREE_DAYS = { fromMs: DAY.fromMs, toMs: DAY.fromMs + 3 * DAY_MS };
/** Over midnight: entered at 23:30 of the first day, closed at 00:30 of the second. */
const OVER_MIDNIGHT = closedTradeWith(0, {
  entryTimeMs: DAY.fromMs + 23.5 * HOUR_MS,
  exitTimeMs: DAY.fromMs + 24.5 * HOUR_MS,
  netUsd: usd(-100),
});
const PARAMETERS = { ...DEFAULT_PARAMETERS, dailyLossPct: 4, dailyLossUsd: 1_000 };

/** Of the table with this label, each row as text. */
function rowsOf(
  label: string,
  facts = runFacts({ ...THREE_DAYS, trades: [OVER_MIDNIGHT], parameters: PARAMETERS }),
) {
  const html = timesSection(facts).toString();
  const [table = ''] = html.split(`aria-label='${label}'`)[1]?.split('</table>') ?? [];
  return table
    .split('<tr>')
    .slice(2)
    .map((row) =>
      row
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .replace(/^[^>]*>/, '')
        .trim(),
    );
}

it('a trade counts on the day on which it closes, and a day without one is there', () => {
  expect(rowsOf('Net by day').map((row) => row.split(' ').slice(0, 2))).toEqual([
    ['2026-01-05', '0'],
    ['2026-01-06', '1'],
    ['2026-01-07', '0'],
  ]);
});

it('each day has the limit of the balance with which it began', () => {
  // 4 % of 2,000, of 2,000 and of 1,900 dollars.
  expect(rowsOf('Net by day').map((row) => row.split(' ').at(-1))).toEqual(['−80.00', '−80.00', '−76.00']);
  const moved = runFacts({
    ...THREE_DAYS,
    trades: [OVER_MIDNIGHT],
    parameters: PARAMETERS,
    moves: [{ timeMs: DAY.fromMs + HOUR_MS, dollars: 1_000 }],
  });
  expect(rowsOf('Net by day', moved).map((row) => row.split(' ').at(-1))).toEqual([
    '−80.00',
    '−120.00',
    '−116.00',
  ]);
});

it('no limit is told where no parameters are known', () => {
  const unknown = runFacts({ ...THREE_DAYS, trades: [OVER_MIDNIGHT], parameters: undefined });
  expect(timesSection(unknown).toString()).not.toMatch(/limit/);
});

it('an hour is that of the entry', () => {
  const traded = rowsOf('Net by hour').filter((row) => row.split(' ')[1] !== '0');
  expect(traded.map((row) => row.split(' ')[0])).toEqual(['23']);
});
