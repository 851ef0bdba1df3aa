/**
 * Are ambiguous candles told once, with what another order would have made of them?
 */
import { describe, expect, it } from 'vitest';
import { otherRulesOf } from '../../../../infra/cli/reports/result/shown-result.ts';
import { ambiguousLines } from '../../../../infra/cli/screens/result/ambiguous-lines.ts';
import type { RunOutcome } from '../../../../infra/local/run-outcome.ts';
import type { ChosenMarket } from '../../../../infra/market/market-source.ts';
import { DEFAULT_PARAMETERS } from '../../../../lambda/config.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { MINUTE_MS, usd } from '../../../../lambda/core/units.ts';
import { NOON, trade } from '../../../harness/builders.ts';
import { candlesOf } from '../../../harness/candle-rows.ts';

const MARKET: ChosenMarket = {
  kind: 'recorded',
  label: 'recorded candles',
  seed: undefined,
  symbols: [candlesOf('BTC', [[NOON, 100, 101, 99, 99.5, 1]])],
  fromMs: NOON,
  toMs: NOON + 3 * MINUTE_MS,
};
const NET_USD = usd(-2.099_25);
const STOPPED = trade(-2.099_25, {
  ambiguous: true,
  exitPrice: 99.75,
  grossUsd: usd(-1.5),
  feesUsd: usd(0.599_25),
  exitTimeMs: NOON + MINUTE_MS - 1,
});

function runOf(trades: readonly ClosedTrade[]): RunOutcome {
  const [denied, open, isInterrupted] = [{}, [], false] as const;
  return {
    trades,
    parameters: DEFAULT_PARAMETERS,
    denied,
    dailyStops: 0,
    balanceUsd: usd(2_000),
    open,
    isInterrupted,
    toMs: MARKET.toMs,
  };
}

describe('ambiguous candles', () => {
  it('ambiguous candles are told with the other rules, about, of the one run', () => {
    const other = otherRulesOf(MARKET, runOf([STOPPED]));
    // The target would have left 0.90 − 0.30 − 0.12018; the bar is red.
    expect(ambiguousLines({ bars: 1, netUsd: NET_USD, targetFirstUsd: undefined, other })).toEqual([
      '  ambiguous candles       1: stop and take-profit in one candle, counted as stopped; --both-ways trades them the other way, too',
      '    by another rule                                    difference  net USD',
      '    the target first, about                                 +2.58     0.48',
      '    by the colour of the candle, as jesse, about            +2.58     0.48',
      '    open, high, low, close, as nautilus_trader, about       +2.58     0.48',
    ]);
  });

  it('ambiguous candles are told exactly where a second account has traded them, better or worse', () => {
    const shown = (targetFirst: number) =>
      ambiguousLines({ bars: 2, netUsd: NET_USD, targetFirstUsd: usd(targetFirst), other: undefined });
    expect(shown(0.9)).toEqual([
      '  ambiguous candles       2: stop and take-profit in one candle, counted as stopped',
      '    by another rule            difference  net USD',
      '    the target first, exactly       +3.00     0.90',
    ]);
    expect(shown(-3)[2]).toMatch(/ -0\.90 +-3\.00$/);
  });

  it('ambiguous candles are none where there were none', () => {
    const none = { bars: 0, netUsd: NET_USD, targetFirstUsd: NET_USD, other: undefined };
    expect(ambiguousLines(none)).toEqual(['  ambiguous candles       0']);
  });

  it('ambiguous candles have no other rules where their candle is not kept', () => {
    const later = { ...STOPPED, exitTimeMs: NOON + 2 * MINUTE_MS - 1 };
    expect(otherRulesOf(MARKET, runOf([later]))).toBeUndefined();
  });
});
