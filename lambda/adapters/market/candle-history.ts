/**
 * Which candles of one symbol are known, and from where does the next page begin?
 *
 * - A history grows from where it ended, and leaves out no candle that the venue has.
 * - A page that could not be read is asked for again, however long it takes.
 * - No candle is forgotten before it has been shown.
 */
import type { Candles } from '../../core/market.ts';
import { MINUTE_MS, minuteStartMs } from '../../core/units.ts';
import type { CandleRow } from './ccxt-market-mapping.ts';

/** Minutes in which the venue has no candle, from the first up to the end of the last. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

export class CandleTrack {
  private rows: CandleRow[] = [];
  /** Everything that the venue has from here on is known or will be asked for. */
  private startMs: number | undefined;
  /** There is nothing between the last row and this moment. */
  private emptyToMs = -Infinity;
  private keepFromMs = -Infinity;
  /** Somebody has counted on every candle from `startMs` on. */
  private isOwed = false;

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

  /** Whether every candle that has closed by the minute is known. */
  isUpTo(minuteMs: number): boolean {
    return this.lastOpenTimeMs !== undefined && this.lastOpenTimeMs >= minuteMs - MINUTE_MS;
  }

  candles(): Candles {
    return candlesOfRows(this.rows);
  }
}

/** @param rows by time. */
export function candlesOfRows(rows: readonly CandleRow[]): Candles {
  const column = (key: keyof CandleRow) => Float64Array.from(rows, (row) => row[key]);
  return {
    length: rows.length,
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}
