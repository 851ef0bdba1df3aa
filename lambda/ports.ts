/**
 * What does the bot need from outside?
 *
 * - A few narrow interfaces; everything behind them is an adapter.
 * - Expected failures are values. Anything thrown is unexpected, and ends the tick.
 */
import type { BotParameters, Violation } from './config.ts';
import type { Alert } from './core/alerts/alert.ts';
import type { AccountHoldings } from './core/audit/first-look.ts';
import type { BotState } from './core/bot-state.ts';
import type { LedgerRow } from './core/ledger/ledger-events.ts';
import type { StoredRow } from './core/ledger/stored-row.ts';
import type { OperatorCommand, TakenCommands } from './core/ledger/operator-command.ts';
import type { MarketView } from './core/market.ts';
import type { Outcome, Protection, Request } from './core/order.ts';
import type { FundingTerms } from './core/paper/funding-due.ts';
import type { PaperAccount } from './core/paper/paper-account.ts';
import type { PriceRange } from './core/paper/paper-orders.ts';
import type { PreflightReport } from './core/preflight/preflight.ts';
import type { VenueReport } from './core/venue-report.ts';

/** Everything that a tick meets. */
export interface Ports {
  /** The exchange is its demo: quotes, paper and account alike. */
  readonly isDemo?: boolean;
  readonly clock: Clock;
  readonly store: LedgerStore;
  readonly parameterSource: ParameterSource;
  /** Trades on paper. */
  readonly exchange: Exchange;
  /** Trades with real money, or at the demo; absent where the deployment allows neither. */
  readonly live?: Exchange;
  /** Judges the account before real money is traded; present where `live` is. */
  readonly preflight?: Preflight;
  /** Looks into the account before the first commit of a bot; present where `live` is. */
  readonly holdings?: Holdings;
  /** Absent where the exchange's limit on requests is not known. */
  readonly requests?: RequestBudget;
  readonly alerts: Alerts;
}

export interface Clock {
  /** Of a market of another time: clocks of people have nothing to do with it. */
  readonly isSimulated?: true;
  /** What the exchange's time is ahead of the machine's, of a clock that was measured against it. */
  readonly differenceMs?: number;
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
}

/** The parameters as they were read now. */
export type ParameterReading =
  | { readonly status: 'valid'; readonly parameters: BotParameters }
  /** Invalid: every key with its value and the bound that it breaks. */
  | { readonly status: 'refused'; readonly violations: readonly Violation[] }
  /** Nobody has written any, or what was written is gone. */
  | { readonly status: 'missing'; readonly name: string }
  /** They could not be read; those in force stay so. */
  | { readonly status: 'unavailable'; readonly cause: string };

export interface ParameterSource {
  /** Reads all parameters, and validates them together. Never throws. */
  load(): Promise<ParameterReading>;
}

/** Public data of the markets. Reads only; needs no account. */
export interface MarketData {
  /**
   * Candles and quotes of these symbols now, in their order.
   *
   * Reads: the candles that have closed since the last call, and one quote of each symbol. Writes: nothing.
   * Failures: a symbol that could not be read has no quote. A venue that cannot be reached throws nothing.
   *
   * @param sinceMs how far back the candles must reach, where that is further than a signal needs.
   */
  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly MarketView[]>;
  /**
   * Quotes of these symbols at a moment inside a minute, beside the candles that are known already.
   *
   * Reads: one quote of each symbol, and the candles that have closed where the minute has turned since the last
   * reading. Writes: nothing. Failures: as `observe`.
   *
   * @param stepMs scheduled time of the watch step; a quote of another minute is none.
   */
  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]>;
  /**
   * Extremes of the minute that has begun; `undefined` when they are not known.
   *
   * Reads: one candle. Writes: nothing.
   */
  minuteSoFar(symbol: string, minuteMs: number): Promise<PriceRange | undefined>;
  /**
   * How often these markets charge funding in this hour, and at most how much; a market that the exchange does not list has
   * the usual interval. Absent where nobody can say.
   *
   * Reads: the exchange's list, once an hour at most. Writes: nothing. Failures: those known before.
   */
  fundingTerms?(symbols: readonly string[]): Promise<ReadonlyMap<string, FundingTerms>>;
}

/**
 * Where a bot's orders go. `send` is not the only method that writes: `syncAccount` does, too.
 *
 * A live exchange also reads its account inside `observe` and `observePrices`, beside the market, from its first
 * `syncAccount` on. The next `syncAccount` reports a failure of that reading.
 */
