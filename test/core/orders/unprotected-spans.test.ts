/**
 * Does a trade of a real account know when it had no stop that the exchange had confirmed?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { continueRestored } from '../../../lambda/core/control/epoch.ts';
import { ITEM_BYTES_MAX } from '../../../lambda/core/item-room.ts';
import type { UnprotectedSoFar } from '../../../lambda/core/ledger/unprotected-time.ts';
import type { Order, Outcome, Protection, Resolution } from '../../../lambda/core/order.ts';
import { intendExit } from '../../../lambda/core/orders/order-plan.ts';
import { bookOutcome, bookResolution } from '../../../lambda/core/orders/outcome-booking.ts';
import { unprotectedMs } from '../../../lambda/core/orders/protection.ts';
import { unprotectedSinceMs } from '../../../lambda/core/orders/unprotected-spans.ts';
import {
  BEGINNER_ID,
  NOON,
  at,
  botState,
  entryOrder,
  fillOf,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';
import { eventsOf, liveBot, protectedAt } from '../../harness/booking.ts';

const ENTRY = entryOrder();
const STOP = stopOrder({ status: 'intended' });
const CONTEXT = { market: undefined, parameters: parameters(), ambiguous: false };

/** A fill of all of it, so many ms after noon. */
const filledAfter = (order: Order, ms: number, changes: Partial<ReturnType<typeof fillOf>> = {}) =>
  ({
    status: 'filled',
    fills: [fillOf(order, { timeMs: NOON + ms, venueId: `${ms}`, ...changes })],
  }) as const;
const restsAfter = (ms: number): Outcome => ({ status: 'resting', confirmedAtMs: NOON + ms });
const endsAfter = (ms: number): Resolution => ({ status: 'expired', endedAtMs: NOON + ms });
const span = (fromMs: number, toMs: number) => ({ fromMs: NOON + fromMs, toMs: NOON + toMs });

/** Entered at 12:00:00.100, with what became of its stop. */
function entered(stop: Outcome | undefined, protection: Omit<Protection, 'stop'> = {}): BotState {
  const reply = { outcome: filledAfter(ENTRY, 100), atMs: NOON };
  return bookOutcome(
    liveBot([ENTRY, STOP], []),
    { kind: 'place', order: ENTRY, stop: STOP },
    { ...reply, protection: { ...(stop !== undefined && { stop }), ...protection } },
    undefined,
    CONTEXT.parameters,
  );
}

const stopOf = ({ orders }: BotState) => orders.find(({ leg }) => leg === 'stop')!;
const resolved = (state: BotState, resolution: Resolution) =>
  bookResolution(state, stopOf(state), resolution, CONTEXT);
/** Its stop ends, and the next one rests. */
const mended = (state: BotState, endedMs: number, restsMs: number) =>
  resolved(protectedAt(resolved(state, endsAfter(endedMs))), restsAfter(restsMs));

function leaving(state: BotState): readonly [BotState, Order] {
  const [open] = state.ledger.positions;
  const exiting = intendExit(state, open!, 'max-hold', { price: 100, tickMs: NOON });
  return [exiting, exiting.orders.find(({ leg }) => leg === 'exit')!];
}
/** Its close is found in the account. */
function left(state: BotState, ms: number): BotState {
  const [exiting, exit] = leaving(state);
  return bookResolution(exiting, exit, filledAfter(exit, ms), CONTEXT);
}
/** Its close is what the request came to. */
function leftAtOnce(state: BotState, ms: number): BotState {
  const [exiting, exit] = leaving(state);
  return answered(exiting, exit, filledAfter(exit, ms));
}
function answered(state: BotState, order: Order, outcome: Outcome): BotState {
  const reply = { outcome, atMs: NOON };
  return bookOutcome(state, { kind: 'place', order }, reply, undefined, CONTEXT.parameters);
}
const rowOf = (state: BotState) =>
  eventsOf(state).flatMap((event) => (event.kind === 'closed' ? [event.trade.unprotected] : []));

