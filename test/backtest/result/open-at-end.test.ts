/**
 * Is what is open at the end told with what closing it would leave?
 */
import { expect, it } from 'vitest';
import { openAtEnd, unrealisedSum } from '../../../lambda/backtest/result/open-at-end.ts';
import { usd } from '../../../lambda/core/units.ts';
import { DEFAULT_COST, position } from '../../harness/builders.ts';

const COST = { ...DEFAULT_COST, takerFeePct: 0.05, slippageBps: 0 };
const held = position({ symbol: 'BTC', side: 'long', quantity: 6, entryPrice: 100, entryFeeUsd: usd(0.3) });

it('a position that is open at the end would leave its gross at the last price, both fees paid', () => {
  const [open] = openAtEnd([held], COST, () => 99.9);
  // 6 × −0.10 − 0.30 − 599.40 × 0.05 %
  expect(open).toMatchObject({ symbol: 'BTC', lastPrice: 99.9, unrealisedUsd: usd(-0.6 - 0.3 - 0.299_7) });
});

it('the sum of what is open is unknown where the price of one is', () => {
  const both = [held, position({ symbol: 'ETH' })];
  expect(unrealisedSum(openAtEnd(both, COST, () => 99.9))).toBeLessThan(0);
  expect(
    unrealisedSum(openAtEnd(both, COST, (symbol) => (symbol === 'BTC' ? 99.9 : undefined))),
  ).toBeUndefined();
  expect(unrealisedSum([])).toBe(0);
});
