/**
 * How does Binance write balances and positions, in version 2 and in version 3?
 *
 * Version 3 leaves out markets without position or order, and says neither leverage nor margin type.
 */
import { assetOf, liquidationPriceOf, maintenanceOf, notionalOf, unrealized } from '../account/account.ts';
import {
  ONE,
  abs,
  floorDivide,
  larger,
  moneyText,
  paddedText,
  plainText,
  smaller,
  type Decimal,
} from '../decimal.ts';
import {
  available,
  crossUnrealized,
  initialMargin,
  isolatedWallets,
  markOf,
  orderMargin,
  ordersIn,
  positionMargin,
  positionsIn,
} from '../account/margin.ts';
import { writtenIn } from './order-rows.ts';
import {
  SETTLEMENT_ASSET,
  leverageOf,
  marginTypeOf,
  positionKey,
  walletOf,
  type OrderSide,
  type PositionSide,
  type VenueOrder,
  type VenuePosition,
  type VenueState,
} from '../venue-state.ts';

export interface Totals {
  readonly wallet: Decimal;
  readonly unrealized: Decimal;
  readonly positionMargin: Decimal;
  readonly orderMargin: Decimal;
  readonly maintenance: Decimal;
  readonly crossWallet: Decimal;
  readonly crossUnrealized: Decimal;
  readonly available: Decimal;
}

export function totalsOf(state: VenueState, asset: string = SETTLEMENT_ASSET): Totals {
  const positions = positionsIn(state, asset);
  const sum = (of: (position: VenuePosition) => Decimal) =>
    positions.reduce((total, position) => total + of(position), 0n);
  return {
    wallet: walletOf(state, asset),
    unrealized: sum((position) => unrealized(position, markOf(state, position.symbol))),
    positionMargin: sum((position) => positionMargin(state, position)),
    orderMargin: ordersIn(state, asset).reduce((total, order) => total + orderMargin(state, order), 0n),
    maintenance: sum((position) => maintenanceOf(state, position, markOf(state, position.symbol))),
    crossWallet: walletOf(state, asset) - isolatedWallets(state, asset),
    crossUnrealized: crossUnrealized(state, asset),
    available: larger(available(state, asset), 0n),
  };
}

function assetRow(state: VenueState, asset: string): Readonly<Record<string, unknown>> {
  const totals = totalsOf(state, asset);
  return {
    asset,
    walletBalance: moneyText(totals.wallet),
    unrealizedProfit: moneyText(totals.unrealized),
    marginBalance: moneyText(totals.wallet + totals.unrealized),
    maintMargin: moneyText(totals.maintenance),
    initialMargin: moneyText(totals.positionMargin + totals.orderMargin),
    positionInitialMargin: moneyText(totals.positionMargin),
    openOrderInitialMargin: moneyText(totals.orderMargin),
    crossWalletBalance: moneyText(totals.crossWallet),
    crossUnPnl: moneyText(totals.crossUnrealized),
    availableBalance: moneyText(totals.available),
    maxWithdrawAmount: moneyText(smaller(totals.available, totals.wallet)),
    marginAvailable: true,
    updateTime: state.timeMs,
  };
}

/** `/fapi/v2/balance` and `/fapi/v3/balance`. */
export function balanceRows(state: VenueState): unknown {
  return [...state.wallets.keys()].map((asset) => {
    const row = assetRow(state, asset);
    return {
      accountAlias: 'venue',
      asset,
      balance: row['walletBalance'],
      crossWalletBalance: row['crossWalletBalance'],
      crossUnPnl: row['crossUnPnl'],
      availableBalance: row['availableBalance'],
      maxWithdrawAmount: row['maxWithdrawAmount'],
      marginAvailable: true,
      updateTime: state.timeMs,
    };
  });
}

function totalsRow(state: VenueState): Readonly<Record<string, unknown>> {
  const totals = totalsOf(state);
  return {
    totalInitialMargin: moneyText(totals.positionMargin + totals.orderMargin),
    totalMaintMargin: moneyText(totals.maintenance),
    totalWalletBalance: moneyText(totals.wallet),
    totalUnrealizedProfit: moneyText(totals.unrealized),
    totalMarginBalance: moneyText(totals.wallet + totals.unrealized),
    totalPositionInitialMargin: moneyText(totals.positionMargin),
    totalOpenOrderInitialMargin: moneyText(totals.orderMargin),
    totalCrossWalletBalance: moneyText(totals.crossWallet),
    totalCrossUnPnl: moneyText(totals.crossUnrealized),
    availableBalance: moneyText(totals.available),
    maxWithdrawAmount: moneyText(totals.available),
  };
}

