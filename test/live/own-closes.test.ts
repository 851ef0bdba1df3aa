/**
 * Is a position that is closed by an order of the bot’s own a trade like any other, however late that is shown?
 */
import { describe, expect, it } from 'vitest';
import {
  PROTECTED,
  calmHarness,
  closedOf,
  enter,
  haltOf,
  minute,
  nextMinute,
  standing,
  stateOf,
} from './fault-harness.ts';
import { HIDDEN, byHand, expectAccepted, expectSame } from './lost-position-harness.ts';

describe('A position', () => {
  it.each([
    ['x', 'unprotected'],
    ['s', 'hard-stop'],
    ['t', 'target'],
  ])(
    'a position that an order of ours closes which the item does not hold, -%s, is a trade like any other',
    async (letter, reason) => {
      const harness = await calmHarness();
      await enter(harness);
      const { ledger } = await stateOf(harness);
      byHand(harness, 'SELL', 0.006, { clientId: `live-${ledger.epoch}-1-${letter}` });
      await minute(harness);
      await minute(harness);
      expect(await haltOf(harness)).toBeUndefined();
      expect(await closedOf(harness)).toEqual([reason]);
      await expectSame(harness);
    },
  );

  it('a position that a stop of ours closes waits for its trades, and halts nothing', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.rules.tradeVisibleAfterMs = 30_000;
    await minute(harness, -0.5);
    await minute(harness);
    expect(await haltOf(harness)).toBeUndefined();
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    await expectSame(harness);
  });

  it('a position that a stop of ours closes waits for the order that it became, and halts nothing', async () => {
    const harness = await calmHarness();
    await enter(harness);
    // Its trades are shown at once.
    harness.venue.rules.orderVisibleAfterMs = 30_000;
    await minute(harness, -0.5);
    await minute(harness);
    expect(await haltOf(harness)).toBeUndefined();
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    await expectSame(harness);
  });

  it('a position whose close is of an order that is never shown is closed after a minute, as by somebody else', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.rules.orderVisibleAfterMs = 3_600_000;
    byHand(harness, 'SELL', 0.006);
    await minute(harness);
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
    await minute(harness);
    expect(await haltOf(harness)).toBe("the long in BTCUSDT was closed by an order that is not the bot's");
    await expectSame(harness);
  });

  it('a position that a stop of ours closes, and no trade of it is ever shown, is closed all the same', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.rules.tradeVisibleAfterMs = 3_600_000;
    await minute(harness, -0.5);
    for (let more = 0; more < 5; more += 1) await minute(harness);
    expect(await haltOf(harness)).toContain('the exchange shows no trade that closed it');
    await expectSame(harness);
    await expectAccepted(harness);
  });

  it('a position that is gone while nobody knows what became of its exit is closed, and the exit forgotten', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    nextMinute(harness);
    harness.venue.fail({
      method: 'POST',
      path: '/fapi/v1/order',
      order: 'exit',
      fault: { kind: 'status', status: 503, body: '{"code":-1000,"msg":"Unknown error"}' },
    });
    const report = await harness.tick();
    byHand(harness, 'SELL', 0.006, { hiddenMs: HIDDEN });
    await harness.watchOn(report);
    for (let more = 0; more < 5; more += 1) await minute(harness);
    await expectSame(harness);
    expect(await haltOf(harness)).toContain('the long in BTCUSDT is gone');
    await expectAccepted(harness);
  });

  it.each(['FINISHED', 'EXPIRED', 'REJECTED', 'CANCELED'] as const)(
    'a position whose stop is over as %s, and became no order, is without one for a watch interval at most',
    async (status) => {
      const harness = await calmHarness();
      await enter(harness);
      nextMinute(harness);
      const report = await harness.tick();
      const [stop] = harness.venue.books.openAlgos;
      harness.venue.happen({ kind: 'end-conditional', clientId: stop!.clientAlgoId, status });
      await harness.watchOn(report);
      expect(harness.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(11_000);
      expect(await haltOf(harness)).toBeUndefined();
    },
  );

  it('a position that is only shown late by the account, while its stop rests, is not taken for gone', async () => {
    const harness = await calmHarness();
    harness.venue.rules.accountVisibleAfterMs = 35_000;
    await enter(harness);
    expect(await standing(harness)).toBe(PROTECTED);
    await minute(harness);
    expect(await standing(harness)).toBe(PROTECTED);
    expect(await haltOf(harness)).toBeUndefined();
  });
});
