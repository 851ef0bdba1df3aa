/**
 * When does an entry's stop go out, and when not any more?
 */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EntrySender } from '../../../../lambda/adapters/trading/orders/entry-sender.ts';
import { OrderCancel } from '../../../../lambda/adapters/trading/orders/order-cancel.ts';
import { OrderPlacement } from '../../../../lambda/adapters/trading/orders/order-placement.ts';
import { OrderSender } from '../../../../lambda/adapters/trading/orders/order-sender.ts';
import type { VenueDialect, VenueOrder, Verdict } from '../../../../lambda/adapters/trading/venue-dialect.ts';
import { SECOND_MS } from '../../../../lambda/core/units.ts';
import { NOON, entryOrder, exitOrder, stopOrder, view } from '../../../harness/builders.ts';
import { scriptedDialect, venueOrder, venueTrade } from '../scripted-dialect.ts';

class Refused extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(verdict);
    this.verdict = verdict;
  }
}

/** An exchange by a clock of its own, which the pauses of the sender move. */
function sending(answers: Partial<VenueDialect>) {
  const clock = { ms: NOON, nowMs: () => clock.ms };
  const asked: string[] = [];
  const dialect = scriptedDialect({
    enter: () => Promise.resolve(venueOrder({})),
    protect: () => {
      asked.push(`protect ${(clock.ms - NOON) / SECOND_MS}`);
      return Promise.resolve(venueOrder({ clientOrderId: 'bot-1-2-s' }));
    },
    fillsOf: () => Promise.resolve([venueTrade()]),
    verdictOf: (thrown) => (thrown instanceof Refused ? thrown.verdict : 'unknown'),
    ...answers,
  });
  const pause = (durationMs: number) => {
    clock.ms += durationMs;
    return setImmediate();
  };
  const placement = new OrderPlacement({ dialect, clock, pause });
  const sender = new OrderSender(placement);
  const entries = new EntrySender(placement, sender, new OrderCancel(dialect));
  return { clock, asked, sender, entries };
}

const TERMS = {
  stopTrigger: 'last',
  makerTimeoutSeconds: 30,
  deadlineMs: NOON + 55 * SECOND_MS,
  view: undefined,
} as const;

const ENTRY = entryOrder({ sendBeforeMs: NOON + 5 * SECOND_MS });
const POST_ONLY = { ...ENTRY, price: 100 };
const STOP = stopOrder({ status: 'intended' });

/** No position to protect yet, as often as it is asked. */
function noPosition(asked: string[], nowMs: () => number) {
  return () => {
    asked.push(`protect ${(nowMs() - NOON) / SECOND_MS}`);
    return Promise.reject(new Refused('nothing-to-reduce'));
  };
}

const filled: VenueOrder = venueOrder({ status: 'closed', filledQuantity: 6 });

describe('A stop that finds no position', () => {
  const asked: string[] = [];

  function early(found: VenueOrder) {
    asked.length = 0;
    const made = sending({
      protect: noPosition(asked, () => made.clock.ms),
      find: () => Promise.resolve(found),
    });
    return made;
  }

  it('a stop that finds no position is sent again after 0.2, 0.5, 1 and 2 s', async () => {
    await early(filled).entries.enter(ENTRY, STOP, TERMS);
    expect(asked).toEqual(['protect 0', 'protect 0.2', 'protect 0.7', 'protect 1.7', 'protect 3.7']);
  });

  it('a stop that finds no position is not waited for beyond the end of its invocation', async () => {
    const { entries, clock } = early(filled);
    const deadlineMs = NOON + SECOND_MS;
    await entries.enter(ENTRY, STOP, { ...TERMS, deadlineMs });
    expect(asked).toEqual(['protect 0', 'protect 0.2', 'protect 0.7']);
    expect(clock.ms).toBeLessThan(deadlineMs);
  });

  it('a stop that finds no position is not sent again once its entry is known to have met nobody', async () => {
    const { entries } = early(venueOrder({ status: 'expired' }));
    const sent = await entries.enter(ENTRY, STOP, TERMS);
    expect(sent.outcome).toEqual({ status: 'expired' });
    expect(asked).toEqual(['protect 0']);
  });
});

describe('A post-only entry', () => {
  it('a post-only entry whose cancel has no answer gets its stop: it may have been filled', async () => {
    const { entries, asked } = sending({
      find: () => Promise.resolve(venueOrder({})),
      takeBack: () => Promise.reject(new Error('no answer')),
    });
    const sent = await entries.enter(POST_ONLY, STOP, { ...TERMS, makerTimeoutSeconds: 2 });
    expect(asked).toEqual(['protect 2']);
    expect(sent).toMatchObject({
      outcome: { status: 'unknown' },
      protection: { stop: { status: 'resting' } },
    });
  });

  it('a post-only entry is taken back in time for its stop, its fills and the commit', async () => {
    let takenBackMs = Infinity;
    const { entries, clock } = sending({
      find: () => Promise.resolve(venueOrder({ status: takenBackMs < Infinity ? 'canceled' : 'open' })),
      takeBack: () => {
        takenBackMs = clock.ms;
        return Promise.resolve(venueOrder({ status: 'canceled' }));
      },
    });
    await entries.enter(POST_ONLY, STOP, { ...TERMS, deadlineMs: NOON + 20 * SECOND_MS });
    expect(takenBackMs).toBe(NOON + 8 * SECOND_MS);
  });
});

it('a close that is refused both at the market and as a limit is refused with the words of the market order', async () => {
  const { sender } = sending({
    exit: () => Promise.reject(new Refused('price-band')),
    exitWithin: () => Promise.reject(new Refused('rejected')),
  });
  const exit = exitOrder({ sendBeforeMs: NOON + 5 * SECOND_MS });
  const shown = view({ quote: { bid: 100, ask: 100, timeMs: NOON } });
  const outcome = await sender.place(exit, { ...TERMS, view: shown });
  expect(outcome).toMatchObject({ status: 'rejected', code: 'price-band' });
});
