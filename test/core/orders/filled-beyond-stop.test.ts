/**
 * Where does the stop of an entry lie that was filled beyond it, and may such a position be committed?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { brokenInvariants } from '../../../lambda/core/audit/invariants.ts';
import type { Outcome, StopOrder } from '../../../lambda/core/order.ts';
import { bookOutcome, bookResolution } from '../../../lambda/core/orders/outcome-booking.ts';
import { filled } from '../../harness/booking.ts';
import {
  NOON,
  botState,
  entryOrder,
  exitOrder,
  parameters,
  position,
  stopOrder,
} from '../../harness/builders.ts';

const LIVE = { account: undefined };
const ENTRY = entryOrder();
const STOP = stopOrder({ status: 'intended', price: 99.7 });
const COSTS = parameters();
const CONTEXT = { market: undefined, parameters: COSTS, ambiguous: false };
const WOULD_TRIGGER: Outcome = { status: 'rejected', cause: 'a test', code: 'would-trigger' };
const FAILED_CLOSE = { outcome: { status: 'expired' }, sendBeforeMs: NOON + 5_000 } as const;

const { recoveryStopPct } = ENTRY.terms;
const stopsOf = ({ ledger }: BotState) => ledger.positions.map(({ stopPrice }) => stopPrice);

describe('an entry that was filled beyond its stop', () => {
  it.each([
    ['long', 99.7, 99.7 * (1 - recoveryStopPct / 100)],
    ['long', 99.6, 99.6 * (1 - recoveryStopPct / 100)],
    ['long', 99.8, 99.7],
    ['short', 100.3, 100.3 * (1 + recoveryStopPct / 100)],
    ['short', 100.4, 100.4 * (1 + recoveryStopPct / 100)],
    ['short', 100.2, 100.3],
  ] as const)(
    'an entry that was filled beyond its stop, a %s at %d, has the next one at %d',
    (side, price, expected) => {
      const entry = entryOrder({ side });
      const stop = { ...STOP, side, price: side === 'long' ? 99.7 : 100.3 };
      const state = botState({ ...LIVE, orders: [entry, stop] });
      const outcome = filled(entry, { price, venueId: 'one' });
      const protection = { stop: WOULD_TRIGGER, close: FAILED_CLOSE };
      const reply = { outcome, protection, atMs: NOON };
      const after = bookOutcome(state, { kind: 'place', order: entry, stop }, reply, undefined, COSTS);
      expect(stopsOf(after)[0]).toBeCloseTo(expected, 9);
      expect(after.orders.map(({ leg, status }) => `${leg} ${status}`)).toEqual(['exit intended']);
    },
  );

  it('an entry that was filled beyond its stop keeps the one that the exchange has taken all the same', () => {
    const state = botState({ ...LIVE, orders: [ENTRY, STOP] });
    const outcome = filled(ENTRY, { price: 99.6, venueId: 'one' });
    const reply = { outcome, protection: { stop: { status: 'resting' } }, atMs: NOON } as const;
    const after = bookOutcome(state, { kind: 'place', order: ENTRY, stop: STOP }, reply, undefined, COSTS);
    expect(stopsOf(after)).toEqual([99.7]);
  });

  it.each([
    ['intended', 99.6 * (1 - recoveryStopPct / 100)],
    ['unknown', 99.6 * (1 - recoveryStopPct / 100)],
    ['resting', 99.7],
  ] as const)(
    'an entry that was filled beyond its stop while it was in doubt: that one is %s, the next at %d',
    (status, expected) => {
      const unknown = { ...ENTRY, status: 'unknown' } as const;
      const state = botState({ ...LIVE, orders: [unknown, { ...STOP, status }] });
      const after = bookResolution(state, unknown, filled(ENTRY, { price: 99.6, venueId: 'one' }), CONTEXT);
      expect(stopsOf(after)[0]).toBeCloseTo(expected, 9);
    },
  );
});

describe('a position with its stop beyond its take-profit', () => {
  const broken = (state: BotState) => brokenInvariants(state, state, NOON, COSTS);
  const holding = (stop: StopOrder, changes = {}) =>
    botState({ ...LIVE, orders: [stop], ledger: { positions: [position({ stopPrice: 101 })] }, ...changes });
  const noticed = ['the position in BTC cannot be protected'];

  it('a position with its stop beyond its take-profit may be committed where a real exchange has taken that stop', () => {
    expect(broken(holding(stopOrder()))).toEqual([]);
    expect(broken(holding(stopOrder({ status: 'unknown', hasStandIn: true })))).toEqual([]);
  });

  it('a position with its stop beyond its take-profit is noticed while that stop is not confirmed, and on paper', () => {
    expect(broken(holding(stopOrder({ status: 'unknown' })))).toEqual(noticed);
    expect(broken(holding(stopOrder({ status: 'intended' })))).toEqual(noticed);
    expect(broken(holding(stopOrder({ tradeId: 2 })))).toEqual(noticed);
    expect(broken(holding(stopOrder(), { account: botState().account }))).toEqual(noticed);
    expect(broken(holding(stopOrder({ status: 'intended' }), { orders: [exitOrder()] }))).toEqual([]);
  });
});
