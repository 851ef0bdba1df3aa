/**
 * Is a fact of an account that Binance tells in another shape told by what it is, where it differs, and what would be
 * right, and is nothing made of a number that is missing?
 */
import { binanceusdm } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { VenueError } from '../../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../../lambda/adapters/market/venue-requests.ts';
import { tradingClientOf } from '../../../../lambda/adapters/trading/ccxt-trading-client.ts';
import type { VenueDialect } from '../../../../lambda/adapters/trading/venue-dialect.ts';
import { NOON } from '../../../harness/builders.ts';

let answer: unknown;
const clock = { nowMs: () => NOON };
const dialect = tradingClientOf(binanceusdm, {
  keys: { apiKey: 'a-key', secret: 'a-secret' },
  transport: () =>
    Promise.resolve({
      status: 200,
      statusText: 'OK',
      headers: new Headers(),
      text: () => Promise.resolve(JSON.stringify(answer)),
    }),
  clock,
}).dialect({
  listings: [
    { ccxtSymbol: 'BTC/USDT:USDT', venueSymbol: 'BTCUSDT', active: true, market: { symbol: 'BTCUSDT' } },
  ],
  requests: new VenueRequests(clock, 1_000),
});

type Ask = (of: VenueDialect) => Promise<unknown>;
const rights: Ask = ({ facts }) => facts.rights();
const modes: Ask = ({ facts }) => facts.modes();
const tiers: Ask = ({ facts }) => facts.tiers();
const fees: Ask = ({ facts }) => facts.fees('BTCUSDT');
const settings: Ask = (of) => of.settings();

const tier = { notionalFloor: 0, maintMarginRatio: '0.004', initialLeverage: 125 };
const tiersWith = (change: object) => [{ symbol: 'BTCUSDT', brackets: [tier, { ...tier, ...change }] }];

describe('a fact of an account', () => {
  it.each<[string, Ask, unknown, RegExp]>([
    ['rights', rights, { ipRestrict: true, enableFutures: true }, /rights of the key: enableWithdrawals: /],
    ['modes', modes, { canTrade: 1 }, /modes of the account: canTrade: /],
    ['tiers that are no list', tiers, { code: 0 }, /a list of tiers: it: .*expected array/],
    ['tiers without a number', tiers, tiersWith({ notionalFloor: null }), /0\.brackets\.1\.notionalFloor: /],
    [
      'tiers with an empty one',
      tiers,
      tiersWith({ maintMarginRatio: '' }),
      /brackets\.1\.maintMarginRatio: /,
    ],
    ['tiers with a yes', tiers, tiersWith({ initialLeverage: true }), /brackets\.1\.initialLeverage: /],
    [
      'fees',
      fees,
      { makerCommissionRate: '0.0002', takerCommissionRate: null },
      /fees: takerCommissionRate: /,
    ],
    [
      'settings without leverage',
      settings,
      [{ symbol: 'BTCUSDT', marginType: 'ISOLATED', leverage: null }],
      /a list of settings: 0\.leverage: /,
    ],
    [
      'settings with another mode',
      settings,
      [{ symbol: 'BTCUSDT', marginType: 'HALF', leverage: 5 }],
      /0\.marginType: .*"ISOLATED"\|"CROSSED"/,
    ],
  ])(
    'a fact of an account in another shape is named, its place and what would be right: %s',
    async (_, ask, told, words) => {
      answer = told;
      const failure: unknown = await ask(dialect).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(VenueError);
      expect(failure).toMatchObject({ kind: 'unexpected-answer' });
      expect(String(failure)).toMatch(/an answer that is not /);
      expect(String(failure)).toMatch(words);
      expect(String(failure)).not.toMatch(/HALF|[{}]/);
    },
  );

  it('a fact of an account is read as Binance writes it, in numbers and in text', async () => {
    answer = { ipRestrict: 'true', enableWithdrawals: false, enableFutures: true };
    expect(await rights(dialect)).toEqual({ canTrade: true, canWithdraw: false, isAddressRestricted: true });
    answer = tiersWith({ notionalFloor: '50000', maintMarginRatio: 0.005, initialLeverage: '100' });
    expect(await dialect.facts.tiers()).toEqual(
      new Map([
        [
          'BTCUSDT',
          [
            { floorUsd: 0, maintenancePct: 0.4, maxLeverage: 125 },
            { floorUsd: 50_000, maintenancePct: 0.5, maxLeverage: 100 },
          ],
        ],
      ]),
    );
    answer = { makerCommissionRate: '0.000200', takerCommissionRate: '0.000500' };
    expect(await fees(dialect)).toEqual({ makerPct: 0.02, takerPct: 0.05 });
  });
});
