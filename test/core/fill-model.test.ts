/**
 * Do orders fill where the bar model says, and cost what it says?
 */
import { describe, expect, it } from 'vitest';
import {
  feeOfFill,
  fillAtOpen,
  fillInsideCandle,
  fundingOfPosition,
  grossOfTrade,
  slippageOfEntry,
  slippageOfExit,
  isAmbiguous,
  takerEntryPrice,
  takerExitPrice,
  type RestingPrices,
} from '../../lambda/core/fill-model.ts';
import { rowsOf } from '../harness/builders.ts';

const LONG: RestingPrices = { side: 'long', stopPrice: 99, takeProfitPrice: 102 };
const SHORT: RestingPrices = { side: 'short', stopPrice: 101, takeProfitPrice: 98 };

describe('a taker fill', () => {
  it('a taker fill is moved against us, opening and closing, long and short', () => {
    // 25 basis points of 400 are 1.
    expect(takerEntryPrice('long', 400, 25)).toBe(401);
    expect(takerEntryPrice('short', 400, 25)).toBe(399);
    expect(takerExitPrice('long', 400, 25)).toBe(399);
    expect(takerExitPrice('short', 400, 25)).toBe(401);
  });

  it('a taker fill is at the price itself without slippage', () => {
    expect(takerEntryPrice('long', 100.15, 0)).toBe(100.15);
    expect(takerExitPrice('short', 100.15, 0)).toBe(100.15);
  });
});

describe('the fee of a fill', () => {
  it('the fee of a fill is rate × price × quantity', () => {
    // 0.05 % of 100 × 6 = 0.3
    expect(feeOfFill(100, 6, 0.05)).toBe(30_000_000);
    // 0.02 % of 100.15 × 6 = 0.12018
    expect(feeOfFill(100.15, 6, 0.02)).toBe(12_018_000);
  });

  it('the fee of a fill is rounded up, what we pay and what we are given back', () => {
    // 1 % of 0.00000101 is 1.01 units of 1e-8
    expect(feeOfFill(0.00000101, 1, 1)).toBe(2);
    expect(feeOfFill(0.00000101, 1, -1)).toBe(-1);
  });
});

describe('the gross of a trade', () => {
  it('the gross of a trade is the move in our favour × quantity', () => {
    expect(grossOfTrade('long', 100, 100.15, 6)).toBe(90_000_000);
    expect(grossOfTrade('long', 100, 99.75, 6)).toBe(-150_000_000);
    expect(grossOfTrade('short', 100, 99.85, 6)).toBe(90_000_000);
    expect(grossOfTrade('short', 100, 100.25, 6)).toBe(-150_000_000);
  });

  it('the gross of a trade is exact for decimal prices and quantities', () => {
    // (97561.3 − 97415) × 0.006 = 0.8778, (97415 − 97561.3) × 0.006 = −0.8778
    expect(grossOfTrade('long', 97_415, 97_561.3, 0.006)).toBe(87_780_000);
    expect(grossOfTrade('long', 97_561.3, 97_415, 0.006)).toBe(-87_780_000);
  });

  it('the gross of a trade is rounded down, a profit and a loss', () => {
    // 0.00000003 × 0.5 is 1.5 units of 1e-8
    expect(grossOfTrade('long', 0.00000001, 0.00000004, 0.5)).toBe(1);
    expect(grossOfTrade('long', 0.00000004, 0.00000001, 0.5)).toBe(-2);
  });
});

