/**
 * Books what is gone of a position that no order in the item has closed, and halts: the operator looks at its cause.
 *
 * Invariants:
 * - The ledger closes what is gone, and never more than its own quantity.
 * - What the venue shows no trade of is booked at its entry's price, and said so. The rest of the sum is a row of its own,
 *   once the wallet shows it.
 * - An order of the bot's own that the item does not hold is no reason to halt.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../bot-state.ts';
import { halt } from '../control/halt.ts';
import { decimalQuantity, totalQuantity, type Fill } from '../ledger/fills.ts';
import { openQuantity, type Position } from '../ledger/position.ts';
import type { ExitReason } from '../reasons.ts';
import { ZERO_USD } from '../units.ts';
import type { ClosedBy, ClosedElsewhere } from '../venue-report.ts';
import { closeBy, decidedAt } from './fill-booking.ts';

export function closeExternally(
  state: BotState,
  { symbol, quantity, fills, by, timeMs, isShared }: ClosedElsewhere,
  parameters: BotParameters,
): BotState {
  const position = state.ledger.positions.find((open) => open.symbol === symbol);
  // Another activity of this tick may have closed it.
  if (position === undefined) return state;
  const unseen = decimalQuantity(quantity - totalQuantity(fills));
  const hasUnseen = unseen > 0;
  const all = hasUnseen ? [...fills, unseenFill(position, unseen, timeMs)] : fills;
  const context = { market: undefined, parameters, ambiguous: false, ...decidedTogether(state, all) };
  const closed = closeBy(state, position, all, REASONS[by], context);
  const booked = withoutDoubts(isShared || hasUnseen ? { ...closed, isSumOpen: true } : closed, position);
  if (isOwn(by) && !hasUnseen) return booked;
  const story = [storyOf(position, quantity, by), ...(hasUnseen ? [unseenWords(fills.length)] : [])].join(
    '; ',
  );
  return halt(booked, story, timeMs);
}

/** What all fills together have slipped from: known where they are of one order, which the item still holds. */
function decidedTogether(
  { orders }: BotState,
  fills: readonly Fill[],
): Partial<ReturnType<typeof decidedAt>> {
  const [id, ...others] = new Set(fills.map(({ clientOrderId }) => clientOrderId));
  const order = orders.find(({ clientOrderId }) => clientOrderId === id);
  return order === undefined || order.leg === 'entry' || others.length > 0 ? {} : decidedAt(order, {});
}

/** Whether a position is gone at the venue by the look before: there is nothing that an exit could reduce. */
export function isGone({ shortfalls = [] }: BotState, { tradeId }: Position): boolean {
  return shortfalls.some((shortfall) => shortfall.tradeId === tradeId && shortfall.heldQuantity === 0);
}

const REASONS: Readonly<Record<ClosedBy, ExitReason>> = {
  stop: 'hard-stop',
  'take-profit': 'target',
  exit: 'unprotected',
  liquidation: 'liquidated',
  'insurance-fund': 'liquidated',
  adl: 'flatten',
  settlement: 'flatten',
  other: 'flatten',
  unknown: 'flatten',
};

/** @param shown trades that the venue shows. */
function unseenWords(shown: number): string {
  const what = shown === 0 ? 'no trade that closed it' : 'trades of a part of it only';
  return `the exchange shows ${what}, so that its price is not known; it is booked at the price of its entry, and the rest of the sum as its own row once the wallet shows it`;
}

function isOwn(by: ClosedBy): boolean {
  return by === 'stop' || by === 'take-profit' || by === 'exit';
}

function storyOf(position: Position, quantity: number, by: ClosedBy): string {
  const { side, symbol } = position;
  const open = openQuantity(position);
  const what =
    quantity < open ? `${quantity} of the ${side} of ${open} in ${symbol}` : `the ${side} in ${symbol}`;
  switch (by) {
    case 'liquidation':
      return `the exchange has liquidated ${what}`;
    case 'insurance-fund':
      return `the insurance fund of the exchange has taken over ${what}`;
    case 'adl':
      return `the exchange has closed ${what} by auto-deleveraging (adl)`;
    case 'settlement':
      return `the exchange has settled ${what}`;
    case 'other':
      return `${what} was closed by an order that is not the bot's`;
    case 'stop':
    case 'take-profit':
    case 'exit':
      return `${what} was closed by an order of the bot's`;
    case 'unknown':
      return `${what} is gone`;
  }
}

function unseenFill({ entryPrice }: Position, quantity: number, timeMs: number): Fill {
  return {
    clientOrderId: 'unseen',
    price: entryPrice,
    quantity,
    feeUsd: ZERO_USD,
    liquidity: 'taker',
    timeMs,
    realisedUsd: ZERO_USD,
    isUnseen: true,
  };
}

/** Of a trade that is over nothing is in doubt any more. Should an order of it rest all the same, it is an orphan. */
function withoutDoubts(state: BotState, { tradeId }: Position): BotState {
  if (state.ledger.positions.some((open) => open.tradeId === tradeId)) return state;
  const orders = state.orders.filter((order) => order.tradeId !== tradeId || order.status === 'resting');
  return orders.length === state.orders.length ? state : { ...state, orders };
}
