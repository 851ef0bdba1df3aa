/** Are shared signals those that each set would compute for itself? */
import { expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { SignalCache } from '../../lambda/backtest/signal-cache.ts';
import { signalColumn } from '../../lambda/backtest/signal-column.ts';
import { parseParameters, type Overrides } from '../../lambda/config.ts';
import { HOUR_MS } from '../../lambda/core/units.ts';

const START_MS = Date.UTC(2025, 0, 6);
const MARKET = synthesiseMarket({ symbols: ['BTCUSDT', 'SOLUSDT'], seed: 8, days: 1, startMs: START_MS });
const MORNING = { fromMs: START_MS + HOUR_MS, toMs: START_MS + 12 * HOUR_MS };
const DAY = { fromMs: START_MS, toMs: START_MS + 24 * HOUR_MS };

/** Each differs from the first in one parameter of the signal. */
const SIGNALS: readonly Overrides[] = [
  {},
  { momentumCandles: 5 },
  { momentumPct: 0.08 },
  { volumeLookback: 12 },
  { volumeRatio: 1.1 },
  { volatilityCandles: 6 },
  { volatilityPct: 0.2 },
];

it('Shared signals are those of each set, on its span', () => {
  const cache = new SignalCache();
  // Twice: the first of them is forgotten by then, and the last is not.
  for (const overrides of [...SIGNALS, ...SIGNALS.toReversed()]) {
    const parameters = parseParameters(overrides);
    const morning = cache.signalsOf(MARKET, parameters, MORNING);
    const day = cache.signalsOf(MARKET, parameters, DAY);
    for (const market of MARKET) {
      const { symbol, candles } = market;
      const own = (from: number, to: number) => signalColumn(market, parameters, { from, to });
      expect(day.get(symbol)).toEqual(own(0, candles.length));
      expect(morning.get(symbol)).toEqual(own(60, 720));
    }
  }
  const columns = SIGNALS.map((each) =>
    cache.signalsOf(MARKET, parseParameters(each), DAY).get('SOLUSDT')!.join(''),
  );
  expect(new Set(columns).size).toBe(SIGNALS.length);
});

it('Sets that differ elsewhere share one column, and another set does not drive it out at once', () => {
  const cache = new SignalCache();
  const of = (overrides: Overrides) => cache.signalsOf(MARKET, parseParameters(overrides), DAY);
  const first = of({});
  expect(of({ targetPct: 0.2 })).toBe(first);
  of({ volumeRatio: 1.1 });
  expect(of({ maxHoldSeconds: 240 })).toBe(first);
  for (const volumeRatio of [1.2, 1.4, 1.5, 1.6]) of({ volumeRatio });
  expect(of({})).not.toBe(first);
});
