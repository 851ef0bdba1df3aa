/**
 * What must this configuration achieve before it earns anything, and where does it contradict itself?
 *
 * Invariants:
 * - Arithmetic on parameters alone, no market data.
 * - Amounts are net of fees and slippage.
 *
 * Assumptions:
 * - A target is left by the resting take-profit (maker), or at a tick by a market order (taker).
 * - A stop is always a taker fill.
 * - Slippage is paid on every taker exit. That of the entry is in the entry price already.
 * - Funding is left out of a win and a loss, and counted in the worst case.
 */
import type { BotParameters } from '../../config.ts';
import { DEFAULT_MAINTENANCE_MARGIN_PCT } from '../market.ts';
import { plannedNotionalUsd } from '../ledger/position.ts';
import { breakEvenWinRate } from '../ledger/win-rate.ts';
import { fractionOfBps, fractionOfPct, toDollars, usd } from '../units.ts';
import { dailyLimit, worstLoss } from './loss-budget.ts';

export type Liquidity = 'maker' | 'taker';

/** A win and a loss of one trade, in dollars net of fees and slippage, and how often it must win. */
export interface TradeEconomics {
  readonly entry: Liquidity;
  readonly targetExit: Liquidity;
  /** Net at the target; may be negative. */
  readonly winUsd: number;
  /** Net loss at the hard stop, positive. */
  readonly lossUsd: number;
  /** Net loss when the trade ends at the initial stop, positive. */
  readonly initialStopLossUsd: number;
  /** A fraction; `undefined` when no win rate is enough. */
  readonly breakEvenWinRate: number | undefined;
  readonly breakEvenAtInitialStop: number | undefined;
}

export interface Economics {
  readonly notionalUsd: number;
  /** Entry as configured, target left by the resting take-profit. */
  readonly configured: TradeEconomics;
  readonly styles: readonly TradeEconomics[];
  /** The hard stop filled as planned, funding included. A gap can cost up to the collateral. */
  readonly worstPlannedLossUsd: number;
  readonly collateralUsd: number;
  /** Fees and slippage of one trade that leaves where it entered, by a market order. */
  readonly roundTripUsd: number;
  readonly tradesPerDay: number;
  readonly costPerDayUsd: number;
  readonly dailyLimitUsd: number;
  /** Days at the configured rate until costs alone reach the daily stop; `undefined` when costs are not positive. */
  readonly daysToDailyStop: number | undefined;
  readonly liquidationDistancePct: number;
  readonly contradictions: readonly string[];
}

export function economicsOf(parameters: BotParameters): Economics {
  const { takerFeePct, slippageBps, leverage, collateralUsd, maxTradesPerHour, entryStyle } = parameters;
  const notionalUsd = plannedNotionalUsd(parameters);
  const limit = dailyLimit(parameters, usd(parameters.startingBalanceUsd));
  const entryFeePct = entryStyle === 'maker' ? parameters.makerFeePct : takerFeePct;
  const entrySlippage = entryStyle === 'maker' ? 0 : fractionOfBps(slippageBps);
  const roundTripUsd =
    notionalUsd * (fractionOfPct(entryFeePct + takerFeePct) + entrySlippage + fractionOfBps(slippageBps));
  const tradesPerDay = maxTradesPerHour * 24;
  const economics = {
    notionalUsd,
    configured: configuredTrade(parameters),
    styles: [
      tradeEconomics(parameters, 'taker', 'taker'),
      tradeEconomics(parameters, 'taker', 'maker'),
      tradeEconomics(parameters, 'maker', 'taker'),
      tradeEconomics(parameters, 'maker', 'maker'),
    ],
    worstPlannedLossUsd: toDollars(worstLoss(notionalUsd, parameters.recoveryStopPct, parameters)),
    collateralUsd,
    roundTripUsd,
    tradesPerDay,
    costPerDayUsd: roundTripUsd * tradesPerDay,
    dailyLimitUsd: toDollars(limit),
    daysToDailyStop: roundTripUsd > 0 ? toDollars(limit) / (roundTripUsd * tradesPerDay) : undefined,
    liquidationDistancePct: 100 / leverage - DEFAULT_MAINTENANCE_MARGIN_PCT,
  };
  return { ...economics, contradictions: contradictionsOf(parameters, economics) };
}

/** Entry as configured, target left by the resting take-profit. */
export function configuredTrade(parameters: BotParameters): TradeEconomics {
  return tradeEconomics(parameters, parameters.entryStyle, 'maker');
}

