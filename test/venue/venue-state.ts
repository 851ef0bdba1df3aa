/**
 * What does the venue remember of an account and its markets?
 *
 * Plain data without a clock: time comes in as an argument of whatever changes it, ids count up, so that the same
 * requests at the same times leave the same books. Prices, quantities and money are `Decimal`.
 */
import { decimal, type Decimal } from './decimal.ts';
import { marketSymbol, type MarketShape, type TIMES_IN_FORCE } from './market/exchange-info.ts';
import { listings, type Listing } from './market/listings.ts';
import { DEFAULT_RULES, type VenueRules } from './venue-rules.ts';

export type OrderSide = 'BUY' | 'SELL';
export type PositionSide = 'BOTH' | 'LONG' | 'SHORT';
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
export type OrderStatus =
  'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'NEW_ADL' | 'NEW_INSURANCE';
export type WorkingType = 'CONTRACT_PRICE' | 'MARK_PRICE';
export type MarginType = 'ISOLATED' | 'CROSSED';
export type AlgoType = 'STOP_MARKET' | 'TAKE_PROFIT_MARKET' | 'STOP' | 'TAKE_PROFIT';
export type AlgoStatus =
  'NEW' | 'TRIGGERING' | 'TRIGGERED' | 'FINISHED' | 'CANCELED' | 'REJECTED' | 'EXPIRED';

export interface VenueOrder {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: 'LIMIT' | 'MARKET';
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  /** What it was before it was triggered. */
  readonly origType: 'LIMIT' | 'MARKET' | 'LIQUIDATION' | AlgoType;
  readonly timeMs: number;
  price: Decimal;
  quantity: Decimal;
  filled: Decimal;
  /** Σ price × quantity of its fills, in 1e-16. */
  filledValue: bigint;
  status: OrderStatus;
  updateMs: number;
  /** When answers begin to know of it, where that is later than the rules say. */
  shownFromMs?: number;
}

export interface AlgoOrder {
  readonly algoId: number;
  readonly clientAlgoId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: AlgoType;
  readonly timeInForce: TimeInForce;
  readonly triggerPrice: Decimal;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly workingType: WorkingType;
  readonly priceProtect: boolean;
  readonly timeMs: number;
  status: AlgoStatus;
  updateMs: number;
  triggeredMs: number | undefined;
  /** The order that it became. */
  order: VenueOrder | undefined;
}

export interface VenueTrade {
  readonly id: number;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly quoteQuantity: Decimal;
  readonly realizedPnl: Decimal;
  readonly commission: Decimal;
  readonly commissionAsset: string;
  readonly isMaker: boolean;
  readonly timeMs: number;
  shownFromMs?: number;
}

export interface Income {
  readonly tranId: number;
  /** `REALIZED_PNL`, and any other name that Binance has or will have. */
  readonly type: string;
  /** Empty for what belongs to no market. */
  readonly symbol: string;
  readonly asset: string;
  readonly amount: Decimal;
  readonly tradeId: string;
  readonly info: string;
  readonly timeMs: number;
  shownFromMs?: number;
}

export interface VenuePosition {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly marginType: MarginType;
  /** Of its first fill. */
  readonly openedMs: number;
  /** Positive for a long, negative for a short, never zero. */
  amount: Decimal;
  /** Σ price × quantity of what is open, in 1e-16. */
  entryValue: bigint;
  /** Margin set apart for it; zero in cross margin. */
  isolatedWallet: Decimal;
  updateMs: number;
}

/** A position as a fill has left it; `undefined` where it was closed. */
export interface PositionChange {
  readonly key: string;
  readonly position: VenuePosition | undefined;
  readonly timeMs: number;
}

/** A price and what can be had at it; `undefined` for any quantity. */
export interface Level {
  readonly price: Decimal;
  quantity: Decimal | undefined;
}

/** Best first. */
export interface PriceBook {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly last: Decimal;
  readonly mark: Decimal;
  readonly timeMs: number;
  /** Whether somebody said how old these prices are. */
  readonly isDated?: boolean;
}

