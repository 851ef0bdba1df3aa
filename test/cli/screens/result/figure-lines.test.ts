/**
 * Does a result say its figures as a person counts them, and nothing that it does not know?
 */
import { describe, expect, it } from 'vitest';
import {
  candleLines,
  figureLines,
  figuresOf,
  fundingWords,
  groupLines,
} from '../../../../infra/cli/screens/result/figure-lines.ts';
import { shownResult } from '../../../../infra/cli/reports/result/shown-result.ts';
import type { RunOutcome } from '../../../../infra/local/run-outcome.ts';
import type { ChosenMarket } from '../../../../infra/market/market-source.ts';
import { dailyRatios } from '../../../../lambda/backtest/statistics/daily-ratios.ts';
import { DEFAULT_PARAMETERS } from '../../../../lambda/config.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, usd } from '../../../../lambda/core/units.ts';
import { at, trade } from '../../../harness/builders.ts';
import { candlesOf } from '../../../harness/candle-rows.ts';

const FROM_MS = at('00:00');
const MARKET: ChosenMarket = {
  kind: 'recorded',
  label: 'recorded candles',
  seed: undefined,
  symbols: [
    candlesOf('BTC', [
      [FROM_MS - MINUTE_MS, 100, 101, 99, 100, 1],
      [FROM_MS, 100, 101, 99, 99.5, 1],
      [FROM_MS + 2 * MINUTE_MS, 100, 101, 99, 100.5, 1],
    ]),
  ],
  fromMs: FROM_MS,
  toMs: FROM_MS + 3 * MINUTE_MS,
};

function runOf(trades: readonly ClosedTrade[], balance = 2_000): RunOutcome {
  return {
    trades,
    parameters: DEFAULT_PARAMETERS,
    denied: {},
    dailyStops: 0,
    balanceUsd: usd(balance),
    open: [],
    isInterrupted: false,
    toMs: MARKET.toMs,
  };
}

const NO_DAYS = dailyRatios([]);

describe('the figures of a result', () => {
  it('the figures of a result are told with their intervals', () => {
    const trades = [3, -1, -1, 3].map((net, k) => trade(net, { exitTimeMs: FROM_MS + (k + 1) * HOUR_MS }));
    const lines = figureLines(figuresOf(MARKET, runOf(trades, 2_004)), NO_DAYS);
    expect(lines[0]).toMatch(/^ {2}expectancy {14}1\.00 USD a trade; 95 %: -?\d\.\d\d … \d\.\d\d$/);
    expect(lines.slice(1)).toEqual([
      '  win rate, 95 %          15.0 % … 85.0 %',
      '  average win, loss       3.00, -1.00 USD',
      '  profit factor           3.00',
      '  Sharpe, Sortino         unknown: 0 whole days are too few, 30 are needed',
      '  deepest drawdown        2.00 USD (0.1 %); longest: 3 hours',
      '                          2026-01-05 01:00 → 01-05 03:00, made up 2026-01-05 04:00',
    ]);
  });

  it('the figures of a result are not told without a trade', () => {
    expect(figureLines(figuresOf(MARKET, runOf([])), NO_DAYS)).toEqual([]);
    expect(groupLines(figuresOf(MARKET, runOf([])), ['hour'])).toEqual([]);
  });
});

it('candles are counted between the bounds of the run, and minutes without one are seen', () => {
  const { market, run } = shownResult(MARKET, runOf([]));
  expect(candleLines(market, run.toMs)).toEqual([
    '  candles                 BTC 2 of 3, 2026-01-05 00:00 → 01-05 00:02',
  ]);
});

it('a result is divided by symbol where there are several, and by what was asked for', () => {
  const trades = [
    trade(1, { symbol: 'A', entryTimeMs: at('09:59') }),
    trade(-2, { symbol: 'B', entryTimeMs: at('08:30') + DAY_MS }),
    trade(1, { symbol: 'A', entryTimeMs: at('09:00') }),
  ];
  const figures = figuresOf(MARKET, runOf(trades));
  expect(groupLines(figures, ['hour'])).toEqual([
    '',
    '  symbol  trades      won  net USD',
    '  A            2  100.0 %     2.00',
    '  B            1    0.0 %    -2.00',
    '',
    '  hour of entry, UTC  trades      won  net USD',
    '  08:00                    1    0.0 %    -2.00',
    '  09:00                    2  100.0 %     2.00',
  ]);
  expect(groupLines(figures, ['weekday']).slice(-2)).toEqual([
    '  Monday                      2  100.0 %     2.00',
    '  Tuesday                     1    0.0 %    -2.00',
  ]);
  expect(groupLines(figures, ['weekday', 'hour']).slice(-8)).toEqual(
    (['weekday', 'hour'] as const).flatMap((division) => groupLines(figures, [division]).slice(-4)),
  );
});

it('funding has its sign in words', () => {
  expect(fundingWords(usd(0.06))).toBe('funding paid 0.06');
  expect(fundingWords(usd(-0.06))).toBe('funding received 0.06');
});
