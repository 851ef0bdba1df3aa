/**
 * Whose are the trades in a market in which the operator trades by hand, too?
 */
import { describe, expect, it } from 'vitest';
import { toDollars } from '../../lambda/core/units.ts';
import {
  PROTECTED,
  SYMBOL,
  accept,
  calmHarness,
  closedOf,
  enter,
  haltOf,
  minute,
  standing,
  stateOf,
  told,
} from './fault-harness.ts';
import {
  HIDDEN,
  byHand,
  expectAccepted,
  expectSame,
  openOf,
  rowsOfMoney,
  tradeOf,
} from './lost-position-harness.ts';

describe('A position', () => {
  it('a position that its operator has added to and sold is booked with its part of result and fee', async () => {
    const harness = await calmHarness();
    await enter(harness);
    byHand(harness, 'BUY', 0.004);
    byHand(harness, 'SELL', 0.01);
    for (let more = 0; more < 3; more += 1) await minute(harness);
    const { fills, trade } = await tradeOf(harness);
    const [sold] = harness.venue.books.trades.slice(-1);
    expect(fills.map(({ quantity }) => quantity)).toEqual([0.006]);
    expect(toDollars(fills[0]!.feeUsd)).toBeCloseTo((Number(sold!.commission) / 1e8) * 0.6, 7);
    expect(toDollars(fills[0]!.realisedUsd!)).toBeCloseTo((Number(sold!.realizedPnl) / 1e8) * 0.6, 7);
    expect(trade.quantity).toBe(0.006);
    // What the operator's own trades cost has no name in this ledger: a loss, which counts in the day.
    expect(await rowsOfMoney(harness)).toEqual(['late-cost paid']);
    const { ledger } = await stateOf(harness);
    expect(toDollars(ledger.realisedTodayUsd)).toBeCloseTo(toDollars(ledger.balanceUsd) - 2_000, 8);
  });

  it.each([
    ['loses', -0.2, 'late-cost paid', true],
    ['gains', 2, 'transfer in', false],
  ])(
    'a position that is gone without a trade and %s has the rest of its sum as a row of its own',
    async (_name, movePct, row, counts) => {
      const harness = await calmHarness();
      await enter(harness);
      const price = harness.prices.get(SYMBOL)! * (1 + movePct / 100);
      harness.venue.quote(SYMBOL, { bid: price, ask: price, last: harness.prices.get(SYMBOL)! });
      byHand(harness, 'SELL', 0.006, { hiddenMs: HIDDEN });
      for (let more = 0; more < 4; more += 1) await minute(harness);
      expect(await rowsOfMoney(harness)).toEqual([row]);
      const { fills, trade } = await tradeOf(harness);
      expect(fills).toMatchObject([{ price: trade.entryPrice, isUnseen: true }]);
      expect(trade.grossUsd).toBe(0);
      const { ledger } = await stateOf(harness);
      const dayUsd = toDollars(ledger.realisedTodayUsd);
      const changeUsd = toDollars(ledger.balanceUsd) - 2_000;
      if (counts) expect(dayUsd).toBeCloseTo(changeUsd, 8);
      else expect(dayUsd).toBeLessThan(0);
      expect(told(harness, 'money-moved')).toHaveLength(1);
      await expectSame(harness);
    },
  );

  it('a position that its operator reverses is closed, and the bot stays halted while the other side is there', async () => {
    const harness = await calmHarness();
    await enter(harness);
    byHand(harness, 'SELL', 0.012);
    for (let more = 0; more < 3; more += 1) await minute(harness);
    expect((await stateOf(harness)).ledger.positions).toEqual([]);
    const { fills } = await tradeOf(harness);
    const [sold] = harness.venue.books.trades.slice(-1);
    expect(fills.map(({ quantity }) => quantity)).toEqual([0.006]);
    // All that it has closed was ours; of its fee, half.
    expect(toDollars(fills[0]!.realisedUsd!)).toBeCloseTo(Number(sold!.realizedPnl) / 1e8, 8);
    expect(toDollars(fills[0]!.feeUsd)).toBeCloseTo(Number(sold!.commission) / 2e8, 7);
    expect(await haltOf(harness)).toContain("a short of 0.006 in BTCUSDT is not the bot's");
    await accept(harness, 'a');
    await minute(harness);
    expect(await haltOf(harness)).toContain("a short of 0.006 in BTCUSDT is not the bot's");
    expect(harness.venue.books.positions).toHaveLength(1);
    byHand(harness, 'BUY', 0.006);
    for (let more = 0; more < 3; more += 1) await minute(harness);
    await accept(harness, 'b');
    await minute(harness);
    expect(await haltOf(harness)).toBeUndefined();
    await expectSame(harness);
  });

  it('a position that its operator has enlarged is managed as it was, and its stop closes no more of it in the ledger', async () => {
    const harness = await calmHarness();
    await enter(harness);
    byHand(harness, 'BUY', 0.004);
    await minute(harness);
    expect(await haltOf(harness)).toContain('BTCUSDT is a long of 0.01, the ledger has a long of 0.006');
    expect(await openOf(harness)).toBe(0.006);
    await accept(harness, 'first');
    await minute(harness);
    expect(await haltOf(harness)).toContain('BTCUSDT is a long of 0.01');
    await minute(harness, -0.5);
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    const { fills } = await tradeOf(harness);
    expect(fills.map(({ quantity }) => quantity)).toEqual([0.006]);
    for (let more = 0; more < 3; more += 1) await minute(harness);
    await expectAccepted(harness);
  });

  it.each([
    ['shows its trade', {}],
    ['shows no trade', { hiddenMs: HIDDEN }],
  ])(
    'a position of which a part is gone keeps its protection, where the exchange %s',
    async (_name, more) => {
      const harness = await calmHarness();
      await enter(harness);
      byHand(harness, 'SELL', 0.002, more);
      await minute(harness);
      expect(await haltOf(harness)).toContain('0.002 of the long of 0.006 in BTCUSDT');
      expect(await openOf(harness)).toBe(0.004);
      expect(await standing(harness)).toBe(PROTECTED);
      for (let later = 0; later < 5; later += 1) await minute(harness);
      expect(await closedOf(harness)).toEqual(['max-hold']);
      await expectAccepted(harness);
    },
  );

  it('a position of which the exchange has deleveraged a part is smaller, and told so', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.happen({ kind: 'take-over', symbol: SYMBOL, by: 'adl', quantity: 0.002 });
    await minute(harness);
    expect(await haltOf(harness)).toBe(
      'the exchange has closed 0.002 of the long of 0.006 in BTCUSDT by auto-deleveraging (adl)',
    );
    expect(await openOf(harness)).toBe(0.004);
    for (let later = 0; later < 5; later += 1) await minute(harness);
    await expectAccepted(harness);
  });
});
