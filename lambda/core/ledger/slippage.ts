/**
 * How much worse were fills than the prices that their orders were decided at?
 *
 * - An order at the market was decided at the price that its tick saw.
 * - A stop has slipped from its trigger. On paper, where the market jumped over it, from the price that it met.
 * - A maker's fill is at the price of its order: it has not slipped.
 *
 * Invariant: unknown is never zero. What has an unknown part is unknown, and a sum tells of how many trades it is.
 */
import { slippageOfEntry, slippageOfExit } from '../fill-model.ts';
import type { Side } from '../market.ts';
import { ZERO_USD, plus, type Usd } from '../units.ts';
import type { Fill } from './fills.ts';

/** Of the trades of which it is known. */
export interface KnownSlippage {
  readonly trades: number;
  /** Negative where they were filled better. */
  readonly sumUsd: Usd;
}

const NONE_KNOWN: KnownSlippage = { trades: 0, sumUsd: ZERO_USD };

/** @param basePrice at which the entry was decided. */
export function slippageOfEntryFills(side: Side, fills: readonly Fill[], basePrice: number): Usd {
  return sumOf(fills, ({ price, quantity }) => slippageOfEntry(side, basePrice, price, quantity));
}

/** @param basePrice at which the close was decided; `undefined` where nobody knows it. */
export function slippageOfExitFills(
  side: Side,
  fills: readonly Fill[],
  basePrice: number | undefined,
): Usd | undefined {
  if (basePrice === undefined || fills.some(({ isUnseen }) => isUnseen)) return undefined;
  return sumOf(fills, ({ price, quantity }) => slippageOfExit(side, basePrice, price, quantity));
}

function sumOf(fills: readonly Fill[], slippageOf: (fill: Fill) => Usd): Usd {
  return fills.reduce<Usd>(
    (sumUsd, fill) => (fill.liquidity === 'maker' ? sumUsd : plus(sumUsd, slippageOf(fill))),
    ZERO_USD,
  );
}

/** Of two parts of a trade together. */
export function plusIfKnown(one: Usd | undefined, other: Usd | undefined): Usd | undefined {
  return one === undefined || other === undefined ? undefined : plus(one, other);
}

/** With one more trade; the same where its slippage is unknown. */
export function withKnown(
  known: KnownSlippage | undefined,
  slippageUsd: Usd | undefined,
): KnownSlippage | undefined {
  if (slippageUsd === undefined) return known;
  const { trades, sumUsd } = known ?? NONE_KNOWN;
  return { trades: trades + 1, sumUsd: plus(sumUsd, slippageUsd) };
}
