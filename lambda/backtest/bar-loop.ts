/**
 * The order of a minute of the bar model, over columns of candles.
 *
 * Each step goes through all symbols that have a candle, in their order, before the next begins. Two accounts trade the
 * same minutes from the first candle on in which nobody knows which of two orders came first: in one the stop wins
 * every such candle, in the other the take-profit. Signals are the same for both, and are asked once.
 */
import type { BotParameters } from '../config.ts';
import { HOLD_REASONS, type HoldReason } from '../core/reasons.ts';
import { isEntry, signalBy, thresholdsOf, type SignalThresholds } from '../core/strategy/micro-scalper.ts';
import { DAY_MS, type Usd } from '../core/units.ts';
import { LoopAccount } from './loop-account.ts';
import type { LoopBook } from './loop-books.ts';
import { CodeCounts } from './loop-record.ts';
import { sideIn } from './signal-column.ts';
import { nextMinuteMs, type Track } from './track.ts';

export type HoldCounts = Readonly<Partial<Record<HoldReason, number>>>;

/** Of simulated time, between two words of how far it is. */
export const TELL_EVERY_MS = 30 * DAY_MS;

interface LoopOptions {
  readonly books: LoopBook;
  /** Whether the take-profit comes first as well. */
  readonly bothBounds: boolean;
  readonly onMinute?: ((minuteMs: number) => void) | undefined;
}

export class BarLoop {
  /** The stop wins every ambiguous candle. */
  readonly stopFirst: LoopAccount;
  /** Candles traded so far. */
  candles = 0;
  readonly #tracks: readonly Track[];
  readonly #thresholds: SignalThresholds;
  readonly #bothBounds: boolean;
  readonly #onMinute: ((minuteMs: number) => void) | undefined;
  readonly #holds = new CodeCounts(HOLD_REASONS);
  #takeProfitFirst: LoopAccount | undefined;

  constructor(
    tracks: readonly Track[],
    parameters: BotParameters,
    { books, bothBounds, onMinute }: LoopOptions,
  ) {
    this.#tracks = tracks;
    this.#thresholds = thresholdsOf(parameters);
    this.#bothBounds = bothBounds;
    this.#onMinute = onMinute;
    this.stopFirst = LoopAccount.begin(
      parameters,
      tracks.map(({ market }) => market.symbol),
      books,
    );
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
    for (let minuteMs = firstMs; minuteMs !== Infinity; minuteMs = nextMinuteMs(tracks)) {
      for (const track of tracks) {
        track.isPriced = track.k < track.candles.length && track.candles.openTimeMs[track.k] === minuteMs;
        if (!track.isPriced) continue;
        track.bid = track.candles.open[track.k]!;
        track.ask = track.bid;
      }
      this.#manage(this.stopFirst, minuteMs);
      if (this.#takeProfitFirst !== undefined) this.#manage(this.#takeProfitFirst, minuteMs);
      this.#enter(minuteMs);
      this.#meetRest(minuteMs);
      if (minuteMs >= toldMs && this.#onMinute !== undefined) {
        this.#onMinute(minuteMs);
        toldMs = minuteMs + TELL_EVERY_MS;
      }
    }
  }

  /** What the minute opens with, then the tick's exits and its day. */
  #manage(account: LoopAccount, minuteMs: number): void {
    const tracks = this.#tracks;
    account.rollDay(minuteMs);
    if (!account.isFlat) {
      for (const track of tracks) {
        const met = track.isPriced ? account.meetPrice(track, track.bid, minuteMs) : undefined;
        if (met !== undefined) account.closeMet(track, met, track.bid, minuteMs);
      }
      for (const track of tracks) if (track.isPriced) account.judge(track, minuteMs, minuteMs);
    }
    account.enforceDay(tracks, minuteMs, minuteMs);
  }

  #enter(minuteMs: number): void {
    for (const track of this.#tracks) {
      if (!track.isPriced) continue;
      const signal =
        track.signals === undefined
          ? signalBy(this.#thresholds, track.candles, track.k - 1, minuteMs)
          : sideIn(track.signals, track.k);
      if (signal === undefined) continue;
      if (isEntry(signal)) {
        this.stopFirst.enter(track, signal, minuteMs, minuteMs);
        this.#takeProfitFirst?.enter(track, signal, minuteMs, minuteMs);
      } else this.#holds.add(signal);
    }
  }

  #meetRest(minuteMs: number): void {
    for (const track of this.#tracks) {
      if (!track.isPriced) continue;
      // Until they first differ, one account stands for both.
      const isOne = this.#bothBounds && this.#takeProfitFirst === undefined;
      if (isOne && this.stopFirst.isAmbiguousIn(track))
        this.#takeProfitFirst = this.stopFirst.copyWith('take-profit-first');
      this.stopFirst.meetRest(track, minuteMs);
      this.#takeProfitFirst?.meetRest(track, minuteMs);
      track.k += 1;
      this.candles += 1;
    }
  }
}
