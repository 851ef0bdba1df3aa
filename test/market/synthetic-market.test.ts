/**
 * Is the synthetic market reproducible, well-formed, and as lively as the recorded one?
 *
 * Invariants: the bands of its statistics are written here and need no recording; where the recording is at hand, it
 * has to give the numbers that the bands were formed from.
 */

import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { mean, standardDeviation } from 'simple-statistics';
import { beforeAll, describe, expect, it } from 'vitest';

import { synthesiseMarket, type SyntheticMarketOptions } from '../../infra/market/synthetic-market.ts';
import type { Candles, SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import {
  candleStatistics,
  farGapShare,
  holesMinutes,
  malformation,
  outside,
  readCandles,
  returnCorrelation,
  rowsOf,
  signalGainsBps,
  type CandleStatistics,
  type Range,
} from './candle-statistics.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] as const;
const SEEDS = [1, 2, 3] as const;
const START_MS = Date.UTC(2025, 4, 4);
const PRICE_DECIMALS = { BTCUSDT: 1, ETHUSDT: 2, SOLUSDT: 2 } as const;
type KnownSymbol = (typeof SYMBOLS)[number];

/**
 * Least and greatest value of each statistic among three months of recorded one-minute candles: Binance's USDT-margined
 * perpetuals, 2023-07 (from the 18th; ETH from the 3rd), 2023-08 (to the 17th) and 2025-05 (4th to 31st).
 */
const RECORDED: Readonly<Record<keyof CandleStatistics, Readonly<Record<KnownSymbol, Range>>>> = {
  moveMedianBps: { BTCUSDT: [0.998, 2.5], ETHUSDT: [0.982, 5.37], SOLUSDT: [3.87, 5.6] },
  move90Bps: { BTCUSDT: [4.46, 8.27], ETHUSDT: [4.21, 16.4], SOLUSDT: [11.4, 16.5] },
  move99Bps: { BTCUSDT: [10.9, 18.7], ETHUSDT: [10.3, 38.6], SOLUSDT: [25.5, 35.1] },
  move999Bps: { BTCUSDT: [22.9, 32.6], ETHUSDT: [25.9, 74.5], SOLUSDT: [59.2, 72.3] },
  moveTail: { BTCUSDT: [13, 22.9], ETHUSDT: [13.9, 26.4], SOLUSDT: [10.7, 15.3] },
  rangeMedianBps: { BTCUSDT: [1.65, 4.69], ETHUSDT: [1.62, 11], SOLUSDT: [7.76, 11.5] },
  range90Bps: { BTCUSDT: [6.57, 11.8], ETHUSDT: [5.87, 25.4], SOLUSDT: [17.3, 24.2] },
  range99Bps: { BTCUSDT: [16.9, 24.9], ETHUSDT: [15.2, 55.6], SOLUSDT: [39, 50.5] },
  range999Bps: { BTCUSDT: [38.3, 45], ETHUSDT: [44.4, 116], SOLUSDT: [83.1, 114] },
  rangeTail: { BTCUSDT: [9.59, 23.3], ETHUSDT: [10.5, 27.4], SOLUSDT: [7.2, 14.2] },
  returnAutocorrelation1: {
    BTCUSDT: [-0.0286, 0.0213],
    ETHUSDT: [-0.0189, 0.0282],
    SOLUSDT: [-0.0334, -0.00944],
  },
  moveAutocorrelation1: { BTCUSDT: [0.247, 0.427], ETHUSDT: [0.266, 0.385], SOLUSDT: [0.227, 0.277] },
  moveAutocorrelation10: { BTCUSDT: [0.182, 0.307], ETHUSDT: [0.174, 0.235], SOLUSDT: [0.13, 0.157] },
  moveAutocorrelation60: { BTCUSDT: [0.105, 0.199], ETHUSDT: [0.126, 0.143], SOLUSDT: [0.0881, 0.102] },
  logVolumeMoveCorrelation: { BTCUSDT: [0.533, 0.624], ETHUSDT: [0.548, 0.574], SOLUSDT: [0.487, 0.526] },
  logVolumeRangeCorrelation: { BTCUSDT: [0.71, 0.738], ETHUSDT: [0.652, 0.725], SOLUSDT: [0.688, 0.694] },
  volumeAutocorrelation1: { BTCUSDT: [0.534, 0.628], ETHUSDT: [0.542, 0.617], SOLUSDT: [0.538, 0.652] },
  gapShare: { BTCUSDT: [0.426, 0.481], ETHUSDT: [0.381, 0.508], SOLUSDT: [0.493, 0.518] },
  gapMedianBps: { BTCUSDT: [0.00962, 0.0342], ETHUSDT: [0.0397, 0.0543], SOLUSDT: [0.401, 0.585] },
  gap999Bps: { BTCUSDT: [0.0684, 0.241], ETHUSDT: [0.162, 0.718], SOLUSDT: [1.19, 2.12] },
  signalsPerDay: { BTCUSDT: [94.2, 210], ETHUSDT: [88.8, 277], SOLUSDT: [247, 281] },
};

/** Least and greatest correlation of the minutes' returns in the same months. */
const RECORDED_CORRELATIONS: readonly (readonly [KnownSymbol, KnownSymbol, Range])[] = [
  ['BTCUSDT', 'ETHUSDT', [0.73, 0.837]],
  ['BTCUSDT', 'SOLUSDT', [0.636, 0.759]],
  ['ETHUSDT', 'SOLUSDT', [0.637, 0.777]],
];

const isStatistic = (name: string): name is keyof CandleStatistics => name in RECORDED;
const STATISTICS = Object.keys(RECORDED).filter(isStatistic);
const MONTHS = ['2023-07', '2023-08', '2025-05'];

/** How far outside of the recorded months a synthetic one may lie. */
const TOLERANCE = { below: 0.7, above: 1.4 };

function widened([least, greatest]: Range): Range {
  return [least * TOLERANCE.below, greatest * TOLERANCE.above];
}

const RECORDING = fileURLToPath(new URL('../../../shared/data/candles/binance-usdm', import.meta.url));

function bandOf(statistic: keyof CandleStatistics, symbol: KnownSymbol): Range {
  // Around zero a factor says nothing: the recorded −0.033 to 0.028 of all symbols, and the noise of a month.
  if (statistic === 'returnAutocorrelation1') return [-0.04, 0.04];
  return widened(RECORDED[statistic][symbol]);
}

function synthesise(options: Partial<SyntheticMarketOptions> = {}): SymbolCandles[] {
  return synthesiseMarket({ symbols: SYMBOLS, seed: 1, days: 1, startMs: START_MS, ...options });
}

function rowsOfEach(market: readonly SymbolCandles[]): Record<string, number[][]> {
  return Object.fromEntries(market.map(({ symbol, candles }) => [symbol, rowsOf(candles)]));
}

describe('a synthetic market', () => {
  it('a synthetic market is the same for the same options', () => {
    expect(synthesise({ days: 2 })).toEqual(synthesise({ days: 2 }));
  });

  it('a synthetic market is the same on every machine', () => {
    // When the model or its parameters change on purpose, this digest changes with them.
    const digest = hash('sha256', JSON.stringify(rowsOfEach(synthesise())));
    expect(digest.slice(0, 16)).toBe('21de174d10a8fc43');
  });

  it('a synthetic market differs from seed to seed', () => {
    expect(rowsOfEach(synthesise({ seed: 2 }))).not.toEqual(rowsOfEach(synthesise({ seed: 1 })));
    expect(rowsOfEach(synthesise({ seed: -1 }))).not.toEqual(rowsOfEach(synthesise({ seed: 1 })));
  });

  it('a synthetic market extends its earlier days when it gets more days', () => {
    const [three, two] = [rowsOfEach(synthesise({ days: 3 })), rowsOfEach(synthesise({ days: 2 }))];
    for (const symbol of SYMBOLS) expect(three[symbol]!.slice(0, two[symbol]!.length)).toEqual(two[symbol]);
  });

  it('a synthetic market leaves a symbol as it is when another is added, whatever the order', () => {
    const { BTCUSDT } = rowsOfEach(synthesise({ symbols: ['BTCUSDT'] }));
    expect(rowsOfEach(synthesise({ symbols: ['BTCUSDT', 'SOLUSDT'] })).BTCUSDT).toEqual(BTCUSDT);
    const others = synthesise({ symbols: ['XUSDT', 'SOLUSDT', 'BTCUSDT'] });
    expect(others.map(({ symbol }) => symbol)).toEqual(['XUSDT', 'SOLUSDT', 'BTCUSDT']);
    expect(rowsOfEach(others).BTCUSDT).toEqual(BTCUSDT);
  });

  it('a synthetic market starts near the price that the symbol is known for', () => {
    const opens = synthesise().map(({ candles }) => candles.open[0]!);
    [95_000, 2_500, 150].forEach((price, i) => expect(Math.abs(opens[i]! / price - 1)).toBeLessThan(0.001));
  });
});

describe('the form of a synthetic market', () => {
  it('a synthetic market gives a symbol that it does not know a price and a tick of its own', () => {
    const symbols = Array.from({ length: 40 }, (_, i) => `COIN${i}USDT`);
    for (const { symbol, candles } of synthesise({ symbols })) {
      const open = candles.open[0]!;
      const decimals = -Math.round(Math.log10(open * 1e-5));
      expect(malformation(candles, { startMs: START_MS, days: 1, decimals }), symbol).toBeUndefined();
      expect(outside(`open of ${symbol}`, open, [0.0099, 1_010])).toEqual([]);
    }
  });

  it('the form of a synthetic market is right for every seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 }), (seed, days) => {
        const market = synthesise({ seed, days });
        const [first] = market;
        expect(first!.candles.length).toBeGreaterThan((days * DAY_MS) / MINUTE_MS / 2);
        for (const { symbol, candles } of market) {
          const decimals = new Map(Object.entries(PRICE_DECIMALS)).get(symbol)!;
          expect(malformation(candles, { startMs: START_MS, days, decimals }), symbol).toBeUndefined();
          expect(candles.length, symbol).toBe(first!.candles.length);
        }
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    [{ symbols: [] }, 'symbols is [], expected at least one symbol'],
    [{ symbols: ['A', 'A'] }, 'symbols is ["A","A"], expected different symbols'],
    [{ symbols: [''] }, 'symbols is [""], expected different symbols, none of them empty'],
    [{ seed: 0.5 }, 'seed is 0.5, expected an integer'],
    [{ seed: NaN }, 'seed is NaN, expected an integer'],
    [{ seed: 2 ** 53 }, 'seed is 9007199254740992, expected an integer'],
    [{ days: 0 }, 'days is 0, expected a whole number'],
    [{ days: 1.5 }, 'days is 1.5, expected a whole number'],
    [{ days: Infinity }, 'days is Infinity, expected a whole number'],
    [{ startMs: 1 }, 'startMs is 1, expected the start of a minute'],
    [{ startMs: -MINUTE_MS }, 'startMs is -60000, expected the start of a minute'],
  ])('a synthetic market refuses %o', (options, message) => {
    expect(() => synthesise(options)).toThrow(RangeError);
    expect(() => synthesise(options)).toThrow(message);
  });
});

