/**
 * A run as its page reads it, while it goes on and when it is over.
 *
 * - Lists only grow, so that a place in them stays a place. What is open, and how far it has come, is told anew.
 * - A part is bounded, whatever there is: reading it holds up the run for some milliseconds at most.
 * - Nothing that the run does depends on it.
 */
import { withCommandLines } from '../../lambda/adapters/command-line.ts';
import { TradeDetailsBook, type TradeDetails } from '../../lambda/charts/trade-details.ts';
import { attributionOf } from '../../lambda/backtest/result/attribution.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { DenialCounts, LedgerEvent, LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { firstFrom, type Candles, type MarketView, type SymbolCandles } from '../../lambda/core/market.ts';
import { restrictionWords } from '../../lambda/core/restrictions/restriction-words.ts';
import { restrictionsOf } from '../../lambda/core/restrictions/restrictions.ts';
import { toDollars } from '../../lambda/core/units.ts';
import type { BotParameters } from '../../lambda/config.ts';
import { eventWords } from '../cli/screens/tick-screen.ts';
import { packCandles } from '../report/packing/packed-candles.ts';
import { packTrades } from '../report/packing/packed-trades.ts';
import { detailsData } from '../report/page-blocks.ts';
import { GrowingCandles, candlesBetween } from './growing-candles.ts';
import type { FeedAbout, FeedDenials, FeedMoment, FeedPart, FeedStanding, Place } from './feed-part.ts';

/** Of all symbols in one part. */
const CANDLES_MAX = 60_000;
const TRADES_MAX = 5_000;
const NOTES_MAX = 2_000;
/** Of a run that is over, which nothing holds up any more. */
const TIMES_MORE = 4;

/** A tick, or a watch step, as far as the page shows it. */
export interface FeedTick {
  readonly tickMs: number;
  readonly state: BotState;
  readonly parameters: BotParameters;
  readonly rows: readonly Pick<LedgerRow, 'event'>[];
}

export class RunFeed {
  readonly #about: FeedAbout;
  readonly #candles: readonly { readonly symbol: string; readonly all: GrowingCandles }[];
  readonly #trades: ClosedTrade[] = [];
  readonly #details: TradeDetails[] = [];
  readonly #slippages: (number | undefined)[] = [];
  readonly #book = new TradeDetailsBook();
  readonly #standings: FeedStanding[] = [];
  readonly #denials: FeedDenials[] = [];
  readonly #moments: FeedMoment[] = [];
  #denying: FeedPart['denying'] = {};
  #open: readonly Position[] = [];
  #isTold = false;
  #nowMs: number;
  #version = 0;
  #status: FeedPart['status'] = 'waiting';
  #words = '';

  /** @param market candles that are known before; those of later minutes are kept back until then. */
  constructor(about: FeedAbout, market: readonly SymbolCandles[] = []) {
    this.#about = about;
    this.#nowMs = about.fromMs;
    this.#candles = about.symbols.map((symbol) => ({ symbol, all: new GrowingCandles() }));
    for (const { symbol, candles } of market) this.#add(symbol, candles, candles.length);
  }

