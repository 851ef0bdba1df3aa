/**
 * Has each part of a difference its own name, and is their sum the difference?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedTrade } from '../../../lambda/backtest/parity/compared-trade.ts';
import { explainPair, lateSeconds } from '../../../lambda/backtest/parity/explain-pair.ts';
import { grossOfTrade, takerEntryPrice, takerExitPrice } from '../../../lambda/core/fill-model.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { MINUTE_MS, ZERO_USD, minus, plus, toDollars, usd, type Usd } from '../../../lambda/core/units.ts';
import { NOON, parameters, trade } from '../../harness/builders.ts';

const SET = parameters({ slippageBps: 1 });

/** A long of 6 units from 100 to 101, each slipped by a basis point, with fees of a dollar. */
function backtested(changes: Partial<ClosedTrade> = {}): ClosedTrade {
  const entryPrice = takerEntryPrice('long', 100, 1);
  const exitPrice = takerExitPrice('long', 101, 1);
  return booked({ ...trade(0), entryPrice, exitPrice, feesUsd: usd(1), ...changes });
}

function booked<Trade extends ClosedTrade>(of: Trade): Trade {
  const grossUsd = grossOfTrade(of.side, of.entryPrice, of.exitPrice, of.quantity);
  return { ...of, grossUsd, netUsd: minus(minus(grossUsd, of.feesUsd), of.fundingUsd) };
}

/** What the bot made of the same. */
function botTrade(changes: Partial<ComparedTrade & ClosedTrade> = {}): ComparedTrade {
  const { tradeId: _, ambiguous: __, ...same } = booked({ ...backtested(), ...changes });
  return { id: '1', decidedAtMs: same.entryTimeMs, entrySeen: 100, exitSeen: 101, ...same, ...changes };
}

function told(bot: ComparedTrade, other = backtested()) {
  return explainPair(bot, other, SET).map(({ kind, cause, usd: amount }) => [
    cause === undefined ? kind : `${kind}: ${cause}`,
    Math.round(toDollars(amount) * 1e4) / 1e4,
  ]);
}

