/**
 * Do the marks of an open position stand where the bot would act, and do its clocks run from where they began?
 */
import { describe, expect, it } from 'vitest';
import { breakEvenPrice, openPositionOf, openPositionsOf, standingOf } from '../../lambda/charts/bot-view.ts';
import { EMPTY_RUN, type KnownSlippage } from '../../lambda/core/ledger/day-statistics.ts';
import { netIfClosed } from '../../lambda/core/ledger/position.ts';
import { MINUTE_MS, toDollars, usd } from '../../lambda/core/units.ts';
import { NOON, botState, parameters, position } from '../harness/builders.ts';

const COSTLY = parameters({ takerFeePct: 0.05, slippageBps: 1 });
const MOMENT = { asOfMs: NOON + 7 * MINUTE_MS, now: 100.05, isProtected: true };

describe.each(['long', 'short'] as const)('a %s position', (side) => {
  const open = position({ side, quantity: 60, entryFeeUsd: usd(3) });

  it('breaks even where a close would win and lose nothing, on the side to which it has to go', () => {
    const price = breakEvenPrice(open, COSTLY);
    expect(Math.abs(toDollars(netIfClosed(open, price, COSTLY)))).toBeLessThan(1e-6);
    expect(Math.sign(price - open.entryPrice)).toBe(side === 'long' ? 1 : -1);
  });

  it('has its stops on the other side, the first one nearer', () => {
    const { initialStop, hardStop, target, breakEven } = openPositionOf(open, COSTLY, MOMENT);
    const away = [hardStop, initialStop, open.entryPrice, target].map((price) =>
      side === 'long' ? price : -price,
    );
    expect(away).toEqual(away.toSorted((left, right) => left - right));
    expect(new Set(away).size).toBe(4);
    expect(breakEven).toBe(breakEvenPrice(open, COSTLY));
  });
});

it('what its trades slipped is told with the number of those of which nobody knows it', () => {
  const looked = { waiting: { commands: 0 }, typed: (words: string) => words };
  const sumsOf = (trades: number, slippage?: KnownSlippage) => {
    const run = { ...EMPTY_RUN, trades, ...(slippage && { slippage }) };
    return standingOf(botState({ ledger: { run } }), COSTLY, looked).sums;
  };
  expect(sumsOf(3, { trades: 2, sumUsd: usd(0.5) })).toMatchObject({
    slippageDollars: 0.5,
    slippageUnknown: 1,
  });
  expect(sumsOf(3)).toMatchObject({ slippageUnknown: 3 });
  expect(sumsOf(3)).not.toHaveProperty('slippageDollars');
  expect(sumsOf(0)).toMatchObject({ slippageDollars: 0, slippageUnknown: 0 });
});

it('its age counts from its decision, and the clock of its recovery from when that began', () => {
  const recovering = position({ recoverySinceMs: NOON + 5 * MINUTE_MS, terms: { recoverySeconds: 180 } });
  expect(openPositionOf(recovering, COSTLY, MOMENT)).toMatchObject({
    ageMs: 7 * MINUTE_MS,
    recovery: { sinceMs: 2 * MINUTE_MS, lengthMs: 3 * MINUTE_MS },
  });
  expect(openPositionOf(position(), COSTLY, MOMENT).recovery).toBeUndefined();
});

it('without a price it is worth nothing that anybody knows', () => {
  const unknown = openPositionOf(position(), COSTLY, { ...MOMENT, now: undefined });
  expect(unknown.netDollars).toBeUndefined();
  const known = openPositionOf(position(), COSTLY, MOMENT);
  expect(known.netDollars).toBe(toDollars(netIfClosed(position(), 100.05, COSTLY)));
});

it('its worth is that of the price last seen, whose age counts from whoever looks, else from the last tick', () => {
  const atMs = NOON + 10_000;
  const seenPrices = [{ tradeId: 1, price: 100.05, atMs }];
  const bot = botState({ tickMs: NOON + MINUTE_MS, ledger: { positions: [position()] }, seenPrices });
  const { netDollars } = openPositionOf(position(), COSTLY, MOMENT);
  const open = { now: 100.05, netDollars };
  expect(openPositionsOf(bot, COSTLY)).toMatchObject([{ ...open, seen: { atMs, ageMs: 50_000 } }]);
  const looked = openPositionsOf(bot, COSTLY, NOON + 3 * MINUTE_MS);
  expect(looked).toMatchObject([{ ...open, seen: { atMs, ageMs: 170_000 } }]);
  const { seenPrices: _, ...unseen } = bot;
  expect(openPositionsOf(unseen, COSTLY)[0]).not.toHaveProperty('seen');
});
