/**
 * What does the bot make of what others do to its position: its operator, the venue, time?
 */
import { describe, expect, it } from 'vitest';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import {
  PROTECTED,
  SYMBOL,
  accept,
  byHand,
  calmHarness,
  closedOf,
  enter,
  eventsOf,
  expectSettled,
  haltOf,
  minute,
  settle,
  standing,
  told,
} from './fault-harness.ts';

describe('A position', () => {
  it('a position that its operator closes by hand is booked with its result, halts the bot and is swept [invariant 3a]', async () => {
    const harness = await calmHarness();
    await enter(harness);
    byHand(harness, 'SELL', 0.006);
    await minute(harness);
    expect(await haltOf(harness)).toBe("the long in BTCUSDT was closed by an order that is not the bot's");
    expect(await closedOf(harness)).toEqual(['flatten']);
    await minute(harness);
    await expectSettled(harness);
    await accept(harness, 'a');
    await minute(harness);
    expect(await haltOf(harness)).toBeUndefined();
    expect(told(harness, 'halted')).toHaveLength(1);
  });

  it('a position of which its operator closes a part halts the bot, and the rest is closed by the rules', async () => {
    const harness = await calmHarness();
    await enter(harness);
    byHand(harness, 'SELL', 0.002);
    await minute(harness);
    expect(await haltOf(harness)).toBe(
      "0.002 of the long of 0.006 in BTCUSDT was closed by an order that is not the bot's",
    );
    expect(await standing(harness)).toBe(PROTECTED);
    await settle(harness);
  });

  it('a position that is liquidated is booked with the insurance fund, and halts the bot', async () => {
    const harness = await calmHarness();
    harness.venue.state.leverages.set(SYMBOL, 20);
    harness.venue.state.marginTypes.set(SYMBOL, 'ISOLATED');
    await enter(harness);
    // Its stop watches the last price; what liquidates is the mark.
    const price = harness.prices.get(SYMBOL)!;
    harness.venue.quote(SYMBOL, { bid: price, ask: price, last: price, mark: price * 0.9 });
    harness.venue.quote(SYMBOL, { bid: price, ask: price });
    await settle(harness);
    expect(await haltOf(harness)).toBe('the exchange has liquidated the long in BTCUSDT');
    expect(await closedOf(harness)).toEqual(['liquidated']);
  });

  it('a position over a funding time pays for it, and one that has closed before it was charged has a late cost', async () => {
    const startMs = Date.UTC(2026, 0, 5, 15, 57);
    const harness = await calmHarness({
      startMs,
      parameters: { maxHoldSeconds: 300, quickExitSeconds: 300 },
    });
    await enter(harness);
    await settle(harness);
    expect((await eventsOf(harness)).filter(({ kind }) => kind === 'funding')).toHaveLength(1);
    const late = await calmHarness();
    await enter(late);
    await settle(late);
    book(late.venue.state, { type: 'FUNDING_FEE', symbol: SYMBOL, amount: decimal(-0.07) });
    await minute(late);
    expect((await eventsOf(late)).at(-1)).toMatchObject({ kind: 'late-cost', symbol: SYMBOL });
    await expectSettled(late);
  });
});
