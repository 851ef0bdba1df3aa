/**
 * What does the bot do when its clock is far off, when its time runs out, and when it or its request wakes up late?
 */
import { describe, expect, it } from 'vitest';
import { runTick } from '../../lambda/agent.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { ClockError } from '../../lambda/tick/venue-time.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import {
  PROTECTED,
  SYMBOL,
  calmHarness,
  closedOf,
  enter,
  minute,
  nextMinute,
  settle,
  standStill,
  standing,
  stateOf,
  type LiveHarness,
} from './fault-harness.ts';
import { LIVE_BOT } from './live-harness.ts';

const BOT = { id: LIVE_BOT, symbols: [SYMBOL] };

/** A tick whose invocation the platform ends so soon. */
const tickWith = ({ venue, ports }: LiveHarness, leftMs: number) =>
  runTick(BOT, ports, { id: 'short of time', deadlineMs: venue.timeMs + leftMs });

const posts = ({ venue }: LiveHarness) => venue.requests.filter(({ method }) => method !== 'GET');

describe('A tick with little time left', () => {
  it('a tick with less time left than an entry and its stop need opens nothing (deadline)', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    expect((await tickWith(harness, 14_999)).noEntry).toBe('deadline');
    expect(posts(harness)).toEqual([]);
  });

  it('a tick with just enough time left protects what it enters, even where the entry gets no answer', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    harness.venue.fail({ order: 'entry', fault: { kind: 'silence' }, when: 'after' });
    const untilMs = harness.venue.timeMs + 15 * SECOND_MS;
    expect((await tickWith(harness, 15 * SECOND_MS)).noEntry).toBeUndefined();
    expect(harness.venue.books.openAlgos).toHaveLength(1);
    expect(harness.venue.timeMs).toBeLessThan(untilMs);
    expect(harness.venue.books.longestUnprotectedMs()).toBeLessThan(8 * SECOND_MS);
  });

  it('a tick with less time left than a round of orders needs begins none, and the next one does it', async () => {
    const harness = await calmHarness({ parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 } });
    await enter(harness);
    nextMinute(harness);
    const before = posts(harness).length;
    await tickWith(harness, 2_999);
    expect(posts(harness)).toHaveLength(before);
    expect(await standing(harness)).toBe(PROTECTED);
    await minute(harness);
    expect(await closedOf(harness)).toEqual(['max-hold']);
    await settle(harness);
  });
});

describe('A sender that wakes up late', () => {
  it.each(['entry', 'exit'] as const)(
    'a sender that wakes up a minute after the commit of its %s sends nothing, and the venue need not refuse it',
    async (leg) => {
      let sleepsMs = 0;
      const harness: LiveHarness = await calmHarness({
        parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 },
        wrap: (ports) => {
          const store = boundStore(ports);
          const commit: typeof store.commit = async (next, ...rest) => {
            const written = await store.commit(next, ...rest);
            const isMeant = next.orders.some((order) => order.leg === leg && order.status === 'intended');
            if (isMeant) {
              harness.venue.timeMs += sleepsMs;
              sleepsMs = 0;
            }
            return written;
          };
          return { ...ports, store: { ...store, commit } };
        },
      });
      if (leg === 'exit') await enter(harness);
      nextMinute(harness, { [SYMBOL]: leg === 'entry' ? 0.1 : 0 });
      sleepsMs = MINUTE_MS;
      const before = posts(harness).length;
      const report = await harness.tick();
      expect(sleepsMs).toBe(0);
      expect(posts(harness)).toHaveLength(before);
      standStill(harness);
      if (leg === 'entry') expect(report.verdicts).toMatchObject([{ kind: 'unsent' }]);
      await minute(harness);
      await settle(harness);
      expect(harness.venue.books.trades).toHaveLength(leg === 'entry' ? 0 : 2);
    },
  );
});

