/**
 * A market for trying the bot where no recording is at hand.
 *
 * The price has no drift and no memory, but its volatility has. Whatever a strategy earns here, it earns by chance.
 *
 * Invariants:
 * - The same options give the same bits on every machine.
 * - A symbol's candles depend on seed, start and symbol alone. More days extend the earlier ones.
 * - Candles are sorted, unique, minute-aligned, positive and consistent (low ≤ open, close ≤ high).
 * - An outage leaves a hole in every symbol alike. Gold has candles in its sessions alone.
 */

import { candlesOfColumns, type SymbolCandles } from '../../lambda/core/market.ts';
import { phaseAt } from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, MINUTE_MS, fractionOfBps } from '../../lambda/core/units.ts';
import {
  MARKET,
  OWN,
  STEPS_PER_MINUTE,
  symbolProfile,
  timeOfDayVolatility,
  type SymbolProfile,
} from './synthetic-parameters.ts';
import {
  autoregressions,
  exponential,
  randomStream,
  regimeSwitching,
  tailFactor,
  type RandomStream,
} from './synthetic-processes.ts';
import { closedPace, syntheticSessions } from './synthetic-sessions.ts';

const MINUTES_PER_DAY = DAY_MS / MINUTE_MS;
const VOLUME_SCALE = 1_000;

export interface SyntheticMarketOptions {
  readonly symbols: readonly string[];
  /** Any safe integer. */
  readonly seed: number;
  /** Whole days. */
  readonly days: number;
  /** Open time of the first minute, in ms UTC. */
  readonly startMs: number;
}

/** The part of one minute that all symbols share. */
interface SharedMinute {
  readonly isOutage: boolean;
  readonly logVolatility: number;
  /** Factor of the time of day and of the minute's own shock. */
  readonly volatility: number;
  /** The shared part of each step, with variance 1. */
  readonly steps: Float64Array;
  /** Added to the last step, in deviations of an average minute. */
  readonly jump: number;
}

/** One candle; prices not yet rounded. */
interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

function requireOptions({ symbols, seed, days, startMs }: SyntheticMarketOptions): void {
  const refuse = (name: string, value: unknown, expected: string): never => {
    const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
    throw new RangeError(`synthetic market: ${name} is ${shown}, expected ${expected}`);
  };
  if (symbols.length === 0) refuse('symbols', symbols, 'at least one symbol, such as BTCUSDT');
  if (symbols.includes('') || new Set(symbols).size < symbols.length) {
    refuse('symbols', symbols, 'different symbols, none of them empty');
  }
  if (!Number.isSafeInteger(seed)) refuse('seed', seed, 'an integer');
  if (!Number.isSafeInteger(days) || days < 1) refuse('days', days, 'a whole number of at least 1');
  if (!Number.isSafeInteger(startMs) || startMs < 0 || startMs % MINUTE_MS !== 0) {
    refuse(
      'startMs',
      startMs,
      `the start of a minute in ms UTC, a multiple of ${MINUTE_MS} that is not negative`,
    );
  }
}

function jumpSize(random: RandomStream, jumpsPerDay: number): number {
  if (!random.happens(jumpsPerDay / MINUTES_PER_DAY)) return 0;
  const { least, most } = MARKET.jumpDeviations;
  return random.sign() * (least + (most - least) * random.uniform());
}

/** Counts the minutes of an outage down; most are short. */
function outages(random: RandomStream): () => boolean {
  let remainingMinutes = 0;
  return () => {
    if (remainingMinutes > 0) remainingMinutes--;
    else if (random.happens(MARKET.outagesPerDay / MINUTES_PER_DAY)) {
      const u = random.uniform();
      remainingMinutes = 1 + Math.floor(MARKET.longestOutageMinutes * u * u);
    }
    return remainingMinutes > 0;
  };
}

/** The shared minutes one after another. The steps are one buffer that each minute overwrites. */
function sharedMinutes(seed: number): (timeMs: number) => SharedMinute {
  const random = randomStream(seed, 'market');
  const nextRegime = regimeSwitching(random, { regimes: MARKET.regimes, start: MARKET.firstRegime });
  const nextLogVolatility = autoregressions(random, MARKET.logVolatility);
  const nextOutage = outages(random);
  const steps = new Float64Array(STEPS_PER_MINUTE);
  let excitement = 0;
  return (timeMs) => {
    excitement *= 1 - 1 / MARKET.jumpMemoryMinutes;
    const logVolatility = nextRegime() + nextLogVolatility() + excitement;
    const shock = tailFactor(random, MARKET.tailFactorCap);
    const jump = jumpSize(random, MARKET.jumpsPerDay);
    if (jump !== 0) excitement += MARKET.jumpLogVolatility;
    for (let i = 0; i < STEPS_PER_MINUTE; i++) steps[i] = random.roughNormal();
    return {
      isOutage: nextOutage(),
      logVolatility,
      volatility: timeOfDayVolatility(timeMs) * shock,
      steps,
      jump,
    };
  };
}