describe.each(SEEDS)('a synthetic month, seed %i', (seed) => {
  let market: SymbolCandles[];
  beforeAll(() => {
    market = synthesise({ seed, days: 30 });
  });
  const candlesOf = (symbol: KnownSymbol): Candles => market[SYMBOLS.indexOf(symbol)]!.candles;

  it.each(SYMBOLS)('a synthetic month is as lively as the recorded months: %s', (symbol) => {
    const statistics = candleStatistics(candlesOf(symbol));
    expect(STATISTICS.flatMap((name) => outside(name, statistics[name], bandOf(name, symbol)))).toEqual([]);
  });

  it('a synthetic month moves its symbols together as they do in the recorded months', () => {
    const found = RECORDED_CORRELATIONS.flatMap(([left, right, range]) =>
      outside(`${left} ${right}`, returnCorrelation([candlesOf(left), candlesOf(right)]), widened(range)),
    );
    expect(found).toEqual([]);
  });

  it.each(SYMBOLS)('a synthetic month pays an entry signal nothing but chance: %s', (symbol) => {
    for (const minutes of [1, 10]) {
      const gains = signalGainsBps(candlesOf(symbol), minutes);
      // Entries less than `minutes` apart share returns, so they count as fewer.
      const standardError = standardDeviation(gains) / Math.sqrt(gains.length / minutes);
      expect(Math.abs(mean(gains)) / standardError, `after ${minutes} minutes`).toBeLessThan(4);
    }
  });

  it('a synthetic month misses the same few minutes in every symbol, in holes of one to tens of minutes', () => {
    const [first, ...others] = market.map(({ candles }) => rowsOf(candles).map(([timeMs]) => timeMs));
    for (const other of others) expect(other).toEqual(first);
    const holes = holesMinutes(market[0]!.candles);
    expect(outside('number of holes', holes.length, [2, 30])).toEqual([]);
    expect(Math.max(...holes)).toBeLessThanOrEqual(40);
  });

  it.each(SYMBOLS)('a synthetic month has some opens more than a tick from the last close: %s', (symbol) => {
    const share = farGapShare(candlesOf(symbol), 1.5 / 10 ** PRICE_DECIMALS[symbol]);
    // Recorded: 0.2 % to 5 % of the minutes.
    expect(outside('share', share, [0.002, 0.05])).toEqual([]);
  });
});

