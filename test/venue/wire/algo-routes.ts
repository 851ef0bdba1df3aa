/**
 * How are conditional orders placed, cancelled and asked for, on the wire?
 */
import { cancelAlgo, placeAlgo, type AlgoRequest } from '../orders/algo-orders.ts';
import { TIMES_IN_FORCE } from '../market/exchange-info.ts';
import { algosAsked, findAlgo, isListed, visibleAlgo } from './history.ts';
import { algoRow } from './order-rows.ts';
import { PRICE_MATCHES } from './order-routes.ts';
import { DONE, bySymbol, optionalSymbol, symbolIn, type Call, type Routes } from './wire-route.ts';

function algoRequest(call: Call): AlgoRequest {
  const { params } = call;
  const symbol = symbolIn(call);
  params.required('algoType');
  params.choice('algoType', ['CONDITIONAL'], -1130);
  params.required('side');
  params.required('type');
  const type = params.choice('type', ['STOP_MARKET', 'TAKE_PROFIT_MARKET', 'STOP', 'TAKE_PROFIT'], -1116);
  const isLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  const closePosition = params.flag('closePosition');
  params.choice('priceMatch', PRICE_MATCHES, -5037);
  return {
    symbol,
    side: params.choice('side', ['BUY', 'SELL'], -1117),
    positionSide: params.choice('positionSide', ['BOTH', 'LONG', 'SHORT'], -1130),
    type,
    timeInForce: params.choice('timeInForce', TIMES_IN_FORCE, -1115),
    triggerPrice: params.requiredDecimal('triggerPrice'),
    price: isLimit ? params.requiredDecimal('price') : 0n,
    quantity: closePosition ? (params.decimal('quantity') ?? 0n) : params.requiredDecimal('quantity'),
    reduceOnly: params.flag('reduceOnly'),
    closePosition,
    workingType: params.choice('workingType', ['CONTRACT_PRICE', 'MARK_PRICE'], -1130),
    priceProtect: params.flag('priceProtect'),
    clientAlgoId: params.text('clientAlgoId'),
  };
}

function openAlgos(call: Call): unknown {
  const symbol = optionalSymbol(call);
  return [...call.state.openAlgos]
    .filter((algo) => (symbol === undefined || algo.symbol === symbol) && isListed(call.state, algo))
    .map(algoRow(call.state));
}

export const ALGO_ROUTES: Routes = {
  'POST /fapi/v1/algoOrder': {
    security: 'trade',
    weight: 0,
    orders: 1,
    handle: (call) => algoRow(call.state)(placeAlgo(call.state, algoRequest(call))),
  },
  'DELETE /fapi/v1/algoOrder': {
    security: 'trade',
    weight: 1,
    handle: (call) => {
      const { algoId, clientAlgoId } = cancelAlgo(call.state, findAlgo(call));
      return { algoId, clientAlgoId, code: '200', msg: 'success' };
    },
  },
  'GET /fapi/v1/algoOrder': {
    security: 'signed',
    weight: 1,
    handle: (call) => algoRow(call.state)(visibleAlgo(call)),
  },
  'GET /fapi/v1/openAlgoOrders': { security: 'signed', weight: bySymbol(1, 40), handle: openAlgos },
  'DELETE /fapi/v1/algoOpenOrders': {
    security: 'trade',
    weight: 1,
    handle: (call) => {
      const symbol = symbolIn(call);
      for (const algo of call.state.openAlgos) {
        if (algo.symbol === symbol && algo.status === 'NEW') cancelAlgo(call.state, algo);
      }
      return { ...DONE, msg: 'The operation of cancel all open order is done.' };
    },
  },
  'GET /fapi/v1/allAlgoOrders': {
    security: 'signed',
    weight: 5,
    handle: (call) => algosAsked(call, symbolIn(call)).map(algoRow(call.state)),
  },
};
