/**
 * Does an edge that a person writes in decimals hold where doubles miss it by their rounding error?
 */
import { describe, expect, it } from 'vitest';
import { quantityAt } from '../../lambda/core/risk/sizing.ts';
import { judgeExit } from '../../lambda/core/strategy/exit-rules.ts';
import { signalAt } from '../../lambda/core/strategy/micro-scalper.ts';
import { FREE, NOON, candles, parameters, position, terms } from './builders.ts';

describe('the edge in decimals', () => {
  const SIGNAL = { momentumCandles: 1, volumeLookback: 2, volatilityCandles: 2 };
  const signal = (last: string) => {
    const shown = candles(`
      11:57  100 100 100 100 10
      11:58  100 100 100 100 10
      11:59  ${last}
    `);
    return signalAt(shown, 2, NOON, parameters(SIGNAL));
  };

  it('of a move of exactly 0.05 % counts', () => {
    expect(signal('100 100.2 100 100.05 13')).toBe('long');
    expect(signal('100 100 99.8 99.95 13')).toBe('short');
  });

  it('of a range of exactly 0.1 % counts', () => {
    expect(signal('100 100.1 100 100.06 13')).toBe('long');
  });

  it('of a hard stop at exactly 0.25 % belongs to it, long and short', () => {
    expect(judgeExit(position(), 99.75, NOON, FREE)).toBe('hard-stop');
    expect(judgeExit(position({ side: 'short' }), 100.25, NOON, FREE)).toBe('hard-stop');
  });

  it('of a target at exactly 0.15 % belongs to it, long and short', () => {
    expect(judgeExit(position(), 100.15, NOON, FREE)).toBe('target');
    expect(judgeExit(position({ side: 'short' }), 99.85, NOON, FREE)).toBe('target');
  });

  it('of recovery at exactly 0.12 % belongs to it, long and short', () => {
    expect(judgeExit(position(), 99.88, NOON, FREE)).toBe('start-recovery');
    expect(judgeExit(position({ side: 'short' }), 100.12, NOON, FREE)).toBe('start-recovery');
  });

  it('of a minimum notional of exactly collateral × leverage is met', () => {
    const market = { symbol: 'BTC', minNotionalUsd: 600 };
    const denied = Array.from({ length: 1000 }, (_, k) => 1000 + k).filter(
      (price) => quantityAt(price, terms(), market) === undefined,
    );
    expect(denied).toEqual([]);
  });
});
