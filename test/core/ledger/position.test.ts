/**
 * Does a position rest its protection where the strategy says, and is its result booked to the last digit?
 */
import { describe, expect, it } from 'vitest';
import {
  entryNotional,
  netIfClosed,
  plannedNotionalUsd,
  resultOfClose,
  resultOfFills,
  stopDistancePct,
  stopPriceOf,
  takeProfitPriceOf,
  termsOf,
} from '../../../lambda/core/ledger/position.ts';
import { ZERO_USD, usd } from '../../../lambda/core/units.ts';
import { oracleDefaults } from '../../oracle/parameters.ts';
import {
  DEFAULT_COST,
  FREE,
  fillOf,
  parameters,
  position,
  stopOrder,
  terms,
} from '../../harness/builders.ts';

const market = (priceStep: number) => ({ symbol: 'BTC', priceStep });

describe('the terms of a position', () => {
  it('the terms of a position are the exit, leverage and size parameters in force when it was opened', () => {
    expect(termsOf(parameters())).toEqual({
      targetPct: 0.15,
      profitTargetUsd: 30,
      profitCapUsd: 70,
      quickExitSeconds: 120,
      maxHoldSeconds: 300,
      initialStopPct: 0.12,
      recoverySeconds: 180,
      recoveryStopPct: 0.25,
      breakeven: 'net',
      leverage: 20,
      collateralUsd: 30,
      sessionEndSeconds: 120,
    });
  });

  it('the terms of a position are parameters of the independent bookkeeper too, with the same defaults', () => {
    expect(oracleDefaults).toMatchObject(termsOf(parameters()));
  });

  it('the terms of a position make a notional of collateral × leverage', () => {
    expect(plannedNotionalUsd(terms())).toBe(600);
    expect(plannedNotionalUsd(terms({ collateralUsd: 12.5, leverage: 3 }))).toBe(37.5);
  });
});

describe('the entry notional', () => {
  it('the entry notional is entry price × quantity, rounded up', () => {
    expect(entryNotional(position({ entryPrice: 96_123.4, quantity: 0.006 }))).toBe(usd(576.7404));
    expect(entryNotional(position({ entryPrice: 0.00000003, quantity: 0.5 }))).toBe(2);
  });
});

describe('the hard stop', () => {
  it('the hard stop rests at the recovery level, not at the initial stop', () => {
    expect(stopPriceOf('long', 100, terms())).toBeCloseTo(99.75, 10);
    expect(stopPriceOf('short', 100, terms())).toBeCloseTo(100.25, 10);
    expect(stopPriceOf('long', 100, terms({ recoveryStopPct: 2 }))).toBeCloseTo(98, 10);
  });

  it('the hard stop is rounded towards the entry', () => {
    // 0.25 % of 100.3 is 0.25075: long 100.04925, short 100.55075
    expect(stopPriceOf('long', 100.3, terms(), market(0.1))).toBe(100.1);
    expect(stopPriceOf('short', 100.3, terms(), market(0.1))).toBe(100.5);
  });

  it('the hard stop stays where it is when that is a multiple of the step', () => {
    expect(stopPriceOf('long', 100, terms(), market(0.05))).toBe(99.75);
    expect(stopPriceOf('short', 100, terms(), market(0.05))).toBe(100.25);
  });
});

describe('the distance of the hard stop', () => {
  it('the distance of the hard stop is that of its terms, or as far as it rests where that is more', () => {
    const far = (side: 'long' | 'short', stopPrice: number) =>
      stopDistancePct(position({ side, stopPrice, terms: { recoveryStopPct: 0.25 } }));
    expect([99.75, 99.9].map((price) => far('long', price))).toEqual([0.25, 0.25]);
    expect([100.25, 100.1].map((price) => far('short', price))).toEqual([0.25, 0.25]);
    expect(far('long', 99.5)).toBeCloseTo(0.5, 9);
    expect(far('short', 100.5)).toBeCloseTo(0.5, 9);
  });
});

