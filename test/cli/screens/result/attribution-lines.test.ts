/**
 * Can a trader read at once where the money of a run went, and how much of its costs it could have borne?
 */
import { describe, expect, it } from 'vitest';
import { attributionOfRun } from '../../../../infra/cli/reports/result/shown-result.ts';
import { attributionLines } from '../../../../infra/cli/screens/result/attribution-lines.ts';
import type { RunOutcome } from '../../../../infra/local/run-outcome.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { usd } from '../../../../lambda/core/units.ts';
import { FREE, parameters, trade } from '../../../harness/builders.ts';

const TAKER = { ...FREE, takerFeePct: 0.05 };

/** Of the result before the fees of 0.30 and some more. */
function longTo(exitPrice: number, changes: Partial<ClosedTrade> = {}): ClosedTrade {
  const [gross, fees] = [6 * (exitPrice - 100), 0.3 + exitPrice * 0.003];
  const money = { grossUsd: usd(gross), feesUsd: usd(fees), netUsd: usd(gross - fees) };
  return trade(0, { exitPrice, ...money, ...changes });
}

function linesOf(trades: readonly ClosedTrade[], changes: Partial<RunOutcome> = {}): readonly string[] {
  const run = {
    trades,
    parameters: parameters(TAKER),
    denied: {},
    dailyStops: 0,
    balanceUsd: usd(2_000),
    open: [],
    isInterrupted: false,
    toMs: 0,
    ...changes,
  };
  return attributionLines({ run: { ...run, open: [] }, attribution: attributionOfRun(run) });
}

describe('where the money went', () => {
  it('where the money went is told from the moves of the prices to the net', () => {
    expect(linesOf([longTo(100.1), longTo(100.1)])).toEqual([
      '',
      '  where the money went            USD  a trade',
      '  price moves, before any cost   1.20     0.60',
      '  slippage                       0.00     0.00',
      '  taker fees                    -1.20    -0.60',
      '  maker fees                     0.00     0.00',
      '  funding                        0.00     0.00',
      '  net                            0.00     0.00',
      '  It would have ended at zero with costs 1.00 times as high.',
    ]);
  });

  it('where the money went says so where no cut in costs helps, and where there were no costs', () => {
    expect(linesOf([longTo(99)]).at(-1)).toBe(
      '  No cut in costs makes it end at zero: it earned nothing before any cost.',
    );
    expect(linesOf([trade(3)], { parameters: parameters(FREE) }).at(-1)).toBe(
      '  It paid no costs, so that no multiple of them makes it end at zero.',
    );
  });

  it('where the money went has a row for losses beyond the collateral, where there are any', () => {
    const cut = longTo(90, { reason: 'liquidated', grossUsd: usd(-29.43), netUsd: usd(-30) });
    expect(linesOf([cut])[3]).toBe('  losses beyond the collateral   30.57    30.57');
  });

  it('where the money went is unknown where costs were changed, and not told without a trade', () => {
    expect(linesOf([longTo(99)], { hasChangedCosts: true })).toEqual([
      '',
      '  where the money went    unknown: fees or slippage were changed during the run',
    ]);
    expect(linesOf([])).toEqual([]);
  });
});
