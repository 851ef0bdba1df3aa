/**
 * What becomes of a position that cannot be protected, or cannot be closed?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { toNumber } from '../venue/decimal.ts';
import { LIVE_BOT, rowsOf, stateOf, type LiveHarness } from './live-harness.ts';
import { failingCommits } from './failing-commits.ts';
import {
  SYMBOL,
  calmHarness,
  closedOf,
  enter,
  haltOf,
  minute,
  nextMinute,
  settle,
  told,
  meanwhile,
} from './fault-harness.ts';

const longestMs = ({ venue }: LiveHarness) => venue.books.longestUnprotectedMs();

describe('A stop that another one keeps from resting', () => {
  it('a stop of its owner that closes all is protection: a healthy trade is not closed for it', async () => {
    const harness = await calmHarness();
    const { venue } = harness;
    const fault = { kind: 'refusal', code: -1008 } as const;
    nextMinute(harness, { [SYMBOL]: 0.1 });
    venue.fail({ order: 'stop', fault, forMs: 5 * SECOND_MS, when: 'before' });
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
  const plunge = ({ venue, prices }: LiveHarness) =>
    meanwhile(() => {
      const price = prices.get(SYMBOL)! * 0.99;
      venue.quote(SYMBOL, { bid: price, ask: price });
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

  it('an entry whose stop is refused for its price, and whose close is lost on its way, is closed within half a minute all the same', async () => {
    const harness = await calmHarness();
    nextMinute(harness, { [SYMBOL]: 0.1 });
    harness.venue.fail({ order: 'stop', fault: plunge(harness), times: 1 });
    harness.venue.fail({ order: 'exit', fault: { kind: 'reset' }, when: 'before', times: 1 });
    await harness.watchedTick();
    expect(harness.venue.books.positions).toEqual([]);
    expect(longestMs(harness)).toBeLessThan(30 * SECOND_MS);
    await settle(harness);
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    expect(await haltOf(harness)).toBeUndefined();
  });

  it('an entry that is filled beyond its stop, and whose close is refused, gets a stop where one can rest [invariant 3]', async () => {
    const harness = await calmHarness();
    const { venue } = harness;
    nextMinute(harness, { [SYMBOL]: 0.1 });
    venue.fail({ order: 'entry', fault: plunge(harness), when: 'before', times: 1 });
    venue.fail({ order: 'exit', fault: { kind: 'refusal', code: -1008 }, when: 'before', times: 2 });
    await harness.tick();
    const [position] = (await stateOf(harness)).ledger.positions;
    expect(venue.books.openAlgos.map((stop) => toNumber(stop.triggerPrice))).toEqual([position!.stopPrice]);
    expect(position!.stopPrice).toBeLessThan(position!.entryPrice);
    expect(longestMs(harness)).toBeLessThan(3 * SECOND_MS);
    expect(await haltOf(harness)).toBeUndefined();
    await settle(harness);
  });

  it.each([-2022, -4118, -4509])(
    'an entry whose stop finds nothing to reduce (%i) while the position is there is closed after ten seconds',
    async (code) => {
      const harness = await calmHarness();
      harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code }, times: Infinity });
      await enter(harness);
      expect(await closedOf(harness)).toEqual(['unprotected']);
      expect(longestMs(harness)).toBeLessThan(20 * SECOND_MS);
      await settle(harness);
      expect(told(harness, 'unprotected')).toHaveLength(1);
    },
  );

  it('the close of an entry whose stop is refused never arrives: it is concluded, and the position closed [invariant 3]', async () => {
    const harness = await calmHarness();
    const { venue } = harness;
    nextMinute(harness, { [SYMBOL]: 0.1 });
    venue.fail({ order: 'stop', fault: plunge(harness) });
    venue.fail({ order: 'exit', fault: { kind: 'reset' }, times: 1 });
    await harness.watchedTick();
    await minute(harness);
    await minute(harness);
    expect(venue.books.positions).toEqual([]);
    expect(await closedOf(harness)).toEqual(['hard-stop']);
    expect(longestMs(harness)).toBeLessThan(30 * SECOND_MS);
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

  it.each([
    ['is lost on its way', { kind: 'reset' }],
    ['gets no clear answer', { kind: 'refusal', code: -1007 }],
  ] as const)('an exit that %s, again and again for two minutes, halts the bot', async (_, fault) => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    harness.venue.fail({ order: 'exit', fault, when: 'before', times: Infinity });
    for (let more = 0; more < 4; more += 1) await minute(harness);
    expect(await haltOf(harness)).toContain('has not closed the long in BTCUSDT for two minutes');
    const [halted] = told(harness, 'halted');
    const first = harness.venue.requests.find(({ order }) => order === 'exit');
    expect(halted!.atMs - first!.timeMs).toBeLessThanOrEqual(3 * MINUTE_MS);
    harness.venue.faults.clear();
    await minute(harness);
    expect(await closedOf(harness)).toEqual(['max-hold']);
    expect(harness.venue.books.duplicates()).toEqual([]);
  });

  it.each([
    ['because the price is beyond its band', -4131],
    ['because it is larger than any market order', -4005],
  ])('an exit that the venue refuses %s goes out as a limit within the band, at once', async (_, code) => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    harness.venue.fail({ order: 'exit', fault: { kind: 'refusal', code }, times: 1 });
    nextMinute(harness);
    await harness.tick();
    expect(await closedOf(harness)).toEqual(['max-hold']);
    const [, exit] = harness.venue.books.trades;
    const order = harness.venue.state.orders.find(({ orderId }) => orderId === exit?.orderId);
    expect(order).toMatchObject({ type: 'LIMIT', timeInForce: 'IOC', reduceOnly: true });
    await settle(harness);
  });

  it('an exit larger than what the market takes now leaves in parts, in one tick', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    const { live } = harness.ports;
    const send = live!.send.bind(live);
    live!.send = (request, context) => {
      const views = context.views.map((view) => ({
        ...view,
        market: { ...view.market, maxMarketQuantity: 0.004 },
      }));
      return send(request, { ...context, views });
    };
    nextMinute(harness);
    await harness.tick();
    expect(harness.venue.books.positions).toEqual([]);
    expect(harness.venue.books.trades).toHaveLength(3);
    expect(await closedOf(harness)).toEqual(['max-hold']);
    await settle(harness);
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
