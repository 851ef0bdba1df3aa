/**
 * What must a configuration achieve, and where does it contradict itself?
 *
 * The expected amounts were computed with decimal fractions from the words of the strategy, not from the code.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BotParameters } from '../../../lambda/config.ts';
import { economicsOf } from '../../../lambda/core/risk/economics.ts';
import { breakEvenWinRate } from '../../../lambda/core/ledger/win-rate.ts';
import { parameters, rowsOf } from '../../harness/builders.ts';

const REBATES = { takerFeePct: -0.1, makerFeePct: -0.1, slippageBps: 0, fundingPct: 0 } as const;

/** Costs, distances and sizes within their bounds; stops below each other. */
const anyParameters = fc
  .record({
    takerFeePct: fc.double({ min: -0.1, max: 1, noNaN: true }),
    makerFeePct: fc.double({ min: -0.1, max: 1, noNaN: true }),
    slippageBps: fc.double({ min: 0, max: 100, noNaN: true }),
    fundingPct: fc.double({ min: -1, max: 1, noNaN: true }),
    targetPct: fc.double({ min: 0.01, max: 10, noNaN: true }),
    profitCapUsd: fc.double({ min: 0.01, max: 1000, noNaN: true }),
    recoveryStopPct: fc.double({ min: 0.02, max: 10, noNaN: true }),
    collateralUsd: fc.double({ min: 1, max: 1000, noNaN: true }),
    leverage: fc.integer({ min: 1, max: 125 }),
    entryStyle: fc.constantFrom('taker' as const, 'maker' as const),
  })
  .map((drawn) => parameters({ ...drawn, initialStopPct: drawn.recoveryStopPct / 2 }));

describe('the defaults', () => {
  const defaults = () => economicsOf(parameters());

  it('the defaults are a position of 600 USD that wins 0.90 less fees, and loses the hard stop, slippage and fees', () => {
    const economics = defaults();
    expect(economics.notionalUsd).toBe(600);
    expect(economics.collateralUsd).toBe(30);
    // 600.90 − 600 − 0.05 % of 600 − 0.02 % of 600.90
    expect(economics.configured.winUsd).toBeCloseTo(0.9 - 0.3 - 0.12018, 10);
    expect(economics.configured.winUsd).toBeCloseTo(0.47982, 10);
    // 600 × 0.9975 × 0.99995 = 598.470075 is received, and 0.05 % paid on both
    expect(economics.configured.lossUsd).toBeCloseTo(1.529925 + 0.3 + 0.2992350375, 10);
    expect(economics.configured.initialStopLossUsd).toBeCloseTo(1.349589018, 10);
  });

  it('the defaults need 81.6 % at the hard stop and 73.8 % at the initial one', () => {
    expect(defaults().configured.breakEvenWinRate).toBeCloseTo(0.816089, 6);
    expect(defaults().configured.breakEvenAtInitialStop).toBeCloseTo(0.737719, 6);
  });

  it('the defaults may lose worst(600) as planned, funding included', () => {
    // g = 1.0025 × 1.00005 − 1 = 0.002550125; 600 × (g + 0.0005 × (2 + g) + 0.0001), rounded up
    expect(defaults().worstPlannedLossUsd).toBe(2.19084004);
  });

  it('the defaults cost 475.20 USD a day, which is the daily stop in four hours', () => {
    const economics = defaults();
    expect(economics.roundTripUsd).toBeCloseTo(600 * (0.0005 + 0.0005 + 0.00005 + 0.00005), 10);
    expect(economics.tradesPerDay).toBe(720);
    expect(economics.costPerDayUsd).toBeCloseTo(475.2, 8);
    expect(economics.dailyLimitUsd).toBe(80);
    expect(economics.daysToDailyStop! * 24).toBeCloseTo(4.040404, 6);
  });

  it('the defaults contradict themselves in profitTargetUsd alone', () => {
    expect(defaults().contradictions).toEqual([
      'profitTargetUsd 30 is never reached: at targetPct 0.15 a position of 600.00 USD earns 0.90 USD at most, before fees',
    ]);
  });
});

