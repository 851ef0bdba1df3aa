/**
 * Does the synthetic gold keep its hours, and is it as lively as recorded gold?
 *
 * Invariants: the bands are written here and need no recording; where the recording is at hand, it has to give the
 * numbers that the bands were formed from. It is a broker's: its volumes are counts of ticks, and its opens within a
 * session are quotes, so neither is held.
 */
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { mean, median, standardDeviation } from 'simple-statistics';
import { beforeAll, describe, expect, it } from 'vitest';
import { synthesiseMarket, type SyntheticMarketOptions } from '../../infra/market/synthetic-market.ts';
import { syntheticSessions } from '../../infra/market/synthetic-sessions.ts';
import { candlesOfColumns, firstFrom, type Candles } from '../../lambda/core/market.ts';
import { phaseAt } from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import {
  candleStatistics,
  malformation,
  outside,
  readCandles,
  rowsOf,
  signalGainsBps,
  type CandleStatistics,
  type Range,
} from './candle-statistics.ts';

const SEEDS = [1, 2, 3] as const;
const MONDAY_MS = Date.UTC(2025, 0, 6);
/** More than it has before a weekend, or after one. */
const WHOLE_DAY_MINUTES = 1_200;

/**
 * Least and greatest value among the 21 whole days of a broker's one-minute candles of gold in January 2026: the 19th was
 * cut short by a holiday, the 30th the wildest by far.
 */
const RECORDED_DAYS = {
  moveMedianBps: [1.24, 10.2],
  move90Bps: [4.06, 26.6],
  move99Bps: [8.4, 55.6],
  rangeMedianBps: [2.58, 21.1],
  range90Bps: [5.82, 42],
  range99Bps: [10.6, 89.4],
  moveAutocorrelation1: [0.123, 0.471],
  moveAutocorrelation10: [0.0858, 0.435],
  moveAutocorrelation60: [0.0205, 0.213],
} as const satisfies Partial<Record<keyof CandleStatistics, Range>>;
const isStatistic = (name: string): name is keyof typeof RECORDED_DAYS => name in RECORDED_DAYS;
const STATISTICS = Object.keys(RECORDED_DAYS).filter(isStatistic);

/** Minutes of a whole week that have a candle; the least is that of a week with a holiday. */
const RECORDED_MINUTES: Range = [6_685, 6_825];

/** Median distance of the open from the last close, over sixteen nights and four weekends of that month. */
const RECORDED_NIGHT_BPS = 10.8;
const RECORDED_WEEKEND_BPS = 61.9;

/** How far outside of the recorded ones synthetic months may lie. */
function widened([least, greatest]: Range): Range {
  return [least * 0.7, greatest * 1.4];
}

const RECORDING = fileURLToPath(
  new URL('../../../shared/data/candles/mt5-broker/XAUUSD-1m-2026-01.csv.gz', import.meta.url),
);

function synthesise(options: Partial<SyntheticMarketOptions> = {}): readonly Candles[] {
  const market = synthesiseMarket({
    symbols: ['XAUUSDT'],
    seed: 1,
    days: 30,
    startMs: MONDAY_MS,
    ...options,
  });
  return market.map(({ candles }) => candles);
}

/** Distances of opens from the close before, where so many minutes are missing between them. */
function opensBps({ length, openTimeMs, open, close }: Candles, [least, most]: Range): number[] {
  const found: number[] = [];
  for (let k = 1; k < length; k += 1) {
    const missing = (openTimeMs[k]! - openTimeMs[k - 1]!) / MINUTE_MS - 1;
    if (missing >= least && missing <= most) found.push(Math.abs(open[k]! / close[k - 1]! - 1) * 10_000);
  }
  return found;
}

const NIGHT_MINUTES: Range = [75, 24 * 60];
const WEEKEND_MINUTES: Range = [2 * 24 * 60, 3 * 24 * 60];

