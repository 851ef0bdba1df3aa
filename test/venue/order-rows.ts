/**
 * How does Binance write orders, conditional orders, trades and incomes?
 *
 * Decimals are strings, ids and times numbers. Answers to POST, PUT and DELETE have no `avgPrice` and no `cumQuote`.
 */
import { abs, floorDivide, moneyText, ONE, plainText } from './decimal.ts';
import type { AlgoOrder, Income, VenueOrder, VenueTrade } from './venue-state.ts';

/** An order of the venue's own is shown as a limit that takes at once. */
const FORCED = { type: 'LIMIT', origType: 'LIMIT', timeInForce: 'IOC', closePosition: false } as const;

function commonOrderRow(order: VenueOrder): Readonly<Record<string, unknown>> {
  const { timeMs, updateMs, price, quantity, filled } = order;
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: plainText(price),
    origQty: plainText(quantity),
    executedQty: plainText(filled),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: order.closePosition,
    side: order.side,
    positionSide: order.positionSide,
    stopPrice: '0',
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.origType,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
    time: timeMs,
    updateTime: updateMs,
    ...(order.origType === 'LIQUIDATION' && { ...FORCED, price: averagePrice(order) }),
  };
}

function averagePrice({ filled, filledValue }: VenueOrder): string {
  return filled === 0n ? '0' : plainText(floorDivide(filledValue, filled));
}

/** As GET answers it. */
export function orderRow(order: VenueOrder): unknown {
  const cumQuote = moneyText(floorDivide(order.filledValue, ONE));
  return { ...commonOrderRow(order), avgPrice: averagePrice(order), cumQuote };
}

/** As the requests that change something answer it. */
export function changedOrderRow(order: VenueOrder): unknown {
  const { time: _, ...row } = commonOrderRow(order);
  return { ...row, cumQty: plainText(order.filled) };
}

export function algoRow(algo: AlgoOrder): unknown {
  const { order, triggeredMs } = algo;
  return {
    algoId: algo.algoId,
    clientAlgoId: algo.clientAlgoId,
    algoType: 'CONDITIONAL',
    orderType: algo.type,
    symbol: algo.symbol,
    side: algo.side,
    positionSide: algo.positionSide,
    timeInForce: algo.timeInForce,
    quantity: plainText(algo.quantity),
    algoStatus: algo.status,
    actualOrderId: order === undefined ? '' : String(order.orderId),
    actualPrice: order === undefined ? '0' : averagePrice(order),
    actualQty: order === undefined ? '0' : plainText(order.filled),
    triggerPrice: plainText(algo.triggerPrice),
    price: plainText(algo.price),
    icebergQuantity: null,
    tpTriggerPrice: '0',
    tpPrice: '0',
    slTriggerPrice: '0',
    slPrice: '0',
    tpOrderType: '',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: algo.workingType,
    priceMatch: 'NONE',
    closePosition: algo.closePosition,
    priceProtect: algo.priceProtect,
    reduceOnly: algo.reduceOnly,
    createTime: algo.timeMs,
    updateTime: algo.updateMs,
    triggerTime: triggeredMs ?? 0,
    goodTillDate: 0,
  };
}

export function tradeRow(trade: VenueTrade): unknown {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    side: trade.side,
    price: plainText(trade.price),
    qty: plainText(trade.quantity),
    realizedPnl: moneyText(trade.realizedPnl),
    quoteQty: moneyText(abs(trade.quoteQuantity)),
    commission: moneyText(trade.commission),
    commissionAsset: trade.commissionAsset,
    time: trade.timeMs,
    positionSide: trade.positionSide,
    buyer: trade.side === 'BUY',
    maker: trade.isMaker,
  };
}

export function incomeRow(income: Income): unknown {
  const { symbol, type, amount, asset, info, timeMs, tranId, tradeId } = income;
  return {
    symbol,
    incomeType: type,
    income: moneyText(amount),
    asset,
    info,
    time: timeMs,
    tranId,
    tradeId,
  };
}
