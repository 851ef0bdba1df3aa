/**
 * Does the row of a trade tell when it had no stop, to the millisecond of the exchange?
 */
import { describe, expect, it } from 'vitest';
import { unprotectedSinceMs } from '../../lambda/core/orders/unprotected-spans.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { stateIn } from '../harness/stored-bot.ts';
import { SYMBOL, calmHarness, closedOf, enter, eventsOf, minute } from './fault-harness.ts';
import { LIVE_BOT, type LiveHarness } from './live-harness.ts';

const told = async (harness: LiveHarness) =>
  (await eventsOf(harness)).flatMap((event) => (event.kind === 'closed' ? [event.trade.unprotected] : []));
/** The entry's own has no length here: requests take no time. */
const spansAt = ({ venue }: LiveHarness) =>
  venue.books.unprotected
    .filter(({ fromMs, toMs }) => toMs !== fromMs)
    .map(({ fromMs, toMs }) => ({ fromMs, toMs }));

/** Its operator takes its stop away. */
function endStop({ venue }: LiveHarness): void {
  const [stop] = venue.books.openAlgos;
  venue.happen({ kind: 'end-conditional', clientId: stop!.clientAlgoId, status: 'CANCELED' });
}

async function minutesUntilClosed(harness: LiveHarness): Promise<void> {
  while ((await closedOf(harness)).length === 0) await minute(harness);
}

describe('The row of a trade', () => {
  it('tells of no time where its stop was there at once, and always', async () => {
    const harness = await calmHarness();
    await enter(harness);
    await minutesUntilClosed(harness);
    expect(harness.venue.books.unprotected).toHaveLength(1);
    expect(await told(harness)).toEqual([{ spans: [] }]);
  });

  it('tells of a stop that was taken away until the next one was there, by the times of the exchange', async () => {
    const harness = await calmHarness();
    await enter(harness);
    endStop(harness);
    harness.venue.timeMs += 7 * SECOND_MS;
    await minute(harness);
    await minutesUntilClosed(harness);
    expect(spansAt(harness)).toHaveLength(1);
    expect(harness.venue.books.longestUnprotectedMs()).toBeGreaterThan(7 * SECOND_MS);
    expect(await told(harness)).toEqual([{ spans: spansAt(harness) }]);
  });

  it('tells of it until the trade was closed, where no stop is accepted any more', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -4045 }, times: Infinity });
    endStop(harness);
    const endedMs = harness.venue.timeMs;
    await minute(harness);
    expect(await closedOf(harness)).toEqual(['unprotected']);
    expect(spansAt(harness).at(-1)?.fromMs).toBe(endedMs);
    expect(await told(harness)).toEqual([{ spans: spansAt(harness) }]);
  });
});

describe('An open position', () => {
  it('knows since when it has no stop', async () => {
    const harness = await calmHarness({ parameters: { watchIntervalSeconds: 0 } });
    await enter(harness);
    const state = await stateIn(harness.store, LIVE_BOT);
    const [position] = state.ledger.positions;
    expect(unprotectedSinceMs(state, position!)).toBeUndefined();
    harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -1008 }, times: Infinity });
    endStop(harness);
    const endedMs = harness.venue.timeMs;
    await minute(harness);
    const later = await stateIn(harness.store, LIVE_BOT);
    expect(unprotectedSinceMs(later, position!)).toBe(endedMs);
    expect(harness.venue.books.positions.map(({ symbol }) => symbol)).toEqual([SYMBOL]);
  });
});