describe('a difference', () => {
  it('a difference of nothing has no parts', () => {
    expect(told(botTrade())).toEqual([]);
  });

  it('a difference of the entry is that of its time, where it came later, and of its price', () => {
    const later = { entryTimeMs: NOON - 5 * MINUTE_MS + 4_200, entrySeen: 100.1 };
    const bot = botTrade({ ...later, entryPrice: takerEntryPrice('long', 100.1, 1) });
    expect(told(bot)).toEqual([['late-entry', -0.6001]]);
    expect(lateSeconds(bot, backtested())).toBe(4.2);
    const atOnce = botTrade({ entrySeen: 100.1, entryPrice: takerEntryPrice('long', 100.1, 1) });
    expect(told(atOnce)).toEqual([['entry-price', -0.6001]]);
    expect(lateSeconds(atOnce, backtested())).toBe(0);
  });

  it('a difference of a fill from what its decision saw is slippage, at both ends', () => {
    expect(told(botTrade({ entryPrice: 100.03 }))).toEqual([['slippage', -0.12]]);
    expect(told(botTrade({ exitPrice: 100.9 }))).toEqual([['slippage', -0.5394]]);
  });

  it('a difference of a stop that slipped further is slippage; the stop itself follows its entry', () => {
    const stop = {
      reason: 'hard-stop',
      exitPrice: takerExitPrice('long', 99, 1),
      exitTimeMs: NOON + 59_999,
    } as const;
    const bot = botTrade({ ...stop, exitPrice: 98.9 });
    const { exitSeen: _, ...resting } = bot;
    expect(told({ ...resting, stopPrice: 99 }, backtested(stop))).toEqual([['slippage', -0.5406]]);
  });

  it('a difference of a stop that both found jumped over at the open is none of the stop', () => {
    const gap = { reason: 'hard-stop', exitPrice: takerExitPrice('long', 95, 1), exitTimeMs: NOON } as const;
    const { exitSeen: _, ...resting } = botTrade({ ...gap, exitPrice: takerExitPrice('long', 95, 3) });
    expect(told({ ...resting, stopPrice: 99 }, backtested(gap))).toEqual([['slippage', -0.114]]);
  });

  it('a difference of the exit is that of its reason, its time or its price, the first that differs', () => {
    const at102 = { exitSeen: 102, exitPrice: takerExitPrice('long', 102, 1) };
    expect(told(botTrade({ ...at102, reason: 'flatten', exitTimeMs: NOON + MINUTE_MS }))).toEqual([
      ['exit-reason: flatten, not max-hold', 5.9994],
    ]);
    expect(told(botTrade({ ...at102, exitTimeMs: NOON + MINUTE_MS }))).toEqual([['exit-time', 5.9994]]);
    expect(told(botTrade(at102))).toEqual([['exit-price', 5.9994]]);
  });

  it('a difference of size, fees and funding is each its own', () => {
    expect(told(botTrade({ quantity: 5, feesUsd: usd(0.9), fundingUsd: usd(0.2) }))).toEqual([
      ['size', -0.9799],
      ['fee', 0.1],
      ['funding', -0.2],
    ]);
  });

  it('a difference that nothing explains is said so, unless it is rounding or a liquidation', () => {
    const { grossUsd, netUsd } = botTrade();
    const more = (dollars: number, reason: ComparedTrade['reason'] = 'max-hold') => ({
      ...botTrade(),
      reason,
      grossUsd: plus(grossUsd, usd(dollars)),
      netUsd: plus(netUsd, usd(dollars)),
    });
    expect(told(more(0.5))).toEqual([['not-explained', 0.5]]);
    expect(explainPair(more(1e-7), backtested(), SET)).toEqual([{ kind: 'rounding', usd: usd(1e-7) }]);
    expect(told(more(0.5, 'liquidated'))).toEqual([['liquidation', 0.5]]);
  });

  it('a difference is the sum of its parts to the last digit, whatever the two trades are', () => {
    const price = fc.double({ min: 50, max: 150, noNaN: true });
    const side = fc.constantFrom('long', 'short');
    const other = fc.record({
      quantity: fc.double({ min: 0.001, max: 50, noNaN: true }),
      entryPrice: price,
      exitPrice: price,
      feesUsd: fc.integer({ min: -1e8, max: 1e9 }).map((units) => usd(units / 1e8)),
      fundingUsd: fc.integer({ min: -1e8, max: 1e8 }).map((units) => usd(units / 1e8)),
      exitTimeMs: fc.constantFrom(NOON, NOON + 59_999, NOON + MINUTE_MS),
      entryTimeMs: fc.constantFrom(NOON - MINUTE_MS, NOON - 50_000),
      reason: fc.constantFrom('hard-stop', 'max-hold', 'flatten'),
    });
    const seen = fc.record({ entrySeen: price, exitSeen: price, stopPrice: price }, { requiredKeys: [] });
    fc.assert(
      fc.property(side, other, other, seen, fc.constantFrom(0, 0.5), (sideOfBoth, one, two, known, odd) => {
        const backtest = booked({ ...trade(0), ...two, side: sideOfBoth });
        const { entrySeen: _, exitSeen: __, ...same } = botTrade({ ...one, side: sideOfBoth });
        const bot = { ...same, ...known, netUsd: plus(same.netUsd, usd(odd)) };
        const parts = explainPair(bot, backtest, SET);
        const sum = parts.reduce<Usd>((total, part) => plus(total, part.usd), ZERO_USD);
        expect(sum).toBe(minus(bot.netUsd, backtest.netUsd));
        const rest = parts.find(({ kind }) => kind === 'not-explained')?.usd ?? ZERO_USD;
        expect(rest).toBe(usd(odd));
      }),
    );
  });
});
