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
  takerEntryPrice,
  takerExitPrice,
  type AmbiguousCandle,
  type RestingFill,
} from '../core/fill-model.ts';
import { isNewDay, isStopped } from '../core/ledger/day-book.ts';
import { netIfClosed, termsOf, type Position, type PositionTerms } from '../core/ledger/position.ts';
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
import { copyOfHeld, heldFrom, payFunding, unrealisedUsd, type Held } from './held-position.ts';
import type { LoopBook } from './loop-books.ts';
import { closedBy, openedAt, type Exit } from './loop-positions.ts';
import { copyOfRecord, newRecord, type LoopRecord } from './loop-record.ts';
import { requestOf, type LoopRequest } from './loop-request.ts';
import type { Track } from './track.ts';

/** With what an account begins; a copy goes on from what it is a copy of. */
interface AccountStart {
  readonly books: LoopBook;
  readonly held: (Held | undefined)[];
  readonly stake: Stake;
  readonly record: LoopRecord;
}

export class LoopAccount {
  readonly books: LoopBook;
  readonly record: LoopRecord;
  readonly #parameters: BotParameters;
  readonly #terms: PositionTerms;
  readonly #ambiguousCandle: AmbiguousCandle;
  readonly #held: (Held | undefined)[];
  readonly #stake: Stake;
  readonly #request: LoopRequest;
  /** Nothing is open, and the day's limit has been asked since the last change: it would answer the same. */
  #isDaySettled = false;

  private constructor(parameters: BotParameters, ambiguousCandle: AmbiguousCandle, start: AccountStart) {
    const { books, held, stake, record } = start;
    this.books = books;
    this.record = record;
    this.#parameters = parameters;
    this.#terms = termsOf(parameters);
    this.#ambiguousCandle = ambiguousCandle;
    this.#held = held;
    this.#stake = stake;
    this.#request = requestOf(parameters, books.book, stake);
  }

  /** The stop wins every ambiguous candle. */
  static begin(parameters: BotParameters, symbols: readonly string[], books: LoopBook): LoopAccount {
    const nothing = { held: symbols.map(() => undefined), stake: noStake(), record: newRecord(symbols) };
    return new LoopAccount(parameters, 'stop-first', { books, ...nothing });
  }

  /** The same account, that fills ambiguous candles in another order from here. */
  copyWith(ambiguousCandle: AmbiguousCandle): LoopAccount {
    return new LoopAccount(this.#parameters, ambiguousCandle, {
      books: this.books.copy(),
      held: this.#held.map((held) => held && copyOfHeld(held)),
      stake: { ...this.#stake },
      record: copyOfRecord(this.record),
    });
  }

  get isFlat(): boolean {
    return this.#stake.positions === 0;
  }

  /** `undefined` where nothing is open. */
  sideOf({ index }: Track): Side | undefined {
    return this.#held[index]?.position.side;
  }

  /** In the order in which they were opened. */
  get open(): readonly Position[] {
    const open = this.#held.flatMap((held) => (held === undefined ? [] : [held.position]));
    return open.sort((left, right) => left.tradeId - right.tradeId);
  }

  begin(balanceUsd: Usd, minuteMs: number): void {
    this.books.begin(balanceUsd, minuteMs);
    this.#askLimits();
  }

