/**
 * Are given prices followed, is a stop reached and left, and does a crash look like one?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Bar } from '../../venue/market/candle-rows.ts';
import { crashCourse } from './crash-day.ts';
import { MarketPath, STEP_MS, type MarketTerms } from './market-path.ts';
import { Chance } from './random-streams.ts';

const TERMS: MarketTerms = {
  symbol: 'BTCUSDT',
  price: 100,
  tick: 0.1,
  regimes: [{ stepPct: 0, meanMinutes: 10 }],
  crashes: { chance: 0, maxPct: 0 },
  huntPct: 0,
};

function walk(path: MarketPath, minutes: number): void {
  for (let ms = 0; ms <= minutes * MINUTE_MS; ms += STEP_MS) path.step(ms);
}

describe('a market that was recorded', () => {
  const bars: readonly (Bar | undefined)[] = [
    { open: 100, high: 108, low: 95.5, close: 97, volume: 24 },
    { open: 97, high: 97, low: 97, close: 97, volume: 0 },
    undefined,
    { open: 80, high: 81, low: 70.2, close: 81, volume: 12 },
  ];
  const course = { barOf: (minuteMs: number) => bars[minuteMs / MINUTE_MS] };

  it.each([1, 2, 3, 4])(
    'has the very candles that were recorded, whatever comes first in a minute (%i)',
    (seed) => {
      const path = new MarketPath({ ...TERMS, course }, new Chance(seed, 'market'));
      walk(path, 4);
      for (const [k, bar] of bars.entries()) {
        const { volume: _, ...prices } = path.bar(k * MINUTE_MS) ?? { volume: 0 };
        const { volume: __, ...given } = bar ?? { volume: 0 };
        expect(prices).toEqual(given);
      }
    },
  );

  it('goes back to what was recorded after a jump', () => {
    const flat = { open: 100, high: 100, low: 100, close: 100, volume: 1 };
    const path = new MarketPath({ ...TERMS, course: { barOf: () => flat } }, new Chance(1, 'market'));
    path.step(0);
    path.jump(8);
    path.step(STEP_MS);
    expect(path.quote.bid).toBeGreaterThan(107);
    for (let ms = 2 * STEP_MS; ms < 60 * MINUTE_MS; ms += STEP_MS) path.step(ms);
    expect(path.quote.bid).toBeCloseTo(99.9, 1);
  });
});

describe('a price that goes to a stop', () => {
  it.each([
    ['down', 90.1],
    ['up', 110.3],
  ] as const)('has its last trade at the very price (%s), and is back a step later', (going, last) => {
    const path = new MarketPath(TERMS, new Chance(1, 'market'));
    path.step(0);
    const before = path.quote;
    path.visit(last, going);
    path.step(STEP_MS);
    expect(going === 'down' ? path.quote.ask : path.quote.bid).toBeCloseTo(last, 6);
    path.step(2 * STEP_MS);
    expect(path.quote).toEqual(before);
  });
});

describe('a day on which a market crashes', () => {
  const worstMs = 6 * 60 * MINUTE_MS;
  const dayOf = (seed: number) => {
    const crashing = { day: { worstMs, wildness: 1 }, price: 100, fromMs: 0, toMs: 12 * 60 * MINUTE_MS };
    const course = crashCourse(crashing, new Chance(seed, 'crash'));
    return Array.from({ length: 12 * 60 }, (_, k) => course.barOf(k * MINUTE_MS)!);
  };
  const movePct = ({ open, close }: Bar) => (close / open - 1) * 100;
  const rangePct = ({ high, low }: Bar) => (high / low - 1) * 100;

  it('has the worst minute, the ranges, gaps and volume that were measured', () => {
    const days = Array.from({ length: 20 }, (_, seed) => dayOf(seed));
    const worst = days.map((bars) => Math.min(...bars.map(movePct))).toSorted((left, right) => left - right);
    expect(worst[10]).toBeCloseTo(-6.1, 0);
    for (const bars of days) {
      expect(Math.max(...bars.map(rangePct))).toBeGreaterThan(5);
      expect(Math.max(...bars.slice(0, 60).map(rangePct))).toBeLessThan(1.5);
      const hour = bars.slice(360, 420);
      const calm = bars.slice(0, 60);
      const volume = (of: readonly Bar[]) => of.reduce((sum, bar) => sum + bar.volume, 0);
      expect(volume(hour) / volume(calm)).toBeGreaterThan(8);
    }
    const gaps = days.flatMap((bars) =>
      bars.slice(1).map(({ open }, k) => Math.abs(open / (bars[k]?.close ?? NaN) - 1) * 100),
    );
    expect(Math.max(...gaps)).toBeGreaterThan(1);
    expect(Math.max(...gaps)).toBeLessThan(1.81);
  });

  it('has candles that are candles', () => {
    for (const { open, high, low, close } of dayOf(3)) {
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
    }
  });
});