export interface Exchange extends Pick<MarketData, 'observe' | 'observePrices'> {
  /**
   * Brings the bot's account in order, and reports what happened in it since the last call.
   *
   * Reads, with real money: wallet, positions, ordinary and conditional orders, unless `observe` has just read them. The
   * orders are those of the markets observed and held; now and then, and after a surprise, those of all markets.
   * Then the orders and fills that the ledger waits for, trades that closed a position, funding and transfers.
   *
   * Writes, with real money, in this order, and nothing else:
   * - cancels a post-only entry that still rests, left by an invocation that ended before it could cancel it;
   * - cancels orphan orders: they carry the bot's name, and its ledger has finished with them;
   * - sets isolated margin and the leverage of `parameters`, in each of these markets where the bot is flat and either
   *   differs.
   *
   * It places no order, and touches nothing that is not the bot's. On paper it matches the resting orders, and writes
   * to the account that the report holds.
   *
   * Failures: never throws. A failed reading is `unreadable` in the report, and left for the next call.
   */
  syncAccount(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): VenueReport | Promise<VenueReport>;
  /**
   * Sends one request: places one order, or cancels one.
   *
   * Writes: that order, at most once. A post-only entry that has not filled in time is cancelled before the reply.
   * Reads: the order and its fills until they are shown, within some seconds.
   * Failures: never throws. `rejected` is certain, and `unknown` is everything else that failed.
   */
  send(request: Request, context: SendContext): Promise<Reply>;
}

/**
 * Judges whether the bot may trade with real money now.
 *
 * Reads: venue time, the whole account, the key's rights, settings, margin tiers, fees and quotes.
 * Writes: isolated margin and leverage of the bot's markets, where they differ, and reads them back. Sends no order, but
 * one that the exchange only tests where a market asks for an agreement.
 * Failures: never throws. A fact that could not be read fails its check.
 */
export type Preflight = (parameters: BotParameters) => Promise<PreflightReport>;

/** What the account holds, as it was read now. */
export type HoldingsReading =
  | ({ readonly status: 'read' } & AccountHoldings)
  /** There are no keys, or the exchange rejects them or the region. */
  | { readonly status: 'no-account' }
  | { readonly status: 'unavailable'; readonly cause: string };

/**
 * What the account holds, for a bot that has no item.
 *
 * Reads: all positions and open orders. Writes: nothing. Failures: never throws.
 */
export type Holdings = () => Promise<HoldingsReading>;

/** The exchange's limit on what one address asks for in a minute. */
export interface RequestBudget {
  /**
   * Weight that plans may still use in this minute, below 0 when they have used more; `undefined` while the exchange has
   * not said what was used. Asks nothing.
   */
  left(): number | undefined;
}

export interface SendContext {
  readonly views: readonly MarketView[];
  readonly account: PaperAccount | undefined;
  readonly parameters: BotParameters;
  /** When the platform ends the invocation, in ms since 1970. */
  readonly deadlineMs: number;
}

export interface Reply {
  readonly outcome: Outcome;
  /** Of an entry: what became of the stop that it took along. */
  readonly protection?: Protection;
  /** Of an entry: when the venue said that it has accepted it. Absent where it did not say so, and on paper. */
  readonly acceptedAtMs?: number;
  /** The simulated account afterwards; `undefined` for a real exchange, which keeps its own. */
  readonly account: PaperAccount | undefined;
}

export interface LoadedBot extends TakenCommands {
  /** `undefined` when the bot has none yet. */
  readonly state: BotState | undefined;
  /** The item was last written in another table: this one was restored from that one's backup. */
  readonly isRestored?: true;
}

/** `too-large`: the store takes no item of that size; nothing was written. */
export type Committed = 'committed' | 'conflict' | 'too-large';

/** A part of an epoch's rows. */
export interface RowRange {
  readonly newestFirst?: boolean;
  /** Sequence of the newest row that is wanted. */
  readonly upTo?: number;
  /** How many rows are wanted at most. */
  readonly limit?: number;
}

export interface LedgerStore {
  /** The bot's item and waiting commands, strongly consistent. */
  load(botId: string): Promise<LoadedBot>;
  /**
   * Replaces the item on condition that it still has `expectedVersion` (0: that there is none).
   *
   * @param next its version is `expectedVersion + 1`.
   * @param invocationId unique to the invocation: it recognises its own write when the response was lost.
   */
  commit(next: BotState, expectedVersion: number, invocationId: string): Promise<Committed>;
  /** Writes rows under their epoch and sequence; writing one twice changes nothing. */
  append(botId: string, rows: readonly LedgerRow[]): Promise<void>;
  /** The last epoch of which there are rows; `undefined` where there are none. */
  lastEpoch(botId: string): Promise<number | undefined>;
  /**
   * Rows of an epoch, all of them and oldest first unless the range says otherwise. One that cannot be read is handed
   * out as such. They are read as they are asked for: whoever stops early has not read the rest.
   */
  rows(botId: string, epoch: number, range?: RowRange): AsyncIterable<StoredRow>;
  /** Leaves a command for the bot's next tick. */
  issue(botId: string, command: OperatorCommand): Promise<void>;
  /** Removes commands that a commit has consumed. */
  discard(botId: string, commandIds: readonly string[]): Promise<void>;
}

export interface Alerts {
  /** Mails the operator. May get the same id again after a crash. @throws when it cannot: the alert waits. */
  publish(alert: Alert): Promise<void>;
}
