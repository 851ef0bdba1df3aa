/**
 * Does the stop depend on anything but its entry?
 *
 * Whatever fails beside the entry, the venue measures how long the position was without a stop.
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import type { Ports } from '../../lambda/ports.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { LIVE_BOT, rowsOf, stateOf, type LiveHarness } from './live-harness.ts';
import {
  PROTECTED,
  SYMBOL,
  calmHarness,
  closedOf,
  enter,
  haltOf,
  minute,
  nextMinute,
  settle,
  standing,
  told,
} from './fault-harness.ts';

/** As long as one request takes, and its answer. */
const AT_ONCE_MS = SECOND_MS;

/** Ten seconds or one watch interval, and the request itself. */
const WITHIN_STEP_MS = 11 * SECOND_MS;

const longestMs = ({ venue }: LiveHarness) => venue.books.longestUnprotectedMs();

/** Every commit fails while `isFailing`, as a store that is throttled does. */
function failingCommits(isFailing: (next: BotState) => boolean) {
  return (ports: Ports): Ports => {
    const store = boundStore(ports);
    return {
      ...ports,
      store: {
        ...store,
        commit: (next, ...rest) =>
          isFailing(next) ? Promise.reject(new Error('the store is throttled')) : store.commit(next, ...rest),
      },
    };
  };
}

