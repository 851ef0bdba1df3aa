/**
 * What did these trades earn, after everything, and how often would they have had to win?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { EXIT_REASONS } from '../../../lambda/core/reasons.ts';
import { statisticsOf } from '../../../lambda/core/ledger/trade-statistics.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { trade } from '../../harness/builders.ts';

const UNIT = 0.00000001;

function trades(...nets: readonly number[]): readonly ClosedTrade[] {
  return nets.map((net) => trade(net));
}

const anyTrades = fc.array(
  fc
    .record({
      gross: fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
      fees: fc.integer({ min: -(10 ** 10), max: 10 ** 10 }),
      funding: fc.integer({ min: -(10 ** 10), max: 10 ** 10 }),
      reason: fc.constantFrom(...EXIT_REASONS),
      ambiguous: fc.boolean(),
    })
    .map(({ gross, fees, funding, ...others }) =>
      trade(0, {
        ...others,
        grossUsd: usdFromUnits(gross),
        feesUsd: usdFromUnits(fees),
        fundingUsd: usdFromUnits(funding),
        netUsd: usdFromUnits(gross - fees - funding),
      }),
    ),
);

function sum(list: readonly ClosedTrade[], amountOf: (trade: ClosedTrade) => number): bigint {
  return list.reduce((total, one) => total + BigInt(amountOf(one)), 0n);
}

describe('a win', () => {
  it('a win is a trade with net above zero: breaking even is none', () => {
    const { trades: all, wins, winRate } = statisticsOf(trades(UNIT, 0, -UNIT, 5));
    expect(all).toBe(4);
    expect(wins).toBe(2);
    expect(winRate).toBe(0.5);
  });

  it('a win is told by net, not by gross', () => {
    const eatenByFees = trade(-0.1, { grossUsd: usd(0.5), feesUsd: usd(0.6) });
    expect(statisticsOf([eatenByFees]).wins).toBe(0);
    const paidByFunding = trade(0.1, { grossUsd: usd(-0.5), fundingUsd: usd(-0.6) });
    expect(statisticsOf([paidByFunding]).wins).toBe(1);
  });

  it('a win has no rate without trades', () => {
    const nothing = statisticsOf([]);
    expect(nothing.winRate).toBeUndefined();
    expect(nothing.breakEvenWinRate).toBeUndefined();
    expect(nothing).toMatchObject({ trades: 0, wins: 0, netUsd: 0, longestLosingStreak: 0, ambiguous: 0 });
    expect(nothing.byReason.size).toBe(0);
  });
});

describe('the break-even win rate', () => {
  it('the break-even win rate is L / (W + L) of the mean win and the mean of the rest, those that broke even included', () => {
    // W = 3, L = (0 + 4) / 2 = 2
    expect(statisticsOf(trades(2, 4, 0, -4)).breakEvenWinRate).toBeCloseTo(0.4, 12);
    expect(statisticsOf(trades(1, -3)).breakEvenWinRate).toBe(0.75);
  });

  it('the break-even win rate is zero where the rest has lost nothing', () => {
    expect(statisticsOf(trades(1, 0)).breakEvenWinRate).toBe(0);
  });

  it('the break-even win rate is unknown without wins or without others', () => {
    expect(statisticsOf(trades(1, 2)).breakEvenWinRate).toBeUndefined();
    expect(statisticsOf(trades(-1, 0)).breakEvenWinRate).toBeUndefined();
    expect(statisticsOf(trades(0)).breakEvenWinRate).toBeUndefined();
  });

  it('the break-even win rate is above the win rate exactly when the run has lost money', () => {
    fc.assert(
      fc.property(anyTrades, (list) => {
        const { winRate, breakEvenWinRate, netUsd } = statisticsOf(list);
        if (breakEvenWinRate === undefined || winRate === undefined) return;
        if (Math.abs(winRate - breakEvenWinRate) < 1e-9) return;
        expect(breakEvenWinRate > winRate).toBe(netUsd < 0);
      }),
    );
  });
});

describe('the longest losing streak', () => {
  it.each([
    ['no trade', [], 0],
    ['wins alone', [1, 1], 0],
    ['trades that broke even', [0, 0], 0],
    ['a streak at the start', [-1, -1, 1, -1], 2],
    ['a streak at the end', [-1, 1, -1, -1, -1], 3],
    ['a zero in between, which ends it', [-1, -1, 0, -1], 2],
    ['the smallest loss', [-UNIT], 1],
  ])('the longest losing streak counts losses in a row: %s', (_, nets, longest) => {
    expect(statisticsOf(trades(...nets)).longestLosingStreak).toBe(longest);
  });
});

describe('sums', () => {
  it('sums are exact where floating point is not', () => {
    const { netUsd, grossUsd } = statisticsOf(trades(0.1, 0.2, 0.7, -0.3));
    expect(netUsd).toBe(usd(0.7));
    expect(grossUsd).toBe(usd(0.7));
    expect(statisticsOf(Array.from({ length: 1000 }, () => trade(UNIT))).netUsd).toBe(usd(0.00001));
  });

  it('sums are those of the trades, in all and by reason', () => {
    fc.assert(
      fc.property(anyTrades, (list) => {
        const statistics = statisticsOf(list);
        expect(BigInt(statistics.grossUsd)).toBe(sum(list, ({ grossUsd }) => grossUsd));
        expect(BigInt(statistics.feesUsd)).toBe(sum(list, ({ feesUsd }) => feesUsd));
        expect(BigInt(statistics.fundingUsd)).toBe(sum(list, ({ fundingUsd }) => fundingUsd));
        expect(BigInt(statistics.netUsd)).toBe(sum(list, ({ netUsd }) => netUsd));
        expect(statistics.ambiguous).toBe(list.filter(({ ambiguous }) => ambiguous).length);
        for (const reason of EXIT_REASONS) {
          const those = list.filter((one) => one.reason === reason);
          const found = statistics.byReason.get(reason);
          expect(found?.trades).toBe(those.length === 0 ? undefined : those.length);
          expect(BigInt(found?.netUsd ?? 0)).toBe(sum(those, ({ netUsd }) => netUsd));
        }
      }),
    );
  });
});
