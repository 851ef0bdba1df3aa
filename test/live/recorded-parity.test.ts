/**
 * Does the bot trade recorded candles with real orders as it trades them on paper?
 *
 * The same day goes through the paper exchange, with the venue's steps, and through unmodified ccxt against the venue;
 * trades, reasons and prices are the same, and money differs by no more than paper's rounding against us.
 *
 * `SCALPER_PARITY_DAYS` says how many days of the recording; a month takes some minutes.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { DAY_MS, MINUTE_MS, ZERO_USD, dayStartMs, minus, plus, toDollars } from '../../lambda/core/units.ts';
import { runParity } from '../../infra/parity/run-parity.ts';
import { booksOfRows } from '../../infra/parity/bot-books.ts';
import { spanOf } from '../../infra/candles/market-span.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { candlesOf, randomWalks } from '../harness/candle-rows.ts';
import { replay } from '../harness/paper-bot.ts';
import { liveHarness, rowsOf, stateOf } from './live-harness.ts';
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { chargeFunding } from '../venue/account/account.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import { decimal, toNumber } from '../venue/decimal.ts';
import { fundingDue } from '../../lambda/core/paper/funding-due.ts';
import { advance } from '../venue/venue-exchange.ts';

interface Track {
  readonly symbol: string;
  readonly candles: Candles;
  readonly rowOf: ReadonlyMap<number, number>;
}

class RecordedVenue {
  private readonly venue: BinanceVenue;
  private readonly tracks: readonly Track[];

  constructor(venue: BinanceVenue, symbols: readonly SymbolCandles[]) {
    this.venue = venue;
    this.tracks = symbols.map(({ symbol, candles }) => ({
      symbol,
      candles,
      rowOf: new Map(Array.from({ length: candles.length }, (_, k) => [candles.openTimeMs[k]!, k])),
    }));
    venue.barOf = (symbol, minuteMs) => {
      const track = this.tracks.find((other) => other.symbol === symbol);
      const k = track?.rowOf.get(minuteMs);
      if (track === undefined || k === undefined) return undefined;
      const { open, high, low, close, volume } = track.candles;
      return { open: open[k]!, high: high[k]!, low: low[k]!, close: close[k]!, volume: volume[k]! };
    };
  }

  /** The minute begins: funding, and then everything at rest meets the open. */
  open(minuteMs: number): void {
    const { state } = this.venue;
    advance(state, minuteMs, false);
    if (fundingDue(undefined, minuteMs, minuteMs).length > 0) {
      // Charged at the open, before anything meets it.
      for (const [symbol, open] of this.pricesAt(minuteMs)) {
        const prices = state.books.get(symbol);
        if (prices !== undefined) state.books.set(symbol, { ...prices, mark: decimal(open) });
      }
      chargeFunding(state);
    }
    for (const [symbol, open] of this.pricesAt(minuteMs)) this.venue.quote(symbol, { bid: open, ask: open });
  }

  private pricesAt(minuteMs: number): readonly (readonly [symbol: string, open: number])[] {
    return this.tracks.flatMap(({ symbol, candles, rowOf }) => {
      const k = rowOf.get(minuteMs);
      return k === undefined ? [] : [[symbol, candles.open[k]!] as const];
    });
  }

  /** The rest of the minute, the worst of it first. */
  rest(minuteMs: number): void {
    advance(this.venue.state, minuteMs + MINUTE_MS - 1, false);
    for (const { symbol, candles, rowOf } of this.tracks) {
      const k = rowOf.get(minuteMs);
      if (k === undefined) continue;
      const [high, low] = [candles.high[k]!, candles.low[k]!];
      const stop = this.venue.books.openAlgos.find((algo) => algo.symbol === symbol);
      const isLong = stop?.side === 'SELL';
      const [worst, best] = isLong ? [low, high] : [high, low];
      const stopPrice = stop === undefined ? undefined : toNumber(stop.triggerPrice);
      const isMet = stopPrice !== undefined && (isLong ? low <= stopPrice : high >= stopPrice);
      const path = [...(isMet ? [stopPrice] : []), worst, best];
      for (const price of path) this.venue.quote(symbol, { bid: price, ask: price });
    }
  }
}

const RECORDING = fileURLToPath(new URL('../../../shared/data/candles/binance-usdm', import.meta.url));
const DAYS = Number(process.env['SCALPER_PARITY_DAYS'] ?? 1);

/** Rounding of each amount against us to 1e-8, three times a trade. */
const ROUNDING_USD = 5e-8;

/** The venue states prices with 8 decimals. */
const PRICE_ROUNDING = 2e-8;

function tradesIn(rows: readonly LedgerRow[]): readonly ClosedTrade[] {
  return rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
}

/** Prices as texts show them; the last digits of doubles are compared apart. */
function inWords({ symbol, side, quantity, entryPrice, exitPrice, exitTimeMs, reason }: ClosedTrade): string {
  const time = new Date(exitTimeMs).toISOString().slice(0, 19);
  const [entry, exit] = [entryPrice, exitPrice].map((price) => Math.round(price));
  return `${time} ${side} ${quantity} ${symbol} from ${entry} to ${exit}, ${reason}`;
}

