/**
 * What does the bot do when the venue has refused an order?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Order } from '../../../lambda/core/order.ts';
import type { RejectionCode } from '../../../lambda/core/reasons.ts';
import { afterRejection } from '../../../lambda/core/orders/rejected-order.ts';
import {
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';

const OPEN = botState({ tickMs: NOON, ledger: { positions: [position()] } });

const refused = (state: BotState, order: Order, code?: RejectionCode) =>
  afterRejection(state, order, { cause: 'a test', ...(code !== undefined && { code }) });

const intended = ({ orders }: BotState) =>
  orders.map((order) => (order.leg === 'exit' ? `exit ${order.reason}` : order.leg));

describe('A stop that is refused', () => {
  it('a stop that is refused because the price has passed it closes the position', () => {
    expect(intended(refused(OPEN, stopOrder(), 'would-trigger'))).toEqual(['exit unprotected']);
  });

  it('a stop that is refused in the minute of its entry is tried again, whatever it is refused for', () => {
    for (const code of [undefined, 'unavailable', 'clock'] as const) {
      expect(refused(OPEN, stopOrder(), code)).toBe(OPEN);
    }
  });

  it('a stop that is refused in a later minute closes the position, and alerts its operator', () => {
    const after = refused({ ...OPEN, tickMs: at('12:01') }, stopOrder());
    expect(intended(after)).toEqual(['exit unprotected']);
    expect(after.outbox.alerts.map(({ kind }) => kind)).toEqual(['unprotected']);
  });

  it('a stop that is refused because nothing is there closes nothing: the venue is looked at first', () => {
    const later = { ...OPEN, tickMs: at('12:01') };
    expect(refused(later, stopOrder(), 'nothing-to-reduce')).toBe(later);
  });

  it('a stop of a trade that is over changes nothing when it is refused', () => {
    const over = botState({ tickMs: at('12:01') });
    expect(refused(over, stopOrder(), 'would-trigger')).toBe(over);
  });
});

describe('An order of any kind that is refused', () => {
  const ORDERS = [entryOrder(), exitOrder(), takeProfitOrder()];

  it.each([
    ['credentials', 'credentials-refused'],
    ['region', 'region-refused'],
  ] as const)('an order of any kind that is refused for %s raises one alert in an hour', (code, kind) => {
    let state = OPEN;
    for (const order of ORDERS) state = refused(state, order, code);
    expect(state.outbox.alerts.map((alert) => alert.kind)).toEqual([kind]);
    expect(state.ledger.halted).toBeUndefined();
  });

  it.each([
    ['reduce-only-account', 'orders that reduce'],
    ['hedge-mode', 'hedge mode'],
  ] as const)('an order of any kind that is refused for %s halts the bot, once', (code, words) => {
    let state = OPEN;
    for (const order of ORDERS) state = refused(state, order, code);
    expect(state.ledger.halted?.cause).toContain(words);
    expect(state.outbox.alerts).toHaveLength(1);
  });

  it('an order of any kind that is refused for anything else changes nothing', () => {
    const others = [
      undefined,
      'would-trigger',
      'nothing-to-reduce',
      'would-cross',
      'unavailable',
      'clock',
    ] as const;
    for (const order of ORDERS) for (const code of others) expect(refused(OPEN, order, code)).toBe(OPEN);
  });
});