describe('slippage', () => {
  it('slippage is what a fill was dearer than its price, times the quantity, whichever way the position goes', () => {
    expect(slippageOfEntry('long', 100, 100.05, 6)).toBe(30_000_000);
    expect(slippageOfEntry('short', 100, 99.95, 6)).toBe(30_000_000);
    expect(slippageOfExit('long', 100, 99.95, 6)).toBe(30_000_000);
    expect(slippageOfExit('short', 100, 100.05, 6)).toBe(30_000_000);
  });

  it('slippage is negative where the fill was better, and none where it was not moved', () => {
    expect(slippageOfEntry('long', 100, 99.95, 6)).toBe(-30_000_000);
    expect(slippageOfExit('short', 100, 99.95, 6)).toBe(-30_000_000);
    expect(slippageOfExit('long', 97_561.3, 97_561.3, 0.006)).toBe(0);
  });

  it('slippage is rounded up, a loss and a gain', () => {
    // 0.00000003 × 0.5 is 1.5 units of 1e-8
    expect(slippageOfEntry('long', 0.00000001, 0.00000004, 0.5)).toBe(2);
    expect(slippageOfEntry('long', 0.00000004, 0.00000001, 0.5)).toBe(-1);
  });
});

describe('funding', () => {
  it('funding is paid by longs and received by shorts while the rate is positive', () => {
    // 0.01 % of 100 × 6 = 0.06
    expect(fundingOfPosition('long', 100, 6, 0.0001)).toBe(6_000_000);
    expect(fundingOfPosition('short', 100, 6, 0.0001)).toBe(-6_000_000);
    expect(fundingOfPosition('long', 100, 6, -0.0001)).toBe(-6_000_000);
    expect(fundingOfPosition('short', 100, 6, -0.0001)).toBe(6_000_000);
  });

  it('funding is rounded against us', () => {
    // 1 % of 0.00000150 is 1.5 units of 1e-8
    expect(fundingOfPosition('long', 0.0000015, 1, 0.01)).toBe(2);
    expect(fundingOfPosition('short', 0.0000015, 1, 0.01)).toBe(-1);
  });
});

describe('the first price of a minute', () => {
  it('the first price of a minute fills the stop at or beyond it, and the take-profit only beyond it', () => {
    const table = rowsOf(`
      side   open     fills
      long   98.5     stop
      long   99       stop
      long   99.01    nothing
      long   102      nothing
      long   102.01   take-profit
      short  101.5    stop
      short  101      stop
      short  100.99   nothing
      short  98       nothing
      short  97.99    take-profit
    `);
    for (const [side, open, fills] of table.slice(1)) {
      const met = fillAtOpen(side === 'long' ? LONG : SHORT, Number(open)) ?? 'nothing';
      expect(met, `${side} at ${open}`).toBe(fills);
    }
  });
});

describe('the rest of a minute', () => {
  it('the rest of a minute fills the stop when touched, the take-profit when traded through, and the worse of both', () => {
    const table = rowsOf(`
      side   high     low      fills        ambiguous
      long   101      99.01    nothing      no
      long   102      99.01    nothing      no
      long   102.01   99.01    take-profit  no
      long   101      99       stop         no
      long   102      99       stop         no
      long   102.01   99       stop         yes
      long   110      90       stop         yes
      short  100.99   99       nothing      no
      short  100.99   98       nothing      no
      short  100.99   97.99    take-profit  no
      short  101      99       stop         no
      short  101      98       stop         no
      short  101      97.99    stop         yes
      short  110      90       stop         yes
    `);
    for (const [side, high, low, fills, ambiguous] of table.slice(1)) {
      const resting = side === 'long' ? LONG : SHORT;
      const words = `${side} ${high} ${low}`;
      const met = fillInsideCandle(resting, Number(high), Number(low), 'stop-first') ?? 'nothing';
      expect(met, words).toBe(fills);
      expect(isAmbiguous(resting, Number(high), Number(low)), words).toBe(ambiguous === 'yes');
    }
  });

  it('the rest of a minute fills the better of both when the take-profit is taken to come first', () => {
    expect(fillInsideCandle(LONG, 102.01, 99, 'take-profit-first')).toBe('take-profit');
    expect(fillInsideCandle(SHORT, 101, 97.99, 'take-profit-first')).toBe('take-profit');
    expect(fillInsideCandle(LONG, 102, 99, 'take-profit-first')).toBe('stop');
    expect(fillInsideCandle(SHORT, 100.99, 97.99, 'take-profit-first')).toBe('take-profit');
  });
});
