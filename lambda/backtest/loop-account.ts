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
} from '../core/fill-model.ts';
import { isNewDay, isStopped } from '../core/ledger/day-book.ts';
import { netIfClosed, termsOf, type Position, type PositionTerms } from '../core/ledger/position.ts';
import type { Side } from '../core/market.ts';
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
import { MINUTE_MS, ZERO_USD, plus, type Usd } from '../core/units.ts';
import { copyOfHeld, heldFrom, payFunding, type Held } from './held-position.ts';
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
    const held = symbols.map(() => undefined);
    const start = { books, held, stake: noStake(), record: newRecord(symbols) };
    return new LoopAccount(parameters, 'stop-first', start);
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

  meetOpen(track: Track, minuteMs: number): void {
    const held = this.#held[track.index];
    if (held === undefined) return;
    const { position } = held;
    const price = track.candles.open[track.k]!;
    if (minuteMs >= held.fundingFromMs) payFunding(held, track.funding, price, minuteMs, this.#parameters);
    const met = fillAtOpen(position, price);
    if (met === 'stop') this.#closeAtMarket(track, price, minuteMs, 'hard-stop');
    else if (met === 'take-profit') this.#closeAtTarget(track, minuteMs, false);
  }

  judge(track: Track, minuteMs: number): void {
    const held = this.#held[track.index];
    if (held === undefined) return;
    const price = track.candles.open[track.k]!;
    held.netUsd = netIfClosed(held.position, price, this.#parameters);
    const verdict = judgeExitAt(held.position, price, held.netUsd, minuteMs);
    if (verdict === 'start-recovery') held.position.recoverySinceMs = minuteMs;
    else if (verdict !== 'hold') this.#closeAtMarket(track, price, minuteMs, verdict);
  }

  enforceDay(tracks: readonly Track[], minuteMs: number): void {
    if (this.#isDaySettled) return;
    const { book } = this.books;
    const cause = dayStopCause(book, this.#stake, this.#unrealisedUsd(tracks), this.#request.limits);
    if (cause !== undefined) this.#stopDay(cause, tracks, minuteMs);
    this.#isDaySettled = this.isFlat;
  }

  /** Of the symbols that have a price now. */
  #unrealisedUsd(tracks: readonly Track[]): Usd {
    let sumUsd = ZERO_USD;
    if (this.isFlat) return sumUsd;
    for (const { isPriced, index } of tracks) {
      const held = this.#held[index];
      if (isPriced && held !== undefined) sumUsd = plus(sumUsd, held.netUsd);
    }
    return sumUsd;
  }

  #stopDay(cause: 'loss' | 'budget', tracks: readonly Track[], minuteMs: number): void {
    if (!isStopped(this.books.book)) {
      this.books.stop(minuteMs, cause);
      this.record.dailyStops += 1;
    }
    for (const track of tracks) {
      if (!track.isPriced || this.#held[track.index] === undefined) continue;
      this.#closeAtMarket(track, track.candles.open[track.k]!, minuteMs, 'daily-stop');
    }
  }

  /** Takes a signal through the gates. */
  enter(track: Track, side: Side, minuteMs: number): void {
    const request = this.#request;
    request.tickMs = minuteMs;
    request.book = this.books.book;
    request.isTaken = this.#held[track.index] !== undefined;
    const denial = firstDenial(request) ?? this.#open(track, side, minuteMs);
    if (denial === undefined) return;
    this.record.denials.add(denial);
    this.record.deniedAt?.push([track.index, track.k, denial]);
  }

  #open({ index, market, candles, funding, k }: Track, side: Side, minuteMs: number): DenialCode | undefined {
    const parameters = this.#parameters;
    const price = candles.open[k]!;
    const entryPrice = takerEntryPrice(side, price, parameters.slippageBps);
    const tradeId = this.record.entries.length / 2 + 1;
    const terms = this.#terms;
    const position = openedAt(entryPrice, { tradeId, market, side, minuteMs, terms, parameters });
    if (position === undefined) return 'minimum';
    const held = heldFrom(position, funding, parameters);
    this.#held[index] = held;
    this.record.entries.push(index, k);
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
    const exitPrice = held.position.takeProfitPrice;
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
