/**
 * What a picture of a run is drawn from: its markets at one moment, and what has happened there since the last one.
 *
 * Times are in ms since the beginning of the run.
 */
import { decimal, toNumber } from '../venue/decimal.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import type { Unprotected } from '../venue/venue-state.ts';
import type { World } from './world/world.ts';

export interface MarketSample {
  readonly symbol: string;
  readonly price: number;
  /** Of the position: positive for a long, negative for a short, zero without one. */
  readonly amount: number;
  /** Where the nearest of its stops rests. */
  readonly stopPrice: number | undefined;
}

export interface Fill {
  readonly atMs: number;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  /** Whether it made the position larger. */
  readonly isEntry: boolean;
}

/** A time in which a position had no stop. */
export interface NakedSpan {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RunSample {
  readonly atMs: number;
  readonly markets: readonly MarketSample[];
  readonly fills: readonly Fill[];
  /** Those that have ended since the last sample, and those that go on. */
  readonly naked: readonly NakedSpan[];
}

/** Takes a sample after each step of prices, and whatever else looks at them. */
export function sampleSteps(world: World, onSample: (sample: RunSample) => void): void {
  const sampler = new VenueSampler(world.venue, world.terms.startMs);
  const others = world.onStep;
  world.onStep = () => {
    others();
    const prices = [...world.paths].map(([symbol, { formingBar }]) => [symbol, formingBar.close] as const);
    onSample(sampler.sample(world.time.nowMs(), new Map(prices)));
  };
}

class VenueSampler {
  private readonly venue: BinanceVenue;
  private readonly startMs: number;
  private trades = 0;
  private readonly amounts = new Map<string, bigint>();
  private readonly told = new Set<Unprotected>();

  constructor(venue: BinanceVenue, startMs: number) {
    this.venue = venue;
    this.startMs = startMs;
  }

  /** @param prices by symbol */
  sample(nowMs: number, prices: ReadonlyMap<string, number>): RunSample {
    const { books } = this.venue;
    const markets = [...prices].map(([symbol, price]): MarketSample => {
      const amount = books.positions
        .filter((position) => position.symbol === symbol)
        .reduce((sum, position) => sum + position.amount, 0n);
      return { symbol, price, amount: toNumber(amount), stopPrice: this.stopOf(symbol, price) };
    });
    return { atMs: nowMs - this.startMs, markets, fills: this.newFills(), naked: this.newNaked(nowMs) };
  }

  private stopOf(symbol: string, price: number): number | undefined {
    const distance = (stop: number) => Math.abs(stop - price);
    return this.venue.books.openAlgos
      .filter((algo) => algo.symbol === symbol && algo.type.startsWith('STOP'))
      .map(({ triggerPrice }) => toNumber(triggerPrice))
      .toSorted((left, right) => distance(left) - distance(right))
      .at(0);
  }

  private newFills(): readonly Fill[] {
    const fresh = this.venue.books.trades.slice(this.trades);
    this.trades += fresh.length;
    return fresh.map(({ symbol, side, price, quantity, timeMs }) => {
      const before = this.amounts.get(symbol) ?? decimal(0);
      const after = side === 'BUY' ? before + quantity : before - quantity;
      this.amounts.set(symbol, after);
      const isEntry = after === 0n ? false : before === 0n || before > 0n === (side === 'BUY');
      return { atMs: timeMs - this.startMs, symbol, side, price: toNumber(price), isEntry };
    });
  }

  private newNaked(nowMs: number): readonly NakedSpan[] {
    const fresh = this.venue.books.unprotected.filter((span) => !this.told.has(span));
    return fresh.map((span) => {
      if (span.toMs !== undefined) this.told.add(span);
      const { symbol, fromMs, toMs = nowMs } = span;
      return { symbol, fromMs: fromMs - this.startMs, toMs: toMs - this.startMs };
    });
  }
}