describe('a trade knows when it had no stop', () => {
  it('from its fill until its stop was there', () => {
    const state = entered(restsAfter(420));
    expect(state.unprotectedSoFar).toEqual([{ tradeId: 1, spans: [span(100, 420)] }]);
    const closed = left(state, 90_000);
    expect(rowOf(closed)).toEqual([{ spans: [span(100, 420)] }]);
    expect(closed).not.toHaveProperty('unprotectedSoFar');
  });

  it('from when its stop has ended until the next one was there, as often as that is so', () => {
    const twice = mended(mended(entered(restsAfter(420)), 60_000, 70_500), 80_000, 81_000);
    const spans = [span(100, 420), span(60_000, 70_500), span(80_000, 81_000)];
    expect(rowOf(left(twice, 90_000))).toEqual([{ spans }]);
  });

  it('until it was closed, where none came any more', () => {
    const naked = resolved(entered(restsAfter(420)), endsAfter(60_000));
    expect(unprotectedSinceMs(naked, position())).toBe(NOON + 60_000);
    expect(rowOf(left(naked, 75_000))).toEqual([{ spans: [span(100, 420), span(60_000, 75_000)] }]);
  });

  it('from its fill to its close, where the stop of its entry was refused for good', () => {
    const close = { outcome: filledAfter({ ...ENTRY, clientOrderId: 'bot-1-1-x' }, 900), sendBeforeMs: NOON };
    const state = entered({ status: 'rejected', cause: '', code: 'would-trigger' }, { close });
    expect(rowOf(state)).toEqual([{ spans: [span(100, 900)] }]);
  });

  it('where its entry was in doubt, since its stop was there and not since anybody knew of the fill', () => {
    const doubt = bookOutcome(
      liveBot([ENTRY, STOP], []),
      { kind: 'place', order: ENTRY, stop: STOP },
      { outcome: { status: 'unknown', cause: '' }, protection: { stop: restsAfter(420) }, atMs: NOON },
      undefined,
      CONTEXT.parameters,
    );
    const found = bookResolution(doubt, doubt.orders[0]!, filledAfter(ENTRY, 100), CONTEXT);
    expect(found.unprotectedSoFar).toEqual([{ tradeId: 1, spans: [span(100, 420)] }]);
  });

  it('from when its stop has closed a part of it and was gone', () => {
    const part = filledAfter(STOP, 60_000, { quantity: 2 });
    const state = resolved(entered(restsAfter(420)), part);
    expect(unprotectedSinceMs(state, position())).toBe(NOON + 60_000);
  });

  it('until its stop was there, also where that is learnt when it has filled', () => {
    const waiting = entered({ status: 'unknown', cause: '' });
    const seen = resolved(waiting, { ...filledAfter(STOP, 60_000), confirmedAtMs: NOON + 420 });
    expect(rowOf(seen)).toEqual([{ spans: [span(100, 420)] }]);
    expect(rowOf(resolved(waiting, filledAfter(STOP, 60_000)))).toEqual([undefined]);
  });

  it('and no moment twice, where the times of the exchange cross', () => {
    const since = (restsMs: number) =>
      unprotectedSinceMs(resolved(entered(restsAfter(restsMs)), endsAfter(300)), position());
    expect([since(420), since(100)]).toEqual([NOON + 420, NOON + 300]);
  });

  it('whatever protects another one, or takes its profit', () => {
    const state = entered(restsAfter(420));
    const other = stopOrder({ tradeId: 2, symbol: 'ETH', clientOrderId: 'bot-1-5-s' });
    const orders = [...state.orders, takeProfitOrder(), other];
    const naked = resolved({ ...state, orders }, endsAfter(60_000));
    expect(unprotectedSinceMs(naked, position())).toBe(NOON + 60_000);
  });
});

