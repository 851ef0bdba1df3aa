/**
 * The account that a loop over columns trades with: its positions, the numbers of its days, and what it has done.
 *
 * It does what the bot does on paper, without its item, orders, alerts and commits. Invariant: no rule of trading is
 * written here; each step asks the core's.
 */
import type { BotParameters } from '../config.ts';
import {
  fillAtOpen,
  fillInsideCandle,
  isAmbiguous,
  takerExitPrice,
  type AmbiguousCandle,
  type RestingFill,
} from '../core/fill-model.ts';
import { isNewDay, isStopped } from '../core/ledger/day-book.ts';
import { termsOf, type Position } from '../core/ledger/position.ts';
import { closingPrice, openingPrice, type Side } from '../core/market.ts';
import type { DenialCode, ExitReason } from '../core/reasons.ts';
import { firstDenial } from '../core/risk/entry-gates.ts';
import {
  addPosition,
  dayLimitsOf,
  dayStopCause,
  noStake,
  removePosition,
  streakPauseUntilMs,
  type Stake,
} from '../core/risk/limits.ts';
import { judgeExitAt } from '../core/strategy/exit-rules.ts';
import { MINUTE_MS, ZERO_USD, type Usd } from '../core/units.ts';
import { Held, unrealisedUsd, type Exit } from './held-position.ts';
import type { LoopBook } from './loop-books.ts';
import { copyOfRecord, newRecord, type LoopRecord } from './loop-record.ts';
import { requestOf, type LoopRequest } from './loop-request.ts';
import type { Track } from './track.ts';

/** With what an account begins; a copy goes on from what it is a copy of. */
interface AccountStart {
  readonly books: LoopBook;
  readonly held: readonly Held[];
  readonly stake: Stake;
  readonly record: LoopRecord;
}

export class LoopAccount {
  readonly books: LoopBook;
  readonly record: LoopRecord;
  readonly #parameters: BotParameters;
  readonly #ambiguousCandle: AmbiguousCandle;
  /** By the places of the tracks. */
  readonly #held: readonly Held[];
  readonly #stake: Stake;
  readonly #request: LoopRequest;
  /** The scheduled time of what is done now, that ages count to, and when it is filled. */
  #dueMs = NaN;
  #fillMs = NaN;
  /** Nothing is open, and the day's limit has been asked since the last change: nothing happens before a signal or a new day. */
  isSettled = false;

  private constructor(parameters: BotParameters, ambiguousCandle: AmbiguousCandle, start: AccountStart) {
    const { books, held, stake, record } = start;
    this.books = books;
    this.record = record;
    this.#parameters = parameters;
    this.#ambiguousCandle = ambiguousCandle;
    this.#held = held;
    this.#stake = stake;
    this.#request = requestOf(parameters, books.book, stake);
  }

  /** The stop wins every ambiguous candle. */
  static begin(parameters: BotParameters, tracks: readonly Track[], books: LoopBook): LoopAccount {
    const terms = termsOf(parameters);
    const held = tracks.map(({ market, funding }) => new Held({ market, funding, terms, parameters }));
    const record = newRecord(tracks.map(({ market }) => market.symbol));
    return new LoopAccount(parameters, 'stop-first', { books, held, stake: noStake(), record });
  }

  /** The same account, that fills ambiguous candles in another order from here. */
  copyWith(ambiguousCandle: AmbiguousCandle): LoopAccount {
    const copy = new LoopAccount(this.#parameters, ambiguousCandle, {
      books: this.books.copy(),
      held: this.#held.map((held) => held.copy()),
      stake: { ...this.#stake },
      record: copyOfRecord(this.record),
    });
    copy.at(this.#dueMs, this.#fillMs);
    return copy;
  }

  get isFlat(): boolean {
    return this.#stake.positions === 0;
  }

  /** `undefined` where nothing is open. */
  sideOf({ index }: Track): Side | undefined {
    const { isOpen, position } = this.#held[index]!;
    return isOpen ? position.side : undefined;
  }

  /** In the order in which they were opened. */
  get open(): readonly Position[] {
    const open = this.#held.filter(({ isOpen }) => isOpen).map(({ position }) => ({ ...position }));
    return open.sort((left, right) => left.tradeId - right.tradeId);
  }

  begin(balanceUsd: Usd, minuteMs: number): void {
    this.books.begin(balanceUsd, minuteMs);
    this.#askLimits();
  }

  /** A trade closes in its own minute: nothing but a new day changes the balance that they follow from. */
  #askLimits(): void {
    this.#request.limits = dayLimitsOf(this.#parameters, this.books.book.dayStartBalanceUsd);
    this.isSettled = false;
  }

  /** Everything until the next moment is done now. @param fillMs when an order of the tick is filled. */
  at(dueMs: number, fillMs: number): void {
    this.#dueMs = dueMs;
    this.#fillMs = fillMs;
  }

