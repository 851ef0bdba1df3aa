/**
 * `lambda/backtest/detail/`: the minutes of a backtest from the inside, where every trade is recorded.
 *
 * The order of a minute with its trades: resting orders meet every trade up to the tick; the day rolls over; exits, the
 * day's limit, entries; then the watch steps, which do the same without entries.
 *
 * Invariants:
 * - Trades, reasons, denials and money are those of the bot that ticks and watches through the same trades on paper.
 * - No rule of trading is written here: it is the account's, and the account asks the core.
 * - A decision may come late: everything that it does is then done at the price of that moment, and its age counts from
 *   the minute it was due, as a late bot's does.
 */
import type { BotParameters } from '../../config.ts';
import { closingPrice, firstFrom } from '../../core/market.ts';
import { countUpTo, nextTickMs, quoteAt, type RecordedTrades } from '../../core/paper/recorded-trades.ts';
import { HOLD_REASONS } from '../../core/reasons.ts';
import { isEntry, signalAt } from '../../core/strategy/micro-scalper.ts';
import { watchStepsMs } from '../../core/strategy/watch-steps.ts';
import { isClosed } from '../../core/trading-sessions.ts';
import { DAY_MS, MINUTE_MS, dayStartMs, type Usd } from '../../core/units.ts';
import type { HoldCounts } from '../bar-loop.ts';
import { LoopAccount } from '../loop-account.ts';
import type { LoopBook } from '../loop-books.ts';
import { CodeCounts } from '../loop-record.ts';
import type { Track } from '../track.ts';

/** A symbol, the minute it is at, and what was traded in it. */
export interface DetailTrack extends Track {
  readonly recorded: RecordedTrades;
}

/** A resting order that a price has filled. */
interface Met {
  readonly track: DetailTrack;
  readonly met: 'stop' | 'take-profit';
  readonly price: number;
  readonly timeMs: number;
}

const NOTHING: readonly Met[] = [];

interface DetailOptions {
  readonly books: LoopBook;
  /** The first tick. */
  readonly fromMs: number;
  /** How long after the turn of the minute a tick decides. */
  readonly lagMs: number;
  readonly onMinute?: ((minuteMs: number) => void) | undefined;
}

export class DetailLoop {
  readonly stopFirst: LoopAccount;
  /** Ticks with a price, of all symbols. */
  candles = 0;
  readonly #tracks: readonly DetailTrack[];
  readonly #parameters: BotParameters;
  readonly #options: DetailOptions;
  readonly #stepsMs: readonly number[];
  readonly #holds = new CodeCounts(HOLD_REASONS);
  /** Resting orders have met every trade before this moment. */
  #metToMs = -Infinity;

  constructor(tracks: readonly DetailTrack[], parameters: BotParameters, options: DetailOptions) {
    this.#tracks = tracks;
    this.#parameters = parameters;
    this.#options = options;
    this.#stepsMs = watchStepsMs(parameters.watchIntervalSeconds).filter((stepMs) => stepMs > options.lagMs);
    this.stopFirst = LoopAccount.begin(parameters, tracks, options.books);
  }

  /** Every trade is known: no candle is ambiguous. */
  get takeProfitFirst(): LoopAccount {
    return this.stopFirst;
  }

  get held(): HoldCounts {
    return Object.fromEntries(this.#holds.counted);
  }

  /** Trades all minutes, from `balanceUsd`. */
  run(balanceUsd: Usd): void {
    const recorded = this.#tracks.map((track) => track.recorded);
    const { fromMs, lagMs, onMinute } = this.#options;
    let tickMs = nextTickMs(recorded, fromMs - MINUTE_MS);
    if (tickMs === Infinity) return;
    this.stopFirst.begin(balanceUsd, tickMs);
    let toldMs = tickMs;
    for (; tickMs !== Infinity; tickMs = nextTickMs(recorded, tickMs)) {
      this.#step(tickMs, tickMs + lagMs);
      this.#enter(tickMs);
      for (const stepMs of this.#stepsMs) {
        if (this.stopFirst.isFlat) break;
        this.#step(tickMs + stepMs, tickMs + stepMs);
      }
      if (tickMs < toldMs) continue;
      onMinute?.(tickMs);
      toldMs = tickMs + DAY_MS;
    }
  }

  /** What happened up to now; then exits, and the day's limit. @param dueMs the scheduled time, that ages count to. */
  #step(dueMs: number, nowMs: number): void {
    const [account, tracks] = [this.stopFirst, this.#tracks];
    account.at(dueMs, nowMs);
    let isAnyPriced = false;
    for (const track of tracks) {
      const quote = quoteAt(track.recorded, nowMs);
      isAnyPriced ||= quote !== undefined;
      track.isPriced = quote !== undefined && !isClosed(track.market.sessions, nowMs);
      if (quote === undefined) continue;
      track.bid = quote.bid;
      track.ask = quote.ask;
    }
    // A day begins when the market shows that it has; what was filled before it belongs to the old one.
    const midnightMs = dayStartMs(dueMs);
    for (const fill of this.#fillsUntil(nowMs)) {
      if (fill.timeMs >= midnightMs) account.rollDay();
      account.closeMet(fill.track, fill.met, fill.price, fill.timeMs);
    }
    this.#metToMs = nowMs + 1;
    if (!isAnyPriced) return;
    account.rollDay();
    if (!account.isFlat) {
      for (const track of tracks) if (track.isPriced) account.judge(track);
    }
    account.enforceDay(tracks);
  }

  /** Of resting orders, by time. */
  #fillsUntil(nowMs: number): readonly Met[] {
    if (this.stopFirst.isFlat) return NOTHING;
    const fills = this.#tracks.flatMap((track) => this.#fillOf(track, nowMs) ?? []);
    return fills.length > 1 ? fills.sort((left, right) => left.timeMs - right.timeMs) : fills;
  }

  /** What the trades since the step before fill, or the price now. */
  #fillOf(track: DetailTrack, nowMs: number): Met | undefined {
    const account = this.stopFirst;
    const side = account.sideOf(track);
    if (side === undefined) return undefined;
    const { timeMs, price, length } = track.recorded.trades;
    for (let k = firstFrom(timeMs, length, this.#metToMs); k < length && timeMs[k]! <= nowMs; k += 1) {
      const met = account.meetPrice(track, price[k]!, timeMs[k]!);
      if (met !== undefined) return { track, met, price: price[k]!, timeMs: timeMs[k]! };
    }
    if (!track.isPriced) return undefined;
    const now = closingPrice(side, track);
    const met = account.meetPrice(track, now, nowMs);
    return met && { track, met, price: now, timeMs: nowMs };
  }

  #enter(tickMs: number): void {
    for (const track of this.#tracks) {
      if (!track.isPriced) continue;
      const { candles, market } = track;
      const { openTimeMs, length } = candles;
      track.k = countUpTo({ length, timeMs: openTimeMs }, tickMs - MINUTE_MS);
      this.candles += 1;
      const { sessions } = market;
      const signal = signalAt({ candles, sessions }, track.k - 1, tickMs, this.#parameters);
      if (isEntry(signal)) this.stopFirst.enter(track, signal);
      else this.#holds.add(signal);
    }
  }
}
