/**
 * Is the other bound of ambiguous bars what a person computes, and what other backtesters show by their rules?
 */
import { describe, expect, it } from 'vitest';
import { otherRules } from '../../../lambda/backtest/result/ambiguous-bars.ts';
import { parseParameters } from '../../../lambda/config.ts';
import type { Side } from '../../../lambda/core/market.ts';
import { usd } from '../../../lambda/core/units.ts';
import { trade } from '../../harness/builders.ts';

/** 600 USD at 100, a target of 0.15 %, stops that cost 1.50 before fees. */
const PARAMETERS = parseParameters({ slippageBps: 0 });
const STOPPED = { quantity: 6, entryPrice: 100, ambiguous: true, feesUsd: usd(0.599_25) } as const;

const long = trade(-2.099_25, { ...STOPPED, exitPrice: 99.75, grossUsd: usd(-1.5) });
const short = trade(-2.099_25 - 0.001_5, {
  ...STOPPED,
  side: 'short',
  exitPrice: 100.25,
  grossUsd: usd(-1.5),
  feesUsd: usd(0.600_75),
});
const calm = trade(-0.5);
const GREEN = { open: 100, close: 100.1 };
const RED = { open: 100, close: 99.9 };
const rules = (sides: readonly Side[], candle: typeof GREEN) =>
  otherRules([calm, ...sides.map((side) => (side === 'long' ? long : short))], PARAMETERS, () => candle);

describe('had the target come first', () => {
  it('the trade would have left with the maker fee at the target, its entry paid as it was', () => {
    // Gross 0.90; the entry 600 × 0.05 % = 0.30; the exit 600.90 × 0.02 % = 0.12018.
    expect(rules(['long'], RED)?.targetFirstUsd).toBe(usd(0.9 - 0.3 - 0.120_18 + 2.099_25));
    expect(rules(['long', 'long'], RED)?.bars).toBe(2);
  });

  it('candle colour lets longs win in red bars, and shorts in green ones', () => {
    for (const [side, candle, isWon] of [
      ['long', RED, true],
      ['long', GREEN, false],
      ['short', GREEN, true],
      ['short', RED, false],
    ] as const) {
      const found = rules([side], candle)!;
      expect(found.candleColourUsd, `${side} ${candle.close}`).toBe(isWon ? found.targetFirstUsd : 0);
    }
  });

  it('open, high, low, close lets every long win, and no short', () => {
    const longs = rules(['long'], GREEN)!;
    expect(longs.openHighLowCloseUsd).toBe(longs.targetFirstUsd);
    expect(rules(['short'], GREEN)!.openHighLowCloseUsd).toBe(0);
  });

  it('nothing is told without an ambiguous bar, or where its candle is not kept', () => {
    expect(rules([], RED)).toBeUndefined();
    expect(otherRules([long], PARAMETERS, () => undefined)).toBeUndefined();
  });
});
