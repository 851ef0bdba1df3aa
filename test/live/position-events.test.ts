/**
 * What does the bot make of what others do to its position: its owner, the venue, time?
 */
import { describe, expect, it } from 'vitest';
import { book } from '../venue/account.ts';
import { decimal } from '../venue/decimal.ts';
import {
  PROTECTED,
  SYMBOL,
  accept,
  byHand,
  calmWorld,
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
  it('that its owner closes by hand is booked with what it came to, halts the bot and is swept', async () => {
    const world = await calmWorld();
    await enter(world);
    byHand(world, 'SELL', 0.006);
    await minute(world);
    expect(await haltOf(world)).toBe("the long in BTCUSDT was closed by an order that is not the bot's");
    expect(await closedOf(world)).toEqual(['flatten']);
    await minute(world);
    await expectSettled(world);
    await accept(world, 'a');
    await minute(world);
    expect(await haltOf(world)).toBeUndefined();
    expect(told(world, 'halted')).toHaveLength(1);
  });

  it('of which its owner closes a part halts the bot, and the rest is closed by the rules', async () => {
    const world = await calmWorld();
    await enter(world);
    byHand(world, 'SELL', 0.002);
    await minute(world);
    expect(await haltOf(world)).toContain('BTCUSDT is a long of 0.004, the ledger has a long of 0.006');
    expect(await standing(world)).toBe(PROTECTED);
    await settle(world);
  });

  it('that is liquidated is booked with the insurance fund, and halts the bot', async () => {
    const world = await calmWorld();
    world.venue.state.leverages.set(SYMBOL, 20);
    world.venue.state.marginTypes.set(SYMBOL, 'ISOLATED');
    await enter(world);
    // Its stop watches the last price; what liquidates is the mark.
    const price = world.prices.get(SYMBOL)!;
    world.venue.quote(SYMBOL, { bid: price, ask: price, last: price, mark: price * 0.9 });
    world.venue.quote(SYMBOL, { bid: price, ask: price });
    await settle(world);
    expect(await haltOf(world)).toBe('the exchange has liquidated the long in BTCUSDT');
    expect(await closedOf(world)).toEqual(['liquidated']);
  });

  it('over a funding time pays for it, and one that has closed before it was charged has a late cost', async () => {
    const startMs = Date.UTC(2026, 0, 5, 15, 57);
    const world = await calmWorld({ startMs, parameters: { maxHoldSeconds: 300, quickExitSeconds: 300 } });
    await enter(world);
    await settle(world);
    expect((await eventsOf(world)).filter(({ kind }) => kind === 'funding')).toHaveLength(1);
    const late = await calmWorld();
    await enter(late);
    await settle(late);
    book(late.venue.state, { type: 'FUNDING_FEE', symbol: SYMBOL, amount: decimal(-0.07) });
    await minute(late);
    expect((await eventsOf(late)).at(-1)).toMatchObject({ kind: 'late-cost', symbol: SYMBOL });
    await expectSettled(late);
  });

  it('whose fees are paid in BNB costs their dollars, which are the owner’s transfer', async () => {
    const world = await calmWorld();
    world.venue.rules.bnbPriceUsd = 600;
    book(world.venue.state, { type: 'TRANSFER', asset: 'BNB', amount: decimal(1) });
    await enter(world);
    await settle(world);
    await minute(world);
    const events = await eventsOf(world);
    const [trade] = events.flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
    const paid = events.flatMap((event) => (event.kind === 'transfer' ? [event.amountUsd] : []));
    expect(paid).toHaveLength(2);
    expect(paid[0]! + paid[1]!).toBe(trade!.feesUsd);
    expect(await haltOf(world)).toBeUndefined();
    await expectSettled(world);
  });
});
