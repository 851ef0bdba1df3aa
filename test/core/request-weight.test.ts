/**
 * Is the weight of a bot's busiest minute the sum of its requests, and is a watch that would exceed it thinned out?
 */
import { describe, expect, it } from 'vitest';
import {
  isCheaperInOneList,
  minuteWeight,
  plannedWeightMax,
  shortestWatchSeconds,
  watchStride,
  weightMaxAmongStrangers,
  type RequestTerms,
} from '../../lambda/core/request-weight.ts';

const WEIGHTS = {
  addressMax: 2_400,
  candles: 1,
  quote: 2,
  allQuotes: 5,
  account: 5,
  openOrders: 1,
  allOpenOrders: 40,
  order: 1,
  trades: 5,
  movements: 30,
};

const terms = (changes: Partial<RequestTerms> = {}): RequestTerms => ({
  markets: 3,
  isLive: true,
  watchIntervalSeconds: 10,
  maxPositions: 3,
  ...changes,
});

describe('the weight of a minute', () => {
  it('the weight of a minute is that of the tick, of the watch, and of what happens now and then', () => {
    // tick: 3 candles, all quotes 5, account 5, two lists of each of 3 markets
    const tick = 3 + 5 + 5 + 6;
    // six steps of all quotes 5, account 5, two lists of 3 markets; that at the turn with 3 candles
    const watch = 6 * (5 + 5 + 6) + 3;
    // once an hour two lists of all markets and the movements; 3 trades with two orders, their fills, and two cancels
    const other = 2 * 40 + 30 + 3 * (2 * (1 + 5) + 2);
    expect(minuteWeight(terms(), WEIGHTS)).toEqual({ tick, watch, other, total: tick + watch + other });
  });

  it('the weight of a minute on paper is that of public data', () => {
    expect(minuteWeight(terms({ isLive: false }), WEIGHTS)).toEqual({
      tick: 8,
      watch: 33,
      other: 0,
      total: 41,
    });
  });

  it('the weight of a minute is without a watch where that is off', () => {
    expect(minuteWeight(terms({ watchIntervalSeconds: 0 }), WEIGHTS).watch).toBe(0);
  });

  it.each([
    [1, 60],
    [2, 30],
    [7, 9],
    [30, 2],
    [0.5, 120],
  ])('the weight of a minute with a watch step every %s s has %s of them', (watchIntervalSeconds, steps) => {
    expect(minuteWeight(terms({ watchIntervalSeconds }), WEIGHTS).watch).toBe(steps * 16 + 3);
  });

  it('the weight of a minute watches as many markets as positions may be open', () => {
    const { watch } = minuteWeight(terms({ markets: 10, maxPositions: 1 }), WEIGHTS);
    expect(watch).toBe(6 * (2 + 5 + 2) + 1);
    expect(minuteWeight(terms({ markets: 1 }), WEIGHTS).watch).toBe(watch);
  });

  it('the weight of a minute grows no further where one list of all markets is cheaper', () => {
    const { tick } = minuteWeight(terms({ markets: 40 }), WEIGHTS);
    expect(tick).toBe(40 + 5 + 5 + 80);
    expect(minuteWeight(terms({ markets: 41 }), WEIGHTS).tick).toBe(tick + 1);
    expect([39, 40].map((markets) => isCheaperInOneList(markets, WEIGHTS))).toEqual([false, true]);
  });
});

describe('the weight of each request', () => {
  it('the weight of each request counts as often as the request is made', () => {
    const weights = { ...WEIGHTS, candles: 3, quote: 7, allQuotes: 50, openOrders: 2, order: 4 };
    // 2 markets: candles, quotes, account, two lists of each; and six such looks, one of them with candles
    const look = 2 * 7 + 5 + 2 * 2 * 2;
    const other = 2 * 40 + 30 + 2 * (2 * (4 + 5) + 2 * 4);
    expect(minuteWeight(terms({ markets: 2 }), weights)).toMatchObject({
      tick: 2 * 3 + look,
      watch: 6 * look + 2 * 3,
      other,
    });
    expect([19, 20].map((markets) => isCheaperInOneList(markets, weights))).toEqual([false, true]);
  });
});

describe('what may be planned', () => {
  it('what may be planned is four fifths of the limit, and half of that among strangers', () => {
    expect(plannedWeightMax(WEIGHTS)).toBe(1_920);
    expect(weightMaxAmongStrangers(WEIGHTS)).toBe(960);
  });

  it('what may be planned decides the shortest watch', () => {
    // 1 s weighs 1,134, 2 s 654
    expect(shortestWatchSeconds(terms(), WEIGHTS, 1_134)).toBe(1);
    expect(shortestWatchSeconds(terms(), WEIGHTS, 1_133)).toBe(2);
    // 30 s weigh 206, 29 s 222
    expect(shortestWatchSeconds(terms(), WEIGHTS, 206)).toBe(30);
    expect(shortestWatchSeconds(terms(), WEIGHTS, 205)).toBeUndefined();
    expect(shortestWatchSeconds(terms(), WEIGHTS, 150)).toBeUndefined();
  });
});

describe('the stride of a watch', () => {
  it.each([
    // steps, left, of a step → every how many-th
    [5, undefined, 20, 1],
    [5, 1_000, undefined, 1],
    [5, 100, 20, 1],
    [5, 99, 20, 2],
    [5, 40, 20, 3],
    [5, 20, 20, 5],
    [5, 19, 20, undefined],
    [5, 1, undefined, 1],
    [5, 0, undefined, undefined],
    [5, -3, 0, undefined],
    [0, 10, 20, 1],
  ])(
    'the stride of a watch with %s steps ahead, %s left and %s a step is %s',
    (steps, left, ofStep, stride) => {
      expect(watchStride({ steps, weightLeft: left, weightOfStep: ofStep })).toBe(stride);
    },
  );
});