describe('A clock', () => {
  it.each([
    ['behind', -6, 'repeated-tick'],
    ['ahead of', 6, 'no-quote'],
  ])('a clock far %s the venue sends nothing, and uses no minute up', async (_name, minutes, noEntry) => {
    const harness = await calmHarness();
    await enter(harness);
    nextMinute(harness);
    const { venue, ports } = harness;
    const [{ tickMs }, before] = [await stateOf(harness), posts(harness).length];
    const clock = { nowMs: () => venue.timeMs + minutes * MINUTE_MS };
    const invocation = { id: 'off', deadlineMs: clock.nowMs() + 55 * SECOND_MS };
    expect((await runTick(BOT, { ...ports, clock }, invocation)).noEntry).toBe(noEntry);
    expect(posts(harness)).toHaveLength(before);
    expect((await stateOf(harness)).tickMs).toBe(tickMs);
    await harness.watchedTick();
    await settle(harness);
    expect(venue.books.longestUnprotectedMs()).toBeLessThan(SECOND_MS);
  });

  /** Quotes of these markets come with a time that is so far off. */
  function quotesOff(harness: LiveHarness, symbols: readonly string[], offMs: number): void {
    const live = harness.ports.live!;
    const observe = live.observe.bind(live);
    live.observe = async (...args) =>
      (await observe(...args)).map((view) =>
        view.quote === undefined || !symbols.includes(view.market.symbol)
          ? view
          : { ...view, quote: { ...view.quote, timeMs: view.quote.timeMs + offMs } },
      );
  }

  it.each([-6, 6])(
    'a clock that every quote contradicts by %i minutes writes and sends nothing',
    async (off) => {
      const harness = await calmHarness();
      await enter(harness);
      quotesOff(harness, [SYMBOL], off * MINUTE_MS);
      nextMinute(harness, { [SYMBOL]: 0.1 });
      const [{ version }, before] = [await stateOf(harness), posts(harness).length];
      await expect(harness.tick()).rejects.toThrow(ClockError);
      expect(posts(harness)).toHaveLength(before);
      expect((await stateOf(harness)).version).toBe(version);
    },
  );

  it('a clock that one of two quotes contradicts goes on in the other market', async () => {
    const harness = await calmHarness({ symbols: [SYMBOL, 'ETHUSDT'], parameters: { maxTradesPerHour: 2 } });
    quotesOff(harness, [SYMBOL], -6 * MINUTE_MS);
    nextMinute(harness, { [SYMBOL]: 0.1, ETHUSDT: 0.1 });
    const { verdicts } = await harness.tick();
    const entered = verdicts.filter(({ kind }) => kind === 'entered');
    expect(entered).toMatchObject([{ symbol: 'ETHUSDT' }]);
  });

  it('a clock that no quote confirms uses no minute up: the same minute enters once there is one', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    harness.venue.fail({
      path: 'ticker/bookTicker',
      fault: { kind: 'status', status: 502, body: '' },
      times: 3,
    });
    expect((await harness.tick()).noEntry).toBe('no-quote');
    harness.venue.faults.clear();
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
  });
});

describe('An entry that arrives after its sender has given it up', () => {
  /** Delivers the entry as late as the venue still accepts it: before the step's stop is sent, or after. */
  async function arrivingLate(deliveredBy: 'GET /fapi/v3/account' | 'POST /fapi/v1/algoOrder') {
    let deliver: (() => Promise<unknown>) | undefined;
    let sentMs = Infinity;
    const harness: LiveHarness = await calmHarness({
      wire: 'direct',
      around: (send) => async (url, request) => {
        const { pathname } = new URL(url);
        const route = `${request.method} ${pathname}`;
        if (route === 'POST /fapi/v1/order' && sentMs === Infinity) {
          sentMs = harness.venue.timeMs;
          deliver = () => send(url, request);
          throw new Error('the connection was reset');
        }
        const answer = await send(url, request);
        if (harness.venue.timeMs - sentMs >= 7 * SECOND_MS && route === deliveredBy) {
          const late = deliver;
          deliver = undefined;
          await late?.();
        }
        return answer;
      },
    });
    await enter(harness);
    return harness;
  }

  it.each(['GET /fapi/v3/account', 'POST /fapi/v1/algoOrder'] as const)(
    'an entry that arrives eight seconds late, behind %s of the next step, is protected by the step after it at the latest',
    async (deliveredBy) => {
      const harness = await arrivingLate(deliveredBy);
      expect(harness.venue.books.trades).toHaveLength(1);
      expect(await standing(harness)).toBe(PROTECTED);
      expect(harness.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
      expect(harness.venue.books.duplicates()).toEqual([]);
      await settle(harness);
    },
  );
});

describe('An entry that the venue does not show', () => {
  it.each([
    ['is not found at one look', 1],
    ['is not found at four looks', 4],
  ])('an entry in doubt that %s is not taken for absent', async (_name, times) => {
    const harness = await calmHarness();
    const { venue } = harness;
    nextMinute(harness, { [SYMBOL]: 0.1 });
    venue.fail({
      order: 'entry',
      fault: { kind: 'status', status: 503, body: '{"code":-1000,"msg":"Unknown error"}' },
      when: 'after',
    });
    venue.fail({ method: 'GET', path: '/fapi/v1/order', fault: { kind: 'refusal', code: -2013 }, times });
    await harness.watchedTick();
    expect(await standing(harness)).toBe(PROTECTED);
    expect(venue.books.longestUnprotectedMs()).toBeLessThan(SECOND_MS);
    await settle(harness);
    expect(venue.books.trades).toHaveLength(2);
  });

  it('an entry in doubt is not taken for one that was never placed while a position without a trade is there', async () => {
    const harness = await calmHarness({ parameters: { quickExitSeconds: 180, maxHoldSeconds: 180 } });
    const { venue } = harness;
    nextMinute(harness, { [SYMBOL]: 0.1 });
    venue.fail({ order: 'entry', fault: { kind: 'reset' }, when: 'after' });
    venue.rules.orderVisibleAfterMs = 45 * SECOND_MS;
    venue.rules.tradeVisibleAfterMs = 45 * SECOND_MS;
    await harness.watchedTick();
    expect(venue.books.positions).toHaveLength(1);
    expect(venue.books.openAlgos).toHaveLength(1);
    await minute(harness);
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
    expect(venue.books.longestUnprotectedMs()).toBeLessThan(SECOND_MS);
    await settle(harness);
  });
});
