/**
 * Is a part that fills a normal result: protected as large as it is, closed to the end, and booked once?
 */
import { describe, expect, it } from 'vitest';
import { openQuantity } from '../../lambda/core/ledger/position.ts';
import {
  PROTECTED,
  SYMBOL,
  calmWorld,
  closedOf,
  enter,
  minute,
  nextMinute,
  settle,
  standing,
  stateOf,
  type LiveWorld,
} from './fault-harness.ts';

const priceOf = ({ prices }: LiveWorld) => prices.get(SYMBOL)!;

/** What the book holds on each side from now on. */
function thin({ venue, prices }: LiveWorld, quantity: number): void {
  const price = prices.get(SYMBOL)!;
  venue.quote(SYMBOL, { bid: [price, quantity], ask: [price, quantity] });
}

async function openOf(world: LiveWorld): Promise<number> {
  const [position] = (await stateOf(world)).ledger.positions;
  return position === undefined ? 0 : openQuantity(position);
}

describe('An order that fills in part', () => {
  it('to enter at the market opens what was filled, and protects that', async () => {
    const world = await calmWorld();
    nextMinute(world, { [SYMBOL]: 0.1 });
    thin(world, 0.004);
    await world.watchedTick();
    expect(await openOf(world)).toBe(0.004);
    expect(await standing(world)).toBe(PROTECTED);
    await settle(world);
  });

  it('to take profit rests on, and a stop closes the rest', async () => {
    const world = await calmWorld();
    await enter(world);
    const [takeProfit] = world.venue.books.openOrders;
    world.venue.print(SYMBOL, Number(takeProfit!.price) / 1e8 + 1, 0.002);
    await minute(world);
    expect(await openOf(world)).toBe(0.004);
    expect(await standing(world)).toBe(PROTECTED);
    await minute(world, -0.5);
    expect(await closedOf(world)).toEqual(['hard-stop']);
    await settle(world);
  });

  it('to take profit rests on, and a close for its age closes the rest', async () => {
    const world = await calmWorld();
    await enter(world);
    const [takeProfit] = world.venue.books.openOrders;
    world.venue.print(SYMBOL, Number(takeProfit!.price) / 1e8 + 1, 0.002);
    await settle(world);
    expect(await closedOf(world)).toEqual(['max-hold']);
    expect(world.venue.books.trades).toHaveLength(3);
  });

  it('to take profit, just before it is taken back for a close, makes the close as much smaller', async () => {
    const world = await calmWorld({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(world);
    const [takeProfit] = world.venue.books.openOrders;
    nextMinute(world);
    // The look at the account has been, the cancel has not.
    const { live } = world.ports;
    const report = live!.syncAccount.bind(live);
    live!.syncAccount = async (...args) => {
      const told = await report(...args);
      live!.syncAccount = report;
      world.venue.print(SYMBOL, Number(takeProfit!.price) / 1e8 + 1, 0.002);
      return told;
    };
    await world.watchedTick();
    expect(world.answers.filter((answer) => /exit|cancel/.test(answer))).toEqual([
      'cancel take-profit: cancelled',
      'place exit: filled',
      'cancel stop: cancelled',
    ]);
    await settle(world);
    expect(world.venue.books.trades).toHaveLength(3);
  });

  it('to close leaves the rest under its stop, and closes it with the next step', async () => {
    const world = await calmWorld({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(world);
    nextMinute(world);
    thin(world, 0.004);
    const report = await world.tick();
    expect(await openOf(world)).toBe(0.002);
    expect(await standing(world)).toBe(PROTECTED);
    thin(world, 1);
    await world.watchOn(report);
    expect(await standing(world)).toBe('flat');
    expect(world.venue.books.longestUnprotectedMs()).toBeLessThan(5_000);
    await settle(world);
  });
});

describe('A post-only entry', () => {
  const MAKER = { parameters: { entryStyle: 'maker', makerTimeoutSeconds: 4 } };
  const onceResting = (happens: (world: LiveWorld) => void) => {
    let isDone = false;
    return (world: LiveWorld) => {
      if (isDone || world.venue.books.openOrders.length === 0) return;
      isDone = true;
      happens(world);
    };
  };

  async function makerWorld(happens: (world: LiveWorld) => void): Promise<LiveWorld> {
    const once = onceResting(happens);
    const world: LiveWorld = await calmWorld({ ...MAKER, onPause: () => once(world) });
    return world;
  }

  /** A book in which a bid at the touch rests. */
  async function enterBetween(world: LiveWorld): Promise<void> {
    nextMinute(world, { [SYMBOL]: 0.1 });
    const price = priceOf(world);
    world.venue.quote(SYMBOL, { bid: price, ask: price + 0.1 });
    await world.watchedTick();
  }

  it.each([
    ['all of it', 0.006],
    ['a part of it', 0.002],
  ])('of which %s fills is protected at once, and its rest is taken back', async (_name, quantity) => {
    const world = await makerWorld((resting) => resting.venue.print(SYMBOL, priceOf(resting) - 5, quantity));
    await enterBetween(world);
    expect(await openOf(world)).toBe(quantity);
    expect(await standing(world)).toBe(PROTECTED);
    expect(world.venue.books.openOrders).toHaveLength(1);
    expect(world.venue.books.trades[0]?.isMaker).toBe(true);
    expect(world.venue.books.longestUnprotectedMs()).toBeLessThan(5_000);
    await settle(world);
  });

  it('that nobody meets within makerTimeoutSeconds is taken back', async () => {
    const world = await makerWorld(() => {});
    await enterBetween(world);
    expect(world.answers).toEqual(['place entry: expired']);
    expect(await standing(world)).toBe('flat');
    await settle(world);
    expect(world.venue.books.trades).toEqual([]);
  });

  it.each(['refused', 'expired'] as const)(
    'that would cross is %s by the venue, and is over',
    async (how) => {
      const world = await calmWorld(MAKER);
      world.venue.rules.postOnlyThatTakes = how;
      nextMinute(world, { [SYMBOL]: 0.1 });
      await world.watchedTick();
      expect(world.answers).toEqual([
        how === 'refused' ? 'place entry: rejected would-cross' : 'place entry: expired',
      ]);
      await settle(world);
    },
  );
});
