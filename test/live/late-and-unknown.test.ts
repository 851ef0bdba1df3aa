/**
 * What does the bot do when the venue is late, when it is late itself, and when clocks disagree?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import {
  PROTECTED,
  SYMBOL,
  accept,
  byHand,
  calmHarness,
  closedOf,
  enter,
  haltOf,
  minute,
  nextMinute,
  settle,
  standStill,
  standing,
  told,
  type LiveHarness,
  meanwhile,
} from './fault-harness.ts';

describe('A sender that is frozen for a minute between its commit and its request', () => {
  it.each(['entry', 'take-profit', 'exit'] as const)(
    'a sender frozen for a minute before its request to place the %s is refused by the venue, and what it meant is done once',
    async (leg) => {
      let isFrozen = false;
      const harness: LiveHarness = await calmHarness({
        parameters: { quickExitSeconds: 120, maxHoldSeconds: 120 },
        wrap: (ports) => {
          const live = ports.live!;
          const send: typeof live.send = (request, context) => {
            if (request.kind === 'place' && request.order.leg === leg && !isFrozen) {
              isFrozen = true;
              harness.venue.timeMs += MINUTE_MS;
            }
            return live.send(request, context);
          };
          return { ...ports, live: { ...live, send } };
        },
      });
      await enter(harness);
      standStill(harness);
      await settle(harness);
      expect(isFrozen).toBe(true);
      expect(harness.answers).toContain(`place ${leg}: rejected clock`);
      expect(harness.venue.books.duplicates()).toEqual([]);
      expect(harness.venue.books.trades.length).toBe(leg === 'entry' ? 0 : 2);
      // The minute in which it was frozen, and the one after.
      expect(harness.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS + MINUTE_MS);
    },
  );

  it('a sender frozen for a minute whose request arrives after it is refused as well', async () => {
    const harness = await calmHarness();
    const fault = meanwhile(() => {
      harness.venue.timeMs += MINUTE_MS;
    });
    harness.venue.fail({
      method: 'POST',
      path: '/fapi/v1/order',
      clientId: /-e$/,
      fault,
    });
    await enter(harness);
    standStill(harness);
    expect(harness.venue.books.trades).toEqual([]);
    await settle(harness);
  });
});

describe('A sender that is frozen past the end of its invocation', () => {
  const frozen = (harness: LiveHarness) =>
    meanwhile(() => {
      harness.venue.timeMs += 2 * MINUTE_MS;
    });
  const sent = ({ venue }: LiveHarness, order: string) =>
    venue.requests.filter((asked) => asked.order === order);

  it('a sender frozen behind its entry sends no stop when it wakes up: the next tick does', async () => {
    const harness = await calmHarness({ parameters: { quickExitSeconds: 300, maxHoldSeconds: 300 } });
    harness.venue.fail({ order: 'entry', when: 'after', fault: frozen(harness) });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    expect(sent(harness, 'stop')).toEqual([]);
    standStill(harness);
    await minute(harness);
    expect(await standing(harness)).toBe(PROTECTED);
    await settle(harness);
    expect(harness.venue.books.duplicates()).toEqual([]);
  });

  it('a sender frozen behind a stop that its price has passed sends no close when it wakes up: the next tick does', async () => {
    const harness = await calmHarness();
    const plunge = meanwhile(() => {
      const price = harness.prices.get(SYMBOL)! * 0.99;
      harness.venue.quote(SYMBOL, { bid: price, ask: price });
    });
    harness.venue.fail({ order: 'entry', when: 'after', fault: plunge });
    harness.venue.fail({ order: 'stop', when: 'after', fault: frozen(harness) });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    expect(sent(harness, 'exit')).toEqual([]);
    standStill(harness);
    await settle(harness);
    expect(sent(harness, 'exit')).toHaveLength(1);
  });
});

describe('A venue that shows late', () => {
  it.each([
    ['orders', 'orderVisibleAfterMs', 5],
    ['lists of orders', 'listVisibleAfterMs', 5],
    ['trades', 'tradeVisibleAfterMs', 5],
    ['orders, by more than the bot waits', 'orderVisibleAfterMs', 25],
    ['trades, by more than the bot waits', 'tradeVisibleAfterMs', 25],
  ] as const)(
    'a venue that shows late %s is waited for: nothing is doubled [invariant 3b]',
    async (_name, rule, seconds) => {
      const harness = await calmHarness();
      harness.venue.rules[rule] = seconds * SECOND_MS;
      await enter(harness);
      await minute(harness);
      expect(await standing(harness)).toBe(PROTECTED);
      expect(harness.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
      await settle(harness);
      expect(harness.venue.books.trades).toHaveLength(2);
    },
  );

  it('a venue that shows late that a stop has triggered is waited for: its fill is booked once', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.rules.triggerDelayMs = 3 * SECOND_MS;
    harness.venue.rules.finishDelayMs = 3 * SECOND_MS;
    await minute(harness, -0.5);
    await settle(harness);
    expect(await closedOf(harness)).toHaveLength(1);
    expect(harness.venue.books.trades).toHaveLength(2);
  });

  it('a venue that shows late that the stop has closed the position refuses the close, and the stop is booked', async () => {
    const harness = await calmHarness({ parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 } });
    await enter(harness);
    nextMinute(harness);
    const { live } = harness.ports;
    const report = live!.syncAccount.bind(live);
    live!.syncAccount = async (...args) => {
      const told = await report(...args);
      live!.syncAccount = report;
      const price = harness.prices.get(SYMBOL)! * 0.99;
      harness.venue.quote(SYMBOL, { bid: price, ask: price });
      return told;
    };
    await harness.watchedTick();
    expect(harness.answers).toContain('place exit: rejected nothing-to-reduce');
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    await settle(harness);
  });
});

describe('A stop', () => {
  it('a stop whose price the market has passed already is not asked for twice: the position is closed', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    // Between the entry and its stop.
    const fault = meanwhile(() => {
      const price = harness.prices.get(SYMBOL)! * 0.99;
      harness.venue.quote(SYMBOL, { bid: price, ask: price });
    });
    harness.venue.fail({ method: 'POST', path: '/fapi/v1/algoOrder', fault });
    await harness.watchedTick();
    expect(harness.answers.slice(0, 3)).toEqual([
      'place entry: filled',
      'place stop: rejected would-trigger',
      'place exit: filled',
    ]);
    expect(await closedOf(harness)).toEqual(['unprotected']);
    await settle(harness);
  });

  it('a stop that is refused in the minute after its entry as well is not asked for again: the position is closed', async () => {
    const harness = await calmHarness();
    const fault = { kind: 'refusal', code: -4045 } as const;
    harness.venue.fail({ method: 'POST', path: '/fapi/v1/algoOrder', fault, times: 100 });
    await enter(harness);
    await minute(harness);
    expect(await closedOf(harness)).toEqual(['unprotected']);
    expect(harness.alerts.map(({ kind }) => kind)).toContain('unprotected');
    expect(harness.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
    await settle(harness);
  });
});

describe('An entry that was lost beside a position of somebody else', () => {
  it('an entry lost beside a position that is older than it is in doubt for two minutes at most, a person is told of the position, and the bot goes on without it', async () => {
    let isBought = false;
    const harness: LiveHarness = await calmHarness({
      wrap: (ports) => {
        const live = ports.live!;
        const syncAccount: typeof live.syncAccount = async (...look) => {
          const report = await live.syncAccount(...look);
          if (!isBought) byHand(harness, 'BUY', 0.004);
          isBought = true;
          harness.venue.timeMs += SECOND_MS;
          return report;
        };
        return { ...ports, live: { ...live, syncAccount } };
      },
    });
    harness.venue.fail({ order: 'entry', fault: { kind: 'reset' }, when: 'before' });
    await enter(harness);
    expect(await standing(harness)).toMatch(/^flat, entry in doubt/);
    await minute(harness);
    await minute(harness);
    expect(await standing(harness)).toBe('flat');
    expect(await haltOf(harness)).toContain(`a long of 0.004 in ${SYMBOL} is not the bot's`);
    expect(told(harness, 'halted')).toHaveLength(1);
    byHand(harness, 'SELL', 0.004);
    await minute(harness);
    await accept(harness, '1');
    await minute(harness);
    expect([await haltOf(harness), await standing(harness)]).toEqual([undefined, 'flat']);
  });
});
