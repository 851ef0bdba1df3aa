/**
 * What did the same trade of bot and backtest earn differently, and by what?
 *
 * The trade of the backtest is turned into that of the bot, one thing after another, and each step has its own name:
 *
 * 1. the size
 * 2. the entry: first the price that the decision saw, later or not, then how far the fill slipped from it
 * 3. the exit: its reason where that differs, else its time, else its price; then how far the fill slipped
 * 4. fees, funding, and what a liquidation has cut off
 *
 * Invariants:
 * - The parts sum to the bot's net less the backtest's, to the last digit.
 * - What is left is a part of its own: `not-explained`. Parts of less than a ten-thousandth of a cent are one: `rounding`.
 */
import type { BotParameters } from '../../config.ts';
import { grossOfTrade, takerEntryPrice, takerExitPrice } from '../../core/fill-model.ts';
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { stopPriceOf } from '../../core/ledger/position.ts';
import { SECOND_MS, ZERO_USD, minus, minuteStartMs, plus, usd, type Usd } from '../../core/units.ts';
import { exitBaseOf } from '../result/attribution.ts';
import type { ComparedTrade } from './compared-trade.ts';
import type { Difference, DifferenceKind } from './difference.ts';

/** An amount of another tool is a double, and an average price has fifteen digits. */
const ROUNDED_USD = usd(1e-6);

/** @param parameters of the backtest. @returns parts that are not zero. */
export function explainPair(
  bot: ComparedTrade,
  backtest: ClosedTrade,
  parameters: BotParameters,
): readonly Difference[] {
  const parts: readonly Difference[] = [
    ...partsOfPrices(bot, backtest, parameters),
    { kind: 'fee', usd: minus(backtest.feesUsd, bot.feesUsd) },
    { kind: 'funding', usd: minus(backtest.fundingUsd, bot.fundingUsd) },
  ];
  const restUsd = minus(minus(bot.netUsd, backtest.netUsd), sumOf(parts));
  return withoutDust([...parts, { kind: kindOfRest(bot, backtest), usd: restUsd }]);
}

/** Size and prices, one after another. */
function partsOfPrices(
  bot: ComparedTrade,
  backtest: ClosedTrade,
  parameters: BotParameters,
): readonly Difference[] {
  const steps: readonly Step[] = [
    { kind: 'size', changes: { quantity: bot.quantity } },
    ...stepsOfEntry(bot, backtest, parameters),
    ...stepsOfExit(bot, backtest, parameters),
  ];
  const { side, entryPrice, exitPrice, quantity } = backtest;
  const grossOf = (now: Fills) => grossOfTrade(side, now.entry, now.exit, now.quantity);
  let fills: Fills = { entry: entryPrice, exit: exitPrice, quantity };
  return steps.map(({ changes, ...named }) => {
    const before = fills;
    fills = { ...fills, ...changes };
    return { ...named, usd: minus(grossOf(fills), grossOf(before)) };
  });
}

/** What is no more than rounding is one part. */
function withoutDust(parts: readonly Difference[]): readonly Difference[] {
  const isDust = ({ usd: amount }: Difference) => Math.abs(amount) <= ROUNDED_USD;
  const roundingUsd = sumOf(parts.filter(isDust));
  const whole = parts.filter((part) => !isDust(part));
  return roundingUsd === 0 ? whole : [...whole, { kind: 'rounding', usd: roundingUsd }];
}

function sumOf(parts: readonly Difference[]): Usd {
  return parts.reduce<Usd>((sum, part) => plus(sum, part.usd), ZERO_USD);
}

function kindOfRest(bot: ComparedTrade, backtest: ClosedTrade): DifferenceKind {
  const isCut = bot.reason === 'liquidated' || backtest.reason === 'liquidated';
  return isCut ? 'liquidation' : 'not-explained';
}

interface Fills {
  readonly entry: number;
  readonly exit: number;
  readonly quantity: number;
}

/** A part of the way from one trade to the other, with the prices after it. */
interface Step extends Pick<Difference, 'kind' | 'cause'> {
  readonly changes: Partial<Fills>;
}

/** How long after the backtest the bot has entered; 0 within a second. */
export function lateSeconds(bot: ComparedTrade, backtest: ClosedTrade): number {
  const lateMs = bot.entryTimeMs - backtest.entryTimeMs;
  return Math.abs(lateMs) < SECOND_MS ? 0 : lateMs / SECOND_MS;
}

function stepsOfEntry(bot: ComparedTrade, backtest: ClosedTrade, parameters: BotParameters): readonly Step[] {
  const { entryPrice, entrySeen, side } = bot;
  const kind = lateSeconds(bot, backtest) > 0 ? 'late-entry' : 'entry-price';
  if (entrySeen === undefined) return [{ kind, changes: { entry: entryPrice } }];
  const asModelled = takerEntryPrice(side, entrySeen, parameters.slippageBps);
  return [
    { kind, changes: { entry: asModelled } },
    { kind: 'slippage', changes: { entry: entryPrice } },
  ];
}

function stepsOfExit(bot: ComparedTrade, backtest: ClosedTrade, parameters: BotParameters): readonly Step[] {
  const named = exitDifference(bot, backtest);
  const asModelled = modelledExit(bot, backtest, parameters);
  if (asModelled === undefined) return [{ ...named, changes: { exit: bot.exitPrice } }];
  return [
    { ...named, changes: { exit: asModelled } },
    { kind: 'slippage', changes: { exit: bot.exitPrice } },
  ];
}

function exitDifference(bot: ComparedTrade, backtest: ClosedTrade): Pick<Difference, 'kind' | 'cause'> {
  if (bot.reason !== undefined && bot.reason !== backtest.reason)
    return { kind: 'exit-reason', cause: `${bot.reason}, not ${backtest.reason}` };
  return { kind: Math.abs(bot.exitTimeMs - backtest.exitTimeMs) < SECOND_MS ? 'exit-price' : 'exit-time' };
}

/** The bot's exit, had it slipped as the backtest's fills do; `undefined` where nobody knows what it slipped from. */
function modelledExit(
  bot: ComparedTrade,
  backtest: ClosedTrade,
  parameters: BotParameters,
): number | undefined {
  const { side, exitSeen, stopPrice, reason } = bot;
  const { slippageBps } = parameters;
  if (exitSeen !== undefined) return takerExitPrice(side, exitSeen, slippageBps);
  if (reason !== 'hard-stop' || stopPrice === undefined) return undefined;
  const base = gapBase(bot, backtest, parameters) ?? stopPrice;
  return takerExitPrice(side, base, slippageBps);
}

/** The open at which both left, where it was beyond the stop. */
function gapBase(bot: ComparedTrade, backtest: ClosedTrade, parameters: BotParameters): number | undefined {
  const { side, entryPrice, exitPrice, reason, exitTimeMs } = backtest;
  const isSame = reason === 'hard-stop' && minuteStartMs(bot.exitTimeMs) === minuteStartMs(exitTimeMs);
  if (!isSame || exitTimeMs !== minuteStartMs(exitTimeMs)) return undefined;
  const stopPrice = stopPriceOf(side, entryPrice, parameters);
  const base = exitBaseOf(side, exitPrice, parameters.slippageBps);
  const isBeyond = side === 'long' ? base < stopPrice : base > stopPrice;
  return isBeyond ? base : undefined;
}
