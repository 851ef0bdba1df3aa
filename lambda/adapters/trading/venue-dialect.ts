/**
 * How one exchange does what the bot asks of every exchange where it trades with real money.
 *
 * What is an exchange's own stands behind this interface: its calls, names, ids, parameters, codes of errors. What is
 * the same everywhere stands outside, once: when an order counts as sent, what became of it, whether the account agrees
 * with the ledger.
 *
 * - Nothing here sends twice, waits, decides, or keeps a state.
 * - A request that failed is thrown, and so is an answer of another shape; `verdictOf` says what that proves.
 * - Symbols are ours. A market that the bot does not know keeps the exchange's name.
 */
import type { Market, Side } from '../../core/market.ts';
import type { EntryOrder, ExitOrder, Order, StopOrder, TakeProfitOrder } from '../../core/order.ts';
import type { AccountModes, KeyRights, MarginTier } from '../../core/preflight/preflight-facts.ts';
import type { RejectionCode } from '../../core/reasons.ts';
import type { SettlementCurrency } from '../../core/settlement.ts';
import type { Usd } from '../../core/units.ts';
import type { AccountPosition, ForcedClose } from '../../core/venue-report.ts';
import type { CcxtClient } from '../market/ccxt-client.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import type { VenueRequests } from '../market/venue-requests.ts';

/** `unknown`: a word that nobody has heard of, which is neither open nor over. */
export type OrderState = 'open' | 'closed' | 'canceled' | 'expired' | 'rejected' | 'unknown';

/** What the exchange answers to a request for an order: accepted, and how it stands by that answer. */
export interface Acknowledged {
  readonly clientOrderId: string;
  readonly status: OrderState;
  /** When it was placed, by the exchange's own word; absent where that says nothing. */
  readonly createdAtMs?: number;
}

/** How an order stands at the exchange. */
export interface VenueOrder extends Acknowledged {
  /** The exchange's own id. */
  readonly id: string;
  readonly symbol: string;
  /** Base units; of a conditional order nothing, because another order fills. */
  readonly filledQuantity: number;
  /** Of a conditional order that has triggered: the order that it became. */
  readonly becameId: string | undefined;
  /** Of a stop that closes all of a position: the side of that position. */
  readonly closes: Side | undefined;
  /** When it last changed, and of one that is over when it ended; absent where the exchange says nothing. */
  readonly updatedAtMs?: number;
  /** Of the exchange's own orders: why it closes a position. */
  readonly forcedBy: ForcedClose | undefined;
}

/** Whether an order is over for certain. */
export function isOver({ status }: Pick<Acknowledged, 'status'>): boolean {
  return status !== 'open' && status !== 'unknown';
}

/** One fill as the exchange states it, before its fee is an amount of the settlement currency. */
export interface VenueTrade {
  readonly id: string;
  readonly orderId: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  /** Base units. */
  readonly quantity: number;
  readonly timeMs: number;
  readonly liquidity: 'maker' | 'taker';
  readonly fee: Fee;
  readonly realisedUsd: Usd;
}

export interface Fee {
  /** Positive when paid. */
  readonly amount: number;
  readonly currency: string;
}

/** What one of a currency is wanted in, and as of when. */
export interface PriceQuestion {
  readonly currency: string;
  readonly settlement: SettlementCurrency;
  readonly timeMs: number;
}

/** What a movement of money is, in the words of the ledger. */
export type IncomeKind =
  /** The result of a trade. */
  | 'trade'
  /** The fee of a trade. */
  | 'fee'
  | 'funding'
  /** From or to the exchange's insurance fund, for a position that it has taken over. */
  | 'insurance'
  /** No result of trading, whatever its name: everything that none of the others is. */
  | 'transfer';

/** A movement of money in the account. */
export interface Income {
  /** Of this movement alone. */
  readonly id: string;
  readonly kind: IncomeKind;
  /** In the exchange's own words. */
  readonly name: string;
  /** Empty where it belongs to no market. */
  readonly symbol: string;
  readonly asset: string;
  /** Positive when received. */
  readonly amount: number;
  readonly timeMs: number;
}

/** The account at one moment; orders of the markets that were asked for. */
export interface Snapshot {
  /** The wallet of each currency that the exchange states, without unrealised P&L. They are never added. */
  readonly wallets: ReadonlyMap<SettlementCurrency, Usd>;
  readonly positions: readonly AccountPosition[];
  readonly orders: readonly VenueOrder[];
  /** Orders that wait for a price. */
  readonly conditional: readonly VenueOrder[];
}

/** From when until when the exchange may accept a request, in its own time. It rejects a request that comes later. */
export interface Expiry {
  readonly signedAtMs: number;
  readonly windowMs: number;
}

/** By which an order is found and taken back: exchanges may keep those that wait for a price apart. */
export type OrderName = Pick<Order, 'clientOrderId' | 'symbol' | 'leg'>;

/** As much of an order as its request needs. */
export type Sendable<Sent extends Order, More extends keyof Sent = never> = Pick<
  Sent,
  'clientOrderId' | 'symbol' | 'side' | 'leg' | More
