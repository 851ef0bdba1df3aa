/**
 * The candles of a search: shared by threads, sealed at their end, and named.
 */
import { daysWithCandles } from '../../lambda/backtest/daily-results.ts';
import { seal } from '../../lambda/backtest/verdict/sealed-months.ts';
import type { Span } from '../../lambda/backtest/span.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { InputError } from '../input-error.ts';
import type { ChosenMarket } from '../market/market-source.ts';
import { marketId } from './market-id.ts';
import { candlesIn, shareCandles } from './shared-candles.ts';
import { groundOf, type Ground } from './trial-ledger.ts';
import type { TrialMarket } from './trial-worker.ts';

export interface ResearchMarket {
  readonly id: string;
  /** In the memory that the threads share. */
  readonly symbols: readonly SymbolCandles[];
  readonly recordedFunding: ReadonlyMap<string, RecordedFunding>;
  readonly shared: TrialMarket;
  /** What may be searched. */
  readonly open: Ground;
  readonly sealed: Ground | undefined;
  /** Starts of the whole open days that have candles. */
  readonly daysMs: readonly number[];
}

/** @throws InputError where the sealed months leave nothing. */
export function researchMarket(market: ChosenMarket, sealedMonths: number): ResearchMarket {
  const shared = market.symbols.map(shareCandles);
  const symbols = shared.map(candlesIn);
  const recordedFunding = new Map(market.funding?.map(({ symbol, recorded }) => [symbol, recorded]));
  const { open, sealed } = spans(market, sealedMonths);
  const daysMs = daysWithCandles(
    symbols.map(({ candles }) => candles),
    open,
  );
  if (daysMs.length === 0) throw new InputError('these candles hold no whole UTC day: a search needs many');
  return {
    id: marketId(symbols, recordedFunding),
    symbols,
    recordedFunding,
    shared: { symbols: shared, recordedFunding },
    open: groundOf(market, open),
    sealed: sealed && groundOf(market, sealed),
    daysMs,
  };
}

function spans({ fromMs, toMs }: Span, months: number) {
  try {
    return seal({ fromMs, toMs }, months);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`--sealed: ${error.message}; seal fewer, or give more candles`, { cause: error });
  }
}
