/**
 * Is what ccxt says of markets taken for what it says, and nothing made up where it says nothing?
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openExchange } from '../../../infra/market/realtime-exchange.ts';
import { listingsOf } from '../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';

const TICK_SIZE = 4;
const DECIMAL_PLACES = 2;
const SIGNIFICANT_DIGITS = 3;

/** A market as ccxt's `loadMarkets` answers it. */
const bitcoin = (changes: object = {}) => ({
  id: 'BTCUSDT',
  symbol: 'BTC/USDT:USDT',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  type: 'swap',
  spot: false,
  swap: true,
  future: false,
  option: false,
  contract: true,
  linear: true,
  inverse: false,
  active: true,
  contractSize: 1,
  taker: 0.0005,
  maker: 0.0002,
  expiry: undefined,
  precision: { amount: 0.001, price: 0.1, base: 1e-8, quote: 1e-8 },
  limits: {
    leverage: { min: undefined, max: undefined },
    amount: { min: 0.001, max: 1000 },
    price: { min: 261.1, max: 809_484 },
    cost: { min: 50, max: undefined },
    market: { min: 0.001, max: 120 },
  },
  info: {
    symbol: 'BTCUSDT',
    maintMarginPercent: '2.5000',
    marketTakeBound: '0.05',
    filters: [
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: 10 },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: '1.0500',
        multiplierDown: '0.9500',
        multiplierDecimal: '4',
      },
      { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
    ],
  },
  ...changes,
});

/** What `bitcoin` states beside its steps. */
const MINIMUMS = { minQuantity: 0.001, minNotionalUsd: 50 };
const MAXIMUMS = { maxQuantity: 1000, maxMarketQuantity: 120 };
const STEPS = { quantityStep: 0.001, priceStep: 0.1 };
const LIMITS = {
  maxOrders: 200,
  maxConditionalOrders: 10,
  priceBand: { belowPct: 5, abovePct: 5 },
  marketTakePct: 5,
};

const marketOf = (changes: object, precisionMode = TICK_SIZE) =>
  listingsOf({ 'BTC/USDT:USDT': bitcoin(changes) }, precisionMode)[0]?.market;

describe('a market', () => {
  it('a market has our name, its steps and its minimums', () => {
    expect(listingsOf({ 'BTC/USDT:USDT': bitcoin() }, TICK_SIZE)).toEqual([
      {
        ccxtSymbol: 'BTC/USDT:USDT',
        venueSymbol: 'BTCUSDT',
        active: true,
        market: {
          symbol: 'BTCUSDT',
          quantityStep: 0.001,
          priceStep: 0.1,
          minQuantity: 0.001,
          minNotionalUsd: 50,
          maxQuantity: 1000,
          maxMarketQuantity: 120,
          maxOrders: 200,
          maxConditionalOrders: 10,
          priceBand: { belowPct: 5, abovePct: 5 },
          marketTakePct: 5,
        },
      },
    ]);
  });

  it('a market of which the venue’s own description was not kept is a market all the same', () => {
    const { info: _, ...kept } = bitcoin();
    expect(listingsOf([kept], TICK_SIZE)).toMatchObject([{ venueSymbol: 'BTCUSDT' }]);
  });

  it('a market is asked for no margin that the venue calls to be ignored', () => {
    expect(marketOf({})).not.toHaveProperty('maintenanceMarginPct');
  });

  it.each([
    ['precision', { precision: {} }, { ...MINIMUMS, ...MAXIMUMS, ...LIMITS }],
    ['precision at all', { precision: undefined }, { ...MINIMUMS, ...MAXIMUMS, ...LIMITS }],
    ['limits', { limits: {}, info: {} }, STEPS],
    ['minimums', { limits: { amount: {}, cost: { min: null } } }, { ...STEPS, ...LIMITS }],
    ['step above 0', { precision: { amount: 0, price: 0 } }, { ...MINIMUMS, ...MAXIMUMS, ...LIMITS }],
    ['size of its contracts', { contractSize: undefined }, { priceStep: 0.1, minNotionalUsd: 50, ...LIMITS }],
    [
      'largest orders',
      { limits: { amount: { min: 0.001, max: 0 }, cost: { min: 50 } } },
      { ...STEPS, ...MINIMUMS, ...LIMITS },
    ],
    ['own description', { info: undefined }, { ...STEPS, ...MINIMUMS, ...MAXIMUMS }],
  ])('a market that does not say its %s has none', (_, changes, known) => {
    expect(marketOf(changes)).toEqual({ symbol: 'BTCUSDT', ...known });
  });

  it('a market that counts contracts is stated in base units', () => {
    const okx = {
      contractSize: 0.01,
      precision: { amount: 0.1, price: 0.1 },
      limits: { amount: { min: 0.1, max: 100 }, market: { max: 12 } },
    };
    expect(marketOf(okx)).toMatchObject({
      quantityStep: 0.001,
      minQuantity: 0.001,
      maxQuantity: 1,
      maxMarketQuantity: 0.12,
    });
    expect(marketOf({ contractSize: 0.1, precision: { amount: 3 } })).toMatchObject({ quantityStep: 0.3 });
  });

  it('a market that writes its precision as decimals is stated in steps, and one of significant digits in none', () => {
    const precision = { amount: 3, price: 1 };
    expect(marketOf({ precision }, DECIMAL_PLACES)).toMatchObject({ quantityStep: 0.001, priceStep: 0.1 });
    expect(marketOf({ precision }, SIGNIFICANT_DIGITS)).not.toHaveProperty('priceStep');
  });

  it.each([
    ['spot', { swap: false, spot: true }],
    ['inverse', { linear: false, inverse: true }],
    ['settled in another currency', { settle: 'USDC' }],
    ['quoted in another currency', { quote: 'USDC' }],
    ['nameless', { base: undefined }],
  ])('a market that is %s is not ours', (_, changes) => {
    expect(marketOf(changes)).toBeUndefined();
  });

  it('a market that is not traded now is known as such, and one that does not say is traded', () => {
    const activeOf = (active: unknown) => listingsOf([bitcoin({ active })], TICK_SIZE)[0]?.active;
    expect([true, false, undefined].map(activeOf)).toEqual([true, false, true]);
  });

  it('a market of an answer that is no list is a failure', () => {
    for (const answer of [undefined, null, 'maintenance', 7]) {
      expect(() => listingsOf(answer, TICK_SIZE)).toThrow(VenueError);
    }
  });
});

