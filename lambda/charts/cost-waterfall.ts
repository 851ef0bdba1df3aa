/**
 * From what trades made at the prices they were decided at to what they left: gross, fees, slippage, funding, net.
 *
 * Invariant: the net is that of the ledger. Slippage that is known is taken out of the ledger's gross, and subtracted again;
 * what is unknown stays in it, and is told.
 */
import type { Waterfall } from './pictures/waterfall-picture.ts';
import { tradesWords } from './drawing/drawn-figures.ts';

/** What some trades were filled worse than decided. */
export interface SlippageSums {
  /** Negative where they were filled better; absent where it is known of none. */
  readonly slippageDollars?: number;
  /** Trades of which nobody knows it. */
  readonly slippageUnknown: number;
}

export interface TradeCosts extends SlippageSums {
  /** By the prices that were paid. */
  readonly grossDollars: number;
  readonly feesDollars: number;
  /** Negative where it was received. */
  readonly fundingDollars: number;
}

export function costWaterfall(
  { grossDollars, feesDollars, fundingDollars, slippageDollars }: TradeCosts,
  end: string,
): Waterfall {
  return {
    start: { name: 'gross', dollars: grossDollars + (slippageDollars ?? 0) },
    steps: [
      { name: 'fees', dollars: -feesDollars },
      ...(slippageDollars === undefined ? [] : [{ name: 'slippage', dollars: -slippageDollars }]),
      { name: 'funding', dollars: -fundingDollars },
    ],
    end,
  };
}

/** `undefined` where it is known of all trades. */
export function unknownSlippageWords({ slippageUnknown: trades }: SlippageSums): string | undefined {
  return trades === 0 ? undefined : `Slippage is unknown for ${tradesWords(trades)}: theirs is within gross.`;
}

/** @param trades what each was filled worse than decided, in dollars; nothing where nobody knows it. */
export function slippageTogether(trades: readonly (number | null | undefined)[]): SlippageSums {
  const known = trades.flatMap((dollars) => dollars ?? []);
  const isAny = known.length > 0 || trades.length === 0;
  return {
    ...(isAny && { slippageDollars: known.reduce((sum, dollars) => sum + dollars, 0) }),
    slippageUnknown: trades.length - known.length,
  };
}
