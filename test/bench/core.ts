/**
 * Measures the core's rules over columns of candles: `npm run bench:core [-- --json] [--runs 7]`.
 *
 * A recorded month of one symbol and of three, where the recording is present, and as many synthetic minutes; each with
 * the numbers of its days changed in place, and with the ledger that is copied with every event. Figures are candles in
 * a second of this thread's CPU, the median of the runs; both ways take turns.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { BarLoop } from '../../lambda/backtest/bar-loop.ts';
import { bookInPlace, type LoopBook } from '../../lambda/backtest/loop-books.ts';
import { tracksOf } from '../../lambda/backtest/track.ts';
import { parseParameters } from '../../lambda/config.ts';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { toDollars, usd } from '../../lambda/core/units.ts';
import { bookInLedger } from './ledger-book.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const RECORDING = fileURLToPath(new URL('../../../shared/data/candles/binance-usdm', import.meta.url));
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const BALANCE = usd(2000);
const parameters = parseParameters({});

const { values } = argumentsOf(
  { name: 'bench:core', does: 'candles a second of the rules of the core, in place and in the ledger' },
  {
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '7' },
      days: { type: 'string', default: '31' },
    },
  },
);
const runs = numberOption('runs', values.runs, { least: 1, most: 1000 });
const days = numberOption('days', values.days, { least: 1, most: 366 });

interface Figures {
  readonly candles: string;
  readonly symbols: number;
  readonly rows: number;
  readonly trades: number;
  readonly netUsd: number;
  /** Candles in a second of CPU. */
  readonly inPlace: number;
  readonly inLedger: number;
}

/** The clock of CPU time is coarse: so many candles at least are traded between two looks at it. */
const CANDLES_MIN = 1_000_000;

function timed(symbols: readonly SymbolCandles[], newBook: () => LoopBook) {
  let candles = 0;
  const traded = symbols.map(({ symbol, candles: of }) => ({
    market: { symbol },
    candles: of,
    funding: undefined,
  }));
  const before = process.threadCpuUsage();
  for (;;) {
    const book = newBook();
    const loop = new BarLoop(tracksOf(traded, -Infinity), parameters, { books: book, bothBounds: false });
    loop.run(BALANCE);
    candles += loop.candles;
    if (candles < CANDLES_MIN) continue;
    const { user, system } = process.threadCpuUsage(before);
    const perSecond = candles / ((user + system) / 1e6);
    const trades = loop.stopFirst.record.closed.length;
    return { rows: loop.candles, trades, book: book.book, perSecond };
  }
}

function measure(candles: string, symbols: readonly SymbolCandles[]): Figures {
  const [inPlace, inLedger]: [number[], number[]] = [[], []];
  let last = timed(symbols, bookInPlace);
  timed(symbols, bookInLedger);
  for (let run = 0; run < runs; run += 1) {
    last = timed(symbols, bookInPlace);
    inPlace.push(last.perSecond);
    inLedger.push(timed(symbols, bookInLedger).perSecond);
  }
  const { rows, trades, book } = last;
  return {
    candles,
    symbols: symbols.length,
    rows,
    trades,
    netUsd: toDollars(book.balanceUsd) - toDollars(BALANCE),
    inPlace: Math.round(median(inPlace)),
    inLedger: Math.round(median(inLedger)),
  };
}

const synthetic = synthesiseMarket({ symbols: SYMBOLS, seed: 1, days, startMs: Date.UTC(2025, 4, 1) });
const measured = [measure('synthetic', synthetic.slice(0, 1)), measure('synthetic', synthetic)];
const skipped: { readonly candles: string; readonly why: string }[] = [];
const files = SYMBOLS.map((symbol) => `${RECORDING}/${symbol}-1m-2025-05.csv.gz`);
if (files.every((file) => existsSync(file))) {
  const recorded = (await readCandleFiles(files)).symbols;
  measured.push(measure('May 2025', recorded.slice(0, 1)), measure('May 2025', recorded));
} else skipped.push({ candles: 'May 2025', why: 'the recording is absent' });

if (values.json) {
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  console.log(JSON.stringify({ benchmark: 'core', ...machine, runs, measured, skipped }, undefined, 2));
} else {
  const headings = ['candles', 'symbols', 'rows', 'trades', 'net USD', 'in place /s', 'in ledger /s'];
  const cells = measured.map((each) => [
    each.candles,
    ...[each.symbols, each.rows, each.trades].map(String),
    each.netUsd.toFixed(2),
    ...[each.inPlace, each.inLedger].map(String),
  ]);
  const aligns = headings.map((_, k) => (k === 0 ? 'left' : 'right'));
  for (const line of columns(aligns, [headings, ...cells])) console.log(line);
  for (const { candles, why } of skipped) console.log(`${candles}: skipped, ${why}`);
}
