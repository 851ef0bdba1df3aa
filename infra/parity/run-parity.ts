/**
 * Runs the backtest on the candles of a bot's time, with its parameters and from its state, and compares.
 *
 * Each time its parameters were changed, the backtest begins again from the bot's state of that minute.
 */
import { backtest, type BacktestRequest } from '../../lambda/backtest/backtest.ts';
import type { ComparedTrade } from '../../lambda/backtest/parity/compared-trade.ts';
import {
  explainedTrades,
  parityOf,
  type ExplainedTrade,
  type Parity,
} from '../../lambda/backtest/parity/parity.ts';
import { ledgerBefore, statesOfRows, statesOfTrades } from '../../lambda/backtest/parity/gate-states.ts';
import type { BotView } from '../../lambda/backtest/parity/why-missed.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS, ZERO_USD, plus, utcMinute, type Usd } from '../../lambda/core/units.ts';
import { before } from '../candles/market-span.ts';
import { InputError } from '../input-error.ts';
import type { ChosenMarket } from '../market/market-source.ts';
import type { BotBooks, Period } from './bot-books.ts';

export interface ParityTerms {
  /** Of the backtest, in their order; the first ones also before they were in force. */
  readonly periods: readonly Period[];
  /** The first minute that is not compared, where it is not the bot's last. */
  readonly toMs: number | undefined;
  readonly withinMs: number;
}

export interface ParityRun {
  readonly parity: Parity;
  readonly fromMs: number;
  readonly toMs: number;
  readonly symbols: readonly string[];
  readonly periods: readonly Period[];
  /** Trades of the bot beyond the span, or across its ends: they are in no sum. */
  readonly outside: { readonly trades: number; readonly netUsd: Usd };
}

/** @throws InputError where bot and candles have no minute in common. */
export function runParity(books: BotBooks, market: ChosenMarket, terms: ParityTerms): ParityRun {
  const fromMs = Math.max(books.fromMs, market.fromMs);
  const toMs = Math.min(terms.toMs ?? books.toMs, market.toMs);
  if (fromMs >= toMs) throw nothingInCommon(books, market);
  const symbols = inOrder(market.symbols, books.symbols);
  const isInside = ({ entryTimeMs, exitTimeMs }: ComparedTrade) => entryTimeMs >= fromMs && exitTimeMs < toMs;
  const inside = books.trades.filter(isInside);
  const outside = books.trades.filter((trade) => !isInside(trade));
  const periods = periodsWithin(terms.periods, { fromMs, toMs });
  const own = books.periods.length > 0 ? books.periods : periods;
  const parametersAt = (minuteMs: number) => inForce(own, minuteMs);
  const view = {
    symbols: symbols.map(({ symbol }) => symbol),
    states: () =>
      books.rows.length > 0
        ? statesOfRows(books.rows, parametersAt)
        : statesOfTrades(books.trades, books.fromMs, parametersAt),
    open: [...books.open, ...outside.filter(({ entryTimeMs }) => entryTimeMs >= fromMs)],
    lastTickMs: books.lastTickMs,
    parametersAt,
    log: books.log,
  };
  const trades = periods.flatMap((period, index) => {
    const endMs = periods[index + 1]?.fromMs ?? toMs;
    const bot = inside.filter(({ entryTimeMs }) => entryTimeMs >= period.fromMs && entryTimeMs < endMs);
    return comparedIn(period, endMs, { bot, books, symbols, market, view, withinMs: terms.withinMs });
  });
  const lateCosts = books.lateCosts.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return {
    parity: parityOf(
      trades,
      lateCosts.map(({ paidUsd }) => paidUsd),
    ),
    fromMs,
    toMs,
    symbols: view.symbols,
    periods,
    outside: {
      trades: outside.length,
      netUsd: outside.reduce((sum, { netUsd }) => plus(sum, netUsd), ZERO_USD),
    },
  };
}

interface Compared {
  readonly bot: readonly ComparedTrade[];
  readonly books: BotBooks;
  readonly symbols: readonly SymbolCandles[];
  readonly market: ChosenMarket;
  readonly view: BotView;
  readonly withinMs: number;
}

function comparedIn(
  { fromMs, parameters }: Period,
  endMs: number,
  { bot, books, symbols, market, view, withinMs }: Compared,
): readonly ExplainedTrade[] {
  const book = ledgerBefore(books.rows, fromMs);
  const request: BacktestRequest = {
    symbols: symbols.map(({ symbol, candles }) => ({ symbol, candles: before(candles, endMs) })),
    parameters,
    fromMs,
    recordedFunding: new Map(market.funding?.map(({ symbol, recorded }) => [symbol, recorded])),
    bothBounds: false,
    tellsDenials: true,
    ...(book && { book }),
  };
  const { stopFirst: account } = backtest(request);
  return explainedTrades({ bot, view, request, account, withinMs });
}

/** Those of the bot that the market has, in its order; all of them where nobody says which the bot trades. */
function inOrder(
  symbols: readonly SymbolCandles[],
  wanted: readonly string[] | undefined,
): readonly SymbolCandles[] {
  if (wanted === undefined) return symbols;
  return wanted.flatMap((symbol) => symbols.find((each) => each.symbol === symbol) ?? []);
}

function periodsWithin(
  periods: readonly Period[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly Period[] {
  const begun = periods.filter((period) => period.fromMs < toMs);
  const first = begun.findLastIndex((period) => period.fromMs <= fromMs);
  return begun
    .slice(Math.max(0, first))
    .map((period, index) => (index === 0 ? { ...period, fromMs } : period));
}

function inForce(periods: readonly Period[], minuteMs: number): BotParameters {
  const period = periods.findLast(({ fromMs }) => fromMs <= minuteMs) ?? periods[0];
  if (period === undefined) throw new RangeError('no parameters were ever in force');
  return period.parameters;
}

function nothingInCommon(books: BotBooks, market: ChosenMarket): InputError {
  const span = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) =>
    `${utcMinute(fromMs)} to ${utcMinute(Math.max(fromMs, toMs - MINUTE_MS))}`;
  return new InputError(
    `the bot traded from ${span(books)}, and the candles are from ${span(market)}: they have no minute in common`,
  );
}
