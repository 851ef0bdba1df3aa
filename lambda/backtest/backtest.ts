/**
 * What do these parameters make of these candles, from a new balance?
 *
 * Invariants:
 * - Trades, reasons, denials and money are those of the bot that ticks through the same minutes on paper.
 * - Candles before the first minute are history.
 * - Both bounds of the ambiguous candles are exact: each account goes its own way after the first of them.
 */
import type { BotParameters } from '../config.ts';
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import type { DayBook } from '../core/ledger/day-book.ts';
import type { DenialCounts, EntryBasis } from '../core/ledger/ledger-events.ts';
import type { Position } from '../core/ledger/position.ts';
import { withSessions, type Market, type SymbolCandles } from '../core/market.ts';
import type { RecordedFunding } from '../core/paper/funding-due.ts';
import type { RecordedTrades } from '../core/paper/recorded-trades.ts';
import type { DenialCode } from '../core/reasons.ts';
import { signalValues } from '../core/strategy/micro-scalper.ts';
import { usd, type Usd } from '../core/units.ts';
import { BarLoop, type HoldCounts } from './bar-loop.ts';
import { DetailLoop } from './detail/detail-loop.ts';
import type { LoopAccount } from './loop-account.ts';
import { bookGoingOn, bookInPlace } from './loop-books.ts';
import type { EntryTable } from './loop-record.ts';
import { tracksOf } from './track.ts';

export interface BacktestRequest {
  /** In order of priority. */
  readonly symbols: readonly SymbolCandles[];
  readonly parameters: BotParameters;
  /** The first minute that is traded; that of the first candle, where absent. */
  readonly fromMs?: number;
  /** Steps and minimums by symbol; nothing is rounded where they are not known. */
  readonly markets?: ReadonlyMap<string, Market>;
  /** By symbol; the parameters' rate is assumed for the others. */
  readonly recordedFunding?: ReadonlyMap<string, RecordedFunding>;
  /** Whether ambiguous candles are traded both ways, which costs most of a second loop; yes, where absent. */
  readonly bothBounds?: boolean;
  /** What was traded within the minutes, by symbol; then every symbol needs it, and the candles are of these trades. */
  readonly detail?: ReadonlyMap<string, RecordedTrades>;
  /** How long after the turn of the minute a tick decides, in detail; at once, where absent. */
  readonly lagMs?: number;
  /** Told now and then, up to which minute the loop has come. */
  readonly onMinute?: ((minuteMs: number) => void) | undefined;
  /** By symbol, and by candle: entered in place of the signals that the candles give. */
  readonly signals?: ReadonlyMap<string, Int8Array>;
  /** Of a bot that has begun: goes on from its balance, day, streak, pause and entries, with nothing open. */
  readonly book?: DayBook;
  /** Whether each denied entry is told with its minute. */
  readonly tellsDenials?: boolean;
}

/** A signal that a gate did not let through. */
export interface DeniedEntry {
  readonly symbol: string;
  readonly minuteMs: number;
  readonly code: DenialCode;
}

/** What an account has done, and what it is left with. */
export interface AccountResult {
  /** In the order in which they closed. */
  readonly trades: readonly ClosedTrade[];
  /** What each entry was decided on, by the number of its trade, from 1; computed when it is asked for. */
  readonly entries: readonly EntryBasis[];
  readonly denied: DenialCounts;
  readonly dailyStops: number;
  readonly open: readonly Position[];
  readonly balanceUsd: Usd;
  /** In their order; absent where they were not asked for. */
  readonly deniedEntries?: readonly DeniedEntry[];
}

export interface BacktestResult {
  /** With the stop first in ambiguous candles. */
  readonly stopFirst: AccountResult;
  /** With the take-profit first in them; the same object, where there is none, or only one bound was asked for. */
  readonly takeProfitFirst: AccountResult;
  /** Minutes of symbols without a signal, by the reason. */
  readonly held: HoldCounts;
  /** Candles traded, of all symbols. */
  readonly candles: number;
}

/** A loop that has traded all candles, or all trades. */
export function loopOf(request: BacktestRequest): BarLoop | DetailLoop {
  const {
    symbols,
    parameters,
    fromMs = -Infinity,
    markets,
    recordedFunding,
    bothBounds = true,
    onMinute,
  } = request;
  const { detail, lagMs = 0 } = request;
  const traded = symbols.map(({ symbol, candles, sessions }) => {
    const signals = request.signals?.get(symbol);
    return {
      market: withSessions(markets?.get(symbol) ?? { symbol }, sessions),
      candles,
      funding: recordedFunding?.get(symbol),
      ...(signals && { signals }),
    };
  });
  const tracks = tracksOf(traded, fromMs);
  const books = request.book === undefined ? bookInPlace() : bookGoingOn(request.book);
  const loop =
    detail === undefined
      ? new BarLoop(tracks, parameters, { books, bothBounds, onMinute })
      : new DetailLoop(
          tracks.map((track) => ({ ...track, recorded: detail.get(track.market.symbol) ?? NOT_TRADED })),
          parameters,
          { books, fromMs, lagMs, onMinute },
        );
  if (request.tellsDenials === true) loop.stopFirst.record.deniedAt = [];
  loop.run(usd(parameters.startingBalanceUsd));
  return loop;
}

const NOT_TRADED: RecordedTrades = {
  trades: { length: 0, timeMs: new Float64Array(), price: new Float64Array() },
  touches: undefined,
};

export function backtest(request: BacktestRequest): BacktestResult {
  const loop = loopOf(request);
  const { takeProfitFirst, held, candles } = loop;
  const stopFirst = resultOf(loop.stopFirst, request);
  const isOne = takeProfitFirst === loop.stopFirst;
  return {
    stopFirst,
    takeProfitFirst: isOne ? stopFirst : resultOf(takeProfitFirst, request),
    held,
    candles,
  };
}

function resultOf({ record, open, books }: LoopAccount, request: BacktestRequest): AccountResult {
  const { closed, entries, denials, dailyStops, deniedAt } = record;
  let bases: readonly EntryBasis[] | undefined;
  return {
    trades: closed.trades(),
    get entries() {
      return (bases ??= basesOf(entries, request));
    },
    denied: Object.fromEntries(denials.counted),
    dailyStops,
    open,
    balanceUsd: books.book.balanceUsd,
    ...(deniedAt && {
      deniedEntries: deniedAt.map(([index, minuteMs, code]) => {
        return { symbol: request.symbols[index]!.symbol, minuteMs, code };
      }),
    }),
  };
}

/** Made from the candles again: what every entry was decided on is more than the rest of the loop keeps. */
function basesOf(entries: EntryTable, { symbols, parameters }: BacktestRequest): readonly EntryBasis[] {
  return entries.rows().map(({ symbolIndex, k, price, tickMs }) => {
    const { candles } = symbols[symbolIndex]!;
    return { price, tickMs, signal: signalValues(candles, k - 1, parameters) };
  });
}
