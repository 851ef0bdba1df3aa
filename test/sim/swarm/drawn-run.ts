/**
 * What a seed has drawn before its run begins: a bot, its markets and its platform, and everything that will happen.
 *
 * Seeds differ in temper. Some have no fault at all, most have a few kinds of them, some have nearly all at once: what is
 * only found where little else is wrong is found, and what is only found where everything is wrong.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import type { MarketTerms } from '../world/market-path.ts';
import { Chance } from '../world/random-streams.ts';
import type { WorldTerms } from '../world/world.ts';
import { CLOUD_DRAWERS } from './cloud-drawers.ts';
import { at, windowOf, type Draw, type Span } from './drawing.ts';
import { VENUE_DRAWERS } from './venue-drawers.ts';
import type { Happening } from './happening.ts';

export type Temper = 'calm' | 'single' | 'mixed' | 'hellish';

export interface DrawnRun {
  readonly temper: Temper;
  readonly terms: Omit<WorldTerms, 'plan' | 'keptMax'>;
  /** Nothing is wrong any more from then on, in ms since the beginning. */
  readonly faultsEndMs: number;
  readonly endMs: number;
  /** How long a person takes to look after a halt. */
  readonly personAfterMs: number;
  readonly happenings: readonly Happening[];
}

/** Of a run, at its end. */
const CALM_MINUTES_MAX = 45;
const FIRST_DAY_MS = Date.UTC(2025, 0, 6);
const DAYS = 300;
const DAY_MINUTES = 24 * 60;

export function drawRun(seed: number, minutes: number): DrawnRun {
  const chance = new Chance(seed, 'run');
  const temper = temperOf(chance);
  const symbols = MARKETS.slice(0, chance.integer(1, MARKETS.length));
  const calmMinutes = Math.min(CALM_MINUTES_MAX, Math.ceil(minutes / 3));
  const faultsEndMs = (minutes - calmMinutes) * MINUTE_MS;
  const { reserved, alignToMinuteSeconds } = chance.pick(PLATFORMS);
  const drawnMs =
    FIRST_DAY_MS + (chance.integer(0, DAYS) * DAY_MINUTES + chance.integer(0, DAY_MINUTES - 1)) * MINUTE_MS;
  const startMs = nearMidnight(drawnMs, minutes, new Chance(seed, 'midnight'));
  const offsetMs = chance.integer(0, 59) * SECOND_MS;
  const span = {
    fromMs: 2 * MINUTE_MS,
    toMs: faultsEndMs,
    symbols: symbols.map(({ symbol }) => symbol),
  };
  return {
    temper,
    terms: {
      seed,
      startMs,
      markets: symbols.map((market) => marketOf(market, chance)),
      parameters: withTightLimits(parametersOf(chance), new Chance(seed, 'risk limits')),
      balanceUsd: chance.pick([200, 2_000, 20_000]),
      offsetMs,
      alignToMinuteSeconds,
      timeoutMs: (reserved === 1 ? 55 : 130) * SECOND_MS,
      concurrencyMax: reserved,
    },
    faultsEndMs,
    endMs: minutes * MINUTE_MS,
    personAfterMs: chance.pick([2, 5, 20, 60]) * MINUTE_MS,
    happenings: withSeldom(
      happeningsOf(new Chance(seed, 'happenings'), temper, span),
      new Chance(seed, 'seldom'),
      span,
    ),
  };
}

function temperOf(chance: Chance): Temper {
  const drawn = chance.fraction();
  if (drawn < 0.1) return 'calm';
  if (drawn < 0.5) return 'single';
  return drawn < 0.85 ? 'mixed' : 'hellish';
}

const DRAWERS: readonly [Draw, ...Draw[]] = [...CLOUD_DRAWERS, ...VENUE_DRAWERS];

const HOW_MANY = {
  calm: { kinds: 0, most: 0 },
  single: { kinds: 0.06, most: 8 },
  mixed: { kinds: 0.25, most: 3 },
  hellish: { kinds: 0.7, most: 5 },
} as const;

