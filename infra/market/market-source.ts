/**
 * `infra/market/`: the markets a local run can trade: synthetic, recorded candles, recorded trades, and an exchange
 * in real time.
 *
 * Chooses the market of a local run: recorded candles, recorded trades, or a synthetic market.
 *
 * Invariant: a synthetic market says so wherever it shows.
 */
import { resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import type { Candles } from '../../lambda/core/market.ts';
import { mixWords } from '../../lambda/core/settlement.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { joinCandles, readCandleFiles, type ReadingOptions } from '../candles/candle-files.ts';
import {
  before,
  cutToSpan,
  firstDays,
  spanOf,
  type AskedSpan,
  type SpanMarket,
} from '../candles/market-span.ts';
import type { UnusedFile } from '../recordings/file-list.ts';
import type { FileNote } from '../recordings/read-recording.ts';
import { readFundingFiles, type SymbolFunding } from './funding/funding-files.ts';
import { readTradeFiles } from './trade-files.ts';
import { candlesOfTrades } from './trade-replay.ts';
import { InputError } from '../input-error.ts';
import type { MarketKind } from '../results/run-market-kind.ts';
import type { SessionNote } from './sessions/session-note.ts';
import { withChosenSessions, type SessionChoice } from './sessions/session-source.ts';
import { synthesiseMarket } from './synthetic-market.ts';

/** The options of the command line; absent ones were not given. */
export interface MarketRequest extends AskedSpan {
  readonly candles?: readonly string[];
  /** Files of trades, and of quotes. */
  readonly detail?: readonly string[];
  readonly symbols?: readonly string[];
  readonly seed?: number;
  readonly days?: number;
  /** Files of recorded funding rates. */
  readonly funding?: readonly string[];
  /** When markets are open; absent for those of the market itself. */
  readonly sessions?: readonly SessionChoice[];
  /** A file that the run writes itself: where it lies in a folder that is read, nobody has left it out. */
  readonly report?: string;
  /** What the files do not say. */
  readonly reading?: ReadingOptions;
}

/** What was read, and what was not. */
export interface RecordedFiles {
  readonly files: readonly FileNote[];
  readonly unused: readonly UnusedFile[];
}

export interface ChosenMarket extends SpanMarket {
  readonly kind: MarketKind;
  /** One line for people, such as `synthetic market, seed 1`. */
  readonly label: string;
  readonly seed: number | undefined;
  /** Recorded funding of symbols that are traded; the others have the assumed rate. */
  readonly funding?: readonly SymbolFunding[];
  /** What was given, or lay in a folder that was given, and has not been read or is of no use. */
  readonly filesLeftOut?: readonly string[];
  /** Of a recorded market. */
  readonly recorded?: RecordedFiles;
  /** Of symbols that have sessions; absent where none has. */
  readonly sessionNotes?: readonly SessionNote[];
}

export const DEFAULT_SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
/** Gold is there for whoever asks. */
export const SYNTHETIC_SYMBOLS = [...DEFAULT_SYMBOLS, 'XAUUSDT'];
const DEFAULT_SEED = 1;
const DEFAULT_DAYS = 1;
/** Any Monday in winter: only the hours of gold depend on the date, and they are those of New York's winter. */
const SYNTHETIC_START_MS = Date.UTC(2025, 0, 6);

/** @throws InputError or CandleFileError when there is no such market. */
export async function chooseMarket(request: MarketRequest): Promise<ChosenMarket> {
  const { funding } = request;
  if (request.candles === undefined && request.detail === undefined && funding !== undefined) {
    throw new InputError('--funding belongs to recorded candles (--candles) or trades (--detail)');
  }
  const whole = await marketOf(request);
  const mix = mixWords(whole.symbols.map(({ symbol }) => symbol));
  if (mix !== undefined) throw new InputError(`${mix}; choose with --symbols`);
  const { fromMs, toMs } = { ...whole, ...cutToSpan(whole, request) };
  // Before the cut: a close that comes after it is known all the same.
  const chosen = await withChosenSessions(whole, { choices: request.sessions ?? [], fromMs, toMs });
  const known = { ...whole, ...chosen };
  const market = { ...known, ...cutToSpan(known, request) };
  return withFunding(withoutReport(market, request.report), funding);
}

function withoutReport(market: ChosenMarket, report: string | undefined): ChosenMarket {
  const { recorded } = market;
  if (recorded === undefined || report === undefined) return market;
  const unused = recorded.unused.filter(({ file }) => resolve(file) !== resolve(report));
  return { ...market, recorded: { ...recorded, unused } };
}

async function withFunding(
  market: ChosenMarket,
  files: readonly string[] | undefined,
): Promise<ChosenMarket> {
  if (files === undefined) return withLeftOut(market, []);
  const read = await readFundingFiles(files);
  const funding = read.filter(({ symbol }) => market.symbols.some((traded) => traded.symbol === symbol));
  const used = new Set(funding.flatMap((recorded) => recorded.files.map((file) => resolve(file))));
  const isUseless = (file: string) => !used.has(resolve(file));
  const { recorded } = market;
  return withLeftOut(
    {
      ...market,
      funding,
      // One in a folder of candles is of use all the same.
      ...(recorded && {
        recorded: { ...recorded, unused: recorded.unused.filter(({ file }) => isUseless(file)) },
      }),
    },
    files.filter(isUseless),
  );
}

function withLeftOut(market: ChosenMarket, others: readonly string[]): ChosenMarket {
  const unused = market.recorded?.unused.map(({ file }) => file) ?? [];
  const leftOut = new Map([...unused, ...others].map((file) => [resolve(file), file]));
  return leftOut.size === 0 ? market : { ...market, filesLeftOut: [...leftOut.values()] };
}

async function marketOf(request: MarketRequest): Promise<ChosenMarket> {
  if (request.detail !== undefined) return inDetail(request.detail, request);
  if (request.candles === undefined) return synthetic(request);
  if (request.seed !== undefined) {
    throw new InputError('--seed belongs to the synthetic market; recorded candles (--candles) have none');
  }
  const { symbols: all, ...recorded } = await readCandleFiles(request.candles, request.reading);
  const chosen = request.symbols === undefined ? all : picked(all, request.symbols, 'candles');
  const symbols = request.days === undefined ? chosen : firstDays(chosen, request.days);
  return {
    kind: 'recorded',
    label: 'recorded candles',
    seed: undefined,
    symbols,
    recorded,
    ...spanOf(symbols),
  };
}

/** Recorded trades; candles, where they are given, are the history before the first whole minute of the trades. */
async function inDetail(
  files: readonly string[],
  { candles, symbols, reading }: MarketRequest,
): Promise<ChosenMarket> {
  const read = await readTradeFiles(files, reading);
  const detail = symbols === undefined ? read.symbols : picked(read.symbols, symbols, 'trades');
  const earlier = await readCandleFiles(candles ?? [], reading);
  const history = earlier.symbols;
  const stranger = history.find(({ symbol }) => detail.every((known) => known.symbol !== symbol));
  if (stranger !== undefined) {
    throw new InputError(
      `--candles: ${stranger.symbol} has no trades in --detail, and cannot be traded without`,
    );
  }
  const ends = detail.flatMap(({ trades }) => [trades.timeMs[0] ?? 0, trades.timeMs[trades.length - 1] ?? 0]);
  return {
    kind: 'recorded trades',
    label: 'recorded trades',
    seed: undefined,
    symbols: detail.map(({ symbol, trades }) => {
      const known = history.find((one) => one.symbol === symbol)?.candles;
      return { symbol, candles: withHistory(candlesOfTrades(trades), known) };
    }),
    detail,
    recorded: {
      files: [...read.files, ...earlier.files],
      unused: [...read.unused, ...earlier.unused],
    },
    fromMs: minuteAfterMs(Math.min(...ends)),
    toMs: minuteAfterMs(Math.max(...ends)),
  };
}

/** The first full minute that is not before. */
function minuteAfterMs(timeMs: number): number {
  return Math.ceil(timeMs / MINUTE_MS) * MINUTE_MS;
}

function withHistory(candles: Candles, history: Candles | undefined): Candles {
  if (history === undefined) return candles;
  const firstMs = candles.openTimeMs[0] ?? Infinity;
  return joinCandles([before(history, firstMs), candles]);
}

function synthetic({
  symbols = DEFAULT_SYMBOLS,
  seed = DEFAULT_SEED,
  days = DEFAULT_DAYS,
}: MarketRequest): ChosenMarket {
  const unknown = symbols.find((symbol) => !SYNTHETIC_SYMBOLS.includes(symbol));
  if (unknown !== undefined) {
    const nearest = closest(unknown, SYNTHETIC_SYMBOLS);
    throw new InputError(
      `--symbols: the synthetic market has ${SYNTHETIC_SYMBOLS.join(', ')}, and no ${unknown}; did you mean ${nearest}?`,
    );
  }
  const market = synthesiseMarket({ symbols, seed, days, startMs: SYNTHETIC_START_MS });
  return {
    kind: 'synthetic',
    label: `SYNTHETIC market, seed ${seed}`,
    seed,
    symbols: market,
    ...spanOf(market),
  };
}

function picked<Recorded extends { readonly symbol: string }>(
  recorded: readonly Recorded[],
  wanted: readonly string[],
  what: 'candles' | 'trades',
): readonly Recorded[] {
  return wanted.map((symbol) => {
    const found = recorded.find((candidate) => candidate.symbol === symbol);
    if (found !== undefined) return found;
    const held = recorded.map((candidate) => candidate.symbol).join(', ');
    throw new InputError(`--symbols: no ${what} of ${symbol}; the files have ${held}`);
  });
}
