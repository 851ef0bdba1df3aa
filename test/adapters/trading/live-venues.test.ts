/**
 * Is real money refused by name and reason, but for the one exchange whose orders are tested on the wire?
 */
import { describe, expect, it } from 'vitest';
import { bybit } from 'ccxt';
import { tradingClientOf } from '../../../lambda/adapters/trading/ccxt-trading-client.ts';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { capabilitiesOf } from '../../../lambda/adapters/market/venue-capabilities.ts';
import { whyNotLive } from '../../../lambda/adapters/trading/live-venues.ts';

describe('real money', () => {
  it('real money is traded at binanceusdm alone', () => {
    expect(whyNotLive('binanceusdm')).toBeUndefined();
  });

  it.each([
    ['gate', /^gate cannot be traded live: without request expiry an order that was sent late/],
    ['bybit', /^bybit cannot be traded live: its stops come with the entry, .*; its orders are not tested/],
    ['krakenfutures', /isolated margin cannot be set/],
    ['nowhere', /^nowhere cannot be traded live: nothing is declared of what it can do$/],
    ['toString', /^toString cannot be traded live: nothing is declared/],
  ])('real money is refused at %s with the reason', (exchangeId, reason) => {
    expect(whyNotLive(exchangeId)).toMatch(reason);
  });

  it('real money is refused before a client is made', () => {
    const make = () =>
      tradingClientOf(bybit, {
        keys: { apiKey: 'k', secret: 's' },
        transport: ccxtTransport(),
        clock: { nowMs: () => 0 },
      });
    expect(make).toThrow('bybit cannot be traded live');
  });

  it('an undeclared exchange can do nothing', () => {
    expect(capabilitiesOf('nowhere')).toBeUndefined();
  });
});
