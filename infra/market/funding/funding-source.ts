/**
 * Of which symbols is the funding known, and where is its rate assumed?
 */
import { fundingDue } from '../../../lambda/core/paper/funding-due.ts';
import type { ChosenMarket } from '../market-source.ts';

/** One symbol from the beginning of a run to its end. */
export interface FundingSource {
  readonly symbol: string;
  /** None where nothing is recorded. */
  readonly files: readonly string[];
  /** How often funding was due. */
  readonly times: number;
  /** At how many of them the rate is that of the parameters. */
  readonly assumedTimes: number;
}

export function fundingSources(
  { symbols, funding = [], fromMs }: ChosenMarket,
  toMs: number,
): readonly FundingSource[] {
  return symbols.map(({ symbol }) => {
    const known = funding.find((recorded) => recorded.symbol === symbol);
    const due = fundingDue(known?.recorded, fromMs, toMs);
    const assumedTimes = due.filter(({ rate }) => rate === undefined).length;
    return { symbol, files: known?.files ?? [], times: due.length, assumedTimes };
  });
}