function happeningsOf(chance: Chance, temper: Temper, span: Span): readonly Happening[] {
  const { kinds, most } = HOW_MANY[temper];
  if (kinds === 0 || span.toMs <= span.fromMs) return [];
  const drawers = DRAWERS.filter(() => chance.happens(kinds));
  if (drawers.length === 0) drawers.push(chance.pick(DRAWERS));
  const drawn = drawers.flatMap((draw) =>
    Array.from({ length: chance.integer(1, most) }, () => draw(chance, span)),
  );
  return drawn.toSorted((left, right) => left.atMs - right.atMs);
}

/** Some runs begin so that a day ends in them: little else happens so seldom. */
function nearMidnight(startMs: number, minutes: number, chance: Chance): number {
  if (!chance.happens(0.15)) return startMs;
  const midnightMs = Math.ceil(startMs / DAY_MS) * DAY_MS;
  return midnightMs - chance.integer(1, minutes) * MINUTE_MS;
}

const COMMANDS: readonly [CommandKind, ...CommandKind[]] = ['pause', 'resume', 'flatten'];

/** A command that is left again, so long after it at most. */
const AGAIN_MS = 20 * MINUTE_MS;

/**
 * What happens in few worlds: commands that are left twice, or that wait when a backup is made, keys that are replaced, a limit of the day that is lowered to what
 * is lost already. Drawn by a stream of its own, so that everything else stays as its seed has drawn it.
 */
function withSeldom(drawn: readonly Happening[], chance: Chance, span: Span): readonly Happening[] {
  if (drawn.length === 0) return drawn;
  const [isLeftAgain, waitsInBackup, replacesKeys, lowersLimit] = [0.4, 0.2, 0.08, 0.08].map((probability) =>
    chance.happens(probability),
  );
  const again = drawn.map((happening): Happening => {
    if (isLeftAgain !== true || happening.kind !== 'command' || !chance.happens(0.7)) return happening;
    return { ...happening, againMs: chance.integer(SECOND_MS, AGAIN_MS) };
  });
  const seldom: Happening[] = [];
  for (const happening of waitsInBackup === true ? drawn : []) {
    if (happening.kind !== 'restored') continue;
    const backupMs = happening.atMs - happening.agoMs;
    const atMs = Math.max(0, backupMs - chance.integer(1, 40) * SECOND_MS);
    seldom.push({ kind: 'command', atMs, command: chance.pick(COMMANDS) });
  }
  if (replacesKeys === true) seldom.push({ kind: 'keys-replaced', atMs: at(chance, span) });
  if (lowersLimit === true) {
    const document = JSON.stringify({ dailyLossUsd: 1 });
    seldom.push({ kind: 'parameters', ...windowOf(chance, span, 30 * MINUTE_MS), document });
  }
  return [...again, ...seldom].toSorted((left, right) => left.atMs - right.atMs);
}

interface Platform {
  readonly reserved: number;
  readonly alignToMinuteSeconds: number;
}

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

const MARKETS: readonly Market[] = [
  { symbol: 'BTCUSDT', price: 95_000, tick: 0.1 },
  { symbol: 'ETHUSDT', price: 2_700, tick: 0.01 },
  { symbol: 'SOLUSDT', price: 140, tick: 0.01 },
];

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

/** Some bots have limits that are tighter than what their other parameters allow. */
function withTightLimits(drawn: Parameters, chance: Chance): Readonly<Record<string, unknown>> {
  const { collateralUsd, maxPositions } = drawn;
  return {
    ...drawn,
    ...(chance.happens(0.25) && { maxOpenCollateralUsd: collateralUsd * Math.max(1, maxPositions - 1) }),
    ...(chance.happens(0.1) && { maxTradesPerHour: chance.pick([3, 6]) }),
  };
}

interface Parameters extends Readonly<Record<string, unknown>> {
  readonly collateralUsd: number;
  readonly maxPositions: number;
}

/** One that trades much: more happens in an hour. */
function parametersOf(chance: Chance): Parameters {
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