/** The same candles on paper and with real orders. */
async function bothWays(symbols: readonly SymbolCandles[]) {
  const startMs = dayStartMs(symbols[0]!.candles.openTimeMs[0]!);
  const endMs = Math.max(...symbols.map(({ candles }) => candles.openTimeMs[candles.length - 1]!));
  const harness = await liveHarness({
    symbols: symbols.map(({ symbol }) => symbol),
    startMs: startMs - MINUTE_MS,
    parameters: { ...parseParameters({}), mode: 'live' },
    venue: { rules: { fillPrices: 'exact' } },
  });
  const recorded = new RecordedVenue(harness.venue, symbols);
  for (let minuteMs = startMs; minuteMs <= endMs; minuteMs += MINUTE_MS) {
    recorded.open(minuteMs);
    await harness.tick();
    recorded.rest(minuteMs);
  }
  const markets = new Map(harness.exchange.listings.map(({ market }) => [market.symbol, market]));
  const paper = await replay(symbols, { markets });
  const rows = await rowsOf(harness);
  const live = tradesIn(rows);
  console.info(`real orders: ${live.length} trades, on paper ${tradesIn(paper.rows).length}`);
  return { harness, rows, live, paper: tradesIn(paper.rows) };
}

async function expectSameTrades(symbols: readonly SymbolCandles[], tradesMin: number): Promise<void> {
  const { harness, rows, live, paper } = await bothWays(symbols);
  expect(live.length).toBeGreaterThan(tradesMin);
  expect(live.map(inWords)).toEqual(paper.slice(0, live.length).map(inWords));
  expect(paper.length - live.length).toBeLessThanOrEqual(symbols.length);
  for (const [k, trade] of live.entries()) {
    const meant = paper[k]!;
    expect(Math.abs(toDollars(trade.netUsd) - toDollars(meant.netUsd))).toBeLessThan(ROUNDING_USD);
    expect(Math.abs(trade.entryPrice - meant.entryPrice)).toBeLessThan(PRICE_ROUNDING);
    expect(Math.abs(trade.exitPrice - meant.exitPrice)).toBeLessThan(PRICE_ROUNDING);
  }
  expect(harness.venue.books.duplicates()).toEqual([]);
  const { ledger, orders } = await stateOf(harness);
  expect(ledger.halted).toBeUndefined();
  if (ledger.positions.length + orders.length === 0)
    expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(harness.venue.books.walletText());
  expectExplained(symbols, rows, await stateOf(harness));
}

/** Real orders beside the backtest, which rounds nothing to the steps of the market. */
function expectExplained(
  symbols: readonly SymbolCandles[],
  rows: readonly LedgerRow[],
  state: BotState,
): void {
  const known = { origin: 'real orders', symbols: symbols.map(({ symbol }) => symbol) };
  const books = booksOfRows(rows, state, { ...known, log: undefined, seed: undefined });
  const market = { kind: 'recorded', label: '', seed: undefined, symbols, ...spanOf(symbols) } as const;
  const { periods } = books;
  const { parity, outside } = runParity(books, market, { periods, toMs: undefined, withinMs: MINUTE_MS });
  const sum = parity.parts.reduce((total, { usd }) => plus(total, usd), ZERO_USD);
  expect(sum).toBe(minus(parity.botUsd, parity.backtestUsd));
  const kinds = new Set<string>(parity.parts.filter(({ count }) => count > 0).map(({ kind }) => kind));
  expect(['missed', 'extra', 'not-explained'].filter((kind) => kinds.has(kind))).toEqual([]);
  expect(kinds).toContain('size');
  expect(parity.trades.length + outside.trades).toBeGreaterThanOrEqual(tradesIn(rows).length);
}

function daysOf({ symbol, candles }: SymbolCandles, fromMs: number, toMs: number): SymbolCandles {
  const { openTimeMs, open, high, low, close, volume }: Candles = candles;
  const rows = Array.from({ length: candles.length }, (_, k) => k)
    .filter((k) => openTimeMs[k]! >= fromMs && openTimeMs[k]! < toMs)
    .map((k) => [openTimeMs[k]!, open[k]!, high[k]!, low[k]!, close[k]!, volume[k]!]);
  return candlesOf(symbol, rows);
}

describe('Real orders and paper', () => {
  it('real orders and paper trade two hours of random candles alike', async () => {
    const walks = {
      seed: 7,
      symbolCount: 1,
      minutes: 120,
      volatilityBps: 12,
      gapShare: 0.02,
      missingShare: 0,
    };
    const [walk] = randomWalks(walks, Date.UTC(2026, 0, 6));
    const rows = Array.from({ length: walk!.candles.length }, (_, k) => {
      const { openTimeMs, open, high, low, close } = walk!.candles;
      const prices = [open, high, low, close].map((column) => Number((column[k]! * 10).toFixed(2)));
      return [openTimeMs[k]!, ...prices, k % 3 === 0 ? 30 : 10];
    });
    await expectSameTrades([candlesOf('ETHUSDT', rows)], 10);
  });

  it.skipIf(!existsSync(RECORDING))(
    'real orders and paper trade a recorded day of BTC alike (skipped where the recording is absent)',
    async () => {
      const [btc] = (await readCandleFiles([`${RECORDING}/BTCUSDT-1m-2025-05.csv.gz`])).symbols;
      const fromMs = dayStartMs(btc!.candles.openTimeMs[0]!) + DAY_MS;
      await expectSameTrades([daysOf(btc!, fromMs, fromMs + DAYS * DAY_MS)], 20 * DAYS);
    },
  );
});
