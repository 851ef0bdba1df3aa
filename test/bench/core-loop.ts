/**
 * A loop over columns of candles that asks the core's own rules: what a backtest needs of them.
 *
 * It trades as the bot does on paper, without its item, orders, alerts and commits. Its numbers are kept by a
 * `LoopBook`: in place, or in the ledger that is copied with every event. Invariant: no rule of trading is written
 * here, only the order in which they are asked.
 */
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import {
  fillAtOpen,
  fillInsideCandle,
  fundingOfPosition,
  isAmbiguous,
  takerEntryPrice,
  takerExitPrice,
  type AmbiguousCandle,
} from '../../lambda/core/fill-model.ts';
import { fundingDue } from '../../lambda/core/paper/funding-due.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { isNewDay, isStopped } from '../../lambda/core/ledger/day-book.ts';
import { entryNotional, netIfClosed, type Position } from '../../lambda/core/ledger/position.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import type { DenialCode, ExitReason } from '../../lambda/core/reasons.ts';
import { firstDenial, type EntryRequest } from '../../lambda/core/risk/entry-gates.ts';
import {
  addStake,
  dayStopCause,
  noStake,
  removeStake,
  streakPauseUntilMs,
} from '../../lambda/core/risk/limits.ts';
import { judgeExit } from '../../lambda/core/strategy/exit-rules.ts';
import { isEntry, signalAt } from '../../lambda/core/strategy/micro-scalper.ts';
import { MINUTE_MS, ZERO_USD, fractionOfPct, plus, type Usd } from '../../lambda/core/units.ts';
import type { LoopBook } from './loop-books.ts';
import { closedBy, openedAt, type Exit, type OpenPosition } from './loop-trades.ts';

/** One symbol, the minute it is at, and its position. */
interface Track extends SymbolCandles {
  /** Index of the candle that opens now or next. */
  k: number;
  isPriced: boolean;
  position: OpenPosition | undefined;
  /** Funding is charged up to before this moment. */
  fundedToMs: number;
}

export interface LoopOptions {
  readonly book: LoopBook;
  readonly parameters?: BotParameters;
  readonly ambiguousCandle?: AmbiguousCandle;
  readonly onClose?: (trade: ClosedTrade) => void;
  readonly onDenial?: (code: DenialCode) => void;
}

export class CoreLoop {
  private readonly tracks: readonly Track[];
  private readonly parameters: BotParameters;
  private readonly ambiguousCandle: AmbiguousCandle;
  private readonly books: LoopBook;
  private readonly options: LoopOptions;
  private readonly stake = noStake();
  private readonly request: { -readonly [Key in keyof EntryRequest]: EntryRequest[Key] };
  /** So far. */
  opened = 0;
  candles = 0;

  constructor(symbols: readonly SymbolCandles[], options: LoopOptions) {
    this.tracks = symbols.map((each) => ({
      ...each,
      k: 0,
      isPriced: false,
      position: undefined,
      fundedToMs: 0,
    }));
    this.parameters = options.parameters ?? parseParameters({});
    this.ambiguousCandle = options.ambiguousCandle ?? 'stop-first';
    this.books = options.book;
    this.options = options;
    this.request = {
      tickMs: 0,
      parameters: this.parameters,
      book: this.books.book,
      stake: this.stake,
      entriesInFlight: 0,
      isTaken: false,
      isHalted: false,
      isOperatorPaused: false,
      hasRoom: () => true,
    };
  }

  get open(): readonly Position[] {
    return this.tracks.flatMap(({ position }) => (position === undefined ? [] : [position]));
  }

  /** Trades all candles, from `balanceUsd`. */
  run(balanceUsd: Usd): void {
    const { tracks, books } = this;
    for (let minuteMs = this.nextMinuteMs(); minuteMs !== Infinity; minuteMs = this.nextMinuteMs()) {
      if (this.candles === 0) books.begin(balanceUsd, minuteMs);
      else if (isNewDay(books.book, minuteMs)) books.beginDay(minuteMs);
      for (const track of tracks) {
        track.isPriced = track.k < track.candles.length && track.candles.openTimeMs[track.k] === minuteMs;
        if (track.isPriced && track.position !== undefined) this.meetOpen(track, track.position, minuteMs);
      }
      for (const track of tracks) {
        if (track.isPriced && track.position !== undefined) this.judge(track, track.position, minuteMs);
      }
      this.enforceDay(minuteMs);
      for (const track of tracks) if (track.isPriced) this.enter(track, minuteMs);
      for (const track of tracks) {
        if (!track.isPriced) continue;
        if (track.position !== undefined) this.meetRest(track, track.position, minuteMs);
        track.k += 1;
        this.candles += 1;
      }
    }
  }

