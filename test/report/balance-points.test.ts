/**
 * Is the balance after each thing that moved it what a person adds up, and that of the other bound, too?
 */
import { describe, expect, it } from 'vitest';
import { balancePoints, boundPoints } from '../../infra/report/balance-points.ts';
import { usd } from '../../lambda/core/units.ts';
import { closedTrade } from '../charts/samples.ts';

const at = (exitTimeMs: number, net: number) => closedTrade({ exitTimeMs, netUsd: usd(net) });

describe('the balance', () => {
  it('moves by each trade, and by money that was moved between them', () => {
    const moves = [{ timeMs: 15, dollars: 100 }];
    expect(balancePoints(10, [at(10, 1), at(20, -2)], moves)).toEqual([
      { timeMs: 10, dollars: 11 },
      { timeMs: 15, dollars: 111 },
      { timeMs: 20, dollars: 109 },
    ]);
  });
});

describe('the balance of the other bound', () => {
  const points = [
    { timeMs: 10, dollars: 99 },
    { timeMs: 20, dollars: 97 },
  ];

  it('is the same until its first step, and as far away as the step says from then on', () => {
    const steps = [
      { timeMs: 15, moreDollars: 2 },
      { timeMs: 20, moreDollars: -1 },
    ];
    expect(boundPoints(100, points, steps)).toEqual([
      { timeMs: 10, dollars: 99 },
      { timeMs: 15, dollars: 101 },
      { timeMs: 20, dollars: 96 },
    ]);
  });

  it('may begin to differ before the first trade, and after the last one', () => {
    const steps = [
      { timeMs: 5, moreDollars: 1 },
      { timeMs: 30, moreDollars: 4 },
    ];
    expect(boundPoints(100, points, steps).map(({ dollars }) => dollars)).toEqual([101, 100, 98, 101]);
  });
});
