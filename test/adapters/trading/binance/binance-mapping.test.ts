/**
 * Is an answer of Binance read for what it says, words included that nobody has heard of?
 */
import { describe, expect, it } from 'vitest';
import { incomesOf, orderOf, ordersOf } from '../../../../lambda/adapters/trading/binance/binance-mapping.ts';
import { isOver } from '../../../../lambda/adapters/trading/venue-dialect.ts';

const ORDER = { id: '7', clientOrderId: 'web_1', symbol: 'BTC/USDT:USDT', status: 'open', filled: 0 };
const ordinary = (changes: object = {}, info: object = {}) => ({
  ...ORDER,
  ...changes,
  info: { executedQty: '0', ...info },
});
const conditional = (changes: object, info: object) => ({ ...ORDER, ...changes, info });

describe('an order of Binance', () => {
  it.each(['NEW_ADL', 'NEW_INSURANCE', 'NAMED_TOMORROW', undefined])(
    'an order of Binance in the state %s is neither open nor over, and makes no list unreadable',
    (status) => {
      const [first, second] = ordersOf([ordinary({ status }), ordinary()]);
      expect(first?.status).toBe('unknown');
      expect(isOver(first!)).toBe(false);
      expect(second?.status).toBe('open');
    },
  );

  it.each([
    ['autoclose-1767614400000', 'FILLED', 'liquidation'],
    ['autoclose-1767614400000', 'NEW_INSURANCE', 'insurance-fund'],
    ['adl_autoclose', 'NEW_ADL', 'adl'],
    ['adl_autoclose', 'FILLED', 'adl'],
    ['settlement_autoclose-1767614400000', 'FILLED', 'settlement'],
    ['web_autoclose-1', 'FILLED', undefined],
  ])('an order of Binance called %s that is %s closes by %s', (clientOrderId, status, forcedBy) => {
    expect(orderOf(ordinary({ clientOrderId }, { status })).forcedBy).toBe(forcedBy);
  });

  it.each([
    ['TRIGGERED', 'closed', '', 'unknown'],
    ['TRIGGERED', 'closed', '9', 'closed'],
    ['FINISHED', 'closed', '', 'closed'],
    ['EXPIRED', 'expired', '0', 'expired'],
  ])(
    'an order of Binance that waited for a price and is %s (%s, order "%s") is %s',
    (algoStatus, status, id, expected) => {
      expect(orderOf(conditional({ status }, { algoStatus, actualOrderId: id })).status).toBe(expected);
    },
  );
});

describe('the times of an order of Binance', () => {
  const times = (told: object) => {
    const { createdAtMs, updatedAtMs } = orderOf(ordinary(told));
    return [createdAtMs, updatedAtMs];
  };

  it('are when it was placed, and when it last changed', () => {
    const [placed, changed] = [Date.UTC(2025, 0), Date.UTC(2025, 0, 2)];
    expect(times({ timestamp: placed, lastUpdateTimestamp: changed })).toEqual([placed, changed]);
  });

  it.each([[undefined], [null], [0], ['yesterday'], [-1], [NaN]])(
    'are unknown where it says %s, and make no order unreadable',
    (told) => {
      expect(times({ timestamp: told, lastUpdateTimestamp: told })).toEqual([undefined, undefined]);
    },
  );
});

describe('a movement of money at Binance', () => {
  it.each([
    ['REALIZED_PNL', 'trade'],
    ['COMMISSION', 'fee'],
    ['FUNDING_FEE', 'funding'],
    ['INSURANCE_CLEAR', 'insurance'],
    ['TRANSFER', 'transfer'],
    ['API_REBATE', 'transfer'],
    ['constructor', 'transfer'],
    ['NAMED_TOMORROW', 'transfer'],
  ])('a movement of money at Binance called %s is one of %s', (incomeType, kind) => {
    const row = { tranId: 1, incomeType, symbol: '', asset: 'USDT', income: '1', time: Date.UTC(2025, 0) };
    expect(incomesOf([row])).toMatchObject([{ kind, name: incomeType }]);
  });

  it('a movement of money at Binance has a name that is no longer than a row may hold', () => {
    const row = {
      tranId: 1,
      incomeType: 'X'.repeat(900),
      symbol: '',
      asset: 'USDT',
      income: '1',
      time: Date.UTC(2025, 0),
    };
    expect(incomesOf([row])[0]?.name).toHaveLength(60);
  });
});
