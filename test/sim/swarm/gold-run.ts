/**
 * Some bots trade gold, too, whose market has closed hours within the run.
 *
 * All of it is drawn by a stream of its own, beside what the seed has drawn: other bots stay as they are.
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { MarketTerms } from '../world/market-path.ts';
import type { Chance } from '../world/random-streams.ts';
import type { DrawnRun } from './drawing.ts';
import { UNREAD_HOURS, type Happening } from './happening.ts';
import { GOLD } from './hours-stage.ts';

const GOLD_CHANCE = 0.1;
/** Before the first close, and between an open and the next close: candles for signals, and some trades. */
const OPEN_LEAST_MS = 12 * MINUTE_MS;
const CLOSED_MAX_MINUTES = 30;
const CLOSED_LEAST_MINUTES = 4;
/** So long before a close the bot closes, by the parameter's default: older releases drop any other from the item. */
const SESSION_END_MS = 2 * MINUTE_MS;

export function withGold(run: DrawnRun, chance: Chance): DrawnRun {
  const { terms, faultsEndMs } = run;
  if (!chance.happens(GOLD_CHANCE)) return run;
  const hours = hoursOf(chance, faultsEndMs);
  const drawn = [...hours, ...hours.flatMap((closed) => troubleAt(closed, chance))];
  const unread = chance.happens(0.2) ? [hoursUnread(chance, faultsEndMs)] : [];
  const unsigned: readonly Happening[] = chance.happens(0.1)
    ? [{ kind: 'agreement-unsigned', atMs: 0, forMs: chance.integer(2, 20) * MINUTE_MS }]
    : [];
  const happenings = [...run.happenings, ...drawn, ...unread, ...unsigned];
  return {
    ...run,
    // First, so that it is seldom left without room.
    terms: { ...terms, markets: [goldMarket(chance), ...terms.markets] },
    happenings: happenings.toSorted((left, right) => left.atMs - right.atMs),
  };
}

type Closed = Extract<Happening, { readonly kind: 'closed-hours' }>;

/** One after the other until the faults end; none where the run is too short. */
function hoursOf(chance: Chance, faultsEndMs: number): readonly Closed[] {
  const hours: Closed[] = [];
  let fromMs = 0;
  for (;;) {
    const atMs = fromMs + OPEN_LEAST_MS + chance.integer(0, 30) * MINUTE_MS;
    const forMs = chance.integer(CLOSED_LEAST_MINUTES, CLOSED_MAX_MINUTES) * MINUTE_MS;
    fromMs = atMs + forMs;
    if (fromMs >= faultsEndMs) return hours;
    const gapPct = chance.happens(0.6) ? chance.pick([-1, 1]) * chance.between(0.3, 3) : 0;
    hours.push({ kind: 'closed-hours', atMs, forMs, symbol: GOLD, gapPct });
  }
}

/** What keeps a position open over a close: a book without a counterpart, or a schedule that does not wake the bot. */
function troubleAt({ atMs }: Closed, chance: Chance): readonly Happening[] {
  const fromMs = Math.max(0, atMs - SESSION_END_MS - MINUTE_MS);
  const trouble = chance.fraction();
  if (trouble < 0.2) {
    const forMs = atMs - fromMs + MINUTE_MS;
    return [{ kind: 'thin-book', atMs: fromMs, forMs, symbol: GOLD, usd: 6, restPct: 0 }];
  }
  if (trouble > 0.35) return [];
  const minutes = Math.ceil((atMs - fromMs) / MINUTE_MS) + 1;
  return Array.from({ length: minutes }, (_, k) => ({
    kind: 'delivery',
    atMs: fromMs + k * MINUTE_MS,
    lateMs: 0,
    copies: 0,
  }));
}

/** From the beginning, where the bot never knew them, or later, where it has to go on with what it knows. */
function hoursUnread(chance: Chance, faultsEndMs: number): Happening {
  const atMs = chance.happens(0.5) ? 0 : chance.integer(0, faultsEndMs - 1);
  const forMs = Math.round(chance.between(1, Math.max(2, (faultsEndMs - atMs) / MINUTE_MS)) * MINUTE_MS);
  return { kind: 'hours-unread', atMs, forMs, as: chance.pick(UNREAD_HOURS) };
}

function goldMarket(chance: Chance): MarketTerms {
  return {
    symbol: GOLD,
    price: 4_000,
    tick: 0.01,
    regimes: [
      { stepPct: chance.between(0.01, 0.03), meanMinutes: chance.integer(20, 120) },
      { stepPct: chance.between(0.03, 0.08), meanMinutes: chance.integer(5, 40) },
    ],
    crashes: { chance: 0, maxPct: 0 },
    huntPct: 0,
  };
}