describe('the styles', () => {
  it('the styles are the four ways to enter and to leave at the target', () => {
    const expected = rowsOf(`
      taker | taker | 0.2695200225 | 2.1291600375 | 1.349589018 | 0.887638 | 0.833538
      taker | maker | 0.47982      | 2.1291600375 | 1.349589018 | 0.816089 | 0.737719
      maker | taker | 0.4495200225 | 1.9491600375 | 1.169589018 | 0.812597 | 0.722366
      maker | maker | 0.65982      | 1.9491600375 | 1.169589018 | 0.747097 | 0.639326`);
    const { styles } = economicsOf(parameters());
    expect(styles.map(({ entry, targetExit }) => [entry, targetExit])).toEqual(
      expected.map(([entry, targetExit]) => [entry, targetExit]),
    );
    for (const [index, style] of styles.entries()) {
      const [win, loss, initialLoss, hard, initial] = expected[index]!.slice(2).map(Number);
      expect(style.winUsd).toBeCloseTo(win!, 10);
      expect(style.lossUsd).toBeCloseTo(loss!, 10);
      expect(style.initialStopLossUsd).toBeCloseTo(initialLoss!, 10);
      expect(style.breakEvenWinRate).toBeCloseTo(hard!, 6);
      expect(style.breakEvenAtInitialStop).toBeCloseTo(initial!, 6);
    }
  });

  it('the styles are configured by entryStyle, the target always left by the resting take-profit', () => {
    const taker = economicsOf(parameters());
    const maker = economicsOf(parameters({ entryStyle: 'maker' }));
    expect(taker.configured).toEqual(taker.styles[1]);
    expect(maker.configured).toEqual(maker.styles[3]);
    // A post-only entry pays the maker fee and no slippage; leaving where it entered is a market order.
    expect(maker.roundTripUsd).toBeCloseTo(600 * (0.0002 + 0.0005 + 0.00005), 10);
  });

  it('the styles aim no further than profitCapUsd allows', () => {
    // 0.60 USD instead of 0.90: 600.60 − 600 − 0.30 − 0.02 % of 600.60
    expect(economicsOf(parameters({ profitCapUsd: 0.6 })).configured.winUsd).toBeCloseTo(0.17988, 10);
  });
});