/** So many days of it from then on. */
function cut(candles: Candles, startMs: number, days: number): Candles {
  const { length, openTimeMs } = candles;
  const [from, to] = [startMs, startMs + days * DAY_MS].map((ms) => firstFrom(openTimeMs, length, ms));
  return candlesOfColumns(to! - from!, (name) => candles[name].subarray(from, to));
}

describe('synthetic gold', () => {
  const at = (day: number, hour: number, minute: number) =>
    MONDAY_MS + day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;

  it.each([
    ['Monday', 0, '00:00', 'open'],
    ['Monday', 0, '21:49', 'open'],
    ['Monday', 0, '21:50', 'closed'],
    ['Monday', 0, '23:04', 'closed'],
    ['Monday', 0, '23:05', 'open'],
    ['Friday', 4, '21:49', 'open'],
    ['Friday', 4, '21:50', 'closed'],
    ['Friday', 4, '23:05', 'closed'],
    ['Saturday', 5, '12:00', 'closed'],
    ['Sunday', 6, '23:04', 'closed'],
    ['Sunday', 6, '23:05', 'open'],
  ])('synthetic gold on %s, day %i, at %s is %3$s', (_, day, time, phase) => {
    const [hour = NaN, minute = NaN] = time.split(':').map(Number);
    const sessions = syntheticSessions('XAUUSDT', { startMs: MONDAY_MS, endMs: MONDAY_MS + 7 * DAY_MS });
    expect(phaseAt(sessions, at(day, hour, minute))).toBe(phase);
  });

  it('synthetic gold knows its hours for a day around the span, and nothing of others', () => {
    const sessions = syntheticSessions('XAUUSDT', { startMs: at(1, 12, 0), endMs: at(2, 12, 0) });
    expect(phaseAt(sessions, at(0, 0, 0) - 1)).toBe('unknown');
    expect(phaseAt(sessions, at(0, 0, 0))).toBe('open');
    expect(phaseAt(sessions, at(4, 0, 0) - 1)).toBe('open');
    expect(phaseAt(sessions, at(4, 0, 0))).toBe('unknown');
    expect(syntheticSessions('BTCUSDT', { startMs: 0, endMs: DAY_MS })).toBeUndefined();
  });

  it('synthetic gold is the same on every machine', () => {
    // When the model or its parameters change on purpose, this digest changes with them.
    const digest = hash('sha256', JSON.stringify(rowsOf(synthesise({ days: 1 })[0]!)));
    expect(digest.slice(0, 16)).toBe('45edbe583f93b3cd');
  });

  it('synthetic gold is the same alone and beside others, and leaves them as they are', () => {
    const [gold] = synthesise({ days: 2 });
    const [bitcoin, beside, ether] = synthesise({ days: 2, symbols: ['BTCUSDT', 'XAUUSDT', 'ETHUSDT'] });
    expect(beside).toEqual(gold);
    expect([bitcoin, ether]).toEqual(synthesise({ days: 2, symbols: ['BTCUSDT', 'ETHUSDT'] }));
  });

  it('synthetic gold has well-formed candles in the minutes of its sessions, whatever day it begins', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 }), (seed, day) => {
        const startMs = MONDAY_MS + day * DAY_MS;
        const [bitcoin, gold] = synthesise({ symbols: ['BTCUSDT', 'XAUUSDT'], seed, days: 2, startMs });
        const sessions = syntheticSessions('XAUUSDT', { startMs, endMs: startMs + 2 * DAY_MS });
        const open = rowsOf(bitcoin!).filter(([timeMs]) => phaseAt(sessions, timeMs!) === 'open');
        expect(rowsOf(gold!).map(([timeMs]) => timeMs)).toEqual(open.map(([timeMs]) => timeMs));
        expect(malformation(gold!, { startMs, days: 2, decimals: 2 })).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });
});

