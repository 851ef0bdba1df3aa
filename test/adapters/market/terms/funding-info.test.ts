/**
 * Are intervals and bounds of funding read as the exchange states them, and never guessed?
 */
import { describe, expect, it } from 'vitest';
import { fundingTermsOf } from '../../../../lambda/adapters/market/terms/funding-info.ts';
import { HOUR_MS } from '../../../../lambda/core/units.ts';

const LISTINGS = ['XAUUSDT', 'BTCUSDT'].map((symbol) => ({ venueSymbol: symbol, market: { symbol } }));
const GOLD = {
  symbol: 'XAUUSDT',
  adjustedFundingRateCap: '0.00050000',
  adjustedFundingRateFloor: '-0.00030000',
  fundingIntervalHours: 4,
  disclaimer: false,
};

describe('the terms of funding', () => {
  it('are those of each market that is listed, and none of the others', () => {
    expect([...fundingTermsOf([GOLD, { symbol: 'ETHUSDT', fundingIntervalHours: 1 }], LISTINGS)]).toEqual([
      ['XAUUSDT', { intervalMs: 4 * HOUR_MS, capRate: 0.0005, floorRate: -0.0003 }],
    ]);
  });

  it('have no bounds where the exchange states none', () => {
    expect([...fundingTermsOf([{ symbol: 'XAUUSDT', fundingIntervalHours: 8 }], LISTINGS).values()]).toEqual([
      { intervalMs: 8 * HOUR_MS, capRate: Infinity, floorRate: -Infinity },
    ]);
  });

  it.each([
    [{}, 'it is no list'],
    [[{ ...GOLD, fundingIntervalHours: 0 }], 'fundingIntervalHours of XAUUSDT: '],
    [[{ ...GOLD, fundingIntervalHours: '4' }], 'fundingIntervalHours of XAUUSDT: '],
    [
      [{ ...GOLD, fundingIntervalHours: 5 }],
      'fundingIntervalHours of XAUUSDT: a day must hold whole intervals',
    ],
    [
      [{ ...GOLD, fundingIntervalHours: 48 }],
      'fundingIntervalHours of XAUUSDT: a day must hold whole intervals',
    ],
    [[{ ...GOLD, adjustedFundingRateCap: '-0.01' }], 'adjustedFundingRateCap of XAUUSDT: '],
    [[{ ...GOLD, adjustedFundingRateFloor: 'low' }], 'adjustedFundingRateFloor of XAUUSDT: '],
    [[{ ...GOLD, adjustedFundingRateCap: '9'.repeat(400) }], 'adjustedFundingRateCap of XAUUSDT: '],
  ])('%o are refused, and say why', (stated, why) => {
    expect(() => fundingTermsOf(stated, LISTINGS)).toThrow(why);
  });

  it('of another market may have any shape: nothing follows from it', () => {
    const hostile = [null, 7, { symbol: 'ETHUSDT', fundingIntervalHours: -1 }, { symbol: '=1+1' }, GOLD];
    expect([...fundingTermsOf(hostile, LISTINGS).keys()]).toEqual(['XAUUSDT']);
  });
});
