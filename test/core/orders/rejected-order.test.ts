/**
 * What does the bot do when the venue has refused an order?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Order } from '../../../lambda/core/order.ts';
import type { RejectionCode } from '../../../lambda/core/reasons.ts';
import { afterRejection, afterUnprotected } from '../../../lambda/core/orders/rejected-order.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';
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
import { ETH } from '../../harness/booking.ts';

const OPEN = botState({ tickMs: NOON, ledger: { positions: [position()] } });

const refused = (state: BotState, order: Order, code?: RejectionCode, atMs: number = NOON) =>
  afterRejection(state, order, { cause: 'a test', ...(code !== undefined && { code }) }, atMs);

const intended = ({ orders }: BotState) =>
  orders.map((order) => (order.leg === 'exit' ? `exit ${order.reason}` : order.leg));

describe('A stop that is refused', () => {
  it('a stop that is refused because the price has passed it closes the position', () => {
    expect(intended(refused(OPEN, stopOrder(), 'would-trigger'))).toEqual(['exit unprotected']);
  });

  it.each([undefined, 'unavailable', 'clock', 'nothing-to-reduce'] as const)(
    'a stop that is refused for %s is sent again under its id',
    (code) => {
      const after = refused(OPEN, stopOrder({ status: 'intended', sendBeforeMs: NOON }), code);
      const { sendBeforeMs: _, ...unsent } = stopOrder({ status: 'intended', sendBeforeMs: NOON });
      expect(after.orders).toEqual([{ ...unsent, ...(code === undefined && { refusedAtMs: NOON }) }]);
    },
  );

  it('a stop that is refused again at a later step closes the position, and alerts its operator', () => {
    const [again] = refused(OPEN, stopOrder({ status: 'intended' })).orders;
    expect(intended(refused(OPEN, again!))).toEqual(['stop']);
    const after = refused(OPEN, again!, undefined, at('12:00:10'));
    expect(intended(after)).toEqual(['exit unprotected']);
    expect(after.outbox.alerts.map(({ kind }) => kind)).toEqual(['unprotected']);
  });

  it('a stop that is refused for good at two steps alerts for each of two trades', () => {
    const state = { ...OPEN, ledger: { ...OPEN.ledger, positions: [position(), position(ETH)] } };
    const again = (trade: object) => stopOrder({ ...trade, status: 'intended', refusedAtMs: NOON });
    const after = [again({}), again(ETH)].reduce<BotState>(
      (next, stop) => refused(next, stop, 'price-band', at('12:00:10')),
      state,
    );
    expect(after.outbox.alerts.map(({ kind }) => kind)).toEqual(['unprotected', 'unprotected']);
  });

  it('a stop that is refused for its price waits for the next step, beside the take-profit of its trade', () => {
    const state = { ...OPEN, orders: [takeProfitOrder()] };
    const after = refused(state, stopOrder({ status: 'intended' }), 'price-band');
    expect(after.orders).toEqual([takeProfitOrder(), stopOrder({ status: 'intended', refusedAtMs: NOON })]);
  });

  it('a stop that the venue cannot take now closes nothing, however often: the account is read first', () => {
    for (const code of ['nothing-to-reduce', 'unavailable', 'clock'] as const) {
      const [again] = refused(OPEN, stopOrder({ status: 'intended' }), code).orders;
      expect(intended(refused(OPEN, again!, code, at('12:05')))).toEqual(['stop']);
    }
  });

  it('a stop that was refused for want of a signature is told with the entries that are, and waits', () => {
    const after = refused(OPEN, takeProfitOrder({ status: 'intended' }), 'agreement-unsigned');
    expect(after.outbox.alerts).toEqual([]);
    expect(intended(refused(OPEN, stopOrder({ status: 'intended' }), 'agreement-unsigned'))).toEqual([
      'stop',
    ]);
  });

  it('a stop whose entry is in doubt is sent again, whatever it is refused for', () => {
    const doubt = botState({ tickMs: NOON, orders: [entryOrder({ status: 'unknown' })] });
    const after = refused(doubt, stopOrder({ status: 'intended' }), 'would-trigger');
    expect(intended(after)).toEqual(['entry', 'stop']);
  });

  it('a stop that is refused while its position is being closed is not sent again', () => {
    const closing = { ...OPEN, orders: [exitOrder()] };
    expect(refused(closing, stopOrder({ status: 'intended' }), 'would-trigger')).toBe(closing);
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
      'stale-market',
      'price-band',
      'unavailable',
      'clock',
    ] as const;
    for (const order of ORDERS) for (const code of others) expect(refused(OPEN, order, code)).toBe(OPEN);
  });
});

describe('A trade that had no stop to its end', () => {
  it('a trade that had no stop to its end is told of, each of them, and a second one within a day halts', () => {
    const first = afterUnprotected(OPEN, position(), NOON);
    expect(first.ledger.halted).toBeUndefined();
    const second = afterUnprotected(first, position(ETH), at('12:30'));
    expect(second.outbox.alerts.map(({ kind }) => kind)).toEqual(['unprotected', 'unprotected', 'halted']);
    expect(second.ledger.halted?.cause).toBe('two trades within 24 hours could not be protected by a stop');
    const later = afterUnprotected(first, position(ETH), NOON + DAY_MS);
    expect([later.ledger.halted, later.unprotectedAtMs]).toEqual([undefined, NOON + DAY_MS]);
  });
});
