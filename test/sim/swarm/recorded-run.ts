/**
 * A run in markets that were recorded: the seed says where in the recording it begins, and all that happens beside it.
 */
import type { Candles, SymbolCandles } from '../../../lambda/core/market.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { InputError } from '../../../infra/input-error.ts';
import { HISTORY_MINUTES } from '../world/market-path.ts';
import type { Course } from '../world/price-course.ts';
import { Chance } from '../world/random-streams.ts';
import type { DrawnRun } from './drawing.ts';
import { marketTermsOf } from './drawn-run.ts';

/** @throws InputError where the recording is shorter than the run, or of a market that no world has. */
export function inRecordedMarkets(run: DrawnRun, seed: number, recorded: readonly SymbolCandles[]): DrawnRun {
  const chance = new Chance(seed, 'recorded markets');
  const from = Math.max(...recorded.map(({ candles }) => candles.openTimeMs[0] ?? Infinity));
  const to = Math.min(...recorded.map(({ candles }) => candles.openTimeMs[candles.length - 1] ?? -Infinity));
  const earliestMs = from + HISTORY_MINUTES * MINUTE_MS;
  const room = Math.floor((to - run.endMs - earliestMs) / MINUTE_MS);
  if (room < 0)
    throw new InputError(
      `the recording is too short: a run of ${run.endMs / MINUTE_MS} minutes needs ${HISTORY_MINUTES} minutes before it`,
    );
  const startMs = earliestMs + chance.integer(0, room) * MINUTE_MS;
  const markets = recorded.map(({ symbol, candles }) => {
    const course = courseOf(candles);
    return { ...marketTermsOf(symbol, chance, course.barOf(startMs)?.open ?? NaN), course };
  });
  return { ...run, terms: { ...run.terms, startMs, markets } };
}

function courseOf({ length, openTimeMs, open, high, low, close, volume }: Candles): Course {
  const places = new Map(Array.from({ length }, (_, k) => [openTimeMs[k] ?? NaN, k]));
  const barOf: Course['barOf'] = (minuteMs) => {
    const k = places.get(minuteMs);
    if (k === undefined) return undefined;
    const at = (column: Float64Array) => column[k] ?? NaN;
    return { open: at(open), high: at(high), low: at(low), close: at(close), volume: at(volume) };
  };
  return { barOf };
}