  private nextMinuteMs(): number {
    let next = Infinity;
    for (const { k, candles } of this.tracks) {
      if (k < candles.length && candles.openTimeMs[k]! < next) next = candles.openTimeMs[k]!;
    }
    return next;
  }

  private meetOpen(track: Track, position: OpenPosition, minuteMs: number): void {
    const price = track.candles.open[track.k]!;
    const { side, quantity } = position;
    const rate = fractionOfPct(this.parameters.fundingPct);
    fundingDue(undefined, track.fundedToMs, minuteMs).forEach(() => {
      position.fundingUsd = plus(position.fundingUsd, fundingOfPosition(side, price, quantity, rate));
    });
    track.fundedToMs = minuteMs + 1;
    const met = fillAtOpen(position, price);
    if (met === 'stop') this.closeAtMarket(track, position, price, minuteMs, 'hard-stop', false);
    else if (met === 'take-profit') this.closeAtTarget(track, position, minuteMs, false);
  }

  private meetRest(track: Track, position: OpenPosition, minuteMs: number): void {
    const high = track.candles.high[track.k]!;
    const low = track.candles.low[track.k]!;
    const met = fillInsideCandle(position, high, low, this.ambiguousCandle);
    if (met === undefined) return;
    const timeMs = minuteMs + MINUTE_MS - 1;
    const ambiguous = isAmbiguous(position, high, low);
    if (met === 'take-profit') this.closeAtTarget(track, position, timeMs, ambiguous);
    else this.closeAtMarket(track, position, position.stopPrice, timeMs, 'hard-stop', ambiguous);
  }

  private judge(track: Track, position: OpenPosition, minuteMs: number): void {
    const price = track.candles.open[track.k]!;
    const verdict = judgeExit(position, price, minuteMs, this.parameters);
    if (verdict === 'start-recovery') position.recoverySinceMs = minuteMs;
    else if (verdict !== 'hold') this.closeAtMarket(track, position, price, minuteMs, verdict, false);
  }

  private enforceDay(minuteMs: number): void {
    const { tracks, books, stake, parameters } = this;
    let unrealisedUsd = ZERO_USD;
    for (const { isPriced, position, candles, k } of tracks) {
      if (isPriced && position !== undefined)
        unrealisedUsd = plus(unrealisedUsd, netIfClosed(position, candles.open[k]!, parameters));
    }
    const cause = dayStopCause(books.book, stake, unrealisedUsd, parameters);
    if (cause === undefined) return;
    if (!isStopped(books.book)) books.stop(minuteMs, cause);
    if (cause === 'budget') return;
    for (const track of tracks) {
      const { isPriced, position, candles, k } = track;
      if (isPriced && position !== undefined)
        this.closeAtMarket(track, position, candles.open[k]!, minuteMs, 'daily-stop', false);
    }
  }

  private enter(track: Track, minuteMs: number): void {
    const { parameters, request, stake } = this;
    const { symbol, candles, k } = track;
    const side = signalAt(candles, k - 1, minuteMs, parameters);
    if (!isEntry(side)) return;
    request.tickMs = minuteMs;
    request.book = this.books.book;
    request.isTaken = track.position !== undefined;
    const denial = firstDenial(request);
    if (denial !== undefined) return this.options.onDenial?.(denial);
    const entryPrice = takerEntryPrice(side, candles.open[k]!, parameters.slippageBps);
    const position = openedAt(entryPrice, { tradeId: this.opened + 1, symbol, side, minuteMs, parameters });
    if (position === undefined) return this.options.onDenial?.('minimum');
    this.opened += 1;
    track.position = position;
    track.fundedToMs = minuteMs + 1;
    addStake(stake, entryNotional(position), position.terms, parameters);
    this.books.open(position);
  }

  private closeAtMarket(
    track: Track,
    position: Position,
    base: number,
    timeMs: number,
    reason: ExitReason,
    ambiguous: boolean,
  ): void {
    const { slippageBps, takerFeePct } = this.parameters;
    const price = takerExitPrice(position.side, base, slippageBps);
    this.close(track, position, { price, feePct: takerFeePct, timeMs, reason, ambiguous });
  }

  private closeAtTarget(track: Track, position: Position, timeMs: number, ambiguous: boolean): void {
    const { makerFeePct } = this.parameters;
    const price = position.takeProfitPrice;
    this.close(track, position, { price, feePct: makerFeePct, timeMs, reason: 'target', ambiguous });
  }

  private close(track: Track, position: Position, exit: Exit): void {
    const { books, parameters, stake } = this;
    const trade = closedBy(position, exit);
    track.position = undefined;
    removeStake(stake, entryNotional(position), position.terms, parameters);
    books.close(trade);
    const untilMs = streakPauseUntilMs(books.book, exit.timeMs, parameters);
    if (untilMs !== undefined) books.pause(exit.timeMs, untilMs);
    this.options.onClose?.(trade);
  }
}
