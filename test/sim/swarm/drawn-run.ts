/**
 * What a seed has drawn before its run begins: a bot, its markets and its platform, and everything that will happen.
 *
 * Seeds differ in temper. Some have no fault at all, most have a few kinds of them, some have nearly all at once: what is
 * only found where little else is wrong is found, and what is only found where everything is wrong. A third has one class of
 * faults, aimed at each state of the orders: a bot that trades all day is the one whose entries and exits are met.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { InputError } from '../../../infra/input-error.ts';
import { crashCourse } from '../world/crash-day.ts';
import { HISTORY_MINUTES, type MarketTerms } from '../world/market-path.ts';
import { Chance } from '../world/random-streams.ts';
import { whyImpossible } from '../impossible-cells.ts';
import { ORDER_STATES } from '../order-states.ts';
import { withCells, withUnreadHours } from '../cells/cell-run.ts';
import { aimed } from './aims.ts';
import { CLASSES, DRAWERS } from './drawers.ts';
import { withGold } from './gold-run.ts';
import type { DrawnRun, Span, Temper } from './drawing.ts';
import { withRestingEntries } from './resting-entries.ts';
import { withSeldom, withTightLimits, type DrawnParameters } from './seldom.ts';
import type { Happening } from './happening.ts';

/** Of a run, at its end. */
const CALM_MINUTES_MAX = 45;
const FIRST_DAY_MS = Date.UTC(2025, 0, 6);
const DAYS = 300;
const DAY_MINUTES = 24 * 60;

/** @param among the markets; those that the seed chooses if absent */
export function drawRun(seed: number, minutes: number, among?: readonly string[]): DrawnRun {
  const chance = new Chance(seed, 'run');
  const temper = temperOf(chance);
  const chosen = MARKETS.slice(0, chance.integer(1, MARKETS.length));
  const symbols = among === undefined ? chosen : KNOWN.filter(({ symbol }) => among.includes(symbol));
  const calmMinutes = Math.min(CALM_MINUTES_MAX, Math.ceil(minutes / 3));
  const faultsEndMs = (minutes - calmMinutes) * MINUTE_MS;
  const { reserved, alignToMinuteSeconds } = chance.pick(PLATFORMS);
  const drawnMs =
    FIRST_DAY_MS + (chance.integer(0, DAYS) * DAY_MINUTES + chance.integer(0, DAY_MINUTES - 1)) * MINUTE_MS;
  const startMs = nearMidnight(drawnMs, minutes, new Chance(seed, 'midnight'));
  const offsetMs = chance.integer(0, 59) * SECOND_MS;
  const markets = symbols.map((market) => marketOf(market, chance));
  const times = { startMs, faultsEndMs, endMs: minutes * MINUTE_MS };
  const span = { fromMs: 2 * MINUTE_MS, toMs: faultsEndMs, symbols: symbols.map(({ symbol }) => symbol) };
  const seldom = withSeldom(
    happeningsOf(new Chance(seed, 'happenings'), { seed, temper, ...span }),
    new Chance(seed, 'seldom'),
    span,
  );
  const drawn = parametersOf(chance);
  const run: DrawnRun = {
    temper,
    terms: {
      seed,
      startMs,
      markets: perhapsCrashing(markets, new Chance(seed, 'crash day'), times),
      parameters: {
        ...withTightLimits(drawn, new Chance(seed, 'risk limits')),
        ...(temper === 'aimed' && TRADES_ALL_DAY),
      },
      balanceUsd: chance.pick([200, 2_000, 20_000]),
      offsetMs,
      alignToMinuteSeconds,
      timeoutMs: (reserved === 1 ? 55 : 130) * SECOND_MS,
      concurrencyMax: reserved,
    },
    faultsEndMs,
    endMs: times.endMs,
    personAfterMs: chance.pick(temper === 'aimed' ? [2] : [2, 5, 20, 60]) * MINUTE_MS,
    happenings:
      drawn.entryStyle === 'maker'
        ? withRestingEntries(seldom, new Chance(seed, 'resting entries'), span)
        : seldom,
  };
  if (among !== undefined) return run;
  const withHours = withGold(run, new Chance(seed, 'weekends'));
  const cells = new Chance(seed, 'cells');
  return withHours === run ? withCells(run, cells) : withUnreadHours(withHours, cells);
}

function temperOf(chance: Chance): Temper {
  const drawn = chance.fraction();
  if (drawn < 0.1) return 'calm';
  if (drawn < 0.3) return 'single';
  if (drawn < 0.65) return 'aimed';
  return drawn < 0.9 ? 'mixed' : 'hellish';
}

const HOW_MANY = {
  calm: { kinds: 0, most: 0, aimed: 0 },
  single: { kinds: 0.05, most: 8, aimed: 0 },
  aimed: { kinds: 0, most: 0, aimed: 24 },
  mixed: { kinds: 0.2, most: 3, aimed: 16 },
  hellish: { kinds: 0.5, most: 5, aimed: 48 },
} as const;

interface Drawing extends Span {
  readonly seed: number;
  readonly temper: Temper;
}

/** Some at any time, and some aimed at a state of the orders. */
function happeningsOf(chance: Chance, { seed, temper, ...span }: Drawing): readonly Happening[] {
  const { kinds, most, aimed: aims } = HOW_MANY[temper];
  if (span.toMs <= span.fromMs) return [];
  const drawers = DRAWERS.filter(() => chance.happens(kinds));
  if (drawers.length === 0 && temper === 'single') drawers.push(chance.pick(DRAWERS));
  const drawn = drawers.flatMap((draw) =>
    Array.from({ length: chance.integer(1, most) }, () => draw(chance, span)),
  );
  for (let k = 0; k < aims; k += 1) {
    // Seeds in a row take one class after the other.
    const place = temper === 'aimed' ? seed % CLASSES.length : chance.integer(0, CLASSES.length - 1);
    const fault = CLASSES[place] ?? '';
    const states = ORDER_STATES.filter((state) => whyImpossible(fault, state) === undefined);
    drawn.push(...aimed(fault, states[k % states.length] ?? 'idle', chance, span));
  }
  return drawn.toSorted((left, right) => left.atMs - right.atMs);
}

