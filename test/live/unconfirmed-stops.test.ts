/**
 * What is closed, and what is opened, beside a stop that nobody has confirmed?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { liveHarness, type LiveHarness } from './live-harness.ts';
import {
  CALM,
  SYMBOL,
  calmHarness,
  closedOf,
  enter,
  minute,
  nextMinute,
  told,
  meanwhile,
} from './fault-harness.ts';

describe('A stop of which the exchange says that it is there', () => {
  /** Of its account nothing can be read for the rest of the minute, from the entry on. */
  async function enterUnread(stands: (harness: LiveHarness) => void): Promise<LiveHarness> {
    const harness = await calmHarness();
    const { venue } = harness;
    const fault = { kind: 'refusal', code: -1001 } as const;
    const unread = meanwhile(() => {
      venue.fail({ method: 'GET', path: 'lgoOrder', fault, forMs: 56 * SECOND_MS });
    });
    venue.fail({ order: 'entry', when: 'after', fault: unread });
    stands(harness);
    await enter(harness);
    return harness;
  }

  it.each([
    [
      'it rests, and its answer was lost',
      ({ venue }: LiveHarness) => venue.fail({ order: 'stop', when: 'after', fault: { kind: 'reset' } }),
    ],
    [
      'another one rests in its place',
      ({ venue }: LiveHarness) => {
        const by = { kind: 'conditional', symbol: SYMBOL, side: 'SELL', triggerPrice: 94_000 } as const;
        const stands = meanwhile(() => {
          venue.happen(by);
        });
        venue.fail({ order: 'stop', fault: stands });
      },
    ],
  ])('a stop that nobody can read, though %s, closes no healthy trade', async (_, stands) => {
    const harness = await enterUnread(stands);
    expect(harness.venue.books.longestUnprotectedMs()).toBeLessThan(SECOND_MS);
    expect(await closedOf(harness)).toEqual([]);
    expect(told(harness, 'unprotected')).toEqual([]);
    await minute(harness);
    expect(await closedOf(harness)).toEqual([]);
  });

  it('a stop that had another one in its place is taken for none at the look that does not show it any more', async () => {
    const harness = await enterUnread(({ venue }) =>
      venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -4130 }, forMs: 10 * MINUTE_MS }),
    );
    expect(await closedOf(harness)).toEqual([]);
    await minute(harness);
    expect(await closedOf(harness)).toEqual(['unprotected']);
  });
});

describe('Entries of one tick', () => {
  it('entries of one tick end with the first that cannot be protected', async () => {
    const symbols = [SYMBOL, 'ETHUSDT', 'SOLUSDT'];
    const harness = await liveHarness({ symbols, parameters: { ...CALM, maxTradesPerHour: 3 } });
    harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -4045 }, times: Infinity });
    nextMinute(harness, { [SYMBOL]: 0.1, ETHUSDT: 0.1, SOLUSDT: 0.1 });
    const report = await harness.tick();
    expect(report.verdicts.map(({ kind }) => kind)).toEqual(['entered', 'unsent', 'unsent']);
    await harness.watchOn(report);
    expect(await closedOf(harness)).toEqual(['unprotected']);
    expect(harness.venue.books.trades).toHaveLength(2);
  });
});
