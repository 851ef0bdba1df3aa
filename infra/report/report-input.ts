/**
 * `infra/report/`: one page of a result, a search or a ledger, which needs no network.
 *
 * What a page is made of, wherever it came from. A new source makes one of these.
 */
import type { DifferenceKind } from '../../lambda/backtest/parity/difference.ts';
import type { OpenPosition } from '../../lambda/charts/pictures/position-picture.ts';
import type { Standing } from '../../lambda/charts/standing-card.ts';
import type { DrawnTrade } from '../../lambda/charts/drawing/drawn-trade.ts';
import type { TradeDetails } from '../../lambda/charts/trade-details.ts';
import type { TradeParity } from '../../lambda/charts/trade-strip.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import type { Usd } from '../../lambda/core/units.ts';
import type { BalanceMove, BoundStep } from './balance-points.ts';

export interface ReportInput {
  /** What it was made from: a file, or a bot and where it is. */
  readonly source: string;
  readonly facts: ReportFacts;
  /** For the charts; they do not have to be those of the result. */
  readonly candles: readonly SymbolCandles[];
}

export type ReportFacts = RunFacts | SearchFacts | ParityFacts;

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

/** A bot as it stands, and what is open. */
export interface StandingBot {
  readonly standing: Standing;
  readonly open: readonly OpenPosition[];
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
  /** Of a ledger: the bot of now; absent for what is over. */
  readonly bot?: StandingBot | undefined;
  /** What needs a person's attention before any figure. */
  readonly warnings: readonly string[];
}

export type Said = readonly [name: string, words: string];

export interface SearchSet {
  /** Parameters that differ from their defaults. */
  readonly parameters: Settings;
  /** Where it lies among all that could have been tried, from 0 to 1 in each parameter; `undefined` where nobody has told. */
  readonly position?: readonly number[] | undefined;
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

/** One trade of bot or backtest, or of both: as the bot made it, where it did. */
export interface ComparedPair {
  readonly trade: DrawnTrade;
  readonly parity: TradeParity;
  /** Of what was traded. */
  readonly bps: number;
}

/** What bot and backtest made differently, by one name and cause. */
export interface ParityPart {
  readonly kind: DifferenceKind;
  readonly words: string;
  readonly times: number;
  readonly dollars: number;
  readonly bps: number;
}

export interface ParityFacts {
  readonly kind: 'parity';
  /** Whose ledger was compared. */
  readonly bot: string;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly counts: {
    readonly bot: number;
    readonly backtest: number;
    readonly matched: number;
    readonly equal: number;
    readonly rounded: number;
  };
  readonly backtestDollars: number;
  readonly botDollars: number;
  readonly differenceDollars: number;
  /** From the backtest's net to the bot's. */
  readonly parts: readonly ParityPart[];
  /** In the order in which they closed. */
  readonly pairs: readonly ComparedPair[];
  /** Those of the backtest, where they were the same all the time. */
  readonly parameters: BotParameters | undefined;
  readonly assumptions: readonly Said[];
}