/** Some runs begin so that a day ends in them: little else happens so seldom. */
function nearMidnight(startMs: number, minutes: number, chance: Chance): number {
  if (!chance.happens(0.15)) return startMs;
  const midnightMs = Math.ceil(startMs / DAY_MS) * DAY_MS;
  return midnightMs - chance.integer(1, minutes) * MINUTE_MS;
}

type Platform = Readonly<Record<'reserved' | 'alignToMinuteSeconds', number>>;

const PLATFORMS: readonly [Platform, ...Platform[]] = [
  { reserved: 1, alignToMinuteSeconds: 0 },
  { reserved: 2, alignToMinuteSeconds: 0 },
  { reserved: 2, alignToMinuteSeconds: 15 },
  { reserved: 2, alignToMinuteSeconds: 60 },
  { reserved: 3, alignToMinuteSeconds: 30 },
];

interface Market {
  readonly symbol: string;
  readonly price: number;
  readonly tick: number;
}

/** A seed chooses among these. */
const MARKETS: readonly Market[] = [
  { symbol: 'BTCUSDT', price: 95_000, tick: 0.1 },
  { symbol: 'ETHUSDT', price: 2_700, tick: 0.01 },
  { symbol: 'SOLUSDT', price: 140, tick: 0.01 },
];
/** Recorded are those in USDC, too. */
const KNOWN = [...MARKETS, ...MARKETS.map((one) => ({ ...one, symbol: one.symbol.replace(/T$/, 'C') }))];

function marketOf(market: Market, chance: Chance): MarketTerms {
  const quiet = { stepPct: chance.between(0.01, 0.03), meanMinutes: chance.integer(20, 120) };
  const busy = { stepPct: chance.between(0.03, 0.08), meanMinutes: chance.integer(5, 40) };
  return {
    ...market,
    regimes: [quiet, busy],
    crashes: chance.happens(0.3)
      ? { chance: 0.0005, maxPct: chance.between(0.5, 4) }
      : { chance: 0, maxPct: 0 },
    huntPct: chance.happens(0.25) ? chance.between(5, 40) : 0,
  };
}

/** As a recorded one is. @throws InputError where no world has it. */
export function marketTermsOf(symbol: string, chance: Chance, price: number): MarketTerms {
  const market = KNOWN.find((one) => one.symbol === symbol);
  if (market === undefined) {
    const names = KNOWN.map((one) => one.symbol).join(', ');
    throw new InputError(`no world has the market ${symbol}: it has ${names}`);
  }
  return marketOf({ ...market, price }, chance);
}

const CRASH_DAY_CHANCE = 0.08;

interface RunSpan {
  readonly startMs: number;
  readonly faultsEndMs: number;
  readonly endMs: number;
}

/** All markets crash at once, one wilder than the other. */
function perhapsCrashing(
  markets: readonly MarketTerms[],
  chance: Chance,
  { startMs, faultsEndMs, endMs }: RunSpan,
): readonly MarketTerms[] {
  if (!chance.happens(CRASH_DAY_CHANCE)) return markets;
  const worstMs = startMs + chance.integer(0, faultsEndMs / MINUTE_MS) * MINUTE_MS;
  return markets.map((market) => {
    const day = { worstMs, wildness: chance.between(0.8, 1.7) };
    const fromMs = startMs - HISTORY_MINUTES * MINUTE_MS;
    const crashing = { day, price: market.price, fromMs, toMs: startMs + endMs };
    return { ...market, course: crashCourse(crashing, chance) };
  });
}

/** Nothing that it loses stops it. */
const TRADES_ALL_DAY = {
  maxTradesPerHour: 600,
  lossStreak: 50,
  dailyLossUsd: 1_000,
  dailyLossPct: 90,
} as const;

/** One that trades much: more happens in an hour. */
function parametersOf(chance: Chance): DrawnParameters {
  const leverage = chance.pick([5, 10, 20]);
  const collateralUsd = chance.pick([30, 45]);
  const maxPositions = chance.integer(1, 3);
  return {
    mode: 'live',
    momentumCandles: chance.integer(1, 3),
    momentumPct: 0.02,
    volumeLookback: 2,
    volumeRatio: 0,
    volatilityCandles: 2,
    volatilityPct: 0,
    leverage,
    collateralUsd,
    maxPositions,
    maxOpenCollateralUsd: collateralUsd * maxPositions,
    maxTradesPerHour: chance.pick([20, 60, 600]),
    lossStreak: chance.pick([4, 8, 50]),
    pauseMinutes: chance.pick([2, 20]),
    dailyLossUsd: chance.pick([20, 80, 1_000]),
    dailyLossPct: chance.pick([4, 90]),
    entryStyle: chance.pick(['taker', 'taker', 'maker']),
    makerTimeoutSeconds: chance.pick([5, 10, 30]),
    stopTrigger: chance.pick(['last', 'last', 'mark']),
    watchIntervalSeconds: chance.pick([0, 5, 10, 10, 30]),
    quickExitSeconds: chance.pick([60, 120]),
    maxHoldSeconds: chance.pick([120, 300, 900]),
    recoverySeconds: chance.pick([60, 180]),
    targetPct: chance.pick([0.1, 0.15, 0.4]),
  };
}
