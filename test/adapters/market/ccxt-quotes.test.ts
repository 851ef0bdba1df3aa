/**
 * Is a time that an exchange does not state with its best bids and asks unknown, and never the beginning of 1970?
 */
import { expect, it } from 'vitest';
import { quoteOf } from '../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { touchesOfAll } from '../../../lambda/adapters/market/ccxt-quotes.ts';
import { NOON } from '../../harness/builders.ts';

const row = { symbol: 'BTCUSDT', bidPrice: '1', askPrice: '2' };
const touchOf = (change: object) => touchesOfAll([{ ...row, ...change }]).get('BTCUSDT');

it.each([{}, { time: null }])(
  'the time of a best bid and ask is not known where none is stated: %j',
  (change) => {
    const touch = touchOf(change);
    expect(touch).toEqual({ bid: 1, ask: 2, timeMs: undefined });
    expect(touch && quoteOf(touch, NOON, NOON)).toMatchObject({ bid: 1, ask: 2 });
  },
);

it.each([NOON, String(NOON)])('the time of a best bid and ask is read as it is written: %j', (time) => {
  expect(touchOf({ time })).toEqual({ bid: 1, ask: 2, timeMs: NOON });
});

it.each(['', ' ', true, false, {}, '1e3', 'soon', -1])(
  'a best bid and ask is left out whose time is none: %j',
  (time) => {
    expect(touchOf({ time })).toBeUndefined();
  },
);
