/**
 * The order of a minute of the bar model, over columns of candles.
 *
 * Each step goes through all symbols that have a candle, in their order, before the next begins. Two accounts trade the
 * same minutes from the first candle on in which nobody knows which of two orders came first: in one the stop wins
 * every such candle, in the other the take-profit. Signals are the same for both, and are asked once.
 */
import type { BotParameters } from '../config.ts';
import { HOLD_REASONS, type HoldReason } from '../core/reasons.ts';
import { dayEndMs } from '../core/ledger/day-book.ts';
import { DAY_MS, type Usd } from '../core/units.ts';
import { LoopAccount } from './loop-account.ts';
import type { LoopBook } from './loop-books.ts';
import { CodeCounts } from './loop-record.ts';
import { nextEntry, sideIn, signalColumn } from './signal-column.ts';
import { nextMinuteMs, skipTo, type Track } from './track.ts';

export type HoldCounts = Readonly<Partial<Record<HoldReason, number>>>;

/** Of simulated time, between two words of how far it is. */
export const TELL_EVERY_MS = 30 * DAY_MS;

interface LoopOptions {
  readonly books: LoopBook;
  /** Whether the take-profit comes first as well. */
  readonly bothBounds: boolean;
  readonly onMinute?: ((minuteMs: number) => void) | undefined;
}

/** A symbol, the minute it is at, and what is entered in each. */
interface SignalTrack extends Track {
  readonly signals: Int8Array;
  /** Index of the first signal at `k` or later; of an earlier one, until it is asked. */
  nextEntry: number;
}

export class BarLoop {
  /** The stop wins every ambiguous candle. */
  readonly stopFirst: LoopAccount;
  /** Candles traded, or passed over because nothing could happen. */
  candles = 0;
  readonly #tracks: readonly SignalTrack[];
  readonly #bothBounds: boolean;
  readonly #onMinute: ((minuteMs: number) => void) | undefined;
  readonly #holds = new CodeCounts(HOLD_REASONS);
  #takeProfitFirst: LoopAccount | undefined;

  constructor(
    tracks: readonly Track[],
    parameters: BotParameters,
    { books, bothBounds, onMinute }: LoopOptions,
  ) {
    this.#tracks = tracks.map((track) => {
      const range = { from: track.k, to: track.candles.length };
      const { candles, market } = track;
      const signals =
        track.signals ?? signalColumn({ candles, sessions: market.sessions }, parameters, range, this.#holds);
      return { ...track, signals, nextEntry: track.k };
    });
    this.#bothBounds = bothBounds;
    this.#onMinute = onMinute;
    this.stopFirst = LoopAccount.begin(parameters, tracks, books);
  }

  /** The take-profit wins every ambiguous candle. The same account, where there was none. */
  get takeProfitFirst(): LoopAccount {
    return this.#takeProfitFirst ?? this.stopFirst;
  }

  /** Minutes of symbols without a signal, by why there was none. */
  get held(): HoldCounts {
    return Object.fromEntries(this.#holds.counted);
  }

  /** Trades all candles, from `balanceUsd`. */
  run(balanceUsd: Usd): void {
    const tracks = this.#tracks;
    const firstMs = nextMinuteMs(tracks);
    if (firstMs === Infinity) return;
    this.stopFirst.begin(balanceUsd, firstMs);
    let toldMs = firstMs;
    for (;;) {
      if (this.#isIdle) this.#skip();
      const minuteMs = nextMinuteMs(tracks);
      if (minuteMs === Infinity) return;
      for (const track of tracks) {
        track.isPriced = track.k < track.candles.length && track.candles.openTimeMs[track.k] === minuteMs;
        if (!track.isPriced) continue;
        track.bid = track.candles.open[track.k]!;
        track.ask = track.bid;
      }
      this.#manage(this.stopFirst, minuteMs);
      if (this.#takeProfitFirst !== undefined) this.#manage(this.#takeProfitFirst, minuteMs);
      this.#enter();
      this.#meetRest();
      if (minuteMs >= toldMs && this.#onMinute !== undefined) {
        this.#onMinute(minuteMs);
        toldMs = minuteMs + TELL_EVERY_MS;
      }
    }
  }

  /** Nothing is open and nothing is left to be asked: until a signal or a new day, nothing happens. */
  get #isIdle(): boolean {
    return (
      this.stopFirst.isSettled && (this.#takeProfitFirst === undefined || this.#takeProfitFirst.isSettled)
    );
  }

  /** Passes over the minutes before the next signal, or before the next day. */
  #skip(): void {
    const tracks = this.#tracks;
    let untilMs = dayEndMs(this.stopFirst.books.book);
    for (const track of tracks) {
      const { k, candles, signals } = track;
      if (track.nextEntry < k) track.nextEntry = nextEntry(signals, k, candles.length);
      const entry = track.nextEntry;
      if (entry < candles.length && candles.openTimeMs[entry]! < untilMs)
        untilMs = candles.openTimeMs[entry]!;
    }
    for (const track of tracks) this.candles += skipTo(track, untilMs);
  }

  /** What the minute opens with, then the tick's exits and its day. */
  #manage(account: LoopAccount, minuteMs: number): void {
    const tracks = this.#tracks;
    account.at(minuteMs, minuteMs);
    account.rollDay();
    if (!account.isFlat) {
      for (const track of tracks) {
        const met = track.isPriced ? account.meetPrice(track, track.bid, minuteMs) : undefined;
        if (met !== undefined) account.closeMet(track, met, track.bid, minuteMs);
      }
      for (const track of tracks) {
        if (track.isPriced) account.judge(track);
      }
    }
    account.enforceDay(tracks);
  }

  #enter(): void {
    for (const track of this.#tracks) {
      if (!track.isPriced) continue;
      const side = sideIn(track.signals, track.k);
      if (side === undefined) continue;
      this.stopFirst.enter(track, side);
      this.#takeProfitFirst?.enter(track, side);
    }
  }

  #meetRest(): void {
    for (const track of this.#tracks) {
      if (!track.isPriced) continue;
      // Until they first differ, one account stands for both.
      const isOne = this.#bothBounds && this.#takeProfitFirst === undefined;
      if (isOne && this.stopFirst.isAmbiguousIn(track))
        this.#takeProfitFirst = this.stopFirst.copyWith('take-profit-first');
      this.stopFirst.meetRest(track);
      this.#takeProfitFirst?.meetRest(track);
      track.k += 1;
      this.candles += 1;
    }
  }
}