describe.skipIf(!existsSync(RECORDING))('the bands (skipped where ../shared/data is absent)', () => {
  const recorded = (symbol: KnownSymbol): Candles[] =>
    MONTHS.map((month) => readCandles(`${RECORDING}/${symbol}-1m-${month}.csv.gz`));
  const rangeOf = (values: readonly number[]): number[] =>
    [Math.min(...values), Math.max(...values)].map((value) => Number(value.toPrecision(3)));

  it.each(SYMBOLS)('the bands are formed from the recorded months, and hold them: %s', (symbol) => {
    const months = recorded(symbol).map(candleStatistics);
    for (const name of STATISTICS) {
      const values = months.map((month) => month[name]);
      expect(rangeOf(values), name).toEqual(RECORDED[name][symbol]);
      expect(values.flatMap((value) => outside(name, value, bandOf(name, symbol)))).toEqual([]);
    }
  });

  it('the bands are formed from the correlations that the recorded months give', () => {
    const months = new Map(SYMBOLS.map((symbol) => [symbol, recorded(symbol)]));
    for (const [left, right, range] of RECORDED_CORRELATIONS) {
      const values = MONTHS.map((_, i) => returnCorrelation([months.get(left)![i]!, months.get(right)![i]!]));
      expect(rangeOf(values), `${left} ${right}`).toEqual(range);
    }
  });
});
