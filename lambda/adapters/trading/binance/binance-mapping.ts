/**
 * Parses Binance's answers about orders, fills, positions and money, as ccxt passes them on. Pure.
 *
 * - Missing is never zero, and never a default.
 * - An answer of another shape is a VenueError.
 * - Money comes from Binance's own trades, never from the answer to an order.
 * - Markets have the names of ccxt or of Binance.
 */
import { z } from 'zod';
import { marketName, marketOrNone } from '../../symbol-names.ts';
import type { Side } from '../../../core/market.ts';
import { SETTLEMENT_CURRENCIES, type SettlementCurrency } from '../../../core/settlement.ts';
import { isExact, isTimeMs, usd, type Usd } from '../../../core/units.ts';
import type { AccountPosition, ForcedClose } from '../../../core/venue-report.ts';
import type { Income, IncomeKind, OrderState, VenueOrder, VenueTrade } from '../venue-dialect.ts';
import { amount, flag, listOf, parsedAnswer, unexpected, word } from './binance-answers.ts';

const dollars = amount.refine(isExact, 'it is no amount that can be kept exactly').transform(usd);
const timeMs = z.number().refine(isTimeMs, 'it is no time in ms');
/** Of which nothing but a picture depends: what is none is unknown. */
const toldTimeMs = timeMs.nullish().catch(undefined);

/** By the client order ids of Binance's own orders. */
const FORCED: readonly (readonly [prefix: string, ForcedClose])[] = [
  ['autoclose-', 'liquidation'],
  ['adl_autoclose', 'adl'],
  ['settlement_autoclose-', 'settlement'],
];

/** The status of an order of Binance's own by which the insurance fund has taken a position over. */
const TAKEN_OVER = 'NEW_INSURANCE';

function forcedBy(clientOrderId: string, status: string | null | undefined): ForcedClose | undefined {
  const [, kind] = FORCED.find(([prefix]) => clientOrderId.startsWith(prefix)) ?? [];
  return kind === 'liquidation' && status === TAKEN_OVER ? 'insurance-fund' : kind;
}

const STATES: readonly OrderState[] = ['open', 'closed', 'canceled', 'expired', 'rejected'];

/** Binance has more words than ccxt knows, and will have others: what nobody has heard of is neither open nor over. */
const orderState = z
  .string()
  .nullish()
  .transform((told): OrderState => STATES.find((known) => known === told) ?? 'unknown');

/** A conditional order between its trigger and the order that it becomes. */
const TRIGGERED = 'TRIGGERED';

const orderSchema = z.object({
  id: word,
  clientOrderId: word,
  symbol: marketName,
  status: orderState,
  filled: z.number().nonnegative().nullish(),
  timestamp: toldTimeMs,
  lastUpdateTimestamp: toldTimeMs,
  info: z.looseObject({
    actualOrderId: z.union([z.string(), z.number()]).nullish(),
    executedQty: amount.nullish(),
    status: z.string().nullish(),
    algoStatus: z.string().nullish(),
    closePosition: flag.nullish().catch(undefined),
    side: z.enum(['BUY', 'SELL']).nullish().catch(undefined),
  }),
});

function closedSideOf(side: 'BUY' | 'SELL' | null | undefined): Side | undefined {
  if (side === null || side === undefined) return undefined;
  return side === 'SELL' ? 'long' : 'short';
}

/** @throws VenueError when it is no order. */
export function orderOf(answer: unknown): VenueOrder {
  const parsed = parsedAnswer('an order', orderSchema, answer);
  const { filled, info, timestamp, lastUpdateTimestamp, ...order } = parsed;
  const became =
    info.actualOrderId === undefined || info.actualOrderId === null ? '' : String(info.actualOrderId);
  const hasBecome = became !== '' && became !== '0';
  const isOrdinary = info.executedQty !== undefined && info.executedQty !== null;
  if (isOrdinary && (filled === undefined || filled === null))
    throw unexpected('an order with what is filled');
  return {
    ...order,
    ...(info.algoStatus === TRIGGERED && !hasBecome && { status: 'unknown' }),
    ...(typeof timestamp === 'number' && { createdAtMs: timestamp }),
    ...(typeof lastUpdateTimestamp === 'number' && { updatedAtMs: lastUpdateTimestamp }),
    filledQuantity: filled ?? 0,
    becameId: hasBecome ? became : undefined,
    closes: info.closePosition === true ? closedSideOf(info.side) : undefined,
    forcedBy: forcedBy(order.clientOrderId, info.status),
  };
}

