/**
 * What broken answers have found once: each is named for good.
 */
import { binanceusdm } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { marketClientOf } from '../../lambda/adapters/market/ccxt-market-client.ts';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { touchesOfAll } from '../../lambda/adapters/market/ccxt-quotes.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { tradingClientOf } from '../../lambda/adapters/trading/ccxt-trading-client.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { walletIn } from '../../lambda/adapters/trading/wallet-movements.ts';
import { incomesOf, tradesOf, walletsOf } from '../../lambda/adapters/trading/binance/binance-mapping.ts';
import { secondLine } from '../../infra/cli/reports/doctor-second.ts';
import { NOON } from '../harness/builders.ts';
import { quietVenue } from '../venue/binance-venue.ts';
import { brokenLine } from './broken-venue.ts';

const LONG = `1${'0'.repeat(400)}`;
const TRADE = {
  id: '1',
  order: '2',
  side: 'buy',
  price: 95_000,
  amount: 0.006,
  timestamp: NOON,
  takerOrMaker: 'taker',
  fee: { cost: 0.285, currency: 'USDT' },
  info: { realizedPnl: '0' },
};
const INCOME = { tranId: 1, incomeType: 'TRANSFER', symbol: '', asset: 'USDT', income: '5', time: NOON };

describe('an answer that was broken once', () => {
  it('an answer that was broken once, by a time in another unit, is no trade and no movement', () => {
    expect(tradesOf([TRADE])).toHaveLength(1);
    expect(incomesOf([INCOME])).toHaveLength(1);
    for (const factor of [1e-3, 1e3, 1e6]) {
      expect(() => tradesOf([{ ...TRADE, timestamp: NOON * factor }])).toThrow(
        'timestamp: it is no time in ms',
      );
      expect(() => incomesOf([{ ...INCOME, time: NOON * factor }])).toThrow('time: it is no time in ms');
    }
  });

  it('an answer that was broken once, by an amount that cannot be counted, is named', () => {
    const beyond = { ...TRADE, info: { realizedPnl: '-90071992.54740992' } };
    expect(() => tradesOf([beyond])).toThrow('it is no amount that can be kept exactly');
    expect(() => incomesOf([{ ...INCOME, income: LONG }])).toThrow('an answer that is not a movement');
    const wallet = (walletBalance: string) => ({ info: { assets: [{ asset: 'USDT', walletBalance }] } });
    const held = (told: string) => walletIn({ wallets: walletsOf(wallet(told)) }, 'USDT');
    expect(held('5')).toBe(5e8);
    expect(() => held('1e9')).toThrow('an answer that is not a balance');
    expect(() => held('90071992.54740992')).toThrow('an answer that is not a balance in USDT');
  });

  it('an answer that was broken once, by a price longer than any number, leaves that row out', () => {
    const row = { symbol: 'BTCUSDT', bidPrice: '1', askPrice: '2', time: NOON };
    expect([...touchesOfAll([row, { ...row, symbol: 'ETHUSDT', askPrice: LONG }]).keys()]).toEqual([
      'BTCUSDT',
    ]);
  });

  it('an answer that was broken once, by a lag longer than any event waits, is no tick to the doctor', () => {
    const tick = { message: 'tick', eventTime: '2025-05-05T11:59:57Z', eventLagSeconds: 4e307 };
    expect(secondLine([JSON.stringify(tick)], 'paper')).toMatchObject({ status: 'passed' });
    expect(JSON.stringify(secondLine([JSON.stringify(tick)], 'paper'))).toContain('no tick says yet');
  });

  it.each([LONG, '1000000000', '-1000000000'])(
    'an answer that was broken once, by a market of %s decimals, is read at once, with the step of its filters',
    async (decimals) => {
      const venue = quietVenue(NOON);
      const broken = (answer: unknown) =>
        JSON.stringify(answer).replace(/(?<="pricePrecision":)\d+/, decimals);
      const transport = ccxtTransport({
        send: brokenLine(venue.direct, () => (_path, _method, answer) => broken(answer)),
      });
      const { apiKey, secret } = venue.key;
      for (const client of [
        marketClientOf(binanceusdm, { transport, isPaced: false }),
        tradingClientOf(binanceusdm, { keys: { apiKey, secret }, transport, clock: venue }),
      ]) {
        const listings = listingsOf(await client.loadMarkets(), client.precisionMode);
        expect(listings.length).toBeGreaterThan(2);
        for (const { market } of listings) expect(market.priceStep).toBeGreaterThan(0);
      }
    },
  );

  it.each(['1e-200000000', '-1.5E+9999', '.5e99999'])(
    'an answer that was broken once, by %s in the place of an amount, is named at once',
    async (amount) => {
      const venue = quietVenue(NOON);
      let isBroken = false;
      const broken = (answer: unknown) => JSON.stringify(answer).replaceAll(/"\d+\.\d+"/g, `"${amount}"`);
      const transport = ccxtTransport({
        send: brokenLine(venue.direct, () =>
          isBroken ? (_path, _method, answer) => broken(answer) : undefined,
        ),
      });
      const { apiKey, secret } = venue.key;
      const client = tradingClientOf(binanceusdm, { keys: { apiKey, secret }, transport, clock: venue });
      const listings = listingsOf(await client.loadMarkets(), client.precisionMode);
      isBroken = true;
      const account = client.dialect({ listings, requests: new VenueRequests(venue) }).look();
      await expect(account).rejects.toThrow('a number of more digits than anybody counts with');
    },
  );
});