/** Whole months: four weekends and about twenty nights say little of a median. */
it('synthetic gold opens as far from its last close as recorded, over nights and weekends', () => {
  const months = SEEDS.flatMap((seed) => synthesise({ seed }));
  const nights = months.flatMap((month) => opensBps(month, NIGHT_MINUTES));
  const weekends = months.flatMap((month) => opensBps(month, WEEKEND_MINUTES));
  expect([nights.length, weekends.length]).toEqual([54, 12]);
  expect(outside('night', median(nights), widened([RECORDED_NIGHT_BPS, RECORDED_NIGHT_BPS]))).toEqual([]);
  expect(outside('weekend', median(weekends), widened([RECORDED_WEEKEND_BPS, RECORDED_WEEKEND_BPS]))).toEqual(
    [],
  );
});

describe.each(SEEDS)('a synthetic month of gold, seed %i', (seed) => {
  let [bitcoin, gold]: readonly Candles[] = [];
  beforeAll(() => {
    [bitcoin, gold] = synthesise({ symbols: ['BTCUSDT', 'XAUUSDT'], seed });
  });

  it('a synthetic month of gold is as lively as the recorded days', () => {
    const statistics = candleStatistics(gold!);
    const found = STATISTICS.flatMap((name) => outside(name, statistics[name], widened(RECORDED_DAYS[name])));
    expect(found).toEqual([]);
  });

  it("a synthetic month of gold moves at about two thirds of bitcoin's pace", () => {
    const [ofGold, ofBitcoin] = [candleStatistics(gold!), candleStatistics(bitcoin!)];
    for (const name of ['moveMedianBps', 'rangeMedianBps'] as const)
      expect(outside(name, ofGold[name] / ofBitcoin[name], [0.6, 0.73])).toEqual([]);
  });

  it('a synthetic month of gold has as many minutes a week as the recorded weeks, but for outages', () => {
    const minutes = [0, 1, 2, 3].map((week) => cut(gold!, MONDAY_MS + week * 7 * DAY_MS, 7).length);
    for (const each of minutes) expect(outside('minutes', each, RECORDED_MINUTES)).toEqual([]);
  });

  it('a synthetic month of gold pays an entry signal nothing but chance', () => {
    for (const minutes of [1, 10]) {
      const gains = signalGainsBps(gold!, minutes);
      // Entries less than `minutes` apart share returns, so they count as fewer.
      const standardError = standardDeviation(gains) / Math.sqrt(gains.length / minutes);
      expect(Math.abs(mean(gains)) / standardError, `after ${minutes} minutes`).toBeLessThan(4);
    }
  });
});

describe.skipIf(!existsSync(RECORDING))('the bands of gold (skipped where ../shared/data is absent)', () => {
  const rounded = (value: number): number => Number(value.toPrecision(3));
  const rangeOf = (values: readonly number[]) => [Math.min(...values), Math.max(...values)].map(rounded);

  it('the bands of gold are formed from the recorded month', () => {
    const month = readCandles(RECORDING);
    const days = Array.from({ length: 31 }, (_, day) => cut(month, Date.UTC(2026, 0, 1 + day), 1));
    const whole = days.filter(({ length }) => length > WHOLE_DAY_MINUTES).map(candleStatistics);
    expect(whole).toHaveLength(21);
    for (const name of STATISTICS)
      expect(rangeOf(whole.map((day) => day[name])), name).toEqual(RECORDED_DAYS[name]);
    const weeks = [4, 11, 18, 25].map((day) => cut(month, Date.UTC(2026, 0, day), 7).length);
    expect([Math.min(...weeks), Math.max(...weeks)]).toEqual(RECORDED_MINUTES);
    const [nights, weekends] = [opensBps(month, NIGHT_MINUTES), opensBps(month, WEEKEND_MINUTES)];
    expect([nights.length, weekends.length]).toEqual([16, 4]);
    expect([median(nights), median(weekends)].map(rounded)).toEqual([
      RECORDED_NIGHT_BPS,
      RECORDED_WEEKEND_BPS,
    ]);
  });
});