/** One side of one market, with or without a position. */
function positionFields(state: VenueState, symbol: string, positionSide: PositionSide) {
  const position = state.positions.get(positionKey(symbol, positionSide));
  const mark = markOf(state, symbol);
  const orders = [...state.openOrders].filter(
    (order) => order.symbol === symbol && order.positionSide === positionSide,
  );
  const orderMargins = orders.reduce((total, order) => total + orderMargin(state, order), 0n);
  const amount = position?.amount ?? 0n;
  const entryPrice = position === undefined ? 0n : floorDivide(position.entryValue, abs(position.amount));
  const margin = position === undefined ? 0n : initialMargin(state, symbol, mark, amount);
  const pnl = position === undefined ? 0n : unrealized(position, mark);
  const isolatedWallet = position?.isolatedWallet ?? 0n;
  const notional = position === undefined ? 0n : notionalOf(position, mark);
  const row = {
    symbol,
    positionSide,
    positionAmt: writtenIn(state, symbol).quantity(amount),
    entryPrice: paddedText(entryPrice, 1),
    breakEvenPrice: paddedText(entryPrice, 1),
    markPrice: moneyText(mark),
    unRealizedProfit: moneyText(pnl),
    liquidationPrice: plainText(position === undefined ? 0n : liquidationPriceOf(state, position)),
    isolatedMargin: moneyText(isolatedWallet === 0n ? 0n : isolatedWallet + pnl),
    isolatedWallet: moneyText(isolatedWallet),
    notional: moneyText(amount < 0n ? -notional : notional),
    initialMargin: moneyText(margin + orderMargins),
    maintMargin: moneyText(position === undefined ? 0n : maintenanceOf(state, position, mark)),
    positionInitialMargin: moneyText(margin),
    openOrderInitialMargin: moneyText(orderMargins),
    updateTime: position?.updateMs ?? 0,
  };
  const waiting = {
    bidNotional: notionalResting(orders, 'BUY'),
    askNotional: notionalResting(orders, 'SELL'),
  };
  return { isUsed: position !== undefined || orders.length > 0, row, waiting };
}

/** What resting orders of a side are worth at their prices. */
function notionalResting(orders: readonly VenueOrder[], side: OrderSide): string {
  const sum = orders
    .filter((order) => order.side === side)
    .reduce((total, { price, quantity, filled }) => total + price * (quantity - filled), 0n);
  return plainText(floorDivide(sum, ONE));
}

type Fields = ReturnType<typeof positionFields>;

function sides(state: VenueState, symbol?: string): readonly Fields[] {
  const symbols = symbol === undefined ? [...state.listings.keys()] : [symbol];
  const positionSides = state.isHedged ? (['LONG', 'SHORT'] as const) : (['BOTH'] as const);
  return symbols.flatMap((one) => positionSides.map((side) => positionFields(state, one, side)));
}

/** `/fapi/v3/positionRisk` */
export function positionRows(state: VenueState, symbol?: string): unknown {
  return sides(state, symbol)
    .filter(({ isUsed }) => isUsed)
    .map(({ row, waiting }) => ({ ...row, marginAsset: assetOf(state, row.symbol), adl: 2, ...waiting }));
}

/** `/fapi/v2/positionRisk`: every market, with leverage and margin type. */
export function positionRowsV2(state: VenueState, symbol?: string): unknown {
  return sides(state, symbol).map(({ row }) => ({
    ...row,
    leverage: String(leverageOf(state, row.symbol)),
    marginType: marginTypeOf(state, row.symbol) === 'ISOLATED' ? 'isolated' : 'cross',
    isAutoAddMargin: 'false',
    maxNotionalValue: '12000000',
  }));
}

/** `/fapi/v3/account`, and `/fapi/v2/account`, which lists every market. */
export function accountRow(
  state: VenueState,
  { version, canTrade }: { version: 2 | 3; canTrade: boolean },
): unknown {
  const positions = sides(state)
    .filter(({ isUsed }) => version === 2 || isUsed)
    .map(({ row: { unRealizedProfit, ...row }, waiting }) => ({
      ...row,
      unrealizedProfit: unRealizedProfit,
      ...(version === 2 && {
        leverage: String(leverageOf(state, row.symbol)),
        isolated: marginTypeOf(state, row.symbol) === 'ISOLATED',
        maxNotional: '12000000',
        ...waiting,
      }),
    }));
  return {
    ...(version === 2 && {
      feeTier: 0,
      canTrade,
      canDeposit: true,
      canWithdraw: true,
      multiAssetsMargin: false,
      tradeGroupId: -1,
      updateTime: 0,
    }),
    ...totalsRow(state),
    assets: [...state.wallets.keys()].map((asset) => assetRow(state, asset)),
    positions,
  };
}
