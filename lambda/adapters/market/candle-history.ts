/**
 * Which candles of one symbol are known, from where does the next page begin, and when has the last one closed?
 *
 * - A history grows from where it ended, and leaves out no candle that the venue has.
 * - A page that could not be read is asked for again, however long it takes.
 * - No candle is forgotten before it has been shown.
 * - Just after the turn of a minute its candle has closed when the venue shows the next one; after that the clock says so.
 */
import { candlesOfRows, type CandleRow, type Candles } from '../../core/market.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs, utcMinute } from '../../core/units.ts';
import type { Clock } from '../../ports.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { candlesOf, type Listing } from './ccxt-market-mapping.ts';
import { failureOf, isPassing, type MarketProblem } from './venue-error.ts';
import type { VenueRequests } from './venue-requests.ts';

/** Minutes in which the venue has no candle, from the first up to the end of the last. */
export type Gap = Readonly<Record<'fromMs' | 'toMs', number>>;

export class CandleTrack {
  private rows: CandleRow[] = [];
  /** Everything that the venue has from here on is known or will be asked for. */
  private startMs: number | undefined;
  /** There is nothing between the last row and this moment. */
  private emptyToMs = -Infinity;
  private keepFromMs = -Infinity;
  /** Somebody has counted on every candle from `startMs` on. */
  private isOwed = false;
  /** The newest candle that the venue has shown, closed or not. */
  private newestMs = -Infinity;

  /** Drops candles that the tick before has shown, and that no signal needs. */
  forget(): void {
    if (this.startMs === undefined || this.keepFromMs <= this.startMs) return;
    this.rows = this.rows.filter(({ openTimeMs }) => openTimeMs >= this.keepFromMs);
    this.startMs = this.keepFromMs;
    this.isOwed = false;
  }

  /** The candles have been shown, and may be forgotten but for the minutes from `keepFromMs` on. */
  shown(keepFromMs: number): void {
    const end = this.rows.at(-1)?.openTimeMs ?? this.startMs ?? keepFromMs;
    this.keepFromMs = Math.min(keepFromMs, end);
  }

  /** Makes the next page begin at `sinceMs`, unless everything from there on is known. */
  reachBackTo(sinceMs: number): void {
    const fromMs = minuteStartMs(sinceMs);
    if (this.startMs !== undefined && this.startMs <= fromMs) return;
    this.rows = [];
    this.emptyToMs = -Infinity;
    this.startMs = fromMs;
    this.keepFromMs = -Infinity;
    this.isOwed = true;
  }

  /**
   * Where the next page begins. The last row is asked for once more: a venue may have corrected it.
   *
   * @param firstMs where to begin when nothing is known.
   */
  nextFromMs(firstMs: number): number {
    this.startMs ??= firstMs;
    return Math.max(this.rows.at(-1)?.openTimeMs ?? this.startMs, this.emptyToMs);
  }

  /** Adds rows by time; returns the minutes before and between them that should be there and are not. */
  add(rows: readonly CandleRow[]): readonly Gap[] {
    const gaps: Gap[] = [];
    for (const row of rows) {
      const last = this.rows.at(-1);
      if (last !== undefined && row.openTimeMs < last.openTimeMs) continue;
      const fromMs = last === undefined ? this.owedFromMs(row) : last.openTimeMs + MINUTE_MS;
      if (row.openTimeMs > fromMs) gaps.push({ fromMs, toMs: row.openTimeMs });
      if (last?.openTimeMs === row.openTimeMs) this.rows.pop();
      this.rows.push(row);
    }
    return gaps;
  }

  /** A history that nobody has counted on may begin with any row. */
  private owedFromMs(first: CandleRow): number {
    return this.isOwed ? (this.startMs ?? first.openTimeMs) : first.openTimeMs;
  }

  /** The venue has nothing between the last row and `toMs`. */
  nothingUpTo(toMs: number): void {
    this.emptyToMs = toMs;
  }

  get lastOpenTimeMs(): number | undefined {
    return this.rows.at(-1)?.openTimeMs;
  }

  /** The venue has shown a candle that opens then. */
  noteShown(openTimeMs: number): void {
    this.newestMs = Math.max(this.newestMs, openTimeMs);
  }

  /** Whether the minute has begun at the venue: a candle of it is there, or was. */
  hasBegun(minuteMs: number): boolean {
    return this.newestMs >= minuteMs;
  }

  /** The clock was ahead when they were read: the last may have been forming, unless the venue has shown the next. */
  doubtLast(): void {
    this.emptyToMs = -Infinity;
    if (this.lastOpenTimeMs !== undefined && !this.hasBegun(this.lastOpenTimeMs + MINUTE_MS)) this.rows.pop();
  }

  /** Whether every candle that has closed by the minute is known. */
  isUpTo(minuteMs: number): boolean {
    return this.lastOpenTimeMs !== undefined && this.lastOpenTimeMs >= minuteMs - MINUTE_MS;
  }

  candles(): Candles {
    return candlesOfRows(this.rows);
  }
}

/** Candles known of each symbol: the longest signal needs 201. One page of most venues, and a cheap one. */
export const HISTORY_MS = 499 * MINUTE_MS;

