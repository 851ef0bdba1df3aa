/**
 * Is a request to the wrong one of the two places never sent, whatever ccxt makes of a call?
 */
import { binanceusdm, bybit, mexc } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { marketClientOf } from '../../lambda/adapters/market/ccxt-market-client.ts';
import type { CcxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { onlyTo, whyNoDemo } from '../../lambda/adapters/demo-trading.ts';
import { tradingClientOf } from '../../lambda/adapters/trading/ccxt-trading-client.ts';

const DEMO = 'https://demo-fapi.binance.com';

/** Answers everything, and writes down what it was asked. */
function recording() {
  const urls: string[] = [];
  const transport: CcxtTransport = (url) => {
    urls.push(url);
    const headers = { get: () => null, forEach: () => {} };
    return Promise.resolve({ status: 200, statusText: 'OK', headers, text: () => Promise.resolve('{}') });
  };
  return { urls, transport };
}

describe('requests to the other place', () => {
  it.each([
    ['a bot at the demo', true, 'https://fapi.binance.com/fapi/v1/order', 'fapi.binance.com'],
    ['a bot at the demo', true, 'https://api.binance.com/sapi/v1/account/apiRestrictions', 'api.binance.com'],
    ['a bot at the demo', true, 'http://demo-fapi.binance.com/fapi/v1/order', 'demo-fapi.binance.com'],
    ['a bot at the demo', true, `${DEMO}.example.org/fapi/v1/order`, 'demo-fapi.binance.com.example.org'],
    ['a bot at the demo', true, `${DEMO}:8443/fapi/v1/order`, 'demo-fapi.binance.com:8443'],
    ['a bot at the demo', true, `${DEMO}@example.org/fapi/v1/order`, 'example.org'],
    ['a bot that is not at the demo', false, `${DEMO}/fapi/v1/order`, 'demo-fapi.binance.com'],
  ])('of %s are not sent (%#)', async (whose, isDemo, url, host) => {
    const { urls, transport } = recording();
    const guarded = onlyTo({ exchangeId: 'binanceusdm', isDemo }, transport);
    await expect(guarded(url, {})).rejects.toThrow(`${host} was not asked: it is not for ${whose}`);
    expect(urls).toEqual([]);
  });

  it('requests to the own place are sent as they are', async () => {
    const { urls, transport } = recording();
    const [own, demo] = ['https://fapi.binance.com/fapi/v1/time?a=1', `${DEMO}/fapi/v1/time?a=1`];
    await onlyTo({ exchangeId: 'binanceusdm', isDemo: false }, transport)(own, {});
    await onlyTo({ exchangeId: 'binanceusdm', isDemo: true }, transport)(demo, {});
    await onlyTo({ exchangeId: 'mexc', isDemo: false }, transport)('https://api.mexc.com/x', {});
    expect(urls).toEqual([own, demo, 'https://api.mexc.com/x']);
  });
});

describe('a client at the demo', () => {
  const keys = { apiKey: 'k', secret: 's' };
  const clock = { nowMs: () => 0 };

  it('a client at the demo asks its host, for public data and with keys', async () => {
    const { urls, transport } = recording();
    await marketClientOf(binanceusdm, { transport, isDemo: true }).fetchTime();
    await tradingClientOf(binanceusdm, { keys, transport, isDemo: true, clock }).fetchTime();
    expect(urls).toEqual([`${DEMO}/fapi/v1/time`, `${DEMO}/fapi/v1/time`]);
  });

  it('a client at the demo leaves the next one of its class where it was', async () => {
    const { urls, transport } = recording();
    const demo = marketClientOf(binanceusdm, { transport, isDemo: true });
    const own = marketClientOf(binanceusdm, { transport });
    await own.fetchTime();
    expect([demo.isDemo, own.isDemo]).toEqual([true, false]);
    expect(urls).toEqual(['https://fapi.binance.com/fapi/v1/time']);
  });

  it('a client at the demo is refused of an exchange whose demo is not tested, also where ccxt knows one', () => {
    const { transport } = recording();
    expect(whyNoDemo('binanceusdm')).toBeUndefined();
    for (const one of [mexc, bybit]) {
      expect(() => marketClientOf(one, { transport, isDemo: true })).toThrow(
        'has no demo trading that this bot can reach',
      );
    }
  });
});
