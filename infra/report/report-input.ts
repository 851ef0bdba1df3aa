/**
 * `infra/report/`: one page of a result, a search or a ledger, which needs no network.
 *
 * What a page is made of, wherever it came from. A new source makes one of these.
 */
import type { TradeStory } from '../../lambda/charts/trade-strip.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import type { Usd } from '../../lambda/core/units.ts';
import type { BalanceMove, BoundStep } from './balance-points.ts';

export interface ReportInput {
  /** What it was made from: a file, or a bot and where it is. */
  readonly source: string;
  readonly facts: RunFacts | SearchFacts;
  /** For the charts; they do not have to be those of the result. */
  readonly candles: readonly SymbolCandles[];
}

/** What rows of a ledger tell of a trade beyond its result. */
export type TradeDetails = Pick<TradeStory, 'opened' | 'recoverySinceMs' | 'fills'>;

/** In dollars; costs are positive where they were paid. */
export interface Attribution {
  readonly edge: number;
  readonly slippage: number;
  readonly makerFees: number;
  readonly takerFees: number;
  readonly funding: number;
  /** Losses beyond the collateral, which nobody paid. */
  readonly beyondCollateral: number;
}

export interface OtherBound {
  readonly netDollars: number;
  /** `undefined` where only the end is known. */
  readonly steps: readonly BoundStep[] | undefined;
}

export interface RunFacts {
  readonly kind: 'run';
  /** `Result`, or the bot whose ledger it is. */
  readonly title: string;
  /** What its money is worth: live is real money and nothing else. */
  readonly mode: 'paper' | 'demo' | 'live';
  /** Said with the mode: where its prices are from. */
  readonly market: string;
  /** A market that nobody has seen. */
  readonly isSynthetic: boolean;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly isInterrupted: boolean;
  readonly hash?: string | undefined;
  /** Those that can be read; absent where they are another release's. */
  readonly parameters?: BotParameters | undefined;
  /** In the order in which they closed. */
  readonly trades: readonly ClosedTrade[];
  /** As many as trades; empty where no row tells more. */
  readonly details: readonly TradeDetails[];
  readonly beganUsd: Usd;
  /** Money that moved without a trade. */
  readonly moves: readonly BalanceMove[];
  readonly denied: Readonly<Record<string, number>>;
  /** `undefined` where they were not counted. */
  readonly dailyStops?: number | undefined;
  readonly openPositions: number;
  /** The same run with the take-profit first inside each ambiguous candle. */
  readonly targetFirst?: OtherBound | undefined;
  readonly attribution?: Attribution | undefined;
  /** What was assumed, and what was not seen: a name and its words. */
  readonly assumptions: readonly Said[];
  readonly notSeen: readonly Said[];
  /** What needs a person's attention before any figure. */
  readonly warnings: readonly string[];
}

export type Said = readonly [name: string, words: string];

export interface SearchSet {
  /** Parameters that differ from their defaults. */
  readonly parameters: Settings;
  readonly neighbourhoodDollars: number;
  readonly trades: number;
  readonly wins: number;
  readonly grossDollars: number;
  readonly feesDollars: number;
  readonly fundingDollars: number;
  readonly netDollars: number;
  readonly activeDays: number;
}

export type Settings = Readonly<Record<string, string | number>>;

export interface SearchWindow {
  readonly choose: SearchSpan;
  readonly attempt: SearchSpan;
  readonly parameters: Settings;
  /** A day. */
  readonly chosenDollars: number;
  readonly attemptedDollars: number;
  readonly trades: number;
  readonly netDollars: number;
}

export interface SearchSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SearchFacts {
  readonly kind: 'search';
  readonly market: string;
  readonly isSynthetic: boolean;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly verdict: {
    readonly number: number;
    readonly words: string;
    /** What the next rung needs; absent on the last one. */
    readonly next?: string | undefined;
  };
  readonly searched: readonly string[];
  readonly chosen: Settings;
  readonly evidence: readonly Said[];
  readonly sets: readonly SearchSet[];
  readonly windows: readonly SearchWindow[];
}
