/**
 * All that is known of a run, and what of it had happened at the time that is looked at.
 *
 * Invariant: nothing of a later time shows: a trade is there from its exit on, and is open from its entry until then.
 */
import { bytesOfBase64 } from '../../report/packing/base64-bytes.ts';
import { unpackCandles } from '../../report/packing/packed-candles.ts';
import { unpackClosedTrades } from '../../report/packing/packed-trades.ts';
import type { PageFacts } from '../../report/page-facts.ts';
import { slippageTogether, type SlippageSums } from '../../../lambda/charts/cost-waterfall.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import type { Candles } from '../../../lambda/core/market.ts';
import type { FeedAbout, FeedDenials, FeedMoment, FeedPart, FeedStanding, Place } from '../feed-part.ts';
import { GrowingCandles } from '../growing-candles.ts';
import { positionOfTrade } from '../position-then.ts';

export class RunState implements PageFacts {
  readonly about: FeedAbout;
  readonly #candles: ReadonlyMap<string, GrowingCandles>;
  readonly #trades: ClosedTrade[] = [];
  readonly #details: FeedPart['details'] = [];
  readonly #slippages: FeedPart['slippages'] = [];
  readonly #standings: FeedStanding[] = [];
  readonly #denials: FeedDenials[] = [];
  readonly #moments: FeedMoment[] = [];
  #denying: FeedPart['denying'] = {};
  #areStandingsTold = false;
  #open: readonly Position[] = [];
  #place: Place | undefined;
  #nowMs: number;
  #timeMs: number;
  /** Before `timeMs`, as of which they were found. */
  #shownTrades: readonly ClosedTrade[] = [];
  status: FeedPart['status'] = 'waiting';
  words = '';

  constructor(about: FeedAbout) {
    this.about = about;
    this.#candles = new Map(about.symbols.map((symbol) => [symbol, new GrowingCandles()]));
    this.#nowMs = about.fromMs;
    this.#timeMs = about.fromMs;
  }

  take(part: FeedPart): void {
    const follows = this.isAtEnd;
    this.#place = part.place;
    this.status = part.status;
    this.words = part.words;
    for (const { name, decimals, base64 } of part.candles)
      this.#candles.get(name)?.add(unpackCandles({ decimals, bytes: bytesOfBase64(base64) }));
    const { base64, ...columns } = part.trades;
    this.#trades.push(...unpackClosedTrades({ ...columns, bytes: bytesOfBase64(base64) }));
    this.#details.push(...part.details);
    this.#slippages.push(...part.slippages);
    this.#open = part.open;
    this.#areStandingsTold ||= part.standings !== undefined;
    this.#standings.push(...(part.standings ?? []));
    this.#denials.push(...part.denials);
    this.#denying = part.denying;
    this.#moments.push(...part.moments);
    this.#nowMs = part.nowMs;
    this.goTo(follows ? part.nowMs : this.#timeMs);
  }

  /** To which it has read. */
  get place(): Place | undefined {
    return this.#place;
  }

  /** Up to which minute the run has come. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The time that is looked at. */
  get timeMs(): number {
    return this.#timeMs;
  }

  get isAtEnd(): boolean {
    return this.#timeMs >= this.#nowMs;
  }

  goTo(timeMs: number): void {
    this.#timeMs = Math.min(this.#nowMs, Math.max(this.about.fromMs, timeMs));
    const length = firstAfter(this.#trades, this.#timeMs);
    if (length !== this.#shownTrades.length) this.#shownTrades = this.#trades.slice(0, length);
  }

  /** Closed until then, in the order in which they closed. */
  get trades(): readonly ClosedTrade[] {
    return this.#shownTrades;
  }

  /** Of these trades. */
  get slippage(): SlippageSums {
    return slippageTogether(this.#slippages.slice(0, this.#shownTrades.length));
  }

  get candles(): ReadonlyMap<string, Candles> {
    const until = this.#timeMs;
    return new Map([...this.#candles].map(([name, growing]) => [name, growing.until(until)]));
  }

  /** Open then, in the order in which they were opened; those that have closed since are made of their trade and its row. */
  get open(): readonly Position[] {
    const timeMs = this.#timeMs;
    const closed = this.#trades
      .slice(this.#shownTrades.length)
      .flatMap((trade, k) =>
        trade.entryTimeMs > timeMs
          ? []
          : [positionOfTrade(trade, this.#details[this.#shownTrades.length + k], this.about, timeMs)],
      );
    const still = this.#open.filter(({ filledAtMs }) => filledAtMs <= timeMs);
    return [...closed, ...still].toSorted((left, right) => left.tradeId - right.tradeId);
  }

  /** Why nothing was entered then; `undefined` where nobody has told. */
  get restrictions(): FeedStanding['restrictions'] | undefined {
    if (!this.#areStandingsTold) return undefined;
    return this.#standings.findLast(({ timeMs }) => timeMs <= this.#timeMs)?.restrictions ?? [];
  }

  /** Entries that were denied until the hour before then, by their gate; `undefined` where nobody has told. */
  get denied(): ReadonlyMap<string, number> | undefined {
    if (!this.#areStandingsTold) return undefined;
    const sums = new Map<string, number>();
    const add = (counts: FeedPart['denying']) => {
      for (const [gate, times] of Object.entries(counts)) sums.set(gate, (sums.get(gate) ?? 0) + times);
    };
    for (const { timeMs, counts } of this.#denials) if (timeMs <= this.#timeMs) add(counts);
    if (this.isAtEnd) add(this.#denying);
    return sums;
  }

  /** Until then. */
  get moments(): readonly FeedMoment[] {
    return this.#moments.filter(({ timeMs }) => timeMs <= this.#timeMs);
  }

  get data(): PageFacts['data'] {
    const { fromMs, beganDollars, terms } = this.about;
    return {
      fromMs,
      toMs: this.#timeMs,
      beganDollars,
      moves: [],
      trades: { names: [], reasons: [], priceDecimals: 0, quantityDecimals: 0 },
      details: this.#details,
      terms,
      candles: [],
    };
  }
}

/** How many of them had closed. */
function firstAfter(trades: readonly ClosedTrade[], timeMs: number): number {
  let [low, high] = [0, trades.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trades[middle]!.exitTimeMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
