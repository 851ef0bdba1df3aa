/**
 * Is an order found that was not committed, not as it was committed, too late, or twice?
 */
import { describe, expect, it } from 'vitest';
import { quietVenue } from '../../venue/binance-venue.ts';
import type { LoggedRequest } from '../../venue/request-faults.ts';
import { commitOf, entryOf, eyes, ledgerOf, positionOf, requestOf, START_MS, TABLE } from './doctored.ts';
import { OrderRules } from './order-rules.ts';

const ENTRY = 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=sim-7-1-e';
const STOP =
  'symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=99.75&closePosition=true&clientAlgoId=sim-7-2-s';
const CLOSE = 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1&reduceOnly=true&newClientOrderId=sim-7-1-x';
const TARGET =
  'symbol=BTCUSDT&side=SELL&type=LIMIT&price=100.15&quantity=1&reduceOnly=true&newClientOrderId=sim-7-3-t';

const stop = entryOf({ leg: 'stop', clientOrderId: 'sim-7-2-s', price: 99.75 });
const target = entryOf({ leg: 'take-profit', clientOrderId: 'sim-7-3-t', price: 100.15 });

function judged(...requests: readonly LoggedRequest[]) {
  const { looking, found } = eyes();
  const { orders, algos, listings } = quietVenue(START_MS).state;
  const rules = new OrderRules({ ...looking, botId: 'sim', requests, orders, algos, listings });
  rules.committed(commitOf({ orders: [entryOf(), stop, target] }));
  rules.look();
  return found;
}

describe('an order in doubt', () => {
  const inDoubt = (order: object) => {
    const { looking, found } = eyes();
    const { orders, algos, listings } = quietVenue(START_MS).state;
    const rules = new OrderRules({ ...looking, botId: 'sim', requests: [], orders, algos, listings });
    rules.committed(commitOf({ orders: [{ ...order, status: 'unknown' }] }));
    return found;
  };

  it('has an end by which it is concluded, but for a stop, which is sent again', () => {
    const exit = entryOf({ leg: 'exit', clientOrderId: 'sim-7-1-x' });
    const { sendBeforeMs: _, ...endless } = exit;
    const { sendBeforeMs: _of, ...endlessStop } = stop;
    expect(inDoubt(exit)).toEqual([]);
    expect(inDoubt(endless)).toEqual(['doubt-without-end']);
    expect(inDoubt(endlessStop)).toEqual([]);
  });
});

