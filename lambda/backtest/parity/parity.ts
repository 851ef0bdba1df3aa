/**
 * The difference of a bot and the backtest of its candles, trade by trade and in sum.
 *
 * Invariant: the bot's net less the backtest's is the sum of all parts, to the last digit. What nobody can explain is one
 * of them.
 */
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { ZERO_USD, minus, negate, plus, toDollars, type Usd } from '../../core/units.ts';
import type { AccountResult, BacktestRequest } from '../backtest.ts';
import type { ComparedTrade } from './compared-trade.ts';
import { DIFFERENCE_KINDS, type Difference, type DifferenceKind } from './difference.ts';
import { explainPair, lateSeconds } from './explain-pair.ts';
import { matchTrades } from './match-trades.ts';
import { whyExtra } from './why-extra.ts';
import { whyMissed, type BotView } from './why-missed.ts';

/** One trade of either, or of both. */
export interface ExplainedTrade {
  readonly bot: ComparedTrade | undefined;
  readonly backtest: ClosedTrade | undefined;
  /** How long after the backtest the bot has entered; negative before it, 0 within a second, and of one alone. */
  readonly lateSeconds: number;
  /** They sum to the difference; empty where there is none. */
  readonly differences: readonly Difference[];
  /** Net of the bot less that of the backtest. */
  readonly differenceUsd: Usd;
  /** Of what was traded: price × quantity of the bot's entry, or of the backtest's. */
  readonly differenceBps: number;
}

/** All parts of one name and cause. */
export interface PartSum extends Difference {
  /** How many trades, or costs, have it. */
  readonly count: number;
}

export interface Parity {
  readonly botUsd: Usd;
  readonly backtestUsd: Usd;
  readonly differenceUsd: Usd;
  /** By the time of the entry. */
  readonly trades: readonly ExplainedTrade[];
  /** From the backtest's net to the bot's. `not-explained` is always the last of them. */
  readonly parts: readonly PartSum[];
}

export interface ParityRequest {
  /** Trades that were entered and left in the time of the backtest. */
  readonly bot: readonly ComparedTrade[];
  readonly view: BotView;
  readonly request: BacktestRequest;
  /** With its denied entries. */
  readonly account: AccountResult;
  /** How far the entries of one trade may lie apart. */
  readonly withinMs: number;
}

export function explainedTrades({
  bot,
  view,
  request,
  account,
  withinMs,
}: ParityRequest): readonly ExplainedTrade[] {
  const { pairs, onlyLeft, onlyRight } = matchTrades(bot, account.trades, withinMs);
  const extra = whyExtra(onlyLeft, request, account, withinMs);
  const missed = whyMissed(onlyRight, view, withinMs);
  return [
    ...pairs.map(([one, other]) => explained(one, other, explainPair(one, other, request.parameters))),
    ...onlyLeft.map((trade) => explained(trade, undefined, [alone('extra', extra.get(trade), trade.netUsd)])),
    ...onlyRight.map((trade) =>
      explained(undefined, trade, [alone('missed', missed.get(trade), negate(trade.netUsd))]),
    ),
  ].toSorted((left, right) => entryOf(left) - entryOf(right));
}

function alone(kind: 'extra' | 'missed', cause: string | undefined, usd: Usd): Difference {
  return cause === undefined ? { kind: 'not-explained', cause: kind, usd } : { kind, cause, usd };
}

function explained(
  bot: ComparedTrade | undefined,
  backtest: ClosedTrade | undefined,
  differences: readonly Difference[],
): ExplainedTrade {
  const differenceUsd = minus(bot?.netUsd ?? ZERO_USD, backtest?.netUsd ?? ZERO_USD);
  const traded = bot ?? backtest;
  const notionalUsd = traded === undefined ? 0 : traded.entryPrice * traded.quantity;
  return {
    bot,
    backtest,
    lateSeconds: bot === undefined || backtest === undefined ? 0 : lateSeconds(bot, backtest),
    differences,
    differenceUsd,
    differenceBps: notionalUsd === 0 ? 0 : (toDollars(differenceUsd) / notionalUsd) * 10_000,
  };
}

function entryOf({ bot, backtest }: ExplainedTrade): number {
  return Math.min(bot?.entryTimeMs ?? Infinity, backtest?.entryTimeMs ?? Infinity);
}

/** @param lateCostsUsd costs that the bot has booked after their trades. */
export function parityOf(trades: readonly ExplainedTrade[], lateCostsUsd: readonly Usd[]): Parity {
  const lateCosts = lateCostsUsd.map((paidUsd) => ({ kind: 'late-cost', usd: negate(paidUsd) }) as const);
  const all = [...trades.flatMap(({ differences }) => differences), ...lateCosts];
  const netOf = (side: 'bot' | 'backtest') =>
    trades.reduce((sum, trade) => plus(sum, trade[side]?.netUsd ?? ZERO_USD), ZERO_USD);
  const botUsd = lateCosts.reduce((sum, { usd }) => plus(sum, usd), netOf('bot'));
  const backtestUsd = netOf('backtest');
  return {
    botUsd,
    backtestUsd,
    differenceUsd: minus(botUsd, backtestUsd),
    trades,
    parts: DIFFERENCE_KINDS.flatMap((kind) => sumsOf(kind, all)),
  };
}

function sumsOf(kind: DifferenceKind, all: readonly Difference[]): readonly PartSum[] {
  const ofKind = all.filter((part) => part.kind === kind);
  if (ofKind.length === 0 && kind === 'not-explained') return [{ kind, count: 0, usd: ZERO_USD }];
  return [...Map.groupBy(ofKind, ({ cause }) => cause)].map(([cause, parts]) => ({
    kind,
    ...(cause !== undefined && { cause }),
    count: parts.length,
    usd: parts.reduce((sum, part) => plus(sum, part.usd), ZERO_USD),
  }));
}