/** What will happen by itself. */
export type Due =
  | { readonly kind: 'trigger'; readonly atMs: number; readonly algo: AlgoOrder }
  | { readonly kind: 'finish'; readonly atMs: number; readonly algo: AlgoOrder }
  | { readonly kind: 'dead-man'; readonly atMs: number; readonly symbol: string };

/** From when to when a position had no stop that covers it; still so where the end is absent. */
export interface Unprotected {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  /** Of the position's first fill. */
  readonly openedMs: number;
  readonly fromMs: number;
  toMs: number | undefined;
  /** Until when the venue has accepted no stop of this symbol since then; `fromMs` if it always did. */
  noStopsUntilMs: number;
}

export interface VenueState {
  timeMs: number;
  readonly rules: VenueRules;
  readonly markets: Map<string, MarketShape>;
  readonly listings: Map<string, Listing>;
  readonly books: Map<string, PriceBook>;
  /** By asset. */
  readonly wallets: Map<string, Decimal>;
  readonly positions: Map<string, VenuePosition>;
  readonly positionChanges: PositionChange[];
  readonly leverages: Map<string, number>;
  readonly marginTypes: Map<string, MarginType>;
  isHedged: boolean;
  /** Of markets whose prices follow another market; every order in them is refused before. */
  hasSignedAgreement: boolean;
  readonly orders: VenueOrder[];
  readonly openOrders: Set<VenueOrder>;
  readonly algos: AlgoOrder[];
  readonly openAlgos: Set<AlgoOrder>;
  readonly trades: VenueTrade[];
  readonly incomes: Income[];
  readonly unprotected: Unprotected[];
  /** Until when the venue accepts or has accepted no stop, by symbol. */
  readonly noStopsUntilMs: Map<string, number>;
  due: Due[];
  lastId: number;
}

export const SETTLEMENT_ASSET = 'USDT';
export const DEFAULT_LEVERAGE = 20;

export interface VenueStateOptions {
  readonly timeMs: number;
  readonly markets: readonly MarketShape[];
  /** In USDT. */
  readonly balanceUsd: number;
  /** Of other assets, by name. */
  readonly balances?: Readonly<Record<string, number>>;
  readonly rules?: Partial<VenueRules>;
}

export function newState(options: VenueStateOptions): VenueState {
  const { timeMs, markets, balanceUsd, balances, rules } = options;
  const held = Object.entries({ [SETTLEMENT_ASSET]: balanceUsd, ...balances });
  return {
    timeMs,
    rules: { ...structuredClone(DEFAULT_RULES), ...rules },
    markets: new Map(markets.map((market) => [marketSymbol(market), market])),
    listings: listings(markets),
    books: new Map(),
    wallets: new Map(held.map(([asset, balance]) => [asset, decimal(balance)])),
    positions: new Map(),
    positionChanges: [],
    leverages: new Map(),
    marginTypes: new Map(),
    isHedged: false,
    hasSignedAgreement: false,
    orders: [],
    openOrders: new Set(),
    algos: [],
    openAlgos: new Set(),
    trades: [],
    incomes: [],
    unprotected: [],
    noStopsUntilMs: new Map(),
    due: [],
    lastId: 0,
  };
}

/** The next id; ids only grow. */
export function nextId(state: VenueState, above: number): number {
  state.lastId += 1;
  return above + state.lastId;
}

export function positionKey(symbol: string, positionSide: PositionSide): string {
  return `${symbol} ${positionSide}`;
}

export function leverageOf(state: VenueState, symbol: string): number {
  return state.leverages.get(symbol) ?? DEFAULT_LEVERAGE;
}

export function marginTypeOf(state: VenueState, symbol: string): MarginType {
  return state.marginTypes.get(symbol) ?? 'CROSSED';
}

export function walletOf(state: VenueState, asset: string = SETTLEMENT_ASSET): Decimal {
  return state.wallets.get(asset) ?? 0n;
}