describe('the take-profit', () => {
  it('the take-profit rests at the target', () => {
    expect(takeProfitPriceOf('long', 100, terms())).toBeCloseTo(100.15, 10);
    expect(takeProfitPriceOf('short', 100, terms())).toBeCloseTo(99.85, 10);
  });

  it('the take-profit is rounded away from the entry', () => {
    // 0.15 % of 100.3 is 0.15045: long 100.45045, short 100.14955
    expect(takeProfitPriceOf('long', 100.3, terms(), market(0.1))).toBe(100.5);
    expect(takeProfitPriceOf('short', 100.3, terms(), market(0.1))).toBe(100.1);
  });

  it('the take-profit aims for no more gross profit than the cap', () => {
    // 0.6 USD of a notional of 600 is 0.1 %, nearer than the target of 0.15 %
    const capped = terms({ profitTargetUsd: 0.5, profitCapUsd: 0.6 });
    expect(takeProfitPriceOf('long', 100, capped)).toBeCloseTo(100.1, 10);
    expect(takeProfitPriceOf('short', 100, capped)).toBeCloseTo(99.9, 10);
  });

  it('the take-profit ignores a cap beyond the target', () => {
    // 70 USD of a notional of 600 would be 11.7 %; 1.2 USD would be 0.2 %
    expect(takeProfitPriceOf('long', 100, terms({ profitCapUsd: 1.2 }))).toBeCloseTo(100.15, 10);
  });
});

describe('the result of a close', () => {
  it('the result of a close is net = gross − fees − funding', () => {
    const open = position({ entryFeeUsd: usd(0.3), fundingUsd: usd(0.06) });
    // gross 0.15 × 6 = 0.9; fees 0.3 + 0.12018; net 0.9 − 0.42018 − 0.06
    expect(resultOfClose(open, 100.15, usd(0.12018))).toEqual({
      grossUsd: usd(0.9),
      feesUsd: usd(0.42018),
      fundingUsd: usd(0.06),
      netUsd: usd(0.41982),
      isLiquidated: false,
    });
  });

  it('the result of a close counts funding that was received', () => {
    const open = position({ side: 'short', fundingUsd: usd(-0.06) });
    expect(resultOfClose(open, 99.85, ZERO_USD)).toMatchObject({ grossUsd: usd(0.9), netUsd: usd(0.96) });
  });

  it('the result of a close books a loss beyond the collateral as exactly the collateral: gross = net + fees + funding', () => {
    const open = position({ entryFeeUsd: usd(0.3), fundingUsd: usd(0.06) });
    // gross would be −5 × 6 = −30 and net −30.645; collateral is 30
    expect(resultOfClose(open, 95, usd(0.285))).toEqual({
      grossUsd: usd(-29.355),
      feesUsd: usd(0.585),
      fundingUsd: usd(0.06),
      netUsd: usd(-30),
      isLiquidated: true,
    });
  });

  it('the result of a close is no liquidation at a loss of exactly the collateral', () => {
    expect(resultOfClose(position(), 95, ZERO_USD)).toMatchObject({ netUsd: usd(-30), isLiquidated: false });
    expect(resultOfClose(position(), 95, usd(0.00000001))).toMatchObject({
      grossUsd: usd(-29.99999999),
      netUsd: usd(-30),
      isLiquidated: true,
    });
  });

  it('the result of a close mirrors for a short', () => {
    const short = position({ side: 'short', entryFeeUsd: usd(0.3) });
    expect(resultOfClose(short, 100.25, usd(0.1))).toMatchObject({ grossUsd: usd(-1.5), netUsd: usd(-1.9) });
    expect(resultOfClose(short, 106, ZERO_USD)).toMatchObject({ netUsd: usd(-30), isLiquidated: true });
  });
});

