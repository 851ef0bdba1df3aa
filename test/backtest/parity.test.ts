/**
 * Does the backtest trade as the bot does, and as the oracle does?
 *
 * The same candles go through the bot's whole tick, through the loop over columns and through the independent
 * bookkeeper. Bot and backtest agree to the last digit, and the oracle but for rounding money. Random parameters and
 * markets are drawn by `test/differential.test.ts`.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { BarLoop } from '../../lambda/backtest/bar-loop.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { bookInPlace } from '../../lambda/backtest/loop-books.ts';
import { resultHash } from '../../lambda/backtest/result-hash.ts';
import { tracksOf } from '../../lambda/backtest/track.ts';
import { parseParameters, type Overrides } from '../../lambda/config.ts';
import { firstFrom, type Market, type SymbolCandles } from '../../lambda/core/market.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { HOUR_MS, plus, usd } from '../../lambda/core/units.ts';
import { bookInLedger } from '../bench/ledger-book.ts';
import { expectSameAsBot, expectSameAsOracle, expectSameHolds } from '../harness/backtest-comparison.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import { oracleMarkets } from '../harness/oracle-comparison.ts';
import { replay } from '../harness/paper-bot.ts';
import { runBarModel } from '../oracle/bar-model.ts';

/** Starts in the evening, so that a day ends and funding is due in each of them. */
const EVENING_MS = Date.UTC(2025, 4, 6, 20);

interface Case {
  readonly title: string;
  readonly symbols: readonly SymbolCandles[];
  readonly overrides: Overrides;
  readonly markets?: ReadonlyMap<string, Market>;
  readonly recordedFunding?: ReadonlyMap<string, RecordedFunding>;
  /** Whether some candle holds both orders, so that there are two bounds. */
  readonly isAmbiguous: boolean;
}

