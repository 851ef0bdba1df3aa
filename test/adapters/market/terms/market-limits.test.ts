/**
 * Are the limits of a market those of its description, and unknown where it states none?
 */
import { expect, it } from 'vitest';
import { limitsOfInfo } from '../../../../lambda/adapters/market/terms/market-limits.ts';

it('the limits of a market are those of its filters, and the bound of its market orders', () => {
  const filters = [
    { filterType: 'MAX_NUM_ORDERS', limit: 200 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', limit: 10 },
    { filterType: 'PERCENT_PRICE', multiplierUp: '1.15', multiplierDown: '0.9' },
    { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
    'a filter of another kind',
  ];
  expect(limitsOfInfo({ filters, marketTakeBound: '0.30' })).toEqual({
    maxOrders: 200,
    maxConditionalOrders: 10,
    priceBand: { belowPct: 10, abovePct: 15 },
    marketTakePct: 30,
  });
});

it.each([
  ['that is none', undefined],
  ['without filters', { symbol: 'BTCUSDT' }],
  ['whose filters are no list', { filters: 'none' }],
  ['whose limits are words', { filters: [{ filterType: 'MAX_NUM_ORDERS', limit: 'many' }] }],
  [
    'whose limits are 0',
    { filters: [{ filterType: 'MAX_NUM_ALGO_ORDERS', limit: 0 }], marketTakeBound: '0' },
  ],
  ['with half a band', { filters: [{ filterType: 'PERCENT_PRICE', multiplierUp: '1.05' }] }],
])('the limits of a description %s are unknown', (_, info) => {
  expect(limitsOfInfo(info)).toEqual({});
});
