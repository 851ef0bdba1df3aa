/**
 * How are ordinary orders placed, changed, cancelled and asked for, on the wire?
 */
import { TIMES_IN_FORCE } from '../market/exchange-info.ts';
import { findOrder, forcedOrders, isListed, ordersAsked, tradesAsked, visibleOrder } from './history.ts';
import { amend, cancel, isOpen, place } from '../orders/matching.ts';
import { checkAgreement, listingOf, type OrderRequest } from '../orders/order-checks.ts';
import { changedOrderRow, orderRow, tradeRow } from './order-rows.ts';
import { Refusal } from '../refusals.ts';
import { armDeadMan } from '../venue-exchange.ts';
import { DONE, bySymbol, optionalSymbol, symbolIn, type Call, type Routes } from './wire-route.ts';
import { WireParams } from './wire-params.ts';

const SIDES = ['BUY', 'SELL'] as const;
const POSITION_SIDES = ['BOTH', 'LONG', 'SHORT'] as const;
const CONDITIONAL = ['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'];
/** A limit that follows the book is refused. */
export const PRICE_MATCHES = ['NONE'] as const;
const BATCH_MAX = 5;

function orderRequest(call: Call): OrderRequest {
  const { params } = call;
  const symbol = symbolIn(call);
  params.required('side');
  const side = params.choice('side', SIDES, -1117);
  if (CONDITIONAL.includes(params.required('type'))) throw new Refusal(-4120);
  const type = params.choice('type', ['LIMIT', 'MARKET'], -1116);
  if (type === 'MARKET' && params.text('price') !== undefined) {
    throw new Refusal(-1106, "Parameter 'price' sent when not required.");
  }
  if (type === 'LIMIT') params.required('timeInForce');
  params.choice('priceMatch', PRICE_MATCHES, -5037);
  return {
    symbol,
    side,
    positionSide: params.choice('positionSide', POSITION_SIDES, -1130),
    type,
    timeInForce: params.choice('timeInForce', TIMES_IN_FORCE, -1115),
    quantity: params.requiredDecimal('quantity'),
    price: type === 'LIMIT' ? params.requiredDecimal('price') : 0n,
    reduceOnly: params.flag('reduceOnly'),
    clientOrderId: params.text('newClientOrderId'),
  };
}

function placed(call: Call): unknown {
  return changedOrderRow(call.state)(place(call.state, orderRequest(call)));
}

function amended(call: Call): unknown {
  const { state, params } = call;
  symbolIn(call);
  params.required('side');
  params.choice('priceMatch', PRICE_MATCHES, -5037);
  const quantity = params.requiredDecimal('quantity');
  return changedOrderRow(state)(
    amend(state, findOrder(call), { price: params.requiredDecimal('price'), quantity }),
  );
}

function cancelled(call: Call): unknown {
  symbolIn(call);
  return changedOrderRow(call.state)(cancel(call.state, findOrder(call)));
}

/** Each member of a batch is answered for itself. */
function batch(call: Call, parameterName: string, one: (call: Call) => unknown): unknown {
  const list: unknown = JSON.parse(call.params.required(parameterName));
  if (!Array.isArray(list) || list.length > BATCH_MAX) throw new Refusal(-1130);
  return list.map((item: unknown) => {
    const params = new WireParams(new URLSearchParams(fieldsOf(item)).toString());
    try {
      return one({ ...call, params });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { code: error.code, msg: error.message };
    }
  });
}

function fieldsOf(item: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(item ?? {}).map(([name, value]) => [name, String(value)]));
}

function batchCancelled(call: Call): unknown {
  const { params } = call;
  const name = ['orderIdList', 'orderidlist'].find((candidate) => params.text(candidate) !== undefined);
  const list: unknown = JSON.parse(params.required(name ?? 'origClientOrderIdList'));
  if (!Array.isArray(list)) throw new Refusal(-1130);
  const symbol = symbolIn(call);
  const key = name === undefined ? 'origClientOrderId' : 'orderId';
  const batchOrders = JSON.stringify(list.map((id: unknown) => ({ symbol, [key]: String(id) })));
  return batch(
    { ...call, params: new WireParams(new URLSearchParams({ batchOrders }).toString()) },
    'batchOrders',
    cancelled,
  );
}

function openOrders(call: Call): unknown {
  const symbol = optionalSymbol(call);
  return [...call.state.openOrders]
    .filter((order) => (symbol === undefined || order.symbol === symbol) && isListed(call.state, order))
    .map(orderRow(call.state));
}

export const ORDER_ROUTES: Routes = {
  'POST /fapi/v1/order': { security: 'trade', weight: 0, orders: 1, handle: placed },
  'POST /fapi/v1/order/test': {
    security: 'trade',
    weight: 0,
    handle: (call) => {
      const { symbol } = orderRequest(call);
      const { state } = call;
      if (state.rules.testOrdersAskAgreement) checkAgreement(state, listingOf(state, symbol));
      return {};
    },
  },
  'PUT /fapi/v1/order': { security: 'trade', weight: 0, orders: 1, handle: amended },
  'DELETE /fapi/v1/order': { security: 'trade', weight: 1, handle: cancelled },
  'GET /fapi/v1/order': {
    security: 'signed',
    weight: 1,
    handle: (call) => {
      symbolIn(call);
      return orderRow(call.state)(visibleOrder(call));
    },
  },
  'GET /fapi/v1/openOrder': {
    security: 'signed',
    weight: 1,
    handle: (call) => {
      symbolIn(call);
      const order = visibleOrder(call);
      if (!isOpen(order)) throw new Refusal(-2013);
      return orderRow(call.state)(order);
    },
  },
  'GET /fapi/v1/openOrders': { security: 'signed', weight: bySymbol(1, 40), handle: openOrders },
  'DELETE /fapi/v1/allOpenOrders': {
    security: 'trade',
    weight: 1,
    handle: (call) => {
      const symbol = symbolIn(call);
      for (const order of call.state.openOrders) if (order.symbol === symbol) cancel(call.state, order);
      return { ...DONE, msg: 'The operation of cancel all open order is done.' };
    },
  },
  'GET /fapi/v1/allOrders': {
    security: 'signed',
    weight: 5,
    handle: (call) => ordersAsked(call, optionalSymbol(call)).map(orderRow(call.state)),
  },
  'POST /fapi/v1/batchOrders': {
    security: 'trade',
    weight: 5,
    orders: BATCH_MAX,
    handle: (call) => batch(call, 'batchOrders', placed),
  },
  'PUT /fapi/v1/batchOrders': {
    security: 'trade',
    weight: 5,
    orders: BATCH_MAX,
    handle: (call) => batch(call, 'batchOrders', amended),
  },
  'DELETE /fapi/v1/batchOrders': { security: 'trade', weight: 1, handle: batchCancelled },
  'GET /fapi/v1/forceOrders': {
    security: 'signed',
    weight: bySymbol(20, 50),
    handle: (call) => forcedOrders(call, optionalSymbol(call)).map(orderRow(call.state)),
  },
  'GET /fapi/v1/userTrades': {
    security: 'signed',
    weight: 5,
    handle: (call) => tradesAsked(call, symbolIn(call)).map(tradeRow(call.state)),
  },
  'POST /fapi/v1/countdownCancelAll': {
    security: 'trade',
    weight: 10,
    handle: (call) => {
      const symbol = symbolIn(call);
      const countdownTime = call.params.required('countdownTime');
      armDeadMan(call.state, symbol, call.params.integer('countdownTime') ?? 0);
      return { symbol, countdownTime };
    },
  },
};
