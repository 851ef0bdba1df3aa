/**
 * What `/fapi/v1/exchangeInfo` of Binance USD-M looks like, in a few of its hundreds of markets.
 */
import { z } from 'zod';
import { placesOf } from '../decimal.ts';

const text = z.string().exactOptional();
const count = z.number().int().exactOptional();

/** What may change of a market while the venue runs; decimals as `exchangeInfo` writes them. */
export const marketChangeSchema = z.strictObject({
  /** Whether it is on the list of markets at all. */
  isListed: z.boolean().exactOptional(),
  /** `TRADING`, `SETTLING`, … */
  status: text,
  tick: text,
  step: text,
  minPrice: text,
  maxPrice: text,
  minQuantity: text,
  maxQuantity: text,
  maxMarketQuantity: text,
  minNotional: text,
  /** Multipliers of the mark price. */
  priceUp: text,
  priceDown: text,
  /** How far from the mark price a market order may take, as a fraction. */
  marketTakeBound: text,
  maxOrders: count,
  maxAlgoOrders: count,
});

export type MarketChange = Readonly<z.infer<typeof marketChangeSchema>>;

export interface MarketShape extends MarketChange {
  readonly base: string;
  readonly quote?: string;
  readonly contractType?: string;
  /** What its price follows: `COIN` unless it says otherwise. */
  readonly underlyingType?: string;
  readonly suffix?: string;
  /** With as many places as the market writes its prices with; the step likewise with those of quantities. */
  readonly tick: string;
  readonly step: string;
  readonly minNotional: string;
}

/** The limits of a market, those that it does not state itself included. */
export function limitsOf({ tick, step, ...stated }: MarketShape) {
  return {
    minPrice: tick,
    maxPrice: '1000000',
    minQuantity: step,
    maxQuantity: '1000',
    maxMarketQuantity: '120',
    priceUp: '1.0500',
    priceDown: '0.9500',
    marketTakeBound: '0.05',
    maxOrders: 200,
    maxAlgoOrders: 200,
    ...stated,
  };
}

export const MARKETS: readonly MarketShape[] = [
  { base: 'BTC', tick: '0.10', step: '0.001', minNotional: '50', minPrice: '556.80', maxPrice: '4529764' },
  {
    base: 'ETH',
    tick: '0.01',
    step: '0.001',
    minNotional: '20',
    minPrice: '39.86',
    maxPrice: '306177',
    maxQuantity: '10000',
    maxMarketQuantity: '2000',
  },
  {
    base: 'SOL',
    tick: '0.0100',
    step: '0.01',
    minNotional: '5',
    minPrice: '0.4200',
    maxPrice: '6857',
    maxQuantity: '1000000',
    maxMarketQuantity: '5000',
  },
  { base: 'BNB', tick: '0.010', step: '0.01', minNotional: '5', minPrice: '6.600', maxPrice: '100000' },
  {
    base: '1000SHIB',
    tick: '0.000001',
    step: '1',
    minNotional: '5',
    maxQuantity: '10000000',
    maxMarketQuantity: '5000000',
  },
  {
    base: 'XAU',
    contractType: 'TRADIFI_PERPETUAL',
    underlyingType: 'COMMODITY',
    tick: '0.01',
    step: '0.001',
    minNotional: '5',
    minPrice: '0.01',
    maxPrice: '200000',
    maxQuantity: '600',
    maxMarketQuantity: '60',
    priceUp: '1.0300',
    priceDown: '0.9700',
    marketTakeBound: '0.03',
  },
  { base: '4', tick: '0.0000100', step: '1', minNotional: '5', maxQuantity: '10000000' },
  { base: '币安人生', tick: '0.00001', step: '1', minNotional: '5', maxQuantity: '10000000' },
  // Of other money: margined, quoted and settled in USDC.
  { base: 'BTC', quote: 'USDC', tick: '0.1', step: '0.001', minNotional: '50' },
  { base: 'ETH', quote: 'USDC', tick: '0.01', step: '0.001', minNotional: '20' },
  { base: 'BNB', quote: 'USDC', tick: '0.010', step: '0.01', minNotional: '5' },
  // What the one currency is in the other.
  { base: 'USDC', tick: '0.000100', step: '1', minNotional: '5' },
  // Not ours: one that ends, one that is being settled.
  {
    base: 'BTC',
    contractType: 'CURRENT_QUARTER',
    suffix: '_260327',
    tick: '0.1',
    step: '0.001',
    minNotional: '50',
  },
  { base: 'LUNA', status: 'SETTLING', tick: '0.001', step: '1', minNotional: '5' },
];

/** Before it no market had a candle. */
export const ONBOARD_MS = 1_569_398_400_000;
const PERPETUAL_DELIVERY_MS = 4_133_404_800_000;
const QUARTER_DELIVERY_MS = Date.UTC(2026, 2, 27, 8);

/** Whether nobody may trade it before an agreement is signed. */
export function needsAgreement({ contractType }: MarketShape): boolean {
  return contractType === 'TRADIFI_PERPETUAL';
}

/** Its name at the venue. */
export function marketSymbol({ base, quote = 'USDT', suffix = '' }: MarketShape): string {
  return `${base}${quote}${suffix}`;
}

export function exchangeInfo(serverTimeMs: number, markets: readonly MarketShape[]): unknown {
  return {
    timezone: 'UTC',
    serverTime: serverTimeMs,
    futuresType: 'U_MARGINED',
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
      { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
    ],
    exchangeFilters: [],
    assets: ['USDT', 'USDC'].map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: '-10000' })),
    symbols: markets.filter(({ isListed = true }) => isListed).map(symbolInfo),
  };
}

/** Binance has orders that are good till a date, too, and stops that trail: this venue refuses both. */
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK', 'GTX'] as const;

function symbolInfo(shape: MarketShape): unknown {
  const { base, quote = 'USDT', contractType = 'PERPETUAL', status = 'TRADING' } = shape;
  const { underlyingType = 'COIN' } = shape;
  const pair = `${base}${quote}`;
  const limits = limitsOf(shape);
  return {
    symbol: marketSymbol(shape),
    pair,
    contractType,
    deliveryDate: contractType.endsWith('PERPETUAL') ? PERPETUAL_DELIVERY_MS : QUARTER_DELIVERY_MS,
    onboardDate: ONBOARD_MS,
    status,
    // What the venue calls these itself: to be ignored.
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: quote,
    // Not the steps: those are in the filters.
    pricePrecision: placesOf(shape.tick),
    quantityPrecision: placesOf(shape.step),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType,
    underlyingSubType: needsAgreement(shape) ? ['TradFi'] : [],
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: limits.marketTakeBound,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        tickSize: shape.tick,
        minPrice: limits.minPrice,
        maxPrice: limits.maxPrice,
      },
      {
        filterType: 'LOT_SIZE',
        stepSize: shape.step,
        minQty: limits.minQuantity,
        maxQty: limits.maxQuantity,
      },
      {
        filterType: 'MARKET_LOT_SIZE',
        stepSize: shape.step,
        minQty: limits.minQuantity,
        maxQty: limits.maxMarketQuantity,
      },
      { filterType: 'MAX_NUM_ORDERS', limit: limits.maxOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: limits.maxAlgoOrders },
      { filterType: 'MIN_NOTIONAL', notional: shape.minNotional },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: limits.priceUp,
        multiplierDown: limits.priceDown,
        multiplierDecimal: '4',
      },
    ],
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET'],
    timeInForce: TIMES_IN_FORCE,
  };
}