describe('an order', () => {
  it('that was committed before breaks no rule', () => {
    expect(judged(requestOf(ENTRY), requestOf(STOP), requestOf(TARGET), requestOf(CLOSE))).toEqual([]);
  });

  it('may be a close in parts of the largest market order of its market, and no other', () => {
    const large = { quantity: 300, clientOrderId: 'sim-7-4-x' };
    const sent = (quantity: number, leg: 'exit' | 'entry' = 'exit') => {
      const { looking, found } = eyes();
      const { orders, algos, listings } = quietVenue(START_MS).state;
      const side = leg === 'exit' ? 'SELL&reduceOnly=true' : 'BUY';
      const requests = [
        requestOf(`symbol=BTCUSDT&side=${side}&type=MARKET&quantity=${quantity}&newClientOrderId=sim-7-4-x`),
      ];
      const rules = new OrderRules({ ...looking, botId: 'sim', requests, orders, algos, listings });
      rules.committed(commitOf({ orders: [entryOf({ ...large, leg })] }));
      rules.look();
      return found;
    };
    expect([sent(300), sent(120)]).toEqual([[], []]);
    expect([sent(119), sent(301), sent(120, 'entry')]).toEqual(
      Array.from({ length: 3 }, () => ['order-is-not-its-intent']),
    );
  });

  it.each<[name: string, request: LoggedRequest, rule: string]>([
    ['that no commit knows', requestOf(ENTRY.replace('sim-7-1-e', 'sim-7-9-e')), 'order-without-intent'],
    ['sent before its commit', requestOf(ENTRY, { timeMs: START_MS - 1 }), 'order-without-intent'],
    [
      'of an uncommitted close that may open',
      requestOf(CLOSE.replace('&reduceOnly=true', '')),
      'order-without-intent',
    ],
    ['of a close in another market', requestOf(CLOSE.replace('BTC', 'ETH')), 'order-without-intent'],
    ['of another market', requestOf(ENTRY.replace('BTC', 'ETH')), 'order-is-not-its-intent'],
    ['of the other side', requestOf(ENTRY.replace('BUY', 'SELL')), 'order-is-not-its-intent'],
    [
      'of another quantity',
      requestOf(ENTRY.replace('quantity=1', 'quantity=1.1')),
      'order-is-not-its-intent',
    ],
    ['with another trigger', requestOf(STOP.replace('99.75', '99')), 'order-is-not-its-intent'],
    ['with another price', requestOf(TARGET.replace('100.15', '101')), 'order-is-not-its-intent'],
    ['that closes, and may open', requestOf(TARGET.replace('&reduceOnly=true', '')), 'exit-may-open'],
    ['that may be accepted for a minute', requestOf(`${STOP}&recvWindow=60000`), 'window-too-wide'],
    [
      'signed long after its commit',
      requestOf(`${ENTRY}&recvWindow=10000&timestamp=${START_MS + 13_000}`),
      'signed-after-its-commit',
    ],
    ['accepted too late', requestOf(ENTRY, { timeMs: START_MS + 17_000 }), 'order-accepted-late'],
    [
      "cancelled that is not the bot's",
      requestOf('symbol=BTCUSDT&origClientOrderId=web_1', {
        method: 'DELETE',
        order: 'cancel',
        clientId: 'web_1',
      }),
      'cancelled-what-is-not-its-own',
    ],
    [
      'cancelled with all others',
      requestOf('symbol=BTCUSDT', {
        method: 'DELETE',
        path: '/fapi/v1/allOpenOrders',
        order: 'cancel',
      }),
      'cancelled-what-is-not-its-own',
    ],
  ])('%s', (_name, request, rule) => {
    expect(judged(request)).toEqual([rule]);
  });

  it('may be late where it is a stop that closes all, or was refused', () => {
    const timeMs = START_MS + 60_000;
    const refused = { timeMs, answered: { status: 400, code: -1021 } };
    expect(judged(requestOf(STOP, { timeMs }), requestOf(ENTRY, refused))).toEqual([]);
  });

  it('is sent again in time where a commit says so anew', () => {
    const { looking, found } = eyes();
    const { orders, algos, listings } = quietVenue(START_MS).state;
    const requests = [requestOf(ENTRY, { timeMs: START_MS + 22_000 })];
    const rules = new OrderRules({ ...looking, botId: 'sim', requests, orders, algos, listings });
    rules.committed(commitOf({ orders: [entryOf()] }));
    const again = commitOf({ orders: [entryOf({ sendBeforeMs: START_MS + 25_000 })] });
    rules.committed({ ...again, atMs: START_MS + 20_000 });
    rules.look();
    expect(found).toEqual([]);
  });

  it('is accepted no more when the item has dropped it', () => {
    const { looking, found } = eyes();
    const { orders, algos, listings } = quietVenue(START_MS).state;
    const requests = [requestOf(ENTRY, { timeMs: START_MS + 9_000 })];
    const rules = new OrderRules({ ...looking, botId: 'sim', requests, orders, algos, listings });
    rules.committed(commitOf({ orders: [entryOf()] }));
    rules.committed({ table: TABLE, state: commitOf({}).state, atMs: START_MS + 8_000 });
    rules.look();
    expect(found).toEqual(['order-accepted-after-its-end']);
  });

  it('of a bot on paper is never sent', () => {
    const { looking, found } = eyes();
    const { orders, algos, listings } = quietVenue(START_MS).state;
    const rules = new OrderRules({
      ...looking,
      botId: 'sim',
      requests: [requestOf(ENTRY)],
      orders,
      algos,
      listings,
    });
    rules.committed(commitOf({ account: { positions: [], orders: [] }, orders: [entryOf()] }));
    rules.look();
    expect(found).toEqual(['order-without-intent']);
  });

  it('is of the tables that have held it, and so is the close under its number', () => {
    const { looking } = eyes();
    const { orders, algos, listings } = quietVenue(START_MS).state;
    const rules = new OrderRules({ ...looking, botId: 'sim', requests: [], orders, algos, listings });
    rules.committed(commitOf({ orders: [entryOf()] }));
    const ids = ['sim-7-1-e', 'sim-7-1-x', 'sim-7-2-x'];
    expect(ids.map((id) => rules.isOf(TABLE, id))).toEqual([true, true, false]);
    expect(rules.isOf('Restored', 'sim-7-1-e')).toBe(false);
  });

  it('is accepted once; what a stop becomes is no second one', () => {
    const { looking, found } = eyes();
    const venue = quietVenue(START_MS);
    const { orders, algos, listings } = venue.state;
    const rules = new OrderRules({ ...looking, botId: 'sim', requests: [], orders, algos, listings });
    const buy = {
      kind: 'order',
      symbol: 'SOLUSDT',
      side: 'BUY',
      quantity: 1,
      clientId: 'sim-7-1-e',
    } as const;
    venue.happen(buy);
    venue.happen({
      kind: 'conditional',
      symbol: 'SOLUSDT',
      side: 'SELL',
      triggerPrice: 99,
      clientId: 'sim-7-2-s',
    });
    venue.quote('SOLUSDT', { bid: 97.99, ask: 98.01 });
    rules.look();
    expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(['sim-7-1-e', 'sim-7-2-s']);
    expect(found).toEqual([]);
    venue.happen(buy);
    rules.look();
    expect(found).toEqual(['order-accepted-twice']);
  });

  it.each<[status: 'EXPIRED' | 'REJECTED' | 'CANCELED', isOpen: boolean, found: readonly string[]]>([
    ['EXPIRED', true, []],
    ['REJECTED', true, []],
    ['CANCELED', true, ['order-accepted-twice']],
    ['EXPIRED', false, ['order-accepted-twice']],
  ])(
    'that is a stop may be accepted again where one %s, and its trade is open (%s)',
    (status, isOpen, twice) => {
      const { looking, found } = eyes();
      const { orders, listings } = quietVenue(START_MS).state;
      const algos = [{ clientAlgoId: 'sim-7-2-s', status }];
      const rules = new OrderRules({ ...looking, botId: 'sim', requests: [], orders, algos, listings });
      rules.committed(commitOf({ orders: [stop] }));
      rules.look();
      rules.committed(commitOf({ ledger: ledgerOf({ positions: isOpen ? [positionOf()] : [] }) }));
      algos.push({ clientAlgoId: 'sim-7-2-s', status });
      rules.look();
      expect(found).toEqual(twice);
    },
  );
});
