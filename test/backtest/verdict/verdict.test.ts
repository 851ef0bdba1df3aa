/** Does each rung need its own evidence, and does a verdict say what the next one needs? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNGS, RUNG_WORDS, verdictOf, type Evidence } from '../../../lambda/backtest/verdict/verdict.ts';

const APART = { days: 300, activeDays: 290, trades: 3_000, meanUsd: 2, permutationP: 0.005, seenBefore: 0 };
const PROVEN: Evidence = {
  days: 480,
  activeDays: 470,
  trades: 5_000,
  meanUsd: 3,
  meanInterval: { from: 1, to: 5 },
  neighbourhoodUsd: 2.5,
  superiorP: 0.001,
  outOfSample: APART,
  arePreselected: false,
  deflated: 0.99,
  daysNeeded: 200,
  sealedUsd: 40,
};

describe('A verdict', () => {
  it.each([
    ['passes-sealed-months', {}, undefined],
    ['passes-deflated-sharpe', { sealedUsd: undefined }, /sealed months, opened once/],
    ['passes-deflated-sharpe', { sealedUsd: -1 }, /these lost/],
    ['holds-out-of-sample', { deflated: 0.9, daysNeeded: 700.2 }, /about 701 days .* there are 480/],
    ['holds-out-of-sample', { deflated: 0.2, daysNeeded: undefined }, /no time makes up for it/],
    ['holds-out-of-sample', { deflated: undefined }, /days/],
    ['only-in-sample', { outOfSample: undefined }, /walk-forward/],
    ['only-in-sample', { outOfSample: { ...APART, meanUsd: 0 } }, /these lose/],
    ['only-in-sample', { outOfSample: { ...APART, permutationP: 0.06 } }, /6 % of those/],
    ['only-in-sample', { outOfSample: { ...APART, permutationP: undefined } }, /cannot be moved/],
    ['only-in-sample', { outOfSample: { ...APART, trades: 3 } }, /100 trades: there are 3, after the days/],
    ['only-in-sample', { outOfSample: { ...APART, seenBefore: 40 } }, /40 other sets were tried on these/],
    ['not-told-from-luck', { superiorP: 0.051 }, /it is 5 %/],
    ['not-told-from-luck', { superiorP: undefined }, /it is unknown/],
    ['not-told-from-luck', { arePreselected: true }, /all sets on all days/],
    ['not-enough-data', { days: 60 }, /90 days of data: there are 60/],
    ['not-enough-data', { activeDays: 44 }, /45 days with trades: there are 44/],
    ['not-enough-data', { trades: 99 }, /100 trades: there are 99/],
    ['not-enough-data', { days: 60, meanUsd: -1, meanInterval: { from: -3, to: 1 } }, /90 days/],
    ['loses-after-costs', { days: 28, meanUsd: -1, meanInterval: { from: -3, to: -0.1 } }, /neighbours/],
    ['loses-after-costs', { meanUsd: 0 }, /earns more than it costs/],
    ['loses-after-costs', { neighbourhoodUsd: -0.1 }, /neighbours/],
  ] as const)('is %s with %j', (rung, without, next) => {
    const verdict = verdictOf({ ...PROVEN, ...without });
    expect(verdict.rung).toBe(rung);
    expect(verdict.number).toBe(RUNGS.indexOf(rung));
    if (next === undefined) expect(verdict.next).toBeUndefined();
    else expect(verdict.next).toMatch(next);
  });

  it('has seven rungs in words', () => {
    expect(RUNGS.map((rung) => RUNG_WORDS[rung])).toEqual([
      'not enough data',
      'loses after costs',
      'not to be told from luck',
      'only in sample',
      'holds out of sample',
      'passes the deflated Sharpe ratio',
      'passes the sealed months',
    ]);
  });

  it('is never better with worse evidence', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    const dollars = fc.double({ min: -10, max: 10, noNaN: true });
    const evidence = fc.record({
      days: fc.integer({ min: 1, max: 500 }),
      activeDays: fc.integer({ min: 0, max: 500 }),
      trades: fc.integer({ min: 0, max: 500 }),
      meanUsd: dollars,
      meanInterval: fc.constant(undefined),
      neighbourhoodUsd: dollars,
      superiorP: fc.option(p, { nil: undefined }),
      outOfSample: fc.option(
        fc.record({
          days: fc.integer({ min: 1, max: 500 }),
          activeDays: fc.integer({ min: 0, max: 500 }),
          trades: fc.integer({ min: 0, max: 500 }),
          meanUsd: dollars,
          permutationP: fc.option(p, { nil: undefined }),
          seenBefore: fc.integer({ min: 0, max: 2 }),
        }),
        {
          nil: undefined,
        },
      ),
      arePreselected: fc.boolean(),
      deflated: fc.option(p, { nil: undefined }),
      daysNeeded: fc.constant(undefined),
      sealedUsd: fc.option(dollars, { nil: undefined }),
    });
    fc.assert(
      fc.property(evidence, fc.double({ min: 0, max: 1, noNaN: true }), (given, by) => {
        const worse: readonly Partial<Evidence>[] = [
          { superiorP: Math.min(1, (given.superiorP ?? 1) + by) },
          { deflated: (given.deflated ?? 0) * by },
          { outOfSample: undefined },
          { arePreselected: true },
          { sealedUsd: undefined },
        ];
        for (const change of worse) {
          expect(verdictOf({ ...given, ...change }).number).toBeLessThanOrEqual(verdictOf(given).number);
        }
      }),
    );
  });
});