function tradeEconomics(parameters: BotParameters, entry: Liquidity, targetExit: Liquidity): TradeEconomics {
  const winUsd = netAtTarget(parameters, entry, targetExit);
  const lossUsd = lossAtStop(parameters, entry, parameters.recoveryStopPct);
  const initialStopLossUsd = lossAtStop(parameters, entry, parameters.initialStopPct);
  return {
    entry,
    targetExit,
    winUsd,
    lossUsd,
    initialStopLossUsd,
    breakEvenWinRate: breakEvenWinRate(winUsd, lossUsd),
    breakEvenAtInitialStop: breakEvenWinRate(winUsd, initialStopLossUsd),
  };
}

function feeFraction(parameters: BotParameters, liquidity: Liquidity): number {
  return fractionOfPct(liquidity === 'maker' ? parameters.makerFeePct : parameters.takerFeePct);
}

/** The distance a resting take-profit lies from the entry, a fraction. */
export function targetDistance(parameters: BotParameters): number {
  return Math.min(
    fractionOfPct(parameters.targetPct),
    parameters.profitCapUsd / plannedNotionalUsd(parameters),
  );
}

function netAtTarget(parameters: BotParameters, entry: Liquidity, targetExit: Liquidity): number {
  const notionalUsd = plannedNotionalUsd(parameters);
  const slippage = targetExit === 'taker' ? fractionOfBps(parameters.slippageBps) : 0;
  const exitUsd = notionalUsd * (1 + targetDistance(parameters)) * (1 - slippage);
  const feesUsd =
    notionalUsd * feeFraction(parameters, entry) + exitUsd * feeFraction(parameters, targetExit);
  return exitUsd - notionalUsd - feesUsd;
}

function lossAtStop(parameters: BotParameters, entry: Liquidity, stopPct: number): number {
  const notionalUsd = plannedNotionalUsd(parameters);
  const exitUsd = notionalUsd * (1 - fractionOfPct(stopPct)) * (1 - fractionOfBps(parameters.slippageBps));
  const feesUsd = notionalUsd * feeFraction(parameters, entry) + exitUsd * feeFraction(parameters, 'taker');
  return notionalUsd - exitUsd + feesUsd;
}

/** Where one setting makes another meaningless, in plain words. */
function contradictionsOf(p: BotParameters, economics: Omit<Economics, 'contradictions'>): readonly string[] {
  const { notionalUsd, configured, worstPlannedLossUsd, dailyLimitUsd } = economics;
  const targetGrossUsd = notionalUsd * targetDistance(p);
  const money = (amountUsd: number) => `${amountUsd.toFixed(2)} USD`;
  const rules: readonly (readonly [found: boolean, words: string])[] = [
    [
      p.profitTargetUsd > targetGrossUsd,
      `profitTargetUsd ${p.profitTargetUsd} is never reached: at targetPct ${p.targetPct} a position of ${money(notionalUsd)} earns ${money(targetGrossUsd)} at most, before fees`,
    ],
    [
      p.profitCapUsd < notionalUsd * fractionOfPct(p.targetPct),
      `profitCapUsd ${p.profitCapUsd} ends trades before targetPct ${p.targetPct} does`,
    ],
    [
      configured.winUsd <= 0,
      `a trade that reaches its target loses ${money(-configured.winUsd)}: costs exceed it`,
    ],
    [
      worstPlannedLossUsd > dailyLimitUsd,
      `nothing is ever opened: one position may lose ${money(worstPlannedLossUsd)}, the day only ${money(dailyLimitUsd)}`,
    ],
    [
      p.startingBalanceUsd < p.collateralUsd,
      `nothing is ever opened: the balance is below collateralUsd ${p.collateralUsd}`,
    ],
    [
      usd(p.maxPositions * p.collateralUsd) > usd(p.maxOpenCollateralUsd),
      `maxPositions ${p.maxPositions} is never reached: maxOpenCollateralUsd ${p.maxOpenCollateralUsd} pays for ${Math.floor(usd(p.maxOpenCollateralUsd) / usd(p.collateralUsd))}`,
    ],
    [
      worstPlannedLossUsd <= dailyLimitUsd && p.maxPositions * worstPlannedLossUsd > dailyLimitUsd,
      `maxPositions ${p.maxPositions} is never reached: the day's limit pays for ${Math.floor(dailyLimitUsd / worstPlannedLossUsd)}`,
    ],
    [
      p.quickExitSeconds === p.maxHoldSeconds,
      `quickExitSeconds and maxHoldSeconds are both ${p.maxHoldSeconds}: the quick exit never has a tick of its own`,
    ],
    [
      p.recoverySeconds >= p.maxHoldSeconds,
      `recoverySeconds ${p.recoverySeconds} never runs out: maxHoldSeconds ${p.maxHoldSeconds} ends the trade first`,
    ],
    [
      p.breakeven === 'gross' && economics.roundTripUsd > 0,
      `breakeven gross leaves trades "even" that have lost ${money(economics.roundTripUsd)} in costs`,
    ],
  ];
  return rules.filter(([found]) => found).map(([, words]) => words);
}
