/**
 * Does a late decision trade at the price of its moment, and does a result say what that costs?
 */
import { describe, expect, it } from 'vitest';
import { testedOn } from '../../../infra/cli/commands/research/backtest-command.ts';
import { shownResult } from '../../../infra/cli/reports/result/shown-result.ts';
import { resultScreen } from '../../../infra/cli/screens/result-screen.ts';
import { runReport } from '../../../infra/cli/reports/run-report.ts';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import { candlesOfTrades } from '../../../infra/market/trade-replay.ts';
import { statisticsOf } from '../../../lambda/core/ledger/trade-statistics.ts';
import { MINUTE_MS, SECOND_MS, minus, toDollars } from '../../../lambda/core/units.ts';
import { EAGER, FREE, NOON, parameters } from '../../harness/builders.ts';
import { afterSignal, detailOf, steady } from '../../harness/watching-bot.ts';

/** A signal for 12:04. It is dearer five seconds later; at 12:06, when the position has to go, cheaper. */
const PATH = afterSignal([
  [0, 100.1],
  [4, 100.12],
  ...steady(100.12, 5, 119),
  [120, 100.11],
  [124, 100.08],
  ...steady(100.08, 125, 200),
]);
const DETAIL = detailOf('BTC', PATH);
const MARKET: ChosenMarket = {
  kind: 'recorded trades',
  label: 'recorded trades',
  seed: undefined,
  symbols: [{ symbol: 'BTC', candles: candlesOfTrades(DETAIL.trades) }],
  detail: [DETAIL],
  fromMs: NOON,
  toMs: NOON + 8 * MINUTE_MS,
};
const HELD = parameters({
  ...EAGER,
  ...FREE,
  quickExitSeconds: 120,
  maxHoldSeconds: 120,
  breakeven: 'gross',
});
const TURN_MS = NOON + 4 * MINUTE_MS;

describe('a late decision', () => {
  it('a late decision enters and leaves at the prices of its moment, at the age that it was due', () => {
    const [first] = testedOn(MARKET, HELD)[0].trades;
    expect(first).toMatchObject({ entryPrice: 100.1, entryTimeMs: TURN_MS });
    expect(first).toMatchObject({ exitPrice: 100.11, exitTimeMs: TURN_MS + 2 * MINUTE_MS });
    const [late] = testedOn(MARKET, HELD, 5)[0].trades;
    expect(late).toMatchObject({ entryPrice: 100.12, entryTimeMs: TURN_MS + 5 * SECOND_MS });
    expect(late).toMatchObject({
      exitPrice: 100.08,
      exitTimeMs: TURN_MS + 2 * MINUTE_MS + 5 * SECOND_MS,
      reason: 'max-hold',
    });
  });

  it('a late decision is told with what it cost', () => {
    const [[atOnce], [late]] = [testedOn(MARKET, HELD), testedOn(MARKET, HELD, 5)];
    const [before, after] = [atOnce, late].map(({ trades }) => statisticsOf(trades).netUsd);
    const cost = toDollars(minus(after!, before!)).toFixed(2);
    expect(Number(cost)).toBeLessThan(0);
    const { length } = atOnce.trades;
    expect(resultScreen(shownResult(MARKET, late)).join('\n')).toContain(
      `  decided 5 s late        ${cost} USD (at once: ${length} trades, net ${toDollars(before!).toFixed(2)} USD)`,
    );
    expect(runReport(shownResult(MARKET, late)).late).toEqual({
      seconds: 5,
      trades: length,
      netUsd: toDollars(before!),
    });
    expect(runReport(shownResult(MARKET, atOnce)).late).toBeNull();
    expect(resultScreen(shownResult(MARKET, atOnce)).join('\n')).not.toContain('late');
  });
});