describe('the result of several fills', () => {
  const open = position({ entryFeeUsd: usd(0.3) });
  const fill = (quantity: number, price: number, realised?: number) =>
    fillOf(stopOrder(), {
      quantity,
      price,
      feeUsd: usd(0.1),
      ...(realised !== undefined && { realisedUsd: usd(realised) }),
    });

  it('the result of several fills is the sum of theirs, and of one fill that of a close', () => {
    expect(resultOfFills(open, [fill(2, 101), fill(4, 99)])).toEqual({
      grossUsd: usd(2 - 4),
      feesUsd: usd(0.5),
      fundingUsd: ZERO_USD,
      netUsd: usd(-2.5),
      isLiquidated: false,
    });
    expect(resultOfFills(open, [fill(6, 95)])).toEqual(resultOfClose(open, 95, usd(0.1)));
  });

  it('the result of several fills is cut off at the collateral where the fills are computed, and never where the exchange states them', () => {
    const cut = { grossUsd: usd(-29.5), netUsd: usd(-30), isLiquidated: true };
    expect(resultOfFills(open, [fill(2, 95), fill(4, 90)])).toMatchObject(cut);
    const stated = { grossUsd: usd(-50.5), netUsd: usd(-51), isLiquidated: false };
    expect(resultOfFills(open, [fill(2, 95, -10.5), fill(4, 90, -40)])).toMatchObject(stated);
  });
});

describe('unrealised P&L', () => {
  it('unrealised P&L is what a taker close would leave, slippage, both fees and funding paid', () => {
    const open = position({ entryFeeUsd: usd(0.3), fundingUsd: usd(0.06) });
    const cost = { ...FREE, takerFeePct: 0.05, slippageBps: 25 };
    // exit at 400/4 × 0.9975 = 99.75: gross −1.5, exit fee 0.05 % of 598.5 = 0.29925
    expect(netIfClosed(open, 100, cost)).toBe(usd(-1.5 - 0.3 - 0.29925 - 0.06));
  });

  it('unrealised P&L mirrors for a short', () => {
    const open = position({ side: 'short', entryFeeUsd: usd(0.3) });
    // exit at 100.25: gross −1.5, exit fee 0.05 % of 601.5 = 0.30075
    const cost = { ...FREE, takerFeePct: 0.05, slippageBps: 25 };
    expect(netIfClosed(open, 100, cost)).toBe(usd(-1.5 - 0.3 - 0.30075));
  });

  it('unrealised P&L does not count on the fee of a maker, nor on funding to come', () => {
    expect(netIfClosed(position(), 100, { ...FREE, makerFeePct: 1, fundingPct: 1 })).toBe(0);
  });

  it('unrealised P&L is never less than −collateral', () => {
    expect(netIfClosed(position(), 95.01, FREE)).toBe(usd(-29.94));
    expect(netIfClosed(position(), 95, FREE)).toBe(usd(-30));
    expect(netIfClosed(position(), 90, FREE)).toBe(usd(-30));
    expect(netIfClosed(position({ side: 'short' }), 110, DEFAULT_COST)).toBe(usd(-30));
  });

  it('unrealised P&L of a position that is closed in part is what closing the rest would book', () => {
    const part = (realised?: number) => [
      fillOf(stopOrder(), {
        price: 95,
        quantity: 2,
        feeUsd: usd(0.1),
        ...(realised !== undefined && { realisedUsd: usd(realised) }),
      }),
    ];
    const rest = fillOf(stopOrder(), { price: 90, quantity: 4 });
    for (const exits of [part(), part(-10.5)]) {
      const { netUsd } = resultOfFills(position(), [...exits, rest]);
      expect(netIfClosed(position({ exits }), 90, FREE)).toBe(netUsd);
    }
    expect(netIfClosed(position({ exits: part() }), 90, FREE)).toBe(usd(-30));
    expect(netIfClosed(position({ exits: part(-10.5) }), 90, FREE)).toBe(usd(-50.6));
  });
});
