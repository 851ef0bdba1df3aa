/**
 * Is what recovery saves and costs what was counted without this code?
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { MINUTE_MS, toDollars } from '../../lambda/core/units.ts';
import { at } from '../harness/builders.ts';
import { candlesOf, type CandleRow } from '../harness/candle-rows.ts';
import { WITHOUT_RECOVERY, WITH_RECOVERY, stopCounts } from './recovery-counts.ts';

const RECORDED = fileURLToPath(new URL('../../../shared/data/candles/binance-spot/', import.meta.url));

/** Quiet at 100, a jump that is entered, a fall to where recovery begins, and back. */
function dip(startMs: number): readonly CandleRow[] {
  const row = (k: number, open: number, high: number, low: number, close: number, volume = 5) => [
    startMs + k * MINUTE_MS,
    open,
    high,
    low,
    close,
    volume,
  ];
  const quiet = Array.from({ length: 25 }, (_, k) => row(k, 99.8, 99.85, 99.75, 99.8));
  const entered = row(26, 100, 100.01, 99.85, 99.87);
  const rest = Array.from({ length: 10 }, (_, k) => row(27 + k, 99.87, 100.02, 99.86, 100.01));
  return [...quiet, row(25, 99.8, 100.05, 99.8, 100, 20), entered, ...rest];
}

it('a dip is a hard stop without recovery, and none with it; a gap of days divides the candles', () => {
  const symbols = [candlesOf('BTC', [...dip(at('00:00')), ...dip(at('2026-01-08T00:00'))])];
  expect(stopCounts(symbols, WITHOUT_RECOVERY).hardStops).toBe(2);
  expect(stopCounts(symbols, WITH_RECOVERY).hardStops).toBe(0);
});

it.skipIf(!existsSync(RECORDED))(
  'four months of 2024 have the stops and the result of an independent count (skipped where they are absent)',
  async () => {
    const files = ['03', '06', '09', '12'].map((month) => `${RECORDED}BTCUSDT-1m-2024-${month}.csv.gz`);
    const { symbols } = await readCandleFiles(files);
    const [without, withIt] = [WITHOUT_RECOVERY, WITH_RECOVERY].map((set) => {
      const { trades, wins, hardStops, grossUsd } = stopCounts(symbols, set);
      return { hardStops, won: (wins / trades).toFixed(3), grossUsd: Math.round(toDollars(grossUsd)) };
    });
    expect(without).toEqual({ hardStops: 5_943, won: '0.596', grossUsd: -34 });
    expect(withIt).toEqual({ hardStops: 1_930, won: '0.662', grossUsd: -224 });
  },
);
