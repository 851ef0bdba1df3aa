/**
 * Is the most a position may lose what the strategy's formula says, and is the tighter limit the one that holds?
 */
import { describe, expect, it } from 'vitest';
import { dailyLimit, lossBudget, worstLoss } from '../../../lambda/core/risk/loss-budget.ts';
import { isRuined, worstNewLoss } from '../../../lambda/core/risk/limits.ts';
import type { BotParameters } from '../../../lambda/config.ts';
import { toDollars, usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { DEFAULT_COST, FREE, parameters } from '../../harness/builders.ts';

describe('worst(n)', () => {
  it('worst(n) is the loss of a hard stop filled as planned: slipped, both fees and one funding paid', () => {
    // g = 1.0025 × 1.00005 − 1 = 0.002550125; 0.0005 × 2.002550125 = 0.0010012750625; funding 0.0001
    // 600 × 0.0036514000625 = 2.1908400375, rounded up to 8 decimals
    expect(worstLoss(600, 0.25, DEFAULT_COST)).toBe(219_084_004);
  });

  it('worst(n) is the distance to the stop alone when trading is free', () => {
    expect(worstLoss(600, 0.25, FREE)).toBe(usd(1.5));
    expect(worstLoss(600, 1, FREE)).toBe(usd(6));
  });

  it('worst(n) adds each cost by itself', () => {
    // 1.0025 × 1.01 − 1 = 0.012525, × 600
    expect(worstLoss(600, 0.25, { ...FREE, slippageBps: 100 })).toBe(usd(7.515));
    // 0.0025 + 0.01 × 2.0025 = 0.022525, × 600
    expect(worstLoss(600, 0.25, { ...FREE, takerFeePct: 1 })).toBe(usd(13.515));
    // 0.0025 + 0.001, × 600
    expect(worstLoss(600, 0.25, { ...FREE, fundingPct: 0.1 })).toBe(usd(2.1));
  });

  it('worst(n) takes funding as paid, whichever side pays it', () => {
    expect(worstLoss(600, 0.25, { ...FREE, fundingPct: -0.1 })).toBe(usd(2.1));
  });

  it('worst(n) does not count the fee of a maker', () => {
    expect(worstLoss(600, 0.25, { ...FREE, makerFeePct: 1 })).toBe(usd(1.5));
  });

  it('worst(n) counts a rebate', () => {
    // 0.0025 − 0.001 × 2.0025 = 0.0004975, × 600
    expect(worstLoss(600, 0.25, { ...FREE, takerFeePct: -0.1 })).toBe(usd(0.2985));
  });

  it('worst(n) is rounded up', () => {
    // 0.0025 × 0.00001 = 2.5 units of 1e-8
    expect(worstLoss(0.00001, 0.25, FREE)).toBe(3);
  });
});

describe("the day's limit", () => {
  const limits = (dailyLossUsd: number, dailyLossPct: number) => ({ dailyLossUsd, dailyLossPct });

  it("the day's limit is the tighter of dollars and percent of the balance at midnight", () => {
    expect(dailyLimit(limits(80, 4), usd(2000))).toBe(usd(80));
    expect(dailyLimit(limits(80, 4), usd(1500))).toBe(usd(60));
    expect(dailyLimit(limits(80, 4), usd(3000))).toBe(usd(80));
    expect(dailyLimit(limits(50, 4), usd(2000))).toBe(usd(50));
    expect(dailyLimit(limits(80, 3), usd(2000))).toBe(usd(60));
  });

  it("the day's limit is rounded down", () => {
    // 3.33 % of 1000.00000007 is 33.300000002331
    expect(dailyLimit(limits(80, 3.33), usdFromUnits(100_000_000_007))).toBe(usd(33.3));
    // 4 % of 0.0000001 is 0.4 units of 1e-8
    expect(dailyLimit(limits(80, 4), usdFromUnits(10))).toBe(0);
  });

  it("the day's limit in dollars holds where the percentage is beyond counting", () => {
    expect(dailyLimit(limits(80, 1e300), usd(2000))).toBe(usd(80));
    expect(dailyLimit(limits(80, 100), usd(2000))).toBe(usd(80));
  });
});

describe('the loss budget', () => {
  it('the loss budget is the limit plus what was realised today less what may still be lost', () => {
    expect(lossBudget(usd(80), usd(-20), usd(5))).toBe(usd(55));
    expect(lossBudget(usd(80), usd(10), usd(5))).toBe(usd(85));
    expect(lossBudget(usd(80), usd(-79), usd(5))).toBe(usd(-4));
  });
});

describe('an account is ruined', () => {
  const ruin = (balance: number, changes: Partial<BotParameters> = {}) =>
    isRuined(
      parameters({ collateralUsd: 30, dailyLossPct: 100, dailyLossUsd: 80, ...changes }),
      usd(balance),
    );

  it('an account is ruined when it cannot pay for the collateral of one position', () => {
    expect([ruin(30), ruin(29.99)]).toEqual([false, true]);
  });

  it('an account is ruined when no day to come may lose what one position may', () => {
    const worst = toDollars(worstNewLoss(parameters()));
    expect([ruin(2_000, { dailyLossUsd: worst }), ruin(2_000, { dailyLossUsd: worst - 0.01 })]).toEqual([
      false,
      true,
    ]);
  });
});
