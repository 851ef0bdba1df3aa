/**
 * What does the bot need of the world?
 *
 * A few narrow interfaces; everything behind them is an adapter. Expected failures are values here; anything thrown
 * is unexpected and ends the tick.
 */
import type { BotParameters, Violation } from './config.ts';
import type { Alert } from './core/alerts/alert.ts';
import type { BotState } from './core/bot-state.ts';
import type { LedgerRow } from './core/ledger/ledger-events.ts';
import type { OperatorCommand } from './core/ledger/operator-command.ts';
import type { Outcome, Request } from './core/order.ts';
import type { PaperAccount } from './core/paper/paper-account.ts';
import type { PreflightReport } from './core/preflight/preflight.ts';
import type { VenueReport } from './core/venue-report.ts';
import type { MarketView } from './core/market.ts';

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
}

/** What its owner wants of the bot, as it was read now. */
export type ParameterReading =
  | { readonly status: 'valid'; readonly parameters: BotParameters }
  /** What is written cannot be: every key, value and bound that is wrong. */
  | { readonly status: 'refused'; readonly violations: readonly Violation[] }
  /** Nobody can say what is written; what was in force stays so. */
  | { readonly status: 'unavailable'; readonly cause: string };

export interface ParameterSource {
  /** Reads what is written, and validates it whole. What cannot be read is told, and nothing is thrown. */
  load(): Promise<ParameterReading>;
}

export interface Exchange {
  /**
   * Candles and quotes of these symbols now; a symbol it cannot price has no quote. Reads only.
   *
   * @param sinceMs how far back the candles must reach, where that is further than a signal needs.
   */
  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly MarketView[]>;
  /**
   * Prices of these symbols at a moment inside a minute, beside the candles that are known already; asks for none.
   *
   * @param stepMs scheduled time of the watch step; a price of another minute is none.
   */
  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]>;
  /**
   * What happened in the bot's account since it last looked, given what was just observed. Reads, and takes back entries
   * that still rest; what cannot be learned now is left for the next time.
   */
  syncAccount(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): VenueReport | Promise<VenueReport>;
  /** Sends one request. A doubt is the outcome `unknown`, never a guess and never an exception. */
  send(request: Request, context: SendContext): Promise<Reply>;
}

/** What stands between the bot and real money now. Sets margin mode and leverage, and reads them back; never throws. */
export type Preflight = (parameters: BotParameters) => Promise<PreflightReport>;

export interface SendContext {
  readonly views: readonly MarketView[];
  readonly account: PaperAccount | undefined;
  readonly parameters: BotParameters;
  /** When the platform ends the execution, in ms since 1970. */
  readonly deadlineMs: number;
}

export interface Reply {
  readonly outcome: Outcome;
  /** The simulated account afterwards; `undefined` for a real venue, which keeps its own. */
  readonly account: PaperAccount | undefined;
}

export interface LoadedBot {
  /** `undefined` when the bot has none yet. */
  readonly state: BotState | undefined;
  /** The item was last written in another table: this one was restored from that one's backup. */
  readonly isRestored?: true;
  /** Commands that wait, in the order in which they were issued. */
  readonly commands: readonly OperatorCommand[];
}

export interface LedgerStore {
  /** The bot's item and waiting commands, strongly consistent. */
  load(botId: string): Promise<LoadedBot>;
  /**
   * Replaces the item on condition that it still has `expectedVersion` (0: that there is none).
   *
   * @param next its version is `expectedVersion + 1`.
   * @param executionId unique to the execution: a write whose response was lost is recognised by it.
   */
  commit(next: BotState, expectedVersion: number, executionId: string): Promise<'committed' | 'conflict'>;
  /** Writes rows under their epoch and sequence; writing one twice changes nothing. */
  append(botId: string, rows: readonly LedgerRow[]): Promise<void>;
  /** All rows of an epoch, oldest first. */
  rows(botId: string, epoch: number): AsyncIterable<LedgerRow>;
  /** Leaves a command for the bot's next tick. */
  issue(botId: string, command: OperatorCommand): Promise<void>;
  /** Removes commands that a commit has consumed. */
  discard(botId: string, commandIds: readonly string[]): Promise<void>;
}

export interface Alerts {
  /** Tells the owner. May be called again with the same id after a crash. @throws when it cannot: the alert waits. */
  publish(alert: Alert): Promise<void>;
}
