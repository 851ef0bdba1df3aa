/**
 * Does the stop depend on anything but its entry?
 *
 * Whatever fails beside the entry, the venue measures how long the position was without a stop.
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { failingCommits, storeDown } from './failing-commits.ts';
import { stateOf, type LiveHarness } from './live-harness.ts';
import {
  PROTECTED,
  SYMBOL,
  calmHarness,
  enter,
  minute,
  nextMinute,
  settle,
  standing,
  meanwhile,
} from './fault-harness.ts';

/** As long as one request takes, and its answer. */
const AT_ONCE_MS = SECOND_MS;

/** Ten seconds or one watch interval, and the request itself. */
const WITHIN_STEP_MS = 11 * SECOND_MS;

const longestMs = ({ venue }: LiveHarness) => venue.books.longestUnprotectedMs();

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
    nextMinute(harness, { [SYMBOL]: 0.1 });
    harness.venue.fail({ order: 'stop', fault, forMs: 4 * SECOND_MS, when: 'before' });
    const { live } = harness.ports;
    const send = live!.send.bind(live);
    live!.send = async (request, context) => {
      const reply = await send(request, context);
      if (request.order.leg === 'entry') isFailing = true;
      return reply;
    };
    await harness.watchedTick().catch(() => undefined);
    expect(harness.answers).toContain('place stop: rejected unavailable');
    expect(longestMs(harness)).toBeLessThan(WITHIN_STEP_MS);
    isFailing = false;
    await settle(harness);
  });

  it('the stop of an entry that was refused once is sent again within a step, though the store cannot even be read', async () => {
    let isDown = false;
    const harness = await calmHarness({ wrap: storeDown(() => isDown) });
    const fault = { kind: 'refusal', code: -1008 } as const;
    harness.venue.fail({ order: 'stop', fault, times: 1 });
    const down = meanwhile(() => {
      isDown = true;
    });
    harness.venue.fail({ order: 'entry', when: 'after', fault: down });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await expect(harness.watchedTick()).rejects.toThrow('the store is');
    expect(longestMs(harness)).toBeLessThan(WITHIN_STEP_MS);
    const sent = harness.venue.requests.filter(({ order }) => order === 'stop');
    // What rests is found, and not sent again.
    expect(sent.map(({ answered }) => answered?.status)).toEqual([undefined, 200]);
    isDown = false;
    await settle(harness);
    expect(harness.venue.books.duplicates()).toEqual([]);
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
    // Nothing of the entry can be read, and no stop arrives, until its tick is over.
    harness.venue.fail({
      method: 'GET',
      path: '/fapi/v1/order',
      fault: { kind: 'reset' },
      times: 8,
    });
    harness.venue.fail({ order: 'stop', fault: { kind: 'reset' }, times: 3, when: 'before' });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.tick();
    const { store } = harness;
    const state = await stateOf(harness);
    const orders = state.orders.filter(({ leg }) => leg === 'entry');
    expect(orders).toHaveLength(1);
    await store.commit({ ...state, orders, version: state.version + 1 }, state.version);
    await harness.watchOn({ ...(await harness.tick()) });
    expect(longestMs(harness)).toBeLessThan(WITHIN_STEP_MS);
  });
});

describe('A stop in doubt', () => {
  /** As an invocation leaves it that died before its last commit. */
  async function inDoubt(harness: LiveHarness): Promise<void> {
    const state = await stateOf(harness);
    const orders = state.orders.map((order) =>
      order.leg === 'stop' ? ({ ...order, status: 'unknown' } as const) : order,
    );
    await harness.store.commit({ ...state, orders, version: state.version + 1 }, state.version);
  }

  const stopsSent = ({ venue }: LiveHarness) =>
    venue.requests.filter(({ method, path }) => method === 'POST' && path === '/fapi/v1/algoOrder').length;

  it('a stop in doubt that rests is found, and not sent again', async () => {
    const harness = await calmHarness();
    await enter(harness);
    await inDoubt(harness);
    await minute(harness);
    expect(await standing(harness)).toBe(PROTECTED);
    expect(stopsSent(harness)).toBe(1);
  });

  it('a stop in doubt that is over is not sent again: its id is used once, and another one follows', async () => {
    const harness = await calmHarness();
    await enter(harness);
    await inDoubt(harness);
    const [stop] = harness.venue.books.openAlgos;
    harness.venue.happen({ kind: 'end-conditional', clientId: stop!.clientAlgoId, status: 'EXPIRED' });
    await minute(harness);
    expect(harness.venue.books.duplicates()).toEqual([]);
    expect(await standing(harness)).toBe(PROTECTED);
    // From the last watch step of a minute to the tick of the next.
    expect(longestMs(harness)).toBeLessThan(13 * SECOND_MS);
  });
});
