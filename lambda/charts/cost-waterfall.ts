/**
 * From what trades made at the prices they were decided at to what they left: gross, fees, slippage, funding, net.
 *
 * Invariant: the net is that of the ledger. Slippage that is known is taken out of the ledger's gross, and subtracted again;
 * what is unknown stays in it, and is told.
 */
import { dollarsTogether } from '../core/units.ts';
import type { Waterfall } from './pictures/waterfall-picture.ts';
import { gainWords, tradesWords } from './drawing/drawn-figures.ts';

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
    start: { name: 'gross', dollars: dollarsTogether(grossDollars, slippageDollars ?? 0) },
    steps: [
      { name: 'fees', dollars: -feesDollars },
      ...(slippageDollars === undefined ? [] : [{ name: 'slippage', dollars: -slippageDollars }]),
      { name: 'funding', dollars: -fundingDollars },
    ],
    end,
  };
}

/** What the gross of a waterfall is beside the one of trades and screens; none where they are the same. */
export function grossNotes(costs: Pick<TradeCosts, 'grossDollars' | keyof SlippageSums>): readonly string[] {
  const { grossDollars, slippageDollars = 0, slippageUnknown: unknown } = costs;
  const slipped = gainWords(grossDollars);
  return [
    ...(gainWords(dollarsTogether(grossDollars, slippageDollars)) === slipped
      ? []
      : [`Gross is before slippage here. Trades and status call gross what is after it: ${slipped}.`]),
    ...(unknown === 0 ? [] : [`Slippage is unknown for ${tradesWords(unknown)}: theirs is within gross.`]),
  ];
}

/** @param trades what each was filled worse than decided, in dollars; nothing where nobody knows it. */
export function slippageTogether(trades: readonly (number | null | undefined)[]): SlippageSums {
  const known = trades.flatMap((dollars) => dollars ?? []);
  const isAny = known.length > 0 || trades.length === 0;
  return {
    ...(isAny && { slippageDollars: known.reduce(dollarsTogether, 0) }),
    slippageUnknown: trades.length - known.length,
  };
}