const synthetic = (seed: number) =>
  synthesiseMarket({ symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'], seed, days: 2, startMs: EVENING_MS });

const walk = (seed: number, volatilityBps: number) =>
  randomWalks(
    { seed, symbolCount: 4, minutes: 2_000, volatilityBps, gapShare: 0.05, missingShare: 0.01 },
    EVENING_MS,
  );

/** Every hour, other than the assumed times, for two days. */
function hourly(rateOf: (k: number) => number): RecordedFunding {
  const hours = Array.from({ length: 60 }, (_, k) => k);
  return {
    length: hours.length,
    timeMs: Float64Array.from(hours, (k) => EVENING_MS - HOUR_MS + k * HOUR_MS),
    rate: Float64Array.from(hours, rateOf),
    intervalMs: new Float64Array(hours.length).fill(HOUR_MS),
  };
}

const CASES: readonly Case[] = [
  { title: 'the defaults', symbols: synthetic(1), overrides: {}, isAmbiguous: false },
  { title: 'other candles', symbols: synthetic(42), overrides: { breakeven: 'gross' }, isAmbiguous: true },
  {
    title: 'limits that are reached',
    symbols: synthetic(7),
    overrides: { maxPositions: 2, maxTradesPerHour: 5, lossStreak: 2, pauseMinutes: 45, dailyLossUsd: 25 },
    isAmbiguous: false,
  },
  {
    title: 'little collateral, and a balance that runs out',
    symbols: walk(3, 12),
    overrides: {
      startingBalanceUsd: 100,
      maxOpenCollateralUsd: 60,
      dailyLossPct: 100,
      volumeRatio: 0.5,
      lossStreak: 50,
    },
    isAmbiguous: true,
  },
  {
    title: 'gaps that cost all of the collateral',
    symbols: walk(11, 60),
    overrides: {
      leverage: 100,
      recoveryStopPct: 0.2,
      targetPct: 5,
      maxHoldSeconds: 3_600,
      volumeRatio: 0,
      maxTradesPerHour: 600,
      dailyLossUsd: 1_900,
      dailyLossPct: 100,
    },
    isAmbiguous: true,
  },
  {
    title: 'steps, minimums, and recorded funding of some symbols',
    symbols: walk(5, 15),
    overrides: { volumeRatio: 0.5, maxHoldSeconds: 7_200, quickExitSeconds: 3_600, lossStreak: 50 },
    markets: new Map([
      ['S0', { symbol: 'S0', quantityStep: 0.01, priceStep: 0.01, minQuantity: 5 }],
      ['S1', { symbol: 'S1', quantityStep: 1, priceStep: 0.05 }],
      ['S2', { symbol: 'S2', quantityStep: 0.1, minQuantity: 6 }],
    ]),
    recordedFunding: new Map([
      ['S0', hourly((k) => 0.0003 * (k % 5) - 0.0004)],
      ['S2', hourly(() => 0.001)],
    ]),
    isAmbiguous: true,
  },
];

async function expectParity({ symbols, overrides, markets, recordedFunding }: Case) {
  const parameters = parseParameters(overrides);
  const facts = { ...(markets && { markets }), ...(recordedFunding && { recordedFunding }) };
  const result = backtest({ symbols, parameters, ...facts });
  for (const isTakeProfitFirst of [false, true]) {
    const ambiguousCandle = isTakeProfitFirst ? 'take-profit-first' : 'stop-first';
    const account = isTakeProfitFirst ? result.takeProfitFirst : result.stopFirst;
    const replayed = await replay(symbols, { parameters, ...facts, ambiguousCandle });
    expectSameAsBot(account, replayed);
    expectSameHolds(result, replayed);
    const asked = oracleMarkets(symbols, markets, recordedFunding);
    expectSameAsOracle(account, runBarModel(asked, parameters, isTakeProfitFirst));
  }
  return result;
}

describe.each(CASES)('with $title', (each) => {
  it('bot, backtest and oracle make the same trades, denials and money, whichever order comes first', async () => {
    const { stopFirst, takeProfitFirst } = await expectParity(each);
    expect(stopFirst.trades.length).toBeGreaterThan(20);
    const ambiguous = stopFirst.trades.filter((trade) => trade.ambiguous);
    expect(ambiguous.length > 0).toBe(each.isAmbiguous);
    // The same account, where nothing was ambiguous.
    expect(takeProfitFirst === stopFirst).toBe(!each.isAmbiguous);
  });

  it('the loop makes the same of numbers that are changed in place and of those that are copied', () => {
    const parameters = parseParameters(each.overrides);
    const traded = each.symbols.map(({ symbol, candles }) => ({
      market: each.markets?.get(symbol) ?? { symbol },
      candles,
      funding: each.recordedFunding?.get(symbol),
    }));
    const [inPlace, inLedger] = [bookInPlace(), bookInLedger()].map((books) => {
      const loop = new BarLoop(tracksOf(traded, -Infinity), parameters, { books, bothBounds: true });
      loop.run(usd(parameters.startingBalanceUsd));
      return [loop.stopFirst, loop.takeProfitFirst].map(({ record, books: { book } }) => ({
        record: { ...record, closed: record.closed.trades() },
        book: Object.fromEntries(DAY_BOOK_KEYS.map((key) => [key, book[key]])),
      }));
    });
    expect(inLedger).toEqual(inPlace);
  });
});

const DAY_BOOK_KEYS = [
  'balanceUsd',
  'dayMs',
  'dayStartBalanceUsd',
  'realisedTodayUsd',
  'stoppedAtMs',
  'lossesInARow',
  'pausedUntilMs',
  'entryTimesMs',
] as const;

describe('the first minute', () => {
  it('candles before it are history, and the balance is new', () => {
    const symbols = synthetic(1);
    const fromMs = EVENING_MS + 6 * HOUR_MS;
    const parameters = parseParameters({});
    const late = backtest({ symbols, parameters, fromMs });
    const all = backtest({ symbols, parameters });
    expect(late.stopFirst.entries[0]?.tickMs).toBeGreaterThanOrEqual(fromMs);
    expect(all.stopFirst.entries[0]?.tickMs).toBeLessThan(fromMs);
    // A history that began with the first minute would not be whole for twenty minutes.
    expect(late.held['incomplete-history']).toBeUndefined();
    const before = symbols.map(({ candles }) => firstFrom(candles.openTimeMs, candles.length, fromMs));
    expect(late.candles).toBe(all.candles - before.reduce((sum, count) => sum + count, 0));
    const { balanceUsd, trades } = late.stopFirst;
    expect(balanceUsd).toBe(trades.reduce((sum, { netUsd }) => plus(sum, netUsd), usd(2000)));
  });

  it('nothing happens where there are no candles', () => {
    const result = backtest({ symbols: [], parameters: parseParameters({}) });
    const stopFirst = { trades: [], open: [], denied: {} };
    expect(result).toMatchObject({ stopFirst, held: {}, candles: 0 });
  });
});

const RECORDED = fileURLToPath(new URL('../../../shared/data/candles/', import.meta.url));
/** A crash, with hundreds of ambiguous candles. `test/golden.test.ts` has May of 2025. */
const MONTHS = [['binance-spot', ['ETHUSDT-1m-2021-05']]] as const;
/** What any machine makes of a month with the defaults. */
const FINGERPRINTS = [
  ['binance-spot/ETHUSDT-1m-2021-05', '9f1677c4850166ba5df0b5a8d3dcc2307bdb5d127e68b6666fd62a2c6bdc58fa'],
  ['binance-usdm/BTCUSDT-1m-2025-05', 'ae45441030d9e5c6a909ab8962ad1fd9fa83d01c18acd040b6bbb3e0779c1f83'],
] as const;
/** More months, where they are asked for. */
const MORE_MONTHS = [
  ['binance-usdm', ['ETHUSDT-1m-2023-07', 'BTCUSDT-1m-2023-07', 'SOLUSDT-1m-2023-07']],
  ['binance-usdm', ['BTCUSDT-1m-2023-08', 'ETHUSDT-1m-2023-08', 'SOLUSDT-1m-2023-08']],
  ...['03', '06', '09', '12'].map((month) => ['binance-spot', [`BTCUSDT-1m-2024-${month}`]] as const),
  ['binance-spot', ['BTCUSDT-1m-2021-05', 'ETHUSDT-1m-2021-05']],
] as const;
const IS_LONG = process.env['SCALPER_PARITY_MONTHS'] === 'all';

describe.skipIf(!existsSync(RECORDED))('On recorded months (skipped where they are absent)', () => {
  it.each(FINGERPRINTS)('%s has the fingerprint of every machine', async (name, fingerprint) => {
    const { symbols } = await readCandleFiles([`${RECORDED}${name}.csv.gz`]);
    const { stopFirst } = backtest({ symbols, parameters: parseParameters({}) });
    expect(resultHash(stopFirst)).toBe(fingerprint);
  });

  it.each([...MONTHS, ...(IS_LONG ? MORE_MONTHS : [])])('%s %s: all three agree', async (folder, names) => {
    const files = names.map((name) => `${RECORDED}${folder}/${name}.csv.gz`);
    const { symbols } = await readCandleFiles(files);
    const { stopFirst } = await expectParity({ title: '', symbols, overrides: {}, isAmbiguous: true });
    expect(stopFirst.trades.length).toBeGreaterThan(500);
  });
});
