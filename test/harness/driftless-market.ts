/**
 * Candles of a price that moves continuously, without drift and without jumps.
 *
 * A market that is made of steps is not fair to orders that rest in it: a step goes beyond a stop, which is filled at the
 * stop all the same. Here the extremes of a minute are those of a Brownian bridge from its open to its close, so that no
 * strategy earns anything before costs but by chance.
 */
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

interface DriftlessOptions {
  readonly symbol: string;
  readonly startMs: number;
  readonly minutes: number;
  readonly uniform: () => number;
}

/** Deviation of a minute, in the middle; its logarithm wanders. */
const DEVIATION = 0.000_5;
const LOG_DEVIATION = 0.5;
const MEMORY_MINUTES = 120;

export function driftlessMarket({ symbol, startMs, minutes, uniform }: DriftlessOptions): SymbolCandles {
  const column = () => new Float64Array(minutes);
  const columns = {
    openTimeMs: Float64Array.from({ length: minutes }, (_, k) => startMs + k * MINUTE_MS),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const kept = 1 - 1 / MEMORY_MINUTES;
  const fresh = LOG_DEVIATION * Math.sqrt(1 - kept ** 2);
  let logDeviation = 0;
  let price = 100;
  for (let k = 0; k < minutes; k += 1) {
    logDeviation = kept * logDeviation + fresh * normal();
    const deviation = DEVIATION * Math.exp(logDeviation);
    // Half of the variance is taken off, or a price that wanders evenly in its logarithm would rise.
    const move = deviation * normal() - deviation ** 2 / 2;
    const reach = () => Math.sqrt(move ** 2 - 2 * deviation ** 2 * Math.log(uniform()));
    columns.open[k] = price;
    columns.high[k] = price * Math.exp((move + reach()) / 2);
    columns.low[k] = price * Math.exp((move - reach()) / 2);
    price *= Math.exp(move);
    columns.close[k] = price;
    columns.volume[k] = 1_000 * Math.exp(logDeviation + 0.5 * normal());
  }
  return { symbol, candles: { length: minutes, ...columns } };
}