/** How often a missing candle is asked for within one tick, and how long after the answer. */
const ATTEMPTS = 3;
const ASK_AGAIN_AFTER_MS = 1_500;

/** Until so long after the turn the venue's clock may be behind ours; and how often its newest candle is looked at. */
const SETTLE_MS = SECOND_MS / 2;
const SETTLE_LOOK_MS = 150;
const SETTLE_LOOKS = 3;

export interface Observation {
  readonly tickMs: number;
  /** No new page is begun later. */
  readonly endMs: number;
  readonly problems: MarketProblem[];
}

export interface ReaderOptions {
  readonly client: CcxtClient;
  readonly requests: VenueRequests;
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;
}

/** Reads the candles that a track lacks. */
export class CandleReader {
  private readonly options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.options = options;
  }

  /** Asks for the candles that have closed since the last time; whether all up to this minute are known now. */
  async catchUp(track: CandleTrack, listing: Listing, observation: Observation): Promise<boolean> {
    const isComplete = await this.complete(track, listing, observation);
    if (isComplete) await this.settle(track, listing, observation);
    return isComplete;
  }

  private async complete(track: CandleTrack, listing: Listing, observation: Observation): Promise<boolean> {
    const { clock, pause } = this.options;
    const { tickMs, endMs, problems } = observation;
    for (let attempt = 1; ; attempt += 1) {
      if (track.isUpTo(tickMs)) return true;
      const problem = await this.extend(track, listing, observation);
      if (problem === undefined) continue;
      const mayComeSoon = attempt < ATTEMPTS && clock.nowMs() + ASK_AGAIN_AFTER_MS < endMs;
      if (!mayComeSoon || !isPassing(problem)) {
        problems.push(problem);
        return false;
      }
      await pause(ASK_AGAIN_AFTER_MS);
    }
  }

  /** A reading that fails leaves what is known: the clock says soon enough that it has closed. */
  private async settle(track: CandleTrack, listing: Listing, observation: Observation): Promise<void> {
    const { clock, pause } = this.options;
    const { tickMs } = observation;
    for (let look = 0; look < SETTLE_LOOKS; look += 1) {
      if (track.hasBegun(tickMs) || clock.nowMs() >= tickMs + SETTLE_MS) return;
      await pause(SETTLE_LOOK_MS);
      await this.extend(track, listing, observation);
    }
  }

  /** Goes through the pages that are missing; returns why the last closed candle is not there, if it is not. */
  private async extend(
    track: CandleTrack,
    listing: Listing,
    observation: Observation,
  ): Promise<MarketProblem | undefined> {
    const { symbol } = listing.market;
    const { tickMs, endMs } = observation;
    let fromMs = track.nextFromMs(tickMs - HISTORY_MS);
    try {
      while (fromMs < tickMs) {
        if (this.options.clock.nowMs() >= endMs) {
          const text = `its candles are known up to ${utcMinute(fromMs)}, and the rest follows`;
          return { symbol, kind: 'late-candle', text };
        }
        const lastMs = track.lastOpenTimeMs;
        const pageEndMs = await this.addPage(track, listing, fromMs, observation);
        const newestMs = track.lastOpenTimeMs;
        if (newestMs !== undefined && newestMs !== lastMs) fromMs = newestMs + MINUTE_MS;
        else {
          if (pageEndMs >= tickMs) break;
          track.nothingUpTo(pageEndMs);
          fromMs = pageEndMs;
        }
      }
    } catch (error) {
      const failure = failureOf(error);
      return { symbol, kind: 'failed', text: failure.message, failure };
    }
    const text = `the candle of ${utcMinute(tickMs - MINUTE_MS)} is not there`;
    return track.isUpTo(tickMs) ? undefined : { symbol, kind: 'late-candle', text };
  }

  /** Adds the candles of one page to the track; returns where the page ends. @throws VenueError */
  private async addPage(
    track: CandleTrack,
    listing: Listing,
    fromMs: number,
    { tickMs, problems }: Observation,
  ): Promise<number> {
    const { client, requests } = this.options;
    const { ccxtSymbol, market } = listing;
    const { symbol } = market;
    // One more than have closed: the one that is forming.
    const limit = Math.min(client.pageCandles, (tickMs - fromMs) / MINUTE_MS + 1);
    const answer = await requests.ask(`candles of ${symbol}`, () =>
      client.fetchOHLCV(ccxtSymbol, '1m', fromMs, limit),
    );
    const { rows, refused, newestMs } = candlesOf(answer, tickMs);
    if (newestMs !== undefined) track.noteShown(newestMs);
    const gaps = track.add(rows.filter(({ openTimeMs }) => openTimeMs >= fromMs));
    const missing = gaps.map(
      (gap) =>
        `there are no candles from ${utcMinute(gap.fromMs)} to ${utcMinute(gap.toMs)}: nothing is done there`,
    );
    for (const text of [...refused, ...missing]) problems.push({ symbol, kind: 'missing-candles', text });
    return fromMs + limit * MINUTE_MS;
  }
}
