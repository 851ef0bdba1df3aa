/**
 * May this market be traded with these parameters: its margin, size, limits, stop and fees?
 *
 * Invariant: it judges the facts of this account at the exchange now, not the assumptions in the parameters.
 */
import type { BotParameters } from '../../config.ts';
import type { MarketFacts } from './preflight-facts.ts';
import { advised, failed, passed, unread, type PreflightLine } from './preflight-check.ts';
import { configuredTrade } from '../risk/economics.ts';
import { maxPositionQuantity } from '../market.ts';
import { quantityAt } from '../risk/sizing.ts';
import { currencyOf } from '../settlement.ts';
import { plannedNotionalUsd, termsOf } from '../ledger/position.ts';

export function marketLines(facts: MarketFacts, parameters: BotParameters): readonly PreflightLine[] {
  const { symbol } = facts.market;
  return [
    marginLine(facts, parameters),
    sizeLine(facts, parameters),
    limitsLine(facts, parameters),
    stopLine(facts, parameters),
    ...triggerLines(facts, parameters),
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
  const currency = currencyOf([market.symbol]);
  const quantity = quantityAt(ask.value, termsOf(parameters), market);
  const { minNotionalUsd, minQuantity } = market;
  const maxQuantity = maxPositionQuantity(market);
  if (maxQuantity !== undefined && notionalUsd / ask.value > maxQuantity) {
    const mostUsd = Math.floor((maxQuantity * ask.value) / parameters.leverage);
    return failed(
      'size',
      `${notionalUsd} ${currency} at ${ask.value} is too much: one order takes up to ${maxQuantity}`,
      `Set collateralUsd to at most ${mostUsd}, or lower leverage: a larger position could not be closed at once.`,
    );
  }
  if (quantity === undefined) {
    const least = `at least ${minQuantity ?? 'an unknown quantity'} and ${minNotionalUsd ?? 'unknown'} ${currency}`;
    const todo = 'Raise collateralUsd or leverage, or take the symbol out.';
    return failed('size', `${notionalUsd} ${currency} at ${ask.value} is too little: ${least}`, todo);
  }
  return passed('size', `${quantity} at ${ask.value} is ${(quantity * ask.value).toFixed(2)} ${currency}`);
}

/** Open at once in a market: the take-profit, and the order that closes the position. */
const ORDERS_NEEDED = 2;
/** The hard stop. */
const CONDITIONAL_ORDERS_NEEDED = 1;

/** Whether the orders of one position, and the slippage that the parameters assume, are within the market's limits. */
function limitsLine({ market }: MarketFacts, { slippageBps }: BotParameters): PreflightLine {
  const { maxMarketQuantity, maxQuantity, maxOrders, maxConditionalOrders, priceBand, marketTakePct } =
    market;
  const found = [
    `a market order takes up to ${maxMarketQuantity ?? 'an unknown quantity'}`,
    `a limit order up to ${maxQuantity ?? 'an unknown quantity'}`,
    `${maxOrders ?? 'an unknown number of'} orders and ${maxConditionalOrders ?? 'an unknown number of'} conditional ones may be open`,
    `a limit price may be ${priceBand?.belowPct ?? 'an unknown'} % below the mark price and ${priceBand?.abovePct ?? 'an unknown'} % above`,
    `a market order fills within ${marketTakePct ?? 'an unknown'} % of it`,
  ].join('; ');
  const tooFew = (limit: number | undefined, needed: number) => limit !== undefined && limit < needed;
  if (tooFew(maxOrders, ORDERS_NEEDED) || tooFew(maxConditionalOrders, CONDITIONAL_ORDERS_NEEDED)) {
    const todo = `Take the symbol out of infra/stages.ts: a position needs ${ORDERS_NEEDED} orders and a conditional one.`;
    return failed('limits', found, todo);
  }
  const bounds = [priceBand?.belowPct, priceBand?.abovePct, marketTakePct];
  const narrowestPct = Math.min(...bounds.map((pct) => pct ?? Infinity));
  if (slippageBps / 100 > narrowestPct) {
    const todo = `Set slippageBps to at most ${Math.floor(narrowestPct * 100)}, or take the symbol out: a close beyond that price is rejected.`;
    return failed('limits', found, todo);
  }
  return passed('limits', found);
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

/** Of a market whose underlying has closed hours: then a few trades in a thin book move the last price. */
function triggerLines(
  { market: { sessions } }: MarketFacts,
  { stopTrigger }: BotParameters,
): readonly PreflightLine[] {
  if (sessions === undefined) return [];
  const why =
    'outside its session the book is thin, and the exchange smooths and bounds the mark price alone';
  if (stopTrigger === 'mark') return [passed('trigger', `the mark price triggers the stop: ${why}`)];
  return [
    advised(
      'trigger',
      `the last price triggers the stop: ${why}`,
      'Better here: {params set stopTrigger=mark}.',
    ),
  ];
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
