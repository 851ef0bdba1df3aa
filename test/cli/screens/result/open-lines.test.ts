/**
 * Does a result say what is open, that no sum has it, and what it would cost?
 */
import { expect, it } from 'vitest';
import { shownResult } from '../../../../infra/cli/reports/result/shown-result.ts';
import { openLines } from '../../../../infra/cli/screens/result/open-lines.ts';
import { resultScreen } from '../../../../infra/cli/screens/result-screen.ts';
import { runReport } from '../../../../infra/cli/reports/run-report.ts';
import type { RunOutcome } from '../../../../infra/local/run-outcome.ts';
import type { ChosenMarket } from '../../../../infra/market/market-source.ts';
import { MINUTE_MS, usd } from '../../../../lambda/core/units.ts';
import { NOON, parameters, position, trade } from '../../../harness/builders.ts';
import { candlesOf } from '../../../harness/candle-rows.ts';

const MARKET: ChosenMarket = {
  kind: 'recorded',
  label: 'recorded candles',
  seed: undefined,
  symbols: [
    candlesOf('BTC', [
      [NOON, 100, 101, 99, 99.9, 1],
      [NOON + MINUTE_MS, 99, 99, 99, 99, 1],
    ]),
  ],
  fromMs: NOON,
  toMs: NOON + 2 * MINUTE_MS,
};
const RUN: RunOutcome = {
  trades: [trade(1)],
  parameters: parameters({ slippageBps: 0, takerFeePct: 0.05 }),
  denied: {},
  dailyStops: 0,
  balanceUsd: usd(2_001),
  open: [position({ symbol: 'BTC', side: 'long', quantity: 6, entryPrice: 100, entryFeeUsd: usd(0.3) })],
  isInterrupted: false,
  // The second candle was not traded any more.
  toMs: NOON + MINUTE_MS,
};
const LINE =
  '  open at the end         long BTC at 100: in no sum above; closed at the last price, 99.9, it would leave -1.20 USD';

it('what is open at the end is told with its cost at the last price of the run', () => {
  expect(openLines(shownResult(MARKET, RUN).run.open)).toEqual([LINE]);
  expect(resultScreen(shownResult(MARKET, RUN))).toContain(LINE);
  expect(openLines([])).toEqual(['  open at the end         none']);
});

it('what is open at the end has no cost where no candle is kept', () => {
  const lines = openLines(shownResult({ ...MARKET, symbols: [] }, RUN).run.open);
  expect(lines).toEqual(['  open at the end         long BTC at 100: in no sum above']);
});

it('a report has what is open beside the sums, not in them', () => {
  expect(runReport(shownResult(MARKET, RUN))).toMatchObject({
    netUsd: 1,
    unrealisedUsd: -1.1997,
    open: [{ symbol: 'BTC', last_price: 99.9, unrealised_usd: -1.1997 }],
    figures: { days: 0, annualSharpe: null, annualSortino: null },
  });
  expect(runReport(shownResult({ ...MARKET, symbols: [] }, RUN))).toMatchObject({
    unrealisedUsd: null,
    open: [{ last_price: null, unrealised_usd: null }],
  });
});

it('a report divides the result by reason, hour and weekday of the entry', () => {
  const { figures } = runReport(
    shownResult(MARKET, { ...RUN, trades: [trade(1, { reason: 'target' }), trade(-3)] }),
  );
  const [won, all] = [
    { trades: 1, wins: 1, netUsd: 1 },
    { trades: 2, wins: 1, netUsd: -2 },
  ];
  expect(figures.byReason).toMatchObject({ target: won });
  expect(Object.values(figures.byHour)).toEqual([all]);
  expect(figures.byWeekday).toEqual({ Monday: all });
});