  rollDay(): void {
    if (!isNewDay(this.books.book, this.#dueMs)) return;
    this.books.beginDay(this.#dueMs);
    this.#askLimits();
  }

  /** Which resting order a price fills, after the funding that is due. */
  meetPrice({ index }: Track, price: number, timeMs: number): RestingFill {
    const held = this.#held[index]!;
    if (!held.isOpen) return undefined;
    held.payFunding(price, timeMs);
    return fillAtOpen(held.position, price);
  }

  closeMet(track: Track, met: 'stop' | 'take-profit', price: number, timeMs: number): void {
    if (met === 'stop') this.#closeAtMarket(track, price, timeMs, 'hard-stop');
    else this.#closeAtTarget(track, timeMs, false);
  }

  judge(track: Track): void {
    const held = this.#held[track.index]!;
    if (!held.isOpen) return;
    const { position } = held;
    const price = closingPrice(position.side, track);
    const verdict = judgeExitAt(position, price, held.value(price), this.#dueMs, track.market.sessions);
    if (verdict === 'start-recovery') position.recoverySinceMs = this.#dueMs;
    else if (verdict !== 'hold') this.#closeAtMarket(track, price, this.#fillMs, verdict);
  }

  enforceDay(tracks: readonly Track[]): void {
    if (this.isSettled) return;
    const unrealised = this.isFlat ? ZERO_USD : unrealisedUsd(tracks, this.#held);
    const cause = dayStopCause(this.books.book, this.#stake, unrealised, this.#request.limits);
    if (cause !== undefined) this.#stopDay(cause, tracks);
    this.isSettled = this.isFlat;
  }

  #stopDay(cause: 'loss' | 'budget', tracks: readonly Track[]): void {
    if (!isStopped(this.books.book)) {
      this.books.stop(this.#dueMs, cause);
      this.record.dailyStops += 1;
    }
    for (const track of tracks) {
      const { isOpen, position } = this.#held[track.index]!;
      if (!track.isPriced || !isOpen) continue;
      this.#closeAtMarket(track, closingPrice(position.side, track), this.#fillMs, 'daily-stop');
    }
  }

  /** Takes a signal through the gates. */
  enter(track: Track, side: Side): void {
    const request = this.#request;
    request.tickMs = this.#dueMs;
    request.book = this.books.book;
    request.isTaken = this.#held[track.index]!.isOpen;
    const denial = firstDenial(request) ?? this.#open(track, side);
    if (denial === undefined) return;
    this.record.denials.add(denial);
    this.record.deniedAt?.push([track.index, this.#dueMs, denial]);
  }

  #open(track: Track, side: Side): DenialCode | undefined {
    const { index, k } = track;
    const { entries } = this.record;
    const price = openingPrice(side, track);
    const held = this.#held[index]!;
    if (!held.open(entries.length + 1, side, price, this.#dueMs, this.#fillMs)) return 'minimum';
    entries.push(index, k, price, this.#dueMs);
    addPosition(this.#stake, held.position, held.worstUsd);
    this.books.open(held.position);
    this.isSettled = false;
    return undefined;
  }

  /** Whether nobody knows which of two orders the rest of this minute fills. */
  isAmbiguousIn({ index, candles, k }: Track): boolean {
    const { isOpen, position } = this.#held[index]!;
    return isOpen && isAmbiguous(position, candles.high[k]!, candles.low[k]!);
  }

  meetRest(track: Track): void {
    const { isOpen, position } = this.#held[track.index]!;
    if (!isOpen) return;
    const high = track.candles.high[track.k]!;
    const low = track.candles.low[track.k]!;
    const met = fillInsideCandle(position, high, low, this.#ambiguousCandle);
    if (met === undefined) return;
    const timeMs = this.#dueMs + MINUTE_MS - 1;
    const ambiguous = isAmbiguous(position, high, low);
    if (met === 'take-profit') this.#closeAtTarget(track, timeMs, ambiguous);
    else this.#closeAtMarket(track, position.stopPrice, timeMs, 'hard-stop', ambiguous);
  }

  #closeAtMarket(
    { index }: Track,
    base: number,
    exitTimeMs: number,
    reason: ExitReason,
    ambiguous = false,
  ): void {
    const { slippageBps, takerFeePct: feePct } = this.#parameters;
    const exitPrice = takerExitPrice(this.#held[index]!.position.side, base, slippageBps);
    this.#close(index, { exitPrice, feePct, exitTimeMs, reason, ambiguous });
  }

  #closeAtTarget({ index }: Track, exitTimeMs: number, ambiguous: boolean): void {
    const { makerFeePct: feePct } = this.#parameters;
    const { takeProfitPrice: exitPrice } = this.#held[index]!.position;
    this.#close(index, { exitPrice, feePct, exitTimeMs, reason: 'target', ambiguous });
  }

  #close(index: number, exit: Exit): void {
    const { books } = this;
    const held = this.#held[index]!;
    const trade = held.close(exit);
    removePosition(this.#stake, held.position, held.worstUsd);
    books.close(trade);
    const untilMs = streakPauseUntilMs(books.book, exit.exitTimeMs, this.#parameters);
    if (untilMs !== undefined) books.pause(exit.exitTimeMs, untilMs);
    this.record.closed.push(index, trade);
    this.isSettled = false;
  }
}