describe('The stop of an entry', () => {
  it('the stop of an entry goes out right behind it, before anything is read', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    const sent = harness.venue.requests.map(({ method, path }) => `${method} ${path}`);
    const entry = sent.indexOf('POST /fapi/v1/order');
    expect(sent.slice(entry, entry + 2)).toEqual(['POST /fapi/v1/order', 'POST /fapi/v1/algoOrder']);
    expect(longestMs(harness)).toBeLessThan(AT_ONCE_MS);
  });

  it('the stop of an entry rests where the fill was planned, and the ledger holds that price', async () => {
    const harness = await calmHarness({ venue: { rules: { slippageBps: 8 } } });
    await enter(harness);
    const [position] = (await stateOf(harness)).ledger.positions;
    const [resting] = harness.venue.books.openAlgos;
    expect(position?.stopPrice).toBe(Number(resting?.triggerPrice) / 1e8);
    expect(position!.stopPrice / position!.entryPrice).toBeLessThan(0.9975);
  });

  it.each([
    ['the read of the entry', { method: 'GET', path: '/fapi/v1/order' }],
    ['the read of its trades', { method: 'GET', path: '/fapi/v1/userTrades' }],
    ['the account', { method: 'GET', path: '/fapi/v3/account' }],
  ] as const)('the stop of an entry waits for no answer about %s', async (_, where) => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const fault = { kind: 'status', status: 429, retryAfter: '120' } as const;
    harness.venue.fail({ ...where, fault, nth: where.path === '/fapi/v3/account' ? 2 : 1 });
    await harness.watchedTick();
    expect(longestMs(harness)).toBeLessThan(AT_ONCE_MS);
    for (let more = 0; more < 3; more += 1) await minute(harness);
    expect(longestMs(harness)).toBeLessThan(AT_ONCE_MS);
  });

  it('the stop of an entry waits for no price of the currency in which its fee was paid', async () => {
    const harness = await calmHarness({ venue: { rules: { feeAsset: { asset: 'BNB', priceUsd: 600 } } } });
    harness.venue.fail({
      method: 'GET',
      path: '/fapi/v1/klines',
      symbol: 'BNBUSDT',
      fault: { kind: 'refusal', code: -1003 },
      times: Infinity,
    });
    await enter(harness);
    expect(longestMs(harness)).toBeLessThan(AT_ONCE_MS);
  });

  it.each([1, 2, 3])(
    'the stop of an entry waits for no store: commit %i of its tick and all after it fail for five minutes',
    async (first) => {
      let commits = 0;
      let isOver = false;
      const harness = await calmHarness({
        wrap: failingCommits(() => !isOver && (commits += 1) >= first),
      });
      nextMinute(harness, { [SYMBOL]: 0.1 });
      await harness.watchedTick().catch(() => undefined);
      for (let more = 0; more < 5; more += 1) await minute(harness).catch(() => undefined);
      expect(longestMs(harness)).toBeLessThan(AT_ONCE_MS);
      isOver = true;
      await settle(harness);
      expect(longestMs(harness)).toBeLessThan(AT_ONCE_MS);
    },
  );

  it('the stop of an entry that was refused once is sent again within a step, though no commit succeeds', async () => {
    let isFailing = false;
    const harness = await calmHarness({ wrap: failingCommits(() => isFailing) });
    const fault = { kind: 'refusal', code: -1008 } as const;
    harness.venue.fail({ order: 'stop', fault, forMs: 4 * SECOND_MS, when: 'before' });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const { live } = harness.ports;
    const send = live!.send.bind(live);
    live!.send = async (request, context) => {
      const reply = await send(request, context);
      if (request.order.leg === 'entry') isFailing = true;
      return reply;
    };
    await harness.watchedTick().catch(() => undefined);
    expect(longestMs(harness)).toBeLessThan(WITHIN_STEP_MS);
    isFailing = false;
    await settle(harness);
  });

  it('the stop of an entry finds no position yet, and is sent until there is one', async () => {
    const harness = await calmHarness();
    harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -4509 }, times: 3 });
    await enter(harness);
    expect(await standing(harness)).toBe(PROTECTED);
    expect(longestMs(harness)).toBeLessThan(3 * SECOND_MS);
    expect(harness.venue.books.duplicates()).toEqual([]);
  });

  it.each(['silence', 'reset'] as const)(
    'the stop of an entry in doubt goes out all the same (%s after it was accepted)',
    async (kind) => {
      const harness = await calmHarness();
      harness.venue.fail({ order: 'entry', fault: { kind }, when: 'after' });
      await enter(harness);
      expect(longestMs(harness)).toBeLessThan(8 * SECOND_MS);
      await settle(harness);
      expect(harness.venue.books.duplicates()).toEqual([]);
    },
  );

  it('the stop of an entry that is throttled goes out at the next step, and waits for no Retry-After', async () => {
    const harness = await calmHarness();
    const fault = { kind: 'status', status: 429, retryAfter: '120' } as const;
    harness.venue.fail({ order: 'stop', fault, times: 1 });
    await enter(harness);
    expect(longestMs(harness)).toBeLessThan(WITHIN_STEP_MS);
    await settle(harness);
  });

  it('the stop of an entry that an address is banned for is not sent while it is', async () => {
    const harness = await calmHarness();
    const fault = { kind: 'status', status: 418, retryAfter: '30' } as const;
    harness.venue.fail({ order: 'stop', fault, times: 1 });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    const before = harness.venue.requests.length;
    await harness.tick();
    expect(harness.venue.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('the stop of an entry whose item is of the release before is sent when the entry is found in doubt', async () => {
    const harness = await calmHarness();
    harness.venue.fail({ order: 'entry', fault: { kind: 'reset' }, when: 'after' });
    harness.venue.fail({
      method: 'GET',
      path: '/fapi/v1/order',
      fault: { kind: 'reset' },
      forMs: 30 * SECOND_MS,
    });
    harness.venue.fail({ order: 'stop', fault: { kind: 'reset' }, forMs: SECOND_MS, when: 'before' });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    const { store } = harness;
    const state = await stateOf(harness);
    console.log(harness.answers, state.orders);
    const orders = state.orders.filter(({ leg }) => leg === 'entry');
    expect(orders).toHaveLength(1);
    await store.commit({ ...state, orders, version: state.version + 1 }, state.version);
    await harness.watchOn({ ...(await harness.tick()) });
    expect(longestMs(harness)).toBeLessThan(WITHIN_STEP_MS);
  });
});

describe('A stop that another one keeps from resting', () => {
  it('a stop of its owner that closes all is protection: a healthy trade is not closed for it', async () => {
    const harness = await calmHarness();
    const { venue } = harness;
    const fault = { kind: 'refusal', code: -1008 } as const;
    venue.fail({ order: 'stop', fault, forMs: 5 * SECOND_MS, when: 'before' });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    venue.happen({ kind: 'conditional', symbol: SYMBOL, side: 'SELL', triggerPrice: 94_000 });
    await minute(harness);
    await minute(harness);
    expect(await closedOf(harness)).toEqual([]);
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
    expect(await haltOf(harness)).toContain("is not the bot's");
  });
});

describe('An entry whose stop is refused for good', () => {
  const plunge = ({ venue, prices }: LiveHarness) => ({
    kind: 'late' as const,
    get until() {
      const price = prices.get(SYMBOL)! * 0.99;
      venue.quote(SYMBOL, { bid: price, ask: price });
      return Promise.resolve();
    },
  });

  it('an entry whose stop is refused for its price is closed at once, though no commit succeeds after it', async () => {
    let isFailing = false;
    const harness = await calmHarness({ wrap: failingCommits(() => isFailing) });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    harness.venue.fail({ order: 'stop', fault: plunge(harness) });
    const { live } = harness.ports;
    const send = live!.send.bind(live);
    live!.send = (request, context) => {
      isFailing = true;
      return send(request, context);
    };
    await harness.watchedTick().catch(() => undefined);
    expect(harness.venue.books.positions).toEqual([]);
    expect(longestMs(harness)).toBeLessThan(3 * SECOND_MS);
    isFailing = false;
    live!.send = send;
    await settle(harness);
    expect(await closedOf(harness)).toEqual(['unprotected']);
    expect(await haltOf(harness)).toBeUndefined();
  });

  it('a second entry within a day that could not be protected halts the bot [invariant 3]', async () => {
    const harness = await calmHarness({ parameters: { maxTradesPerHour: 30 } });
    const fault = { kind: 'refusal', code: -4045 } as const;
    harness.venue.fail({ order: 'stop', fault, times: Infinity });
    for (let more = 0; more < 6; more += 1) {
      nextMinute(harness, { [SYMBOL]: 0.1 });
      await harness.watchedTick();
    }
    expect(await closedOf(harness)).toEqual(['unprotected', 'unprotected']);
    expect(await haltOf(harness)).toContain('could not be protected');
    expect(told(harness, 'unprotected')).toHaveLength(2);
  });
});

describe('An exit that the venue refuses', () => {
  it('an exit that the venue refuses for two minutes halts the bot with its words [invariant 3b]', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    const fault = { kind: 'refusal', code: -4131 } as const;
    harness.venue.fail({ order: 'exit', fault, times: Infinity });
    for (let more = 0; more < 4; more += 1) await minute(harness);
    expect(await haltOf(harness)).toContain('has not closed the long in BTCUSDT for two minutes');
    const [halted] = told(harness, 'halted');
    expect(halted!.atMs).toBeLessThanOrEqual(harness.venue.timeMs);
    expect((await rowsOf(harness)).filter(({ event }) => event.kind === 'halted')).toHaveLength(1);
  });

  it('an exit waits for no take-profit that cannot be cancelled', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    harness.venue.rules.reduceOnlyTwiceCode = -4118;
    const fault = { kind: 'refusal', code: -1008 } as const;
    harness.venue.fail({ order: 'cancel', fault, forMs: 2 * MINUTE_MS });
    await minute(harness);
    const places = harness.answers.filter((answer) => answer.startsWith('place exit'));
    expect(places.length).toBeGreaterThan(0);
    for (let more = 0; more < 4; more += 1) await minute(harness);
    expect(await closedOf(harness)).toHaveLength(1);
    expect(harness.venue.books.duplicates()).toEqual([]);
  });
});

describe('A post-only entry', () => {
  it('a post-only entry that is filled in part is protected at the look that shows it, not when it is over', async () => {
    const parameters = { entryStyle: 'maker', makerTimeoutSeconds: 30 } as const;
    const harness: LiveHarness = await calmHarness({
      parameters,
      onPause: () => {
        const { venue, prices } = harness;
        const resting = venue.books.openOrders.some(({ clientOrderId }) => clientOrderId.endsWith('-e'));
        if (!resting || venue.books.positions.length > 0) return;
        venue.happen({
          kind: 'order',
          symbol: SYMBOL,
          side: 'SELL',
          quantity: 0.002,
          price: prices.get(SYMBOL)!,
        });
      },
    });
    await enter(harness);
    expect(longestMs(harness)).toBeLessThan(2 * SECOND_MS);
    expect((await stateOf(harness)).botId).toBe(LIVE_BOT);
  });
});
