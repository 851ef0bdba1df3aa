/**
 * What does the bot do when the venue is late, when it is late itself, and when clocks disagree?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
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
  type LiveWorld,
} from './fault-harness.ts';

/** Nothing moves any more, in the minutes that were slept through either. */
function standStill({ venue, prices }: LiveWorld): void {
  const price = prices.get(SYMBOL)!;
  venue.barOf = () => ({ open: price, high: price, low: price, close: price, volume: 10 });
}

describe('A sender that is frozen for a minute between its commit and its request', () => {
  it.each(['entry', 'stop', 'take-profit', 'exit'] as const)(
    'to place the %s is refused by the venue, and what it meant to do is done once',
    async (leg) => {
      let isFrozen = false;
      const world: LiveWorld = await calmWorld({
        parameters: { quickExitSeconds: 120, maxHoldSeconds: 120 },
        wrap: (ports) => {
          const live = ports.live!;
          const send: typeof live.send = (request, context) => {
            if (request.kind === 'place' && request.order.leg === leg && !isFrozen) {
              isFrozen = true;
              world.venue.timeMs += MINUTE_MS;
            }
            return live.send(request, context);
          };
          return { ...ports, live: { ...live, send } };
        },
      });
      await enter(world);
      standStill(world);
      await settle(world);
      expect(isFrozen).toBe(true);
      expect(world.answers).toContain(`place ${leg}: rejected clock`);
      expect(world.venue.books.duplicates()).toEqual([]);
      expect(world.venue.books.trades.length).toBe(leg === 'entry' ? 0 : 2);
      // The minute in which it was frozen, and the one after.
      expect(world.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS + MINUTE_MS);
    },
  );

  it('whose request arrives after a minute is refused as well', async () => {
    const world = await calmWorld();
    const fault = {
      kind: 'late',
      get until() {
        world.venue.timeMs += MINUTE_MS;
        return Promise.resolve();
      },
    } as const;
    world.venue.fail({
      method: 'POST',
      path: '/fapi/v1/order',
      clientId: /-e$/,
      fault,
    });
    await enter(world);
    standStill(world);
    expect(world.venue.books.trades).toEqual([]);
    await settle(world);
  });
});

describe('A venue that shows late', () => {
  it.each([
    ['orders', 'orderVisibleAfterMs', 5],
    ['lists of orders', 'listVisibleAfterMs', 5],
    ['trades', 'tradeVisibleAfterMs', 5],
    ['orders, by more than the bot waits', 'orderVisibleAfterMs', 25],
    ['trades, by more than the bot waits', 'tradeVisibleAfterMs', 25],
  ] as const)('%s is waited for: nothing is doubled', async (_name, rule, seconds) => {
    const world = await calmWorld();
    world.venue.rules[rule] = seconds * SECOND_MS;
    await enter(world);
    await minute(world);
    expect(await standing(world)).toBe(PROTECTED);
    expect(world.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
    await settle(world);
    expect(world.venue.books.trades).toHaveLength(2);
  });

  it('that a stop has triggered is waited for: its fill is booked once', async () => {
    const world = await calmWorld();
    await enter(world);
    world.venue.rules.triggerDelayMs = 3 * SECOND_MS;
    world.venue.rules.finishDelayMs = 3 * SECOND_MS;
    await minute(world, -0.5);
    await settle(world);
    expect(await closedOf(world)).toHaveLength(1);
    expect(world.venue.books.trades).toHaveLength(2);
  });

  it('that the stop has closed the position refuses the close, and the stop is what is booked', async () => {
    const world = await calmWorld({ parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 } });
    await enter(world);
    nextMinute(world);
    const { live } = world.ports;
    const report = live!.syncAccount.bind(live);
    live!.syncAccount = async (...args) => {
      const told = await report(...args);
      live!.syncAccount = report;
      const price = world.prices.get(SYMBOL)! * 0.99;
      world.venue.quote(SYMBOL, { bid: price, ask: price });
      return told;
    };
    await world.watchedTick();
    expect(world.answers).toContain('place exit: rejected nothing-to-reduce');
    expect(await closedOf(world)).toEqual(['hard-stop']);
    await settle(world);
  });
});

describe('A stop', () => {
  it('whose price the market has passed already is not asked for twice: the position is closed', async () => {
    const world = await calmWorld();
    nextMinute(world, { [SYMBOL]: 0.1 });
    const { live } = world.ports;
    const send = live!.send.bind(live);
    live!.send = (request, context) => {
      const price = world.prices.get(SYMBOL)! * 0.99;
      if (request.order.leg === 'stop') world.venue.quote(SYMBOL, { bid: price, ask: price });
      return send(request, context);
    };
    await world.watchedTick();
    expect(world.answers.slice(0, 3)).toEqual([
      'place entry: filled',
      'place stop: rejected would-trigger',
      'place exit: filled',
    ]);
    expect(await closedOf(world)).toEqual(['unprotected']);
    await settle(world);
  });

  it('that is refused in the minute after its entry as well is not asked for again: the position is closed', async () => {
    const world = await calmWorld();
    const fault = { kind: 'refusal', code: -4045 } as const;
    world.venue.fail({ method: 'POST', path: '/fapi/v1/algoOrder', fault, times: 100 });
    await enter(world);
    await minute(world);
    expect(await closedOf(world)).toEqual(['unprotected']);
    expect(world.alerts.map(({ kind }) => kind)).toContain('unprotected');
    expect(world.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
    await settle(world);
  });
});
