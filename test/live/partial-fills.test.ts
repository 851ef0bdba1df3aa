/**
 * Is a part that fills a normal result: protected as large as it is, closed to the end, and booked once?
 */
import { describe, expect, it } from 'vitest';
import { openQuantity } from '../../lambda/core/ledger/position.ts';
import {
  PROTECTED,
  SYMBOL,
  calmHarness,
  closedOf,
  enter,
  minute,
  nextMinute,
  settle,
  standing,
  stateOf,
  type LiveHarness,
  meanwhile,
} from './fault-harness.ts';

const priceOf = ({ prices }: LiveHarness) => prices.get(SYMBOL)!;

/** What the book holds on each side from now on. */
function thin({ venue, prices }: LiveHarness, quantity: number): void {
  const price = prices.get(SYMBOL)!;
  venue.quote(SYMBOL, { bid: [price, quantity], ask: [price, quantity] });
}

async function openOf(harness: LiveHarness): Promise<number> {
  const [position] = (await stateOf(harness)).ledger.positions;
  return position === undefined ? 0 : openQuantity(position);
}

describe('An order that fills in part', () => {
  it('an order that fills in part to enter at the market opens what was filled, and protects that', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    thin(harness, 0.004);
    await harness.watchedTick();
    expect(await openOf(harness)).toBe(0.004);
    expect(await standing(harness)).toBe(PROTECTED);
    await settle(harness);
  });

  it('an order that fills in part to take profit rests on, and a stop closes the rest', async () => {
    const harness = await calmHarness();
    await enter(harness);
    const [takeProfit] = harness.venue.books.openOrders;
    harness.venue.print(SYMBOL, Number(takeProfit!.price) / 1e8 + 1, 0.002);
    await minute(harness);
    expect(await openOf(harness)).toBe(0.004);
    expect(await standing(harness)).toBe(PROTECTED);
    await minute(harness, -0.5);
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    await settle(harness);
  });

  it('an order that fills in part to take profit rests on, and a close for its age closes the rest', async () => {
    const harness = await calmHarness();
    await enter(harness);
    const [takeProfit] = harness.venue.books.openOrders;
    harness.venue.print(SYMBOL, Number(takeProfit!.price) / 1e8 + 1, 0.002);
    await settle(harness);
    expect(await closedOf(harness)).toEqual(['max-hold']);
    expect(harness.venue.books.trades).toHaveLength(3);
  });

  it('an order that fills in part to take profit, just before it is taken back for a close, makes the close as much smaller', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    const [takeProfit] = harness.venue.books.openOrders;
    nextMinute(harness);
    // The look at the account has been, the cancel has not.
    const { live } = harness.ports;
    const report = live!.syncAccount.bind(live);
    live!.syncAccount = async (...args) => {
      const told = await report(...args);
      live!.syncAccount = report;
      harness.venue.print(SYMBOL, Number(takeProfit!.price) / 1e8 + 1, 0.002);
      return told;
    };
    await harness.watchedTick();
    expect(harness.answers.filter((answer) => /exit|cancel/.test(answer))).toEqual([
      'cancel take-profit: cancelled',
      'place exit: filled',
      'cancel stop: cancelled',
    ]);
    await settle(harness);
    expect(harness.venue.books.trades).toHaveLength(3);
  });

  it('an order that fills in part to close leaves the rest under its stop, and closes it with the next step', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    nextMinute(harness);
    thin(harness, 0.004);
    const report = await harness.tick();
    expect(await openOf(harness)).toBe(0.002);
    expect(await standing(harness)).toBe(PROTECTED);
    thin(harness, 1);
    await harness.watchOn(report);
    expect(await standing(harness)).toBe('flat');
    expect(harness.venue.books.longestUnprotectedMs()).toBeLessThan(5_000);
    await settle(harness);
  });
});

describe('A post-only entry', () => {
  const MAKER = { parameters: { entryStyle: 'maker', makerTimeoutSeconds: 4 } };
  const onceResting = (happens: (harness: LiveHarness) => void) => {
    let isDone = false;
    return (harness: LiveHarness) => {
      if (isDone || harness.venue.books.openOrders.length === 0) return;
      isDone = true;
      happens(harness);
    };
  };

  async function makerHarness(happens: (harness: LiveHarness) => void): Promise<LiveHarness> {
    const once = onceResting(happens);
    const harness: LiveHarness = await calmHarness({ ...MAKER, onPause: () => once(harness) });
    return harness;
  }

  /** A book in which a bid at the touch rests. */
  async function enterBetween(harness: LiveHarness): Promise<void> {
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const price = priceOf(harness);
    harness.venue.quote(SYMBOL, { bid: price, ask: price + 0.1 });
    await harness.watchedTick();
  }

  it.each([
    ['all of it', 0.006],
    ['a part of it', 0.002],
  ])(
    'a post-only entry of which %s fills is protected at once, and its rest is taken back',
    async (_name, quantity) => {
      const harness = await makerHarness((resting) =>
        resting.venue.print(SYMBOL, priceOf(resting) - 5, quantity),
      );
      await enterBetween(harness);
      expect(await openOf(harness)).toBe(quantity);
      expect(await standing(harness)).toBe(PROTECTED);
      expect(harness.venue.books.openOrders).toHaveLength(1);
      expect(harness.venue.books.trades[0]?.isMaker).toBe(true);
      expect(harness.venue.books.longestUnprotectedMs()).toBeLessThan(5_000);
      await settle(harness);
    },
  );

  it('a post-only entry in doubt that fills as the next look takes it back is protected at that look', async () => {
    const harness = await calmHarness(MAKER);
    const { venue } = harness;
    const lookedUp = { method: 'GET', path: '/fapi/v1/order', clientId: /-e$/ } as const;
    venue.fail({ order: 'entry', when: 'after', fault: { kind: 'reset' } });
    venue.fail({ ...lookedUp, fault: { kind: 'reset' }, times: Infinity });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const price = priceOf(harness);
    venue.quote(SYMBOL, { bid: price, ask: price + 0.1 });
    const report = await harness.tick();
    expect(await standing(harness)).toBe('flat, entry in doubt, stop intended');
    venue.faults.clear();
    const met = meanwhile(() => {
      venue.print(SYMBOL, price - 5, 0.002);
    });
    venue.fail({ ...lookedUp, fault: met });
    await harness.watchOn(report);
    expect(await openOf(harness)).toBe(0.002);
    expect(venue.books.longestUnprotectedMs()).toBeLessThan(2_000);
    await settle(harness);
  });

  it('a post-only entry that nobody meets within makerTimeoutSeconds is taken back', async () => {
    const harness = await makerHarness(() => {});
    await enterBetween(harness);
    expect(harness.answers).toEqual(['place entry: expired']);
    expect(await standing(harness)).toBe('flat');
    await settle(harness);
    expect(harness.venue.books.trades).toEqual([]);
  });

  it.each(['refused', 'expired'] as const)(
    'a post-only entry that would cross is %s by the venue, and is over',
    async (how) => {
      const harness = await calmHarness(MAKER);
      harness.venue.rules.postOnlyThatTakes = how;
      nextMinute(harness, { [SYMBOL]: 0.1 });
      await harness.watchedTick();
      expect(harness.answers).toEqual([
        how === 'refused' ? 'place entry: rejected would-cross' : 'place entry: expired',
      ]);
      await settle(harness);
    },
  );
});