/** @throws VenueError when one of them is no order. */
export function ordersOf(answer: unknown): readonly VenueOrder[] {
  return listOf(answer, 'orders').map(orderOf);
}

const tradeSchema = z.object({
  id: word,
  order: word,
  side: z.enum(['buy', 'sell']),
  price: z.number().positive(),
  amount: z.number().positive(),
  timestamp: timeMs,
  takerOrMaker: z.enum(['maker', 'taker']),
  fee: z.object({ cost: z.number(), currency: word }),
  info: z.looseObject({ realizedPnl: dollars }),
});

/** @throws VenueError when one of them is no trade, or does not state its cost. */
export function tradesOf(answer: unknown): readonly VenueTrade[] {
  return listOf(answer, 'trades').map((found) => {
    const trade = parsedAnswer('a trade', tradeSchema, found);
    const { id, order, side, price, amount: quantity, timestamp, takerOrMaker, fee, info } = trade;
    return {
      id,
      orderId: order,
      side,
      price,
      quantity,
      timeMs: timestamp,
      liquidity: takerOrMaker,
      fee: { amount: fee.cost, currency: fee.currency },
      realisedUsd: info.realizedPnl,
    };
  });
}

const accountPositionsSchema = z.object({
  info: z.looseObject({
    positions: z.array(z.looseObject({ symbol: marketName, positionSide: word, positionAmt: amount })),
  }),
});

/**
 * The open positions that an answer of `fetchBalance` holds beside the money: ccxt's own request for them weighs as
 * much again, and cannot read those of markets that it was not given.
 *
 * @throws VenueError when it does not say.
 */
export function positionsOf(answer: unknown): readonly AccountPosition[] {
  const { info } = parsedAnswer('an account with its positions', accountPositionsSchema, answer);
  return info.positions
    .filter(({ positionAmt }) => positionAmt !== 0)
    .map(({ symbol, positionSide, positionAmt }) => ({
      symbol,
      side: positionAmt > 0 ? 'long' : 'short',
      quantity: Math.abs(positionAmt),
      isHedged: positionSide !== 'BOTH',
    }));
}

const walletSchema = z.object({
  info: z.looseObject({
    assets: z.array(z.looseObject({ asset: word, walletBalance: amount })),
  }),
});

/**
 * The wallet balances in the settlement currencies, without unrealised P&L. One that is not stated, or cannot be kept
 * exactly, is left out. @throws VenueError when it is no balance.
 */
export function walletsOf(answer: unknown): ReadonlyMap<SettlementCurrency, Usd> {
  const { info } = parsedAnswer('a balance', walletSchema, answer);
  return new Map(
    SETTLEMENT_CURRENCIES.flatMap((currency): [SettlementCurrency, Usd][] => {
      const held = info.assets.find(({ asset }) => asset === currency)?.walletBalance;
      return held === undefined || !isExact(held) ? [] : [[currency, usd(held)]];
    }),
  );
}

/** All that trading does to the wallet. Every other name, also one that Binance does not have yet, is a transfer. */
const TRADING: ReadonlyMap<string, IncomeKind> = new Map([
  ['REALIZED_PNL', 'trade'],
  ['COMMISSION', 'fee'],
  ['FUNDING_FEE', 'funding'],
  ['INSURANCE_CLEAR', 'insurance'],
]);

/** A name waits in the bot's item, in a row and in an alert. */
const NAME_CHARACTERS_MAX = 60;

const incomeSchema = z.object({
  tranId: z.union([z.string(), z.number()]).transform(String),
  incomeType: word,
  symbol: marketOrNone.nullish(),
  asset: word,
  income: amount,
  time: z
    .union([z.number(), z.string().regex(/^\d+$/)])
    .transform(Number)
    .pipe(timeMs),
});

/** @throws VenueError when one of them is none. */
export function incomesOf(answer: unknown): readonly Income[] {
  return listOf(answer, 'movements of the account').map((found) => {
    const movement = parsedAnswer('a movement of the account', incomeSchema, found);
    const { tranId, incomeType, symbol, asset, income, time } = movement;
    const market = symbol ?? '';
    return {
      // A number of Binance's is unique within a type and a market only.
      id: `${incomeType}/${market}/${tranId}`,
      kind: TRADING.get(incomeType) ?? 'transfer',
      name: incomeType.slice(0, NAME_CHARACTERS_MAX),
      symbol: market,
      asset,
      amount: income,
      timeMs: time,
    };
  });
}
