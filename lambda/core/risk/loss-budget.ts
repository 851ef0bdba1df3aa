/**
 * The day's loss limit, and the budget that is left of it.
 *
 * The limit is kept, not noticed afterwards: no position is opened that could lose more than the budget.
 *
 * Invariants:
 * - Amounts at risk are rounded up.
 * - The tighter of the two limits holds.
 */
import type { BotParameters } from '../../config.ts';
import type { CostParameters } from '../fill-model.ts';
import {
  fractionOfBps,
  fractionOfPct,
  minus,
  plus,
  roundDown,
  roundUp,
  smaller,
  toDollars,
  usd,
  type Usd,
} from '../units.ts';

/**
 * The loss of a position of this notional when its hard stop is filled as planned: n × (g + taker × (2 + g) +
 * |funding|), with g the distance to the stop, slipped.
 */
export function worstLoss(notionalUsd: number, recoveryStopPct: number, cost: CostParameters): Usd {
  const g = (1 + fractionOfPct(recoveryStopPct)) * (1 + fractionOfBps(cost.slippageBps)) - 1;
  const taker = fractionOfPct(cost.takerFeePct);
  return roundUp(notionalUsd * (g + taker * (2 + g) + Math.abs(fractionOfPct(cost.fundingPct))));
}

/** The day's limit as a positive amount: the tighter of dollars and percent of the balance at 00:00 UTC. */
export function dailyLimit(
  parameters: Pick<BotParameters, 'dailyLossUsd' | 'dailyLossPct'>,
  dayStartBalanceUsd: Usd,
): Usd {
  const share = fractionOfPct(parameters.dailyLossPct) * toDollars(dayStartBalanceUsd);
  // A share too large to be counted exactly is no limit; the one in dollars holds.
  if (share >= parameters.dailyLossUsd) return usd(parameters.dailyLossUsd);
  return smaller(usd(parameters.dailyLossUsd), roundDown(share));
}

/** The budget left: limit + realised today − the worst loss of the open positions. */
export function lossBudget(limitUsd: Usd, realisedTodayUsd: Usd, openWorstUsd: Usd): Usd {
  return minus(plus(limitUsd, realisedTodayUsd), openWorstUsd);
}
