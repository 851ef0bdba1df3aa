/**
 * How does Binance write orders, conditional orders, trades and incomes?
 *
 * Decimals are strings, ids and times numbers. Answers to POST, PUT and DELETE have no `avgPrice` and no `cumQuote`.
 */
import { assetOf } from '../account/account.ts';
import { abs, floorDivide, moneyText, ONE, paddedText, type Decimal } from '../decimal.ts';
import type { AlgoOrder, Income, VenueOrder, VenueState, VenueTrade } from '../venue-state.ts';

/** An order of the venue's own is shown as a limit that takes at once. */
const FORCED = { type: 'LIMIT', origType: 'LIMIT', timeInForce: 'IOC', closePosition: false } as const;

/** How a market writes its prices, its quantities, and what is a product or a quotient of the two. */
export function writtenIn({ listings }: VenueState, symbol: string) {
  const { pricePlaces, quantityPlaces } = listings.get(symbol)!;
  return {
    price: (value: Decimal) => paddedText(value, pricePlaces),
    quantity: (value: Decimal) => paddedText(value, quantityPlaces),
    value: (value: Decimal) => paddedText(value, pricePlaces + quantityPlaces),
  };
}

function commonOrderRow(state: VenueState, order: VenueOrder): Readonly<Record<string, unknown>> {
  const { timeMs, updateMs, price, quantity, filled } = order;
  const written = writtenIn(state, order.symbol);
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: written.price(price),
    origQty: written.quantity(quantity),
    executedQty: written.quantity(filled),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: order.closePosition,
    side: order.side,
    positionSide: order.positionSide,
    stopPrice: written.price(0n),
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.origType,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
    time: timeMs,
    updateTime: updateMs,
    ...(order.origType === 'LIQUIDATION' && { ...FORCED, price: written.price(averagePrice(order)) }),
  };
}

function averagePrice({ filled, filledValue }: VenueOrder): Decimal {
  return filled === 0n ? 0n : floorDivide(filledValue, filled);
}

/** As GET answers it. */
export function orderRow(state: VenueState): (order: VenueOrder) => unknown {
  return (order) => {
    const { value } = writtenIn(state, order.symbol);
    const avgPrice = order.filled === 0n ? '0.00' : value(averagePrice(order));
    const cumQuote = value(floorDivide(order.filledValue, ONE));
    return { ...commonOrderRow(state, order), avgPrice, cumQuote };
  };
}

/** As the requests that change something answer it. */
export function changedOrderRow(state: VenueState): (order: VenueOrder) => unknown {
  return (order) => {
    const { time: _, ...row } = commonOrderRow(state, order);
    return { ...row, cumQty: row['executedQty'] };
  };
}

export function algoRow(state: VenueState): (algo: AlgoOrder) => unknown {
  return (algo) => {
    const { order, triggeredMs } = algo;
    const written = writtenIn(state, algo.symbol);
    return {
      algoId: algo.algoId,
      clientAlgoId: algo.clientAlgoId,
      algoType: 'CONDITIONAL',
      orderType: algo.type,
      symbol: algo.symbol,
      side: algo.side,
      positionSide: algo.positionSide,
      timeInForce: algo.timeInForce,
      quantity: written.quantity(algo.quantity),
      algoStatus: algo.status,
      actualOrderId: order === undefined ? '' : String(order.orderId),
      actualPrice: written.value(order === undefined ? 0n : averagePrice(order)),
      actualQty: written.quantity(order?.filled ?? 0n),
      triggerPrice: written.price(algo.triggerPrice),
      price: written.price(algo.price),
      icebergQuantity: null,
      tpTriggerPrice: written.price(0n),
      tpPrice: written.price(0n),
      slTriggerPrice: written.price(0n),
      slPrice: written.price(0n),
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
  };
}

export function tradeRow(state: VenueState): (trade: VenueTrade) => unknown {
  return (trade) => {
    const written = writtenIn(state, trade.symbol);
    return {
      symbol: trade.symbol,
      id: trade.id,
      orderId: trade.orderId,
      side: trade.side,
      price: written.price(trade.price),
      qty: written.quantity(trade.quantity),
      realizedPnl: moneyText(trade.realizedPnl),
      marginAsset: assetOf(state, trade.symbol),
      quoteQty: written.value(abs(trade.quoteQuantity)),
      commission: moneyText(trade.commission),
      commissionAsset: trade.commissionAsset,
      time: trade.timeMs,
      positionSide: trade.positionSide,
      buyer: trade.side === 'BUY',
      maker: trade.isMaker,
    };
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