  /** A trade closes in its own minute: nothing but a new day changes the balance that they follow from. */
  #askLimits(): void {
    this.#request.limits = dayLimitsOf(this.#parameters, this.books.book.dayStartBalanceUsd);
    this.#isDaySettled = false;
  }

  rollDay(minuteMs: number): void {
    if (!isNewDay(this.books.book, minuteMs)) return;
    this.books.beginDay(minuteMs);
    this.#askLimits();
  }

  /** Which resting order a price fills, after the funding that is due. */
  meetPrice(track: Track, price: number, timeMs: number): RestingFill {
    const held = this.#held[track.index];
    if (held === undefined) return undefined;
    if (timeMs >= held.fundingFromMs) payFunding(held, track.funding, price, timeMs, this.#parameters);
    return fillAtOpen(held.position, price);
  }

  closeMet(track: Track, met: 'stop' | 'take-profit', price: number, timeMs: number): void {
    if (met === 'stop') this.#closeAtMarket(track, price, timeMs, 'hard-stop');
    else this.#closeAtTarget(track, timeMs, false);
  }

  /** @param dueMs the scheduled time, that ages count to. @param fillMs when a close is filled. */
  judge(track: Track, dueMs: number, fillMs: number): void {
    const held = this.#held[track.index];
    if (held === undefined) return;
    const price = closingPrice(held.position.side, track);
    held.netUsd = netIfClosed(held.position, price, this.#parameters);
    const verdict = judgeExitAt(held.position, price, held.netUsd, dueMs);
    if (verdict === 'start-recovery') held.position.recoverySinceMs = dueMs;
    else if (verdict !== 'hold') this.#closeAtMarket(track, price, fillMs, verdict);
  }

  enforceDay(tracks: readonly Track[], dueMs: number, fillMs: number): void {
    if (this.#isDaySettled) return;
    const unrealised = this.isFlat ? ZERO_USD : unrealisedUsd(tracks, this.#held);
    const cause = dayStopCause(this.books.book, this.#stake, unrealised, this.#request.limits);
    if (cause !== undefined) this.#stopDay(cause, tracks, dueMs, fillMs);
    this.#isDaySettled = this.isFlat;
  }

  #stopDay(cause: 'loss' | 'budget', tracks: readonly Track[], dueMs: number, fillMs: number): void {
    if (!isStopped(this.books.book)) {
      this.books.stop(dueMs, cause);
      this.record.dailyStops += 1;
    }
    for (const track of tracks) {
      const held = this.#held[track.index];
      if (!track.isPriced || held === undefined) continue;
      this.#closeAtMarket(track, closingPrice(held.position.side, track), fillMs, 'daily-stop');
    }
  }

  /** Takes a signal through the gates. @param fillMs when an entry is filled. */
  enter(track: Track, side: Side, dueMs: number, fillMs: number): void {
    const request = this.#request;
    request.tickMs = dueMs;
    request.book = this.books.book;
    request.isTaken = this.#held[track.index] !== undefined;
    const denial = firstDenial(request) ?? this.#open(track, side, dueMs, fillMs);
    if (denial === undefined) return;
    this.record.denials.add(denial);
    this.record.deniedAt?.push([track.index, track.k, denial]);
  }

  #open(track: Track, side: Side, dueMs: number, fillMs: number): DenialCode | undefined {
    const { index, market, funding, k } = track;
    const parameters = this.#parameters;
    const price = openingPrice(side, track);
    const entryPrice = takerEntryPrice(side, price, parameters.slippageBps);
    const tradeId = this.record.entries.length + 1;
    const terms = this.#terms;
    const position = openedAt(entryPrice, { tradeId, market, side, dueMs, fillMs, terms, parameters });
    if (position === undefined) return 'minimum';
    const held = heldFrom(position, funding, parameters);
    this.#held[index] = held;
    this.record.entries.push(index, k, price, dueMs);
    addPosition(this.#stake, position, held.worstUsd);
    this.books.open(position);
    this.#isDaySettled = false;
    return undefined;
  }

  /** Whether nobody knows which of two orders the rest of this minute fills. */
  isAmbiguousIn({ index, candles, k }: Track): boolean {
    const held = this.#held[index];
    return held !== undefined && isAmbiguous(held.position, candles.high[k]!, candles.low[k]!);
  }

  meetRest(track: Track, minuteMs: number): void {
    const held = this.#held[track.index];
    if (held === undefined) return;
    const high = track.candles.high[track.k]!;
    const low = track.candles.low[track.k]!;
    const met = fillInsideCandle(held.position, high, low, this.#ambiguousCandle);
    if (met === undefined) return;
    const timeMs = minuteMs + MINUTE_MS - 1;
    const ambiguous = isAmbiguous(held.position, high, low);
    if (met === 'take-profit') this.#closeAtTarget(track, timeMs, ambiguous);
    else this.#closeAtMarket(track, held.position.stopPrice, timeMs, 'hard-stop', ambiguous);
  }

  #closeAtMarket(
    { index }: Track,
    base: number,
    exitTimeMs: number,
    reason: ExitReason,
    ambiguous = false,
  ): void {
    const { slippageBps, takerFeePct: feePct } = this.#parameters;
    const held = this.#held[index]!;
    const exitPrice = takerExitPrice(held.position.side, base, slippageBps);
    this.#close(index, held, { exitPrice, feePct, exitTimeMs, reason, ambiguous });
  }

  #closeAtTarget({ index }: Track, exitTimeMs: number, ambiguous: boolean): void {
    const { makerFeePct: feePct } = this.#parameters;
    const held = this.#held[index]!;
    const { takeProfitPrice: exitPrice } = held.position;
    this.#close(index, held, { exitPrice, feePct, exitTimeMs, reason: 'target', ambiguous });
  }

  #close(index: number, { position, worstUsd }: Held, exit: Exit): void {
    const { books } = this;
    const trade = closedBy(position, exit);
    this.#held[index] = undefined;
    removePosition(this.#stake, position, worstUsd);
    books.close(trade);
    const untilMs = streakPauseUntilMs(books.book, exit.exitTimeMs, this.#parameters);
    if (untilMs !== undefined) books.pause(exit.exitTimeMs, untilMs);
    this.record.closed.push(index, trade);
    this.#isDaySettled = false;
  }
}
