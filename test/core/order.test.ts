/**
 * Does an order go only where a real event takes it, under an id of its own?
 */
import { describe, expect, it } from 'vitest';
import {
  clientOrderId,
  closeOfEntry,
  exitIdOf,
  nextStatus,
  ownOrder,
  sideAtVenue,
  type Leg,
  type OrderStatus,
} from '../../lambda/core/order.ts';
import { entryOrder, exitOrder, rowsOf, stopOrder, takeProfitOrder } from '../harness/builders.ts';

type OrderEvent = Parameters<typeof nextStatus>[1];

const STATUSES = ['intended', 'unknown', 'resting'] as const satisfies readonly OrderStatus[];
const EVENTS = [
  'filled',
  'resting',
  'cancelled',
  'expired',
  'gone',
  'rejected',
  'unknown',
  'never-placed',
] as const satisfies readonly OrderEvent[];

/** Every transition there is; whatever is not listed throws. */
const LISTED = rowsOf(`
  intended  filled        closed
  intended  resting       resting
  intended  rejected      closed
  intended  expired       closed
  intended  unknown       unknown
  intended  never-placed  closed
  unknown   filled        closed
  unknown   resting       resting
  unknown   expired       closed
  unknown   never-placed  closed
  resting   resting       resting
  resting   filled        closed
  resting   expired       closed
  resting   cancelled     closed
  resting   gone          closed
  resting   unknown       resting
  resting   rejected      resting
`);

const PAIRS = STATUSES.flatMap((status) =>
  EVENTS.map((event) => {
    const listed = LISTED.find(([from, by]) => from === status && by === event);
    return { status, event, next: listed?.[2] };
  }),
);

describe('an order', () => {
  it.each(PAIRS.filter(({ next }) => next !== undefined))(
    'an order that is $status becomes $next by $event',
    ({ status, event, next }) => {
      for (const order of [entryOrder({ status }), stopOrder({ status })]) {
        expect(nextStatus(order, event)).toBe(next);
      }
    },
  );

  it.each(PAIRS.filter(({ next }) => next === undefined))(
    'an order that is $status cannot become $event',
    ({ status, event }) => {
      for (const order of [exitOrder({ status }), takeProfitOrder({ status })]) {
        const { clientOrderId: id } = order;
        expect(() => nextStatus(order, event)).toThrow(`order ${id} is ${status} and cannot become ${event}`);
      }
    },
  );

  it('an order has a transition listed or refused for each of its three statuses and eight events', () => {
    expect(PAIRS).toHaveLength(24);
    expect(PAIRS.filter(({ next }) => next !== undefined)).toHaveLength(17);
  });
});

describe('a client order id', () => {
  const VENUES = /^[A-Za-z0-9_-]{1,36}$/;
  const LEGS = ['entry', 'stop', 'take-profit', 'exit'] as const satisfies readonly Leg[];

  it('a client order id is made of bot, epoch, sequence and leg', () => {
    const ids = LEGS.map((leg) => clientOrderId('alpha', { epoch: 2 }, 17, leg));
    expect(ids).toEqual(['alpha-2-17-e', 'alpha-2-17-s', 'alpha-2-17-t', 'alpha-2-17-x']);
  });

  it('a client order id is what the venues take, for the longest bot name, the last minute of its digits and ten million orders', () => {
    const late = { epoch: 36 ** 5 - 1, epochMark: 'zzzz' };
    for (const leg of LEGS) {
      expect(clientOrderId('a', { epoch: 1 }, 1, leg)).toMatch(VENUES);
      expect(clientOrderId('sixteen-letters-', late, 9_999_999, leg)).toMatch(VENUES);
    }
  });

  it('a client order id differs with each of its parts', () => {
    const ids = ['alpha', 'beta'].flatMap((bot) =>
      [1, 2, 11].flatMap((epoch) =>
        [undefined, 'aaaa', '0000'].flatMap((epochMark) =>
          [1, 2, 11].flatMap((sequence) =>
            LEGS.map((leg) => clientOrderId(bot, { epoch, epochMark }, sequence, leg)),
          ),
        ),
      ),
    );
    expect(new Set(ids).size).toBe(216);
  });
});

describe('the side of an order at the venue', () => {
  it.each([
    ['long', 'entry', 'buy'],
    ['short', 'entry', 'sell'],
    ['long', 'stop', 'sell'],
    ['short', 'stop', 'buy'],
    ['long', 'exit', 'sell'],
    ['short', 'take-profit', 'buy'],
  ] as const)('the side of an order at the venue, for a %s with its %s, is to %s', (side, leg, at) => {
    expect(sideAtVenue({ side, leg })).toBe(at);
  });
});

describe('the owner of an order', () => {
  it('the owner of an order is the bot that begins its id, however large epoch and sequence are', () => {
    expect(ownOrder('my-bot', 'my-bot-29461234-5-s')).toEqual({
      epoch: 29_461_234,
      sequence: 5,
      leg: 'stop',
    });
    expect(ownOrder('bot', 'bot-1-150-t')).toEqual({ epoch: 1, sequence: 150, leg: 'take-profit' });
    const marked = { epoch: 29_461_234, epochMark: 'k3f9', sequence: 5, leg: 'exit' } as const;
    expect(ownOrder('my-bot', clientOrderId('my-bot', marked, 5, 'exit'))).toEqual(marked);
    const foreign = ['bot-1-10-sx', 'bot-x1-10-s', 'bot-1-10', 'bot-x-10-s', 'web-1-10-s', '1-10-s'];
    for (const id of [...foreign, 'bot-hjgfmK3F9-1-s', 'bot-hjgfmk3f-1-s', 'bot-hjgfmk3f9a-1-s'])
      expect(ownOrder('bot', id)).toBeUndefined();
  });

  it('the owner of an order names its close by the same number, whatever the name of the bot', () => {
    expect(exitIdOf({ clientOrderId: 'my-eth-1-7-e' })).toBe('my-eth-1-7-x');
    expect(exitIdOf({ clientOrderId: 'my-eth-1-7-s' })).toBe('my-eth-1-7-x');
  });
});

describe('the close of an entry whose stop was refused', () => {
  it('the close of an entry whose stop was refused closes all of it, decided at the price of the stop', () => {
    const entry = entryOrder();
    expect(closeOfEntry(entry, stopOrder())).toEqual(
      exitOrder({
        clientOrderId: 'bot-1-1-x',
        reason: 'unprotected',
        decision: { price: 99.75, tickMs: entry.decision.tickMs },
      }),
    );
  });
});
