/**
 * How long was a position without a stop, as the venue itself sees it?
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { ALGO, ORDER, ORDERS, rawClient } from '../raw-client.ts';
import { TROUBLES } from '../request-faults.ts';
import { tradingVenue } from '../venue-clients.ts';

const BTC = { symbol: 'BTCUSDT' };
const REFUSED = { kind: 'refusal', code: -4045 } as const;

async function naked() {
  const venue = await tradingVenue();
  const ask = rawClient(venue);
  await ask(ORDER, ORDERS.entry);
  const openedMs = venue.timeMs;
  return {
    venue,
    ask,
    openedMs,
    wait: (seconds: number) => {
      venue.timeMs += seconds * SECOND_MS;
    },
    stop: () => ask(ALGO, ORDERS.stop),
    times: () => venue.books.unprotectedTimes(),
  };
}

describe('The time without a stop', () => {
  it('the time without a stop runs from the first fill until a stop rests', async () => {
    const { openedMs, wait, stop, times, venue } = await naked();
    wait(3);
    const [now] = times();
    expect(now).toEqual({
      ...BTC,
      positionSide: 'BOTH',
      openedMs,
      firstMs: 3_000,
      longestMs: 3_000,
      totalMs: 3_000,
      sinceStopsAcceptedMs: 3_000,
    });
    await stop();
    wait(60);
    expect(times()).toEqual([now]);
    expect(venue.books.longestUnprotectedMs()).toBe(3_000);
  });

  it('the time without a stop goes on where a stop ends, and is summed by position', async () => {
    const { ask, wait, stop, times, venue } = await naked();
    wait(1);
    await stop();
    venue.happen({ kind: 'end-conditional', clientId: 'b-1-s', status: 'EXPIRED' });
    wait(5);
    await stop();
    wait(1);
    await ask(ORDER, ORDERS.exit);
    wait(10);
    await ask(ORDER, ORDERS.entry);
    wait(2);
    await stop();
    expect(times()).toMatchObject([
      { firstMs: 1_000, longestMs: 5_000, totalMs: 6_000 },
      { firstMs: 2_000, longestMs: 2_000, totalMs: 2_000 },
    ]);
  });

  it('the time without a stop is that of a new position where the owner reverses', async () => {
    const { openedMs, wait, times, venue } = await naked();
    wait(4);
    venue.happen({ kind: 'order', ...BTC, side: 'SELL', quantity: 0.01 });
    wait(2);
    expect(times()).toMatchObject([
      { openedMs, totalMs: 4_000 },
      { openedMs: openedMs + 4_000, totalMs: 2_000 },
    ]);
  });

  it('the time without a stop ends with a stop of the whole size, and not with one of a part', async () => {
    const { ask, wait, times } = await naked();
    const part = {
      ...ORDERS.stop,
      closePosition: false,
      reduceOnly: true,
      quantity: 0.005,
      clientAlgoId: 'part',
    };
    await ask(ALGO, part);
    wait(2);
    await ask(ALGO, { ...part, quantity: 0.006, clientAlgoId: 'whole' });
    wait(2);
    expect(times()).toMatchObject([{ totalMs: 2_000 }]);
  });
});

describe('The time without a stop since the venue accepts stops', () => {
  it('the time without a stop since the venue accepts stops begins with the last that a script has refused', async () => {
    const { venue, wait, stop, times } = await naked();
    venue.fail({ order: 'stop', fault: REFUSED, times: 2 });
    await stop();
    wait(10);
    await stop();
    wait(4);
    await stop();
    expect(times()).toMatchObject([{ totalMs: 14_000, sinceStopsAcceptedMs: 4_000 }]);
    expect(venue.books.longestUnprotectedSinceStopsAcceptedMs()).toBe(4_000);
  });

  it.each([
    ['stops', { order: 'stop', fault: REFUSED }],
    ['everything', { fault: TROUBLES['bad gateway'] }],
    ['requests of the route', { path: 'algoOrder', fault: REFUSED }],
  ] as const)(
    'the time without a stop since the venue accepts stops begins when a time ends in which it refuses %s, whether any was sent or not',
    async (_, script) => {
      const { venue, wait, stop, times } = await naked();
      venue.fail({ ...script, forMs: 60_000 });
      wait(30);
      expect(times()).toMatchObject([{ totalMs: 30_000, sinceStopsAcceptedMs: 0 }]);
      wait(37);
      await stop();
      expect(times()).toMatchObject([{ totalMs: 67_000, sinceStopsAcceptedMs: 7_000 }]);
    },
  );

  it('the time without a stop since the venue accepts stops does not leave out refusals of other kinds, nor of what was sent wrongly', async () => {
    const { venue, ask, wait, stop, times } = await naked();
    venue.fail({ order: 'exit', fault: REFUSED, forMs: 60_000 });
    venue.fail({ order: 'stop', symbol: 'SOLUSDT', fault: REFUSED, forMs: 60_000 });
    venue.fail({ order: 'stop', when: 'after', fault: REFUSED, forMs: 60_000 });
    wait(5);
    await ask(ALGO, { ...ORDERS.stop, triggerPrice: 94_000.05 });
    wait(5);
    await stop();
    expect(times()).toMatchObject([{ totalMs: 10_000, sinceStopsAcceptedMs: 10_000 }]);
  });

  it('the time without a stop since the venue accepts stops begins when a ban ends, or a market opens', async () => {
    const { venue, ask, wait, stop, times } = await naked();
    venue.fail({ fault: TROUBLES.banned });
    await ask('GET /fapi/v1/time');
    wait(125);
    await stop();
    expect(times()).toMatchObject([{ totalMs: 125_000, sinceStopsAcceptedMs: 5_000 }]);
    venue.happen({ kind: 'cancel', clientId: 'b-1-s' });
    venue.happen({ kind: 'market', ...BTC, change: { status: 'SETTLING' } });
    wait(600);
    venue.happen({ kind: 'market', ...BTC, change: { status: 'TRADING' } });
    wait(6);
    await stop();
    expect(times()).toMatchObject([{ totalMs: 731_000, sinceStopsAcceptedMs: 6_000 }]);
  });
});
