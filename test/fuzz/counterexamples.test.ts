/**
 * What broken answers have found once: each is named for good.
 */
import { describe, expect, it } from 'vitest';
import { touchesOfAll } from '../../lambda/adapters/market/ccxt-quotes.ts';
import { incomesOf, tradesOf, walletUsdOf } from '../../lambda/adapters/trading/binance/binance-mapping.ts';
import { secondLine } from '../../infra/cli/reports/doctor-second.ts';
import { NOON } from '../harness/builders.ts';

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
    expect(walletUsdOf(wallet('5'))).toBe(5e8);
    expect(() => walletUsdOf(wallet('1e9'))).toThrow('an answer that is not a balance');
    expect(() => walletUsdOf(wallet('90071992.54740992'))).toThrow('an answer that is not a balance in USDT');
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
});