describe('the break-even win rate', () => {
  it('the break-even win rate is the share at which wins and losses cancel out', () => {
    fc.assert(
      fc.property(anyParameters, (drawn) => {
        const { styles, notionalUsd } = economicsOf(drawn);
        for (const style of styles) {
          const { winUsd: w, breakEvenWinRate: hard, breakEvenAtInitialStop: initial } = style;
          expect(hard === undefined).toBe(w <= 0);
          if (hard === undefined || initial === undefined) continue;
          const left = (b: number, l: number) => Math.abs(b * w - (1 - b) * Math.max(0, l)) / notionalUsd;
          expect(left(hard, style.lossUsd)).toBeLessThan(1e-12);
          expect(left(initial, style.initialStopLossUsd)).toBeLessThan(1e-12);
          expect(hard).toBeGreaterThanOrEqual(initial);
          expect(hard).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('the break-even win rate is half for equal amounts, nothing where nothing is lost, and unknown where nothing is won', () => {
    expect(breakEvenWinRate(2, 2)).toBe(0.5);
    expect(breakEvenWinRate(1, 3)).toBe(0.75);
    expect(breakEvenWinRate(1, 0)).toBe(0);
    expect(breakEvenWinRate(1, -1)).toBe(0);
    expect(breakEvenWinRate(0, 1)).toBeUndefined();
    expect(breakEvenWinRate(-1, 1)).toBeUndefined();
  });

  it('the break-even win rate does not exist when costs exceed the target', () => {
    // 0.30 gross, 0.30 + 0.12006 of fees
    const { configured, contradictions } = economicsOf(parameters({ targetPct: 0.05 }));
    expect(configured.winUsd).toBeCloseTo(-0.12006, 10);
    expect(configured.breakEvenWinRate).toBeUndefined();
    expect(configured.breakEvenAtInitialStop).toBeUndefined();
    expect(contradictions).toContain('a trade that reaches its target loses 0.12 USD: costs exceed it');
  });
});

describe('the limits', () => {
  it('the limits count the worst case as the strategy does, at any costs and size', () => {
    fc.assert(
      fc.property(anyParameters, (drawn) => {
        const [stop, slip] = [drawn.recoveryStopPct / 100, drawn.slippageBps / 10_000];
        const g = (1 + stop) * (1 + slip) - 1;
        const rate = g + (drawn.takerFeePct / 100) * (2 + g) + Math.abs(drawn.fundingPct / 100);
        const worst = drawn.collateralUsd * drawn.leverage * rate;
        const { worstPlannedLossUsd } = economicsOf(drawn);
        expect(Math.abs(worstPlannedLossUsd - worst)).toBeLessThan(2e-8 + Math.abs(worst) * 1e-12);
      }),
    );
  });

  it('the limits are the tighter of dollars and percent', () => {
    const limit = (changes: Partial<BotParameters>) => economicsOf(parameters(changes)).dailyLimitUsd;
    expect(limit({ dailyLossUsd: 79.99 })).toBe(79.99);
    expect(limit({ dailyLossUsd: 80.01 })).toBe(80);
    expect(limit({ dailyLossPct: 3 })).toBe(60);
    expect(limit({ startingBalanceUsd: 1000 })).toBe(40);
  });

  it('the limits leave half a percent of margin before the liquidation', () => {
    expect(economicsOf(parameters()).liquidationDistancePct).toBe(4.5);
    expect(economicsOf(parameters({ leverage: 125 })).liquidationDistancePct).toBeCloseTo(0.3, 12);
    expect(economicsOf(parameters({ leverage: 1 })).liquidationDistancePct).toBe(99.5);
  });

  it('the limits are never reached by costs that are rebates', () => {
    const economics = economicsOf(parameters(REBATES));
    expect(economics.roundTripUsd).toBeCloseTo(-1.2, 10);
    expect(economics.costPerDayUsd).toBeCloseTo(-864, 8);
    expect(economics.daysToDailyStop).toBeUndefined();
    // 0.90 + 0.60 + 0.6009 won; 1.50 less 0.60 and 0.5985 lost; at the initial stop even a loss is a win
    expect(economics.configured.winUsd).toBeCloseTo(2.1009, 10);
    expect(economics.configured.lossUsd).toBeCloseTo(0.3015, 10);
    expect(economics.configured.breakEvenWinRate).toBeCloseTo(0.12549950045, 10);
    expect(economics.configured.breakEvenAtInitialStop).toBe(0);
    expect(economicsOf(parameters({ ...REBATES, takerFeePct: 0 })).daysToDailyStop).toBeUndefined();
  });
});

type Changes = Partial<BotParameters>;

/** What is found, a setting at the edge, one just beyond it, and what is said of that one. */
const EDGES: readonly (readonly [kind: RegExp, within: Changes, beyond: Changes, said: string])[] = [
  [/^profitTargetUsd/, { profitTargetUsd: 0.9 }, { profitTargetUsd: 0.91 }, 'earns 0.90 USD at most'],
  [/^profitCapUsd/, { profitCapUsd: 0.9 }, { profitCapUsd: 0.89 }, 'ends trades before targetPct 0.15 does'],
  // 0.42 / 599.88 of the price pays the costs
  [/^a trade/, { targetPct: 0.0700141 }, { targetPct: 0.07001 }, 'loses 0.00 USD: costs exceed it'],
  // Fees of exactly the target: 1/128 of the price.
  [
    /^a trade/,
    { targetPct: 0.79, takerFeePct: 0.78125, makerFeePct: 0 },
    { targetPct: 0.78125, takerFeePct: 0.78125, makerFeePct: 0 },
    'loses 0.00 USD: costs exceed it',
  ],
  [/^nothing .* position/, { dailyLossUsd: 2.19084004 }, { dailyLossUsd: 2.19084003 }, 'may lose 2.19 USD'],
  [/^nothing .* position/, { dailyLossPct: 0.1096 }, { dailyLossPct: 0.1095 }, 'the day only 2.19 USD'],
  [
    /^nothing .* balance/,
    { startingBalanceUsd: 30 },
    { startingBalanceUsd: 29.99 },
    'below collateralUsd 30',
  ],
  [/^maxPos.* maxOpen/, { maxOpenCollateralUsd: 90 }, { maxOpenCollateralUsd: 89.99 }, '89.99 pays for 2'],
  [
    /^maxPos.* maxOpen/,
    { collateralUsd: 30.1, maxOpenCollateralUsd: 90.3 },
    { collateralUsd: 30.11, maxOpenCollateralUsd: 90.3 },
    'maxOpenCollateralUsd 90.3 pays for 2',
  ],
  [/^maxPos.* day's/, { dailyLossUsd: 6.57252012 }, { dailyLossUsd: 6.57252011 }, 'limit pays for 2'],
  [/^maxPos.* day's/, { dailyLossUsd: 2.19084003 }, { dailyLossUsd: 2.19084004 }, 'limit pays for 1'],
  [/^quickExit/, { quickExitSeconds: 299 }, { quickExitSeconds: 300 }, 'are both 300'],
  [/^recoverySec/, { recoverySeconds: 299 }, { recoverySeconds: 300 }, 'maxHoldSeconds 300 ends the trade'],
  [/^breakeven/, { breakeven: 'net' }, { breakeven: 'gross' }, 'that have lost 0.66 USD in costs'],
  [
    /^breakeven/,
    { breakeven: 'gross', takerFeePct: 0, slippageBps: 0 },
    { breakeven: 'gross', takerFeePct: 0, slippageBps: 0.1 },
    'that have lost 0.01 USD in costs',
  ],
];

describe('a contradiction', () => {
  it.each(EDGES)(
    'the contradiction %s is found just beyond its edge: not for %j, but for %j',
    (kind, within, beyond, said) => {
      const found = (changes: Changes) =>
        economicsOf(parameters(changes)).contradictions.filter((words) => kind.test(words));
      expect(found(within)).toEqual([]);
      expect(found(beyond)).toEqual([expect.stringMatching(new RegExp(String.raw`${said}(?![\d.])`))]);
    },
  );
});
