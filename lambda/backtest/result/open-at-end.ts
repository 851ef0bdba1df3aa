/**
 * What is open at the end of a run, and what closing it there would leave: no sum has it.
 */
import { netIfClosed, type Position } from '../../core/ledger/position.ts';
import type { CostParameters } from '../../core/fill-model.ts';
import { ZERO_USD, plus, type Usd } from '../../core/units.ts';

export interface OpenAtEnd extends Pick<
  Position,
  'symbol' | 'side' | 'quantity' | 'entryPrice' | 'filledAtMs'
> {
  /** Unknown where no candle is kept. */
  readonly lastPrice: number | undefined;
  /** Net of a close at that price, both fees, slippage and funding paid; negative for a loss. */
  readonly unrealisedUsd: Usd | undefined;
}

/** @param lastPriceOf the last price of a symbol in the run. */
export function openAtEnd(
  open: readonly Position[],
  cost: CostParameters,
  lastPriceOf: (symbol: string) => number | undefined,
): readonly OpenAtEnd[] {
  return open.map((position) => {
    const { symbol, side, quantity, entryPrice, filledAtMs } = position;
    const lastPrice = lastPriceOf(symbol);
    const unrealisedUsd = lastPrice === undefined ? undefined : netIfClosed(position, lastPrice, cost);
    return { symbol, side, quantity, entryPrice, filledAtMs, lastPrice, unrealisedUsd };
  });
}

/** Of all of them; `undefined` where one is unknown. */
export function unrealisedSum(open: readonly OpenAtEnd[]): Usd | undefined {
  let sumUsd = ZERO_USD;
  for (const { unrealisedUsd } of open) {
    if (unrealisedUsd === undefined) return undefined;
    sumUsd = plus(sumUsd, unrealisedUsd);
  }
  return sumUsd;
}