describe('a trade of which nobody can say when it had no stop', () => {
  const known: readonly UnprotectedSoFar[] = [{ tradeId: 1, spans: [span(100, 420)] }];

  it('has an unknown time, and none of nothing: on paper, and where an earlier release has opened it', () => {
    const paper = bookResolution(
      botState({ orders: [ENTRY, STOP] }),
      ENTRY,
      filledAfter(ENTRY, 100),
      CONTEXT,
    );
    expect(paper).not.toHaveProperty('unprotectedSoFar');
    expect(rowOf(left(paper, 90_000))).toEqual([undefined]);
    const earlier = liveBot([stopOrder()]);
    const mendedLater = mended(earlier, 60_000, 70_000);
    expect(mendedLater).not.toHaveProperty('unprotectedSoFar');
    expect(rowOf(left(mendedLater, 90_000))).toEqual([undefined]);
  });

  it('loses what was known of it where a change has no time', () => {
    const state = { ...liveBot([stopOrder()]), unprotectedSoFar: known };
    expect(resolved(state, { status: 'expired' })).not.toHaveProperty('unprotectedSoFar');
    const naked = { ...liveBot([STOP]), unprotectedSoFar: [{ tradeId: 1, spans: [], sinceMs: NOON }] };
    expect(resolved(naked, { status: 'resting' })).not.toHaveProperty('unprotectedSoFar');
  });

  it('loses it in a restored table: what has happened since the backup is in no item', () => {
    const restored = continueRestored(
      { ...liveBot([stopOrder()]), unprotectedSoFar: known },
      { atMs: NOON, beginnerId: BEGINNER_ID },
    );
    expect(restored).not.toHaveProperty('unprotectedSoFar');
    expect(restored.ledger.positions).toHaveLength(1);
  });

  it('begins no record of an entry that was in doubt when the backup was taken', () => {
    const entry = entryOrder({ clientOrderId: 'bot-1-1-e', status: 'unknown' });
    const doubt = liveBot([entry, STOP], []);
    const begun = bookResolution(doubt, entry, filledAfter(entry, 100), CONTEXT);
    expect(begun.unprotectedSoFar).toEqual([{ tradeId: 1, spans: [], sinceMs: NOON + 100 }]);
    const restored = continueRestored(doubt, { atMs: NOON + 90_000, beginnerId: BEGINNER_ID });
    const found = bookResolution(restored, entry, filledAfter(entry, 100), CONTEXT);
    expect(found.ledger.positions).toHaveLength(1);
    expect(found).not.toHaveProperty('unprotectedSoFar');
  });

  it('says nothing in its row where the item has no room for that', () => {
    const state = entered(restsAfter(420));
    const crowded = { ...state, botId: state.botId.padEnd(ITEM_BYTES_MAX, 'x') };
    const closed = left(crowded, 90_000);
    expect(rowOf(closed)).toEqual([undefined]);
    expect(closed.ledger.positions).toEqual([]);
    expect(closed).not.toHaveProperty('unprotectedSoFar');
  });

  it('says nothing in its row where it was left while nobody could read whether its stop was there', () => {
    const unreadAccount = { sinceMs: NOON + 80_000, cause: 'HTTP 503' };
    const held = entered(restsAfter(420));
    expect(rowOf(leftAtOnce({ ...held, unreadAccount }, 90_000))).toEqual([undefined]);
    const ofPrice = { ...held, unreadAccount: { ...unreadAccount, isOfPrice: true as const } };
    const spans = [span(100, 420)];
    expect(rowOf(leftAtOnce(ofPrice, 90_000))).toEqual([{ spans }]);
    // What is read of the account says itself what its stop was.
    expect(rowOf(left({ ...held, unreadAccount }, 90_000))).toEqual([{ spans }]);
    const naked = { ...resolved(held, endsAfter(60_000)), unreadAccount };
    expect(rowOf(leftAtOnce(naked, 90_000))).toEqual([{ spans: [...spans, span(60_000, 90_000)] }]);
  });

  it('says so of every order that leaves it but its stop, once that has filled, and also without a record', () => {
    const unread = { ...entered(restsAfter(420)), unreadAccount: { sinceMs: NOON, cause: 'HTTP 503' } };
    const target = takeProfitOrder({ status: 'intended' });
    const aiming = { ...unread, orders: [...unread.orders, target] };
    expect(rowOf(answered(aiming, target, filledAfter(target, 90_000)))).toEqual([undefined]);
    const stop = stopOf(unread);
    const spans = [span(100, 420)];
    expect(rowOf(answered(unread, stop, filledAfter(stop, 90_000)))).toEqual([{ spans }]);
    const [exiting, exit] = leaving(unread);
    expect(answered(exiting, exit, { status: 'unknown', cause: 'HTTP 503' }).unprotectedSoFar).toEqual(known);
    const { unprotectedSoFar: _, ...older } = unread;
    expect(rowOf(leftAtOnce(older, 90_000))).toEqual([undefined]);
  });

  it('keeps what is known of the others', () => {
    const other = { tradeId: 2, spans: [span(5, 6)] };
    const state = { ...entered(restsAfter(420)), unprotectedSoFar: [other, ...known] };
    expect(resolved(state, endsAfter(60_000)).unprotectedSoFar).toEqual([
      other,
      { ...known[0], sinceMs: NOON + 60_000 },
    ]);
    expect(left(state, 90_000).unprotectedSoFar).toEqual([other]);
    expect(resolved(state, { status: 'expired' }).unprotectedSoFar).toEqual([other]);
  });
});

describe('the seconds without a stop that are measured', () => {
  it('count from when the stop has ended, and from the fill where that is not known', () => {
    const naked = resolved(entered(restsAfter(420)), endsAfter(60_000));
    expect(unprotectedMs(naked, at('12:01:05'))).toBe(5_000);
    const { unprotectedSoFar: _, ...unknown } = naked;
    expect(unprotectedMs(unknown, at('12:01:05'))).toBe(64_900);
  });
});