/** A whole number, so that dividing by it gives the decimal price to the last bit. */
function ticksPerUsd({ priceDecimals }: SymbolProfile): number {
  return Number(`1e${priceDecimals}`);
}

/**
 * The candles of one symbol one after another, each from the shared minute and the symbol's own stream; `pace` is that of
 * the minute's volatility, 1 where it is as usual.
 */
function symbolMinutes(
  seed: number,
  symbol: string,
  profile: SymbolProfile,
): (shared: SharedMinute, pace: number) => Candle {
  const random = randomStream(seed, `symbol ${symbol}`);
  const nextLogVolatility = autoregressions(random, OWN.logVolatility);
  const nextLogVolume = autoregressions(random, OWN.logVolume);
  const baseDeviation = fractionOfBps(profile.volatilityBps);
  const tick = 1 / ticksPerUsd(profile);
  const sharedPart = profile.marketCorrelation;
  const ownPart = Math.sqrt(1 - sharedPart * sharedPart);
  let price = profile.price;

  const openingPrice = (deviation: number): number => {
    const u = random.uniform();
    if (u >= OWN.wideGapShare + OWN.tickGapShare) return price;
    if (u >= OWN.wideGapShare) return price + tick * random.sign();
    const size =
      OWN.wideGapTicks * tick + OWN.wideGapDeviations * deviation * price * Math.abs(random.normal());
    return price + size * random.sign();
  };

  return (shared, pace) => {
    const logVolatility = profile.volatilityLoading * shared.logVolatility + nextLogVolatility();
    const deviation = pace * baseDeviation * shared.volatility * exponential(logVolatility);
    const jump = profile.jumpLoading * shared.jump + jumpSize(random, OWN.jumpsPerDay);
    const open = Math.max(tick, openingPrice(deviation));
    const stepDeviation = deviation / Math.sqrt(STEPS_PER_MINUTE);
    let high = open;
    let low = open;
    price = open;
    for (let i = 0; i < STEPS_PER_MINUTE; i++) {
      price *= 1 + stepDeviation * (sharedPart * shared.steps[i]! + ownPart * random.roughNormal());
      if (i === STEPS_PER_MINUTE - 1) price *= 1 + jump * baseDeviation;
      if (price > high) high = price;
      if (price < low) low = price;
    }
    // A typical range is 1.4 deviations; a quiet minute still trades a little.
    const activity = 0.1 + (high / low - 1) / (1.4 * baseDeviation);
    const logVolume =
      OWN.volumeOfVolatility * logVolatility + nextLogVolume() + OWN.minuteLogVolume * random.normal();
    return { open, high, low, close: price, volume: profile.volume * activity * exponential(logVolume) };
  };
}

interface Recorder {
  readonly record: (timeMs: number, shared: SharedMinute) => void;
  readonly result: () => SymbolCandles;
}

/** Writes a symbol's candles into columns, prices rounded to its tick. */
function recorder(options: SyntheticMarketOptions, symbol: string): Recorder {
  const profile = symbolProfile(symbol);
  const nextCandle = symbolMinutes(options.seed, symbol, profile);
  const minutes = options.days * MINUTES_PER_DAY;
  const columns = candlesOfColumns(minutes, () => new Float64Array(minutes));
  const endMs = options.startMs + minutes * MINUTE_MS;
  const sessions = syntheticSessions(symbol, { startMs: options.startMs, endMs });
  const ticks = ticksPerUsd(profile);
  const rounded = (price: number): number => Math.max(1, Math.round(price * ticks)) / ticks;
  let length = 0;
  return {
    record(timeMs: number, shared: SharedMinute): void {
      const isOpen = phaseAt(sessions, timeMs) === 'open';
      // In closed hours the price goes on unseen, and the next open shows how far.
      const candle = nextCandle(shared, isOpen ? 1 : closedPace(timeMs));
      if (shared.isOutage || !isOpen) return;
      columns.openTimeMs[length] = timeMs;
      columns.open[length] = rounded(candle.open);
      columns.high[length] = rounded(candle.high);
      columns.low[length] = rounded(candle.low);
      columns.close[length] = rounded(candle.close);
      columns.volume[length] = Math.round(candle.volume * VOLUME_SCALE) / VOLUME_SCALE;
      length++;
    },
    result: (): SymbolCandles => ({
      symbol,
      candles: { ...columns, length },
      ...(sessions && { sessions }),
    }),
  };
}

/**
 * One-minute candles of each symbol over `days` days from `startMs`, prices in USD, volumes in base units; and its sessions,
 * where it has closed hours.
 *
 * @throws RangeError that names the option, its value and its bounds.
 */
export function synthesiseMarket(options: SyntheticMarketOptions): SymbolCandles[] {
  requireOptions(options);
  const nextShared = sharedMinutes(options.seed);
  const recorders = options.symbols.map((symbol) => recorder(options, symbol));
  for (let minute = 0; minute < options.days * MINUTES_PER_DAY; minute++) {
    const timeMs = options.startMs + minute * MINUTE_MS;
    const shared = nextShared(timeMs);
    for (const each of recorders) each.record(timeMs, shared);
  }
  return recorders.map((each) => each.result());
}
