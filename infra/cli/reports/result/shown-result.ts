/**
 * `infra/cli/reports/result/`: results of runs and backtests, as they are shown, kept and compared.
 *
 * A result as it is shown: what is said of its market stands beside its trades, and the candles themselves are not needed.
 */
import { otherRules, type OtherRules } from '../../../../lambda/backtest/result/ambiguous-bars.ts';
import { boundSteps, type BoundStep } from '../../../../lambda/backtest/result/other-bound.ts';
import { attributionOf, type Attribution } from '../../../../lambda/backtest/result/attribution.ts';
import { dailyResults, daysWithCandles } from '../../../../lambda/backtest/daily-results.ts';
import { openAtEnd, type OpenAtEnd } from '../../../../lambda/backtest/result/open-at-end.ts';
import { dailyRatios, type DailyRatios } from '../../../../lambda/backtest/statistics/daily-ratios.ts';
import { statisticsOf } from '../../../../lambda/core/ledger/trade-statistics.ts';
import { firstFrom } from '../../../../lambda/core/market.ts';
import { minuteStartMs, type Usd } from '../../../../lambda/core/units.ts';
import { hashOf, type RunOutcome } from '../../../local/run-outcome.ts';
import { fundingSources, type FundingSource } from '../../../market/funding/funding-source.ts';
import type { ChosenMarket, RecordedFiles } from '../../../market/market-source.ts';
import type { SessionNote } from '../../../market/sessions/session-note.ts';
import { notSeenOf, type NotSeen } from '../../../market/not-seen.ts';

/** The candles of a symbol inside a run. */
export interface CandlesRead {
  readonly symbol: string;
  readonly candles: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface ShownMarket {
  readonly kind: string;
  readonly label: string;
  readonly seed: number | undefined;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  /** Of the market; a run that was interrupted has not come there. */
  readonly toMs: number;
  /** Of a recorded market. */
  readonly recorded: RecordedFiles | undefined;
  /** Symbols without a candle are left out. */
  readonly candlesRead: readonly CandlesRead[];
  readonly funding: readonly FundingSource[];
  /** Of symbols with trading sessions; none where no symbol has any. */
  readonly sessions: readonly SessionNote[];
  /** `undefined` for a market in real time. */
  readonly notSeen: NotSeen | undefined;
}

export interface ShownRun extends Omit<RunOutcome, 'open'> {
  readonly open: readonly OpenAtEnd[];
}

export interface ShownResult {
  readonly market: ShownMarket;
  readonly run: ShownRun;
  /** The fingerprint; `undefined` where the run has none. */
  readonly hash: string | undefined;
  /** Of its whole days. */
  readonly ratios: DailyRatios;
  /** `undefined` where it is not known: it is told then. */
  readonly attribution: Attribution | undefined;
  /** `undefined` without an ambiguous candle. */
  readonly otherRules: OtherRules | undefined;
  /** Of the second run, in which the take-profit wins every ambiguous candle. */
  readonly optimistic: OtherBound | undefined;
}

export interface OtherBound {
  readonly trades: number;
  readonly netUsd: Usd;
  /** How far it was from the run that is counted; absent where an earlier release has kept it. */
  readonly steps?: readonly BoundStep[] | undefined;
}

export function shownResult(market: ChosenMarket, run: RunOutcome, optimistic?: RunOutcome): ShownResult {
  return {
    market: shownMarket(market, run),
    run: { ...run, open: openAtEndOf(market, run) },
    ratios: ratiosOf(market, run),
    hash: hashOf(market, run),
    attribution: attributionOfRun(run),
    otherRules: otherRulesOf(market, run),
    optimistic: optimistic && boundOf(run, optimistic),
  };
}

/** At the close of the last candle of the run. */
function openAtEndOf(
  { symbols }: ChosenMarket,
  { open, parameters, toMs }: RunOutcome,
): readonly OpenAtEnd[] {
  return openAtEnd(open, parameters, (wanted) => {
    const candles = symbols.find(({ symbol }) => symbol === wanted)?.candles;
    return candles?.close[firstFrom(candles.openTimeMs, candles.length, toMs) - 1];
  });
}

function ratiosOf({ symbols, fromMs }: ChosenMarket, { trades, toMs }: RunOutcome): DailyRatios {
  const candles = symbols.map((each) => each.candles);
  return dailyRatios(dailyResults(trades, daysWithCandles(candles, { fromMs, toMs })).dailyUsd);
}

function shownMarket(market: ChosenMarket, run: RunOutcome): ShownMarket {
  const { kind, label, seed, symbols, fromMs, toMs, recorded } = market;
  return {
    kind,
    label,
    seed,
    symbols: symbols.map(({ symbol }) => symbol),
    fromMs,
    toMs,
    recorded,
    candlesRead: candlesRead(market, run.toMs),
    funding: fundingSources(market, run.toMs),
    sessions: market.sessionNotes ?? [],
    notSeen: notSeenOf(market, run),
  };
}

function boundOf(run: RunOutcome, { trades: closed }: RunOutcome): OtherBound {
  const { trades, netUsd } = statisticsOf(closed);
  return { trades, netUsd, steps: boundSteps(run.trades, closed) };
}

function candlesRead({ symbols, fromMs }: ChosenMarket, toMs: number): readonly CandlesRead[] {
  return symbols.flatMap(({ symbol, candles: { openTimeMs, length } }) => {
    const first = firstFrom(openTimeMs, length, fromMs);
    const end = firstFrom(openTimeMs, length, toMs);
    const [firstMs, lastMs] = [openTimeMs[first], openTimeMs[end - 1]];
    if (end <= first || firstMs === undefined || lastMs === undefined) return [];
    return [{ symbol, candles: end - first, firstMs, lastMs }];
  });
}

/** `undefined` where the costs were changed while it ran: no trade says by which it was filled. */
export function attributionOfRun({
  trades,
  parameters,
  hasChangedCosts,
}: RunOutcome): Attribution | undefined {
  return hasChangedCosts === true ? undefined : attributionOf(trades, parameters);
}

/** Of the one run that was made. */
export function otherRulesOf(
  { symbols }: Pick<ChosenMarket, 'symbols'>,
  run: Pick<RunOutcome, 'trades' | 'parameters'>,
): OtherRules | undefined {
  const candles = new Map(symbols.map(({ symbol, candles: columnsOf }) => [symbol, columnsOf]));
  return otherRules(run.trades, run.parameters, ({ symbol, exitTimeMs }) => {
    const found = candles.get(symbol);
    const openMs = minuteStartMs(exitTimeMs);
    const at = found === undefined ? -1 : firstFrom(found.openTimeMs, found.length, openMs);
    if (found?.openTimeMs[at] !== openMs) return undefined;
    const [open, close] = [found.open[at], found.close[at]];
    return open === undefined || close === undefined ? undefined : { open, close };
  });
}