  get #timesMore(): number {
    return this.isOver ? TIMES_MORE : 1;
  }

  get isOver(): boolean {
    return this.#status === 'ended' || this.#status === 'failed';
  }

  /** A market in real time, as a tick has just read it. */
  views(views: readonly MarketView[]): void {
    for (const { market, candles, last } of views) this.#add(market.symbol, candles, last + 1);
    this.#version += 1;
  }

  /** Rows that the run has left before, in their order. */
  before(rows: readonly Pick<LedgerRow, 'event'>[], state: BotState): void {
    for (const { event } of rows) this.#take(event);
    this.#open = state.ledger.positions;
    this.#nowMs = Math.max(this.#nowMs, state.tickMs ?? this.#nowMs);
    this.#version += 1;
  }

  tick({ tickMs, state, parameters, rows }: FeedTick): void {
    this.#status = 'running';
    this.#version += 1;
    this.#nowMs = Math.max(this.#nowMs, tickMs);
    for (const { event } of rows) this.#take(event);
    this.#open = state.ledger.positions;
    this.#denying = countsOf(state.denials);
    this.#stand(tickMs, state, parameters);
  }

  /** Something that no row of the ledger says. */
  note(timeMs: number, words: string): void {
    this.#moments.push({ timeMs, words });
    this.#version += 1;
  }

  /**
   * All of a run that was made without ticks.
   *
   * @param hasChangedCosts nobody knows with which of them each trade was filled.
   */
  whole(
    trades: readonly ClosedTrade[],
    open: readonly Position[],
    nowMs: number,
    hasChangedCosts = false,
  ): void {
    this.#trades.push(...trades);
    for (const trade of trades) {
      const told = hasChangedCosts ? undefined : attributionOf([trade], this.#about.parameters);
      this.#slippages.push(told && toDollars(told.slippageUsd));
    }
    this.#open = open;
    this.#nowMs = nowMs;
    this.#version += 1;
  }

  end(status: 'ended' | 'failed', words: string): void {
    this.#status = status;
    this.#words = words;
    this.#version += 1;
  }

  /** @returns `undefined` for a place that this run does not have. */
  since(place: Place): FeedPart | undefined {
    const lists = {
      trades: sliceOf(this.#trades, place.trades, TRADES_MAX * this.#timesMore),
      standings: sliceOf(this.#standings, place.standings, NOTES_MAX),
      denials: sliceOf(this.#denials, place.denials, NOTES_MAX),
      moments: sliceOf(this.#moments, place.moments, NOTES_MAX),
    };
    const { trades, standings, denials, moments } = lists;
    const isAhead = Object.values(lists).some(({ rest }) => rest < 0);
    if (isAhead || place.candles.length > this.#candles.length) return undefined;
    const candles = this.#candlesSince(place);
    const { bytes, ...columns } = packTrades(trades.items);
    return {
      place: {
        candles: candles.map(({ to }) => to),
        trades: trades.to,
        standings: standings.to,
        denials: denials.to,
        moments: moments.to,
      },
      isMore: candles.some(({ to, all }) => to < all) || Object.values(lists).some(({ rest }) => rest > 0),
      version: this.#version,
      status: this.#status,
      words: this.#words,
      nowMs: this.#nowMs,
      ...(place.candles.length === 0 && { about: this.#about }),
      candles: candles.flatMap(({ part }) => part ?? []),
      trades: {
        ...columns,
        names: [...columns.names],
        reasons: [...columns.reasons],
        base64: base64Of(bytes),
      },
      details: this.#details.slice(place.trades, trades.to).map(detailsData),
      slippages: this.#slippages.slice(place.trades, trades.to).map((dollars) => dollars ?? null),
      open: [...this.#open],
      ...(this.#isTold && { standings: standings.items }),
      denials: denials.items,
      denying: this.#denying,
      moments: moments.items,
    };
  }

  /** @param length how many of them have closed. */
  #add(symbol: string, candles: Candles, length: number): void {
    this.#candles.find((each) => each.symbol === symbol)?.all.add(candles, length);
  }

  #take(event: LedgerEvent): void {
    const details = this.#book.take(event);
    if (event.kind === 'closed' && details !== undefined) {
      this.#trades.push(event.trade);
      this.#details.push(details);
      this.#slippages.push(details.slippageDollars);
    }
    if (event.kind === 'denials') this.#denials.push({ timeMs: event.atMs, counts: countsOf(event.counts) });
    if (TOLD.has(event.kind)) this.#moments.push({ timeMs: event.atMs, words: eventWords(event) });
  }

  /** Only where it is another than before: what it says stays so for hours. */
  #stand(timeMs: number, state: BotState, parameters: BotParameters): void {
    this.#isTold = true;
    const restrictions = restrictionsOf(state, parameters, timeMs).map((restriction) => {
      const { what, why, remedy } = restrictionWords(restriction);
      return { what, why, remedy: remedy.map((words) => withCommandLines(words)) };
    });
    const last = this.#standings.at(-1)?.restrictions ?? [];
    if (JSON.stringify(last) !== JSON.stringify(restrictions)) this.#standings.push({ timeMs, restrictions });
  }

  /** Of those that had closed; each symbol has its share of the part. */
  #candlesSince(place: Place) {
    const share = Math.floor((CANDLES_MAX * this.#timesMore) / Math.max(1, this.#candles.length));
    return this.#candles.map(({ symbol, all: { candles } }, k) => {
      const from = place.candles[k] ?? 0;
      const all = firstFrom(candles.openTimeMs, candles.length, this.#nowMs);
      const to = Math.max(from, Math.min(all, from + share));
      if (to === from) return { to, all, part: undefined };
      const { decimals, bytes } = packCandles(candlesBetween(candles, from, to));
      return { to, all, part: { name: symbol, decimals, base64: base64Of(bytes) } };
    });
  }
}

/** The next of a list, as far as they go into one part. `rest` is below zero for a place beyond its end. */
function sliceOf<Item>(list: readonly Item[], from: number, most: number) {
  const to = Math.min(list.length, from + most);
  return { items: list.slice(from, to), to, rest: from > list.length ? -1 : list.length - to };
}

/** Trades and denials are told by themselves. */
const TOLD: ReadonlySet<LedgerEvent['kind']> = new Set([
  'paused',
  'stopped',
  'halted',
  'reconciled',
  'operator-command',
  'parameters-changed',
  'transfer',
  'late-cost',
]);

/** Those of no entry are left out. */
function countsOf(counts: DenialCounts): FeedPart['denying'] {
  return Object.fromEntries(Object.entries(counts).filter(([, times]) => times > 0));
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