>;

export type StopTrigger = 'last' | 'mark';

/** A stop that goes with its entry's own request. */
export interface AttachedStop {
  readonly price: number;
  readonly trigger: StopTrigger;
}

export interface MarketSettings {
  readonly isIsolated: boolean;
  readonly leverage: number;
}

/** What the failure of a request says of it. */
export type Verdict =
  | RejectionCode
  /** Certainly not done, for no reason that has a code. */
  | 'rejected'
  /** Perhaps done. */
  | 'unknown'
  /** The exchange knows an order of this id, or a stop of this position, already. */
  | 'duplicate'
  /** The exchange knows no such order. */
  | 'not-found';

export interface VenueDialect {
  /** Sends an entry: at the market, or post-only at its price. Where stops come with entries, this one does. */
  enter(
    order: Sendable<EntryOrder, 'quantity' | 'price'>,
    expiry: Expiry,
    stop?: AttachedStop,
  ): Promise<Acknowledged>;
  /** Sends a reduce-only market order. */
  exit(order: Sendable<ExitOrder, 'quantity'>, expiry: Expiry): Promise<Acknowledged>;
  /** The same as a limit order that fills what it can at once, and rests nowhere. */
  exitWithin(order: Sendable<ExitOrder, 'quantity'>, price: number, expiry: Expiry): Promise<Acknowledged>;
  /** Sends a reduce-only limit order. */
  target(order: Sendable<TakeProfitOrder, 'quantity' | 'price'>, expiry: Expiry): Promise<Acknowledged>;
  /** Sends a stop for the whole position, whatever its size is then: it needs no fill, no fee and no quantity. */
  protect(stop: Sendable<StopOrder, 'price'>, trigger: StopTrigger, expiry: Expiry): Promise<Acknowledged>;
  /** Cancels an order. The order as it was left, where the answer says that. */
  takeBack(order: OrderName): Promise<VenueOrder | undefined>;

  /** An order by our id; `undefined` when the exchange says that it has none, which proves nothing. */
  find(order: OrderName): Promise<VenueOrder | undefined>;
  /** The same by the exchange's id: of an order that fills, also one that is not ours. */
  findById(symbol: string, id: string): Promise<VenueOrder | undefined>;
  /**
   * The account now: money and positions of all markets, open orders of those named, or of all.
   *
   * @param symbols whose open orders are read, at least; if absent, those of all markets.
   * @throws VenueError when a part of it cannot be read.
   */
  look(symbols?: readonly string[]): Promise<Snapshot>;
  /** Fills of an order, as many as are shown by now. */
  fillsOf(order: VenueOrder): Promise<readonly VenueTrade[]>;
  /** All fills of a market from then on, oldest first. */
  tradesSince(symbol: string, sinceMs: number): Promise<readonly VenueTrade[]>;
  /** What one of a currency is in another, as its minute began: the same whenever it is asked for. */
  priceOf(question: PriceQuestion): Promise<number>;
  /** Movements of money, oldest first, however many there are, each once. */
  movements(sinceMs: number, untilMs: number): Promise<readonly Income[]>;

  /** Settings of all markets, by symbol. */
  settings(): Promise<ReadonlyMap<string, MarketSettings>>;
  /** Sets isolated margin and leverage of a market, as far as they differ from what was found. */
  settle(symbol: string, leverage: number, found: MarketSettings | undefined): Promise<void>;
  /** What only preflight asks. */
  readonly facts: VenueFacts;
  readonly agreement: VenueAgreement;

  /** What is not provably rejected is unknown. */
  verdictOf(thrown: unknown): Verdict;
}

/** What preflight asks of an exchange besides the account itself; maps are by symbol. */
export interface VenueFacts {
  rights(): Promise<KeyRights>;
  modes(): Promise<AccountModes>;
  /** Best asks. */
  asks(): Promise<ReadonlyMap<string, number>>;
  /** Lowest tier first. */
  tiers(): Promise<ReadonlyMap<string, readonly MarginTier[]>>;
  fees(symbol: string): Promise<{ readonly makerPct: number; readonly takerPct: number }>;
}

/** The exchange's agreement for markets that follow other markets: nobody trades these before it is signed. */
export interface VenueAgreement {
  /**
   * Whether it is signed, by an order that the exchange only tests.
   *
   * @param market one that asks for it.
   * @param ask the best one there.
   */
  isSigned(market: Market, ask: number): Promise<boolean>;
  /** Signs it, for the operator who has said so. */
  sign(): Promise<void>;
}

/** What a dialect works on. */
export interface DialectScope {
  readonly listings: readonly Listing[];
  /** Every request passes it. */
  readonly requests: VenueRequests;
}

/**
 * Sets an exchange's own options on ccxt's instance of it; sends nothing.
 *
 * @throws Error when it is not a class of ccxt as it used to be.
 */
export type PrepareDialect = (client: CcxtClient) => (scope: DialectScope) => VenueDialect;
