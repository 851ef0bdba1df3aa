/**
 * Fills of orders, and their sums.
 *
 * Invariants:
 * - A fill is a fact of the venue and never changes. Only a quantity that is gone without a trade has one that is none.
 * - Sums of fees are exact. A fee without a price is in none of them, and named as such.
 * - A maker's fill is at the price of its order: it has not slipped. Where one fill's slippage is unknown, that of all is.
 * - An average is a price for people and rules. It never stands for money where the venue has stated the realised
 *   amount.
 */
import { slippageOfEntry, slippageOfExit } from '../fill-model.ts';
import type { Side } from '../market.ts';
import { ZERO_USD, plus, roundDown, roundUp, toDollars, type Usd } from '../units.ts';

/** One execution of an order. An order may have several. */
export interface Fill {
  readonly clientOrderId: string;
  readonly price: number;
  readonly quantity: number;
  /** In dollars, as far as it is priced. */
  readonly feeUsd: Usd;
  /** What the fee was paid in, where that was no dollars. */
  readonly feePaidIn?: FeePaidIn;
  readonly liquidity: 'maker' | 'taker';
  readonly timeMs: number;
  /** The venue's own id of the fill, by which it is booked once; paper has none. */
  readonly venueId?: string;
  /** The realised amount before costs, as the venue states it; paper computes it. */
  readonly realisedUsd?: Usd;
  /** No trade of the venue: a quantity that is gone without one, at its entry's price, because no other is known. */
  readonly isUnseen?: true;
}

/** A fee that did not come out of the wallet in dollars: the operator's coins have paid it. */
export interface FeePaidIn {
  /** Positive when paid. */
  readonly amount: number;
  readonly currency: string;
  /** Whether its dollars are known, and in `feeUsd`. Missing is never zero: else they are a late cost. */
  readonly isPriced: boolean;
}

/** A fee that is booked once its currency has a price. */
export interface UnpricedFee extends Pick<FeePaidIn, 'amount' | 'currency'> {
  /** Of its late cost. */
  readonly venueId: string;
  readonly symbol: string;
  readonly timeMs: number;
  /** The operator was told. */
  readonly isTold?: true;
}

/** Sums of decimals stay decimals: digits beyond these are the error of a double. */
const QUANTITY_DIGITS = 12;

const PRICE_DIGITS = 15;

/** A difference or a sum of quantities, without the error of doubles. */
export function decimalQuantity(quantity: number): number {
  return Number(quantity.toPrecision(QUANTITY_DIGITS));
}

/** In base units. */
export function totalQuantity(fills: readonly Fill[]): number {
  const [only] = fills;
  if (only !== undefined && fills.length === 1) return only.quantity;
  return decimalQuantity(fills.reduce((sum, { quantity }) => sum + quantity, 0));
}

export function totalFeeUsd(fills: readonly Fill[]): Usd {
  return fills.reduce<Usd>((sum, { feeUsd }) => plus(sum, feeUsd), ZERO_USD);
}

/**
 * What the fills of an entry were worse than decided, as `slippageOfEntry` reckons it.
 *
 * @param basePrice at which the entry was decided.
 */
export function slippageOfEntryFills(side: Side, fills: readonly Fill[], basePrice: number): Usd {
  return sumOfSlippage(fills, ({ price, quantity }) => slippageOfEntry(side, basePrice, price, quantity));
}

/**
 * The same of fills that close.
 *
 * @param basePrice at which the close was decided: at the market the price that its tick saw, of a stop its trigger, or on
 * paper, where the market jumped over it, the price that it met; `undefined` where nobody knows it.
 */
export function slippageOfExitFills(
  side: Side,
  fills: readonly Fill[],
  basePrice: number | undefined,
): Usd | undefined {
  if (basePrice === undefined) return undefined;
  return sumOfSlippage(fills, ({ price, quantity }) => slippageOfExit(side, basePrice, price, quantity));
}

function sumOfSlippage(fills: readonly Fill[], slippageOf: (fill: Fill) => Usd): Usd {
  return fills.reduce<Usd>(
    (sumUsd, fill) => (fill.liquidity === 'maker' ? sumUsd : plus(sumUsd, slippageOf(fill))),
    ZERO_USD,
  );
}

/** Price of some fills together, weighted by their quantities. @throws RangeError when there are none. */
export function averagePrice(fills: readonly Fill[]): number {
  const [first] = fills;
  if (first === undefined) throw new RangeError('no fills have no price');
  if (fills.every(({ price }) => price === first.price)) return first.price;
  const quantity = fills.reduce((sum, fill) => sum + fill.quantity, 0);
  const average = fills.reduce((sum, fill) => sum + fill.price * fill.quantity, 0) / quantity;
  return Number(average.toPrecision(PRICE_DIGITS));
}

/**
 * As much of some fills as a position has open: what is beyond it belongs to somebody else. Result and fee of a fill
 * that is only partly ours are in proportion, rounded against us.
 */
export function ownPartOf(fills: readonly Fill[], open: number): readonly Fill[] {
  if (totalQuantity(fills) <= open) return fills;
  const own: Fill[] = [];
  let left = open;
  for (const fill of fills) {
    if (left <= 0) break;
    const quantity = Math.min(fill.quantity, left);
    const share = quantity / fill.quantity;
    own.push(shareOf(fill, quantity, { result: share, fee: share }));
    left = decimalQuantity(left - quantity);
  }
  return own;
}

/** A part of a fill, with these fractions of its result and its fee. */
export function shareOf(
  fill: Fill,
  quantity: number,
  { result, fee }: { readonly result: number; readonly fee: number },
): Fill {
  if (quantity === fill.quantity && result === 1 && fee === 1) return fill;
  const { feeUsd, feePaidIn, realisedUsd } = fill;
  return {
    ...fill,
    quantity,
    feeUsd: fee === 1 ? feeUsd : roundUp(toDollars(feeUsd) * fee),
    ...(feePaidIn !== undefined && {
      feePaidIn: { ...feePaidIn, amount: decimalQuantity(feePaidIn.amount * fee) },
    }),
    ...(realisedUsd !== undefined && {
      realisedUsd: result === 1 ? realisedUsd : roundDown(toDollars(realisedUsd) * result),
    }),
  };
}

/** Those of `fills` that are not among `booked`, by the venue's ids; fills without one are always new. */
export function unbooked(fills: readonly Fill[], booked: readonly Fill[]): readonly Fill[] {
  const known = new Set(booked.map(({ venueId }) => venueId));
  return fills.filter(({ venueId }) => venueId === undefined || !known.has(venueId));
}
