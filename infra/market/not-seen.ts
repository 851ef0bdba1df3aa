/**
 * What did a run not see of its market?
 *
 * - Counted over the columns of the candles in one pass, whatever was traded.
 * - Nothing is known of a market in real time: its candles are not kept.
 */
import type { BotParameters } from '../../lambda/config.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { firstFrom, type Candles } from '../../lambda/core/market.ts';
import { fundingDue, type RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { historyCandles } from '../../lambda/core/strategy/micro-scalper.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { closedHours } from './closed-hours.ts';
import type { ChosenMarket } from './market-source.ts';

export interface SymbolNotSeen {
  readonly symbol: string;
  /** In which the market was open. */
  readonly minutesMissing: number;
  /** In which it was not; absent where it never closes. */
  readonly minutesClosed?: number;
  /** Minutes with a candle, and too few before it for a signal. */
  readonly minutesWithoutHistory: number;
  readonly candlesWithoutVolume: number;
  /** Of open positions: due in a minute without a candle, and charged with the next one. */
  readonly fundingTimesMissed: number;
  readonly tradesWithMissingMinutes: number;
  /** Why no minute could have a signal; `undefined` where some could. */
  readonly noSignal: string | undefined;
}

export interface NotSeen {
  /** From the beginning of the run to its end. */
  readonly minutes: number;
  readonly symbols: readonly SymbolNotSeen[];
  /** Given, or in a folder that was given, and not used. */
  readonly filesLeftOut: readonly string[];
}

/** What a run tells of itself. */
export interface SeenRun {
  readonly parameters: BotParameters;
  readonly trades: readonly ClosedTrade[];
  readonly open: readonly Position[];
  /** The last minute that was traded. */
  readonly toMs: number;
}

interface Holding {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** `undefined` for a market in real time. */
export function notSeenOf(market: ChosenMarket, run: SeenRun): NotSeen | undefined {
  const { fromMs, symbols, funding = [], filesLeftOut = [] } = market;
  const toMs = Math.min(run.toMs, market.toMs);
  if (market.toMs <= fromMs) return undefined;
  const minutes = Math.max(0, (toMs - fromMs) / MINUTE_MS);
  const history = historyCandles(run.parameters) + 1;
  const holdings = holdingsOf(run);
  return {
    minutes,
    symbols: symbols.map(({ symbol, candles, sessions }) => {
      const recorded = funding.find((known) => known.symbol === symbol)?.recorded;
      const held = holdings.filter((holding) => holding.symbol === symbol);
      const gapped = held.filter((holding) => hasMissingMinutes(candles, holding));
      const closed = closedHours(sessions, { startMs: fromMs, endMs: toMs });
      const minutesClosed = closed.reduce(
        (sum, { startMs, endMs }) => sum + (endMs - startMs) / MINUTE_MS,
        0,
      );
      return {
        symbol,
        ...unseenCandles(candles, { fromMs, toMs, minutes: minutes - minutesClosed, history }),
        ...(sessions && { minutesClosed }),
        fundingTimesMissed: gapped.reduce(
          (sum, holding) => sum + missedFunding(candles, recorded, holding),
          0,
        ),
        tradesWithMissingMinutes: gapped.length,
      };
    }),
    filesLeftOut,
  };
}

/** Closed trades and open positions. */
function holdingsOf({ trades, open, toMs }: SeenRun): readonly Holding[] {
  return [
    ...trades.map(({ symbol, entryTimeMs, exitTimeMs }) => ({
      symbol,
      fromMs: entryTimeMs,
      toMs: exitTimeMs,
    })),
    ...open.map(({ symbol, filledAtMs }) => ({
      symbol,
      fromMs: filledAtMs,
      toMs: toMs - 1,
    })),
  ];
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** In which the market was open. */
  readonly minutes: number;
  /** Candles in a row that a signal needs. */
  readonly history: number;
}

function unseenCandles({ openTimeMs, volume, length }: Candles, { fromMs, toMs, minutes, history }: Span) {
  let [seen, withoutVolume, withoutHistory, inRow] = [0, 0, 0, 0];
  for (let k = 0; k < length && openTimeMs[k]! < toMs; k += 1) {
    inRow = k > 0 && openTimeMs[k]! - openTimeMs[k - 1]! === MINUTE_MS ? inRow + 1 : 0;
    if (openTimeMs[k]! < fromMs) continue;
    seen += 1;
    if (volume[k] === 0) withoutVolume += 1;
    if (inRow < history) withoutHistory += 1;
  }
  return {
    minutesMissing: minutes - seen,
    minutesWithoutHistory: withoutHistory,
    candlesWithoutVolume: withoutVolume,
    noSignal: noSignal({ openTimeMs, length }, { seen, withoutVolume, withoutHistory, history }),
  };
}

interface Counts {
  readonly seen: number;
  readonly withoutVolume: number;
  readonly withoutHistory: number;
  readonly history: number;
}

function noSignal(
  times: Times,
  { seen, withoutVolume, withoutHistory, history }: Counts,
): string | undefined {
  if (seen === 0) return 'there is no candle';
  if (withoutHistory === seen) {
    const spacing = usualSpacing(times);
    return spacing > 1
      ? `${spacing - 1} of ${spacing} minutes are missing: these look like ${spacing}-minute candles`
      : `the history of ${history} minutes is never whole`;
  }
  return withoutVolume === seen ? 'no candle has volume: are these mark-price candles?' : undefined;
}

type Times = Pick<Candles, 'openTimeMs' | 'length'>;

/** Minutes from one candle to the next, where most are alike; else 1. */
function usualSpacing({ openTimeMs, length }: Times): number {
  const counts = new Map<number, number>();
  for (let k = 1; k < length; k += 1) {
    const spacing = (openTimeMs[k]! - openTimeMs[k - 1]!) / MINUTE_MS;
    counts.set(spacing, (counts.get(spacing) ?? 0) + 1);
  }
  const [spacing, most] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [1, 0]);
  return most > length / 2 ? spacing : 1;
}

function hasMissingMinutes({ openTimeMs, length }: Times, { fromMs, toMs }: Holding): boolean {
  const [firstMs, lastMs] = [minuteStartMs(fromMs), minuteStartMs(toMs)];
  const minutes = (lastMs - firstMs) / MINUTE_MS + 1;
  return firstFrom(openTimeMs, length, lastMs + 1) - firstFrom(openTimeMs, length, firstMs) < minutes;
}

function missedFunding(
  { openTimeMs, length }: Times,
  recorded: RecordedFunding | undefined,
  { fromMs, toMs }: Holding,
): number {
  const due = fundingDue(recorded, fromMs + 1, toMs);
  return due.filter(({ timeMs }) => openTimeMs[firstFrom(openTimeMs, length, timeMs)] !== timeMs).length;
}