const RECORDED = new URL('../../../../shared/data/venue/', import.meta.url);
const MAINNET = new URL('exchangeInfo-2024-03-28.mainnet.btc-eth-sol.json', RECORDED);
const TESTNET = new URL('exchangeInfo-2025-12-24.testnet.majors.json', RECORDED);

/** What the real ccxt and the mapping make of a recorded answer. */
async function recordedMarkets(file: URL) {
  const text = readFileSync(file, 'utf8');
  const client = await openExchange('binanceusdm', {
    isPaced: false,
    transport: () =>
      Promise.resolve({
        status: 200,
        statusText: 'OK',
        headers: new Headers(),
        text: () => Promise.resolve(text),
      }),
  });
  return listingsOf(await client.loadMarkets(), client.precisionMode).map(({ market }) => market);
}

describe('a recorded list of markets', () => {
  it.skipIf(!existsSync(MAINNET))(
    'a recorded list of markets of 2024 says its filters, not its precisions (skipped where the recording is absent)',
    async () => {
      expect(await recordedMarkets(MAINNET)).toEqual([
        {
          symbol: 'BTCUSDT',
          quantityStep: 0.001,
          priceStep: 0.1,
          minQuantity: 0.001,
          minNotionalUsd: 100,
          maxQuantity: 1000,
          maxMarketQuantity: 120,
          ...LIMITS,
        },
        {
          symbol: 'ETHUSDT',
          quantityStep: 0.001,
          priceStep: 0.01,
          minQuantity: 0.001,
          minNotionalUsd: 20,
          maxQuantity: 10_000,
          maxMarketQuantity: 2_000,
          ...LIMITS,
        },
        {
          symbol: 'SOLUSDT',
          quantityStep: 1,
          priceStep: 0.001,
          minQuantity: 1,
          minNotionalUsd: 5,
          maxQuantity: 1_000_000,
          maxMarketQuantity: 5_000,
          ...LIMITS,
        },
      ]);
    },
  );

  it.skipIf(!existsSync(TESTNET))(
    'a recorded list of markets of the test venue says steps and limits of every perpetual (skipped where the recording is absent)',
    async () => {
      const markets = await recordedMarkets(TESTNET);
      expect(markets.length).toBeGreaterThan(5);
      for (const { symbol, ...said } of markets) {
        expect(Object.keys(said), symbol).toEqual([
          'quantityStep',
          'priceStep',
          'minQuantity',
          'minNotionalUsd',
          'maxQuantity',
          'maxMarketQuantity',
          'maxOrders',
          'priceBand',
          'marketTakePct',
          ...(symbol === 'XAUUSDT' ? ['sessions', 'needsAgreement'] : []),
        ]);
      }
      expect(markets[0]).toMatchObject({ symbol: 'BTCUSDT', priceStep: 0.1, minNotionalUsd: 100 });
      expect(markets[0]).toMatchObject({ maxOrders: 10_000, marketTakePct: 30 });
    },
  );
});
