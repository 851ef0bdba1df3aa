/**
 * May this market be traded with these parameters: its margin, size, stop and fees?
 *
 * Invariant: it judges the facts of this account at the exchange now, not the assumptions in the parameters.
 */
import type { BotParameters } from '../../config.ts';
import type { MarketFacts } from './preflight-facts.ts';
import { failed, passed, unread, type PreflightLine } from './preflight-check.ts';
import { configuredTrade } from '../risk/economics.ts';
import { quantityAt } from '../risk/sizing.ts';
import { plannedNotionalUsd, termsOf } from '../ledger/position.ts';

export function marketLines(facts: MarketFacts, parameters: BotParameters): readonly PreflightLine[] {
  const { symbol } = facts.market;
  return [
    marginLine(facts, parameters),
    sizeLine(facts, parameters),
    stopLine(facts, parameters),
    feesLine(facts, parameters),
  ].map((line) => ({ ...line, symbol }));
}

function marginLine({ settings }: MarketFacts, { leverage }: BotParameters): PreflightLine {
  if ('failure' in settings) {
    const todo = `Set isolated margin and ${leverage}× at the exchange, with nothing open in this market.`;
    return failed('margin', `could not be set: ${settings.failure}`, todo);
  }
  const found = `${settings.value.isIsolated ? 'isolated' : 'cross'} at ${settings.value.leverage}×`;
  if (settings.value.isIsolated && settings.value.leverage === leverage) return passed('margin', found);
  return failed(
    'margin',
    `the account has ${found}`,
    `Set isolated margin and ${leverage}× at the exchange.`,
  );
}

function sizeLine({ ask, market, isTraded }: MarketFacts, parameters: BotParameters): PreflightLine {
  if (!isTraded) {
    return failed(
      'size',
      'the exchange does not trade this market now',
      'Take the symbol out of infra/stages.ts.',
    );
  }
  if ('failure' in ask) return unread('size', 'the price', ask.failure);
  const notionalUsd = plannedNotionalUsd(parameters);
  const quantity = quantityAt(ask.value, termsOf(parameters), market);
  const { minNotionalUsd, minQuantity } = market;
  if (quantity === undefined) {
    const least = `at least ${minQuantity ?? 'an unknown quantity'} and ${minNotionalUsd ?? 'unknown'} USDT`;
    const todo = 'Raise collateralUsd or leverage, or take the symbol out.';
    return failed('size', `${notionalUsd} USDT at ${ask.value} is too little: ${least}`, todo);
  }
  return passed('size', `${quantity} at ${ask.value} is ${(quantity * ask.value).toFixed(2)} USDT`);
}

function stopLine({ tiers }: MarketFacts, parameters: BotParameters): PreflightLine {
  if ('failure' in tiers) return unread('stop', 'the margin tiers', tiers.failure);
  const { leverage, recoveryStopPct } = parameters;
  const notionalUsd = plannedNotionalUsd(parameters);
  const tier = tiers.value.findLast(({ floorUsd }) => floorUsd <= notionalUsd);
  if (tier === undefined) return unread('stop', 'the margin tiers', 'there is none for this size');
  if (leverage > tier.maxLeverage) {
    const found = `leverage ${leverage}× is above ${tier.maxLeverage}×, the maximum at this size`;
    return failed('stop', found, `Set leverage to at most ${tier.maxLeverage}.`);
  }
  const distancePct = 100 / leverage - tier.maintenancePct;
  const found = `the stop is ${recoveryStopPct} % away, liquidation ${distancePct.toFixed(2)} %`;
  if (recoveryStopPct <= distancePct / 2) return passed('stop', found);
  const most = Math.floor((distancePct / 2) * 100) / 100;
  return failed('stop', found, `Set recoveryStopPct to at most ${most}, or lower leverage.`);
}

function feesLine({ fees }: MarketFacts, parameters: BotParameters): PreflightLine {
  if ('failure' in fees) return unread('fees', 'the fees', fees.failure);
  const { makerPct, takerPct } = fees.value;
  const charged = { ...parameters, makerFeePct: makerPct, takerFeePct: takerPct };
  const rates = `maker ${makerPct} %, taker ${takerPct} %`;
  const { breakEvenWinRate } = configuredTrade(charged);
  if (breakEvenWinRate === undefined) {
    const found = `${rates}: even a trade that reaches its target loses money`;
    return failed('fees', found, 'Raise targetPct: {economics} shows what it takes.');
  }
  const found = `${rates}: ${(100 * breakEvenWinRate).toFixed(1)} % of the trades must win to break even`;
  if (makerPct <= parameters.makerFeePct && takerPct <= parameters.takerFeePct) return passed('fees', found);
  const todo = `Set makerFeePct to ${makerPct} and takerFeePct to ${takerPct}: the day's limit is computed with them.`;
  return failed('fees', `${found}; the parameters assume less`, todo);
}
