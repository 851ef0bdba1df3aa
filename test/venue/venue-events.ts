/**
 * What happens at the venue that no request of the bot has asked for?
 *
 * Its owner trades by hand, the venue takes positions away, money comes and goes, conditional orders end by themselves,
 * markets change. What an event leaves may be shown late, or never: trades, orders and incomes each for itself.
 */
import { z } from 'zod';
import { book, positionOf } from './account/account.ts';
import { cancelAlgo, endAlgo, placeAlgo } from './orders/algo-orders.ts';
import { decimal } from './decimal.ts';
import { TIMES_IN_FORCE, marketChangeSchema } from './market/exchange-info.ts';
import { takeOver, takeoverSchema } from './account/liquidation.ts';
import { changeMarket } from './market/market-list.ts';
import { cancel, isOpen, place } from './orders/matching.ts';
import { advance, changeOf, quote } from './venue-exchange.ts';
import { nextId, type VenueState } from './venue-state.ts';

const FIRST_OWN_ID = 0;

const number = z.number();
const positive = z.number().positive();
const symbol = z.string();
const side = z.enum(['BUY', 'SELL']);
const positionSide = z.enum(['BOTH', 'LONG', 'SHORT']).exactOptional();
const clientId = z.string().exactOptional();
const delayMs = z.union([z.number().min(0), z.literal('ever').transform(() => Infinity)]).exactOptional();
/** For how long nobody is told, in ms of the venue's time. */
const hiddenMs = z.strictObject({ trades: delayMs, orders: delayMs, incomes: delayMs }).exactOptional();

export const eventSchema = z.discriminatedUnion('kind', [
  /** An order that the owner places by hand; a market order where it has no price. */
  z.strictObject({
    kind: z.literal('order'),
    symbol,
    side,
    quantity: positive,
    price: positive.exactOptional(),
    timeInForce: z.enum(TIMES_IN_FORCE).exactOptional(),
    positionSide,
    reduceOnly: z.boolean().exactOptional(),
    clientId,
    hiddenMs,
  }),
  /** A conditional order of the owner's; it closes the position where it has no quantity. */
  z.strictObject({
    kind: z.literal('conditional'),
    symbol,
    side,
    triggerPrice: positive,
    type: z.enum(['STOP_MARKET', 'TAKE_PROFIT_MARKET']).exactOptional(),
    quantity: positive.exactOptional(),
    positionSide,
    clientId,
  }),
  /** The owner cancels an order of whomever. */
  z.strictObject({ kind: z.literal('cancel'), clientId: z.string() }),
  z.strictObject({
    kind: z.literal('take-over'),
    symbol,
    by: takeoverSchema,
    quantity: positive.exactOptional(),
    price: positive.exactOptional(),
    positionSide,
    hiddenMs,
  }),
  z.strictObject({
    kind: z.literal('income'),
    /** Any name, those of Binance's page and others. */
    type: z.string(),
    amount: number,
    asset: z.string().exactOptional(),
    symbol: symbol.exactOptional(),
    info: z.string().exactOptional(),
    hiddenMs,
  }),
  /** A conditional order is over, and no order came of it. */
  z.strictObject({
    kind: z.literal('end-conditional'),
    clientId: z.string(),
    status: z.enum(['FINISHED', 'EXPIRED', 'REJECTED', 'CANCELED']),
  }),
  z.strictObject({ kind: z.literal('market'), symbol, change: marketChangeSchema }),
  z.strictObject({
    kind: z.literal('quote'),
    symbol,
    bid: positive,
    ask: positive,
    last: positive.exactOptional(),
    mark: positive.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('time'), passedMs: z.number().int().min(0) }),
]);

export type VenueEvent = z.infer<typeof eventSchema>;

type Order = Extract<VenueEvent, { kind: 'order' }>;
type Conditional = Extract<VenueEvent, { kind: 'conditional' }>;

/** @throws Refusal, RangeError where the event cannot be. */
export function happen(state: VenueState, event: VenueEvent): void {
  const before = [state.trades.length, state.orders.length, state.incomes.length] as const;
  cause(state, event);
  if (!('hiddenMs' in event)) return;
  const { trades = 0, orders = 0, incomes = 0 } = event.hiddenMs;
  const [firstTrade, firstOrder, firstIncome] = before;
  for (const trade of state.trades.slice(firstTrade)) trade.shownFromMs = state.timeMs + trades;
  for (const order of state.orders.slice(firstOrder)) order.shownFromMs = state.timeMs + orders;
  for (const income of state.incomes.slice(firstIncome)) income.shownFromMs = state.timeMs + incomes;
}

function cause(state: VenueState, event: VenueEvent): void {
  switch (event.kind) {
    case 'order':
      placeByHand(state, event);
      break;
    case 'conditional':
      placeConditional(state, event);
      break;
    case 'cancel':
      cancelByHand(state, event.clientId);
      break;
    case 'take-over': {
      const { by, quantity, price } = event;
      const position = positionOf(state, event.symbol, event.positionSide ?? 'BOTH');
      if (position === undefined)
        throw new RangeError(`there is no position in ${event.symbol} to take over`);
      takeOver(state, position, {
        by,
        ...(quantity !== undefined && { quantity: decimal(quantity) }),
        ...(price !== undefined && { price: decimal(price) }),
      });
      break;
    }
    case 'income': {
      const { kind: _, hiddenMs: __, amount, ...income } = event;
      book(state, { ...income, amount: decimal(amount) });
      break;
    }
    case 'end-conditional': {
      const algo = [...state.openAlgos].find(({ clientAlgoId }) => clientAlgoId === event.clientId);
      if (algo === undefined) throw new RangeError(`no open conditional order is called ${event.clientId}`);
      endAlgo(state, algo, event.status);
      break;
    }
    case 'market':
      changeMarket(state, event.symbol, event.change);
      break;
    case 'quote':
      quote(state, event.symbol, changeOf(event));
      break;
    case 'time':
      advance(state, state.timeMs + event.passedMs);
  }
}

/** As the venue's own page calls an order. */
function ownId(state: VenueState): string {
  return `web_${nextId(state, FIRST_OWN_ID)}`;
}

function placeByHand(state: VenueState, order: Order): void {
  const { price, timeInForce = 'GTC', reduceOnly = false } = order;
  place(state, {
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide ?? 'BOTH',
    type: price === undefined ? 'MARKET' : 'LIMIT',
    timeInForce,
    quantity: decimal(order.quantity),
    price: decimal(price ?? 0),
    reduceOnly,
    clientOrderId: order.clientId ?? ownId(state),
  });
}

function placeConditional(state: VenueState, order: Conditional): void {
  const { quantity } = order;
  placeAlgo(state, {
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide ?? 'BOTH',
    type: order.type ?? 'STOP_MARKET',
    timeInForce: 'GTC',
    triggerPrice: decimal(order.triggerPrice),
    price: 0n,
    quantity: decimal(quantity ?? 0),
    reduceOnly: quantity !== undefined && order.positionSide === undefined,
    closePosition: quantity === undefined,
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    clientAlgoId: order.clientId ?? ownId(state),
  });
}

function cancelByHand(state: VenueState, clientId: string): void {
  const algo = [...state.openAlgos].find(({ clientAlgoId }) => clientAlgoId === clientId);
  if (algo !== undefined) cancelAlgo(state, algo);
  else
    cancel(
      state,
      state.orders.findLast((order) => order.clientOrderId === clientId && isOpen(order)),
    );
}
