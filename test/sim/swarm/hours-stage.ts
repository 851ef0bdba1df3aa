/**
 * What happens to a market with closed hours: gold, whose exchange trades all the time and whose price follows one that does not.
 *
 * The exchange states all hours from the beginning. While they are closed the price stands nearly still; with the first open
 * minute it is where the gap has left it.
 */
import { DAY_MS } from '../../../lambda/core/units.ts';
import type { FaultScript } from '../../venue/request-faults.ts';
import type { World } from '../world/world.ts';
import type { Happening, UnreadHours } from './happening.ts';

export const GOLD = 'XAUUSDT';
/** Under which the exchange states the hours of gold. */
const SCHEDULE = 'COMMODITY';

const KINDS = ['closed-hours', 'hours-unread', 'agreement-unsigned'] as const;
export type OfHours = Extract<Happening, { readonly kind: (typeof KINDS)[number] }>;

export function isOfHours(happening: Happening): happening is OfHours {
  return KINDS.some((kind) => kind === happening.kind);
}

/** A time in which a market is closed, in ms of the world's time. */
export interface ClosedHours {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** All that will be in a run, the earliest first. */
export function closedHoursOf(happenings: readonly Happening[], startMs: number): readonly ClosedHours[] {
  return happenings
    .flatMap((one) =>
      one.kind === 'closed-hours'
        ? [{ symbol: one.symbol, fromMs: startMs + one.atMs, toMs: startMs + one.atMs + one.forMs }]
        : [],
    )
    .toSorted((left, right) => left.fromMs - right.fromMs);
}

/** The exchange states the hours of the whole run, and what it asks for is signed, where the bot trades gold. */
export function stateHours(world: World, happenings: readonly Happening[]): void {
  if (!world.paths.has(GOLD)) return;
  const { startMs } = world.terms;
  let openMs = startMs - DAY_MS;
  const sessions = closedHoursOf(happenings, startMs).flatMap(({ fromMs, toMs }) => {
    const open = { startTime: openMs, endTime: fromMs, type: 'REGULAR' } as const;
    openMs = toMs;
    return [open, { startTime: fromMs, endTime: toMs, type: 'NO_TRADING' } as const];
  });
  const last = { startTime: openMs, endTime: startMs + DAY_MS, type: 'REGULAR' } as const;
  world.venue.rules.tradingSchedules = { [SCHEDULE]: [...sessions, last] };
  world.venue.state.hasSignedAgreement = true;
}

/** Ends by itself. @returns by what it meets requests, if it does. */
export function happenInHours(world: World, happening: OfHours): FaultScript | undefined {
  const { venue, time, paths } = world;
  switch (happening.kind) {
    case 'closed-hours': {
      const path = paths.get(happening.symbol);
      path?.rest(true);
      time.after(happening.forMs, () => {
        path?.rest(false);
        path?.jump(happening.gapPct);
      });
      return undefined;
    }
    case 'hours-unread': {
      const script = unread(happening.as, happening.forMs);
      venue.fail(script);
      return script;
    }
    case 'agreement-unsigned':
      venue.state.hasSignedAgreement = false;
      time.after(happening.forMs, () => {
        venue.state.hasSignedAgreement = true;
      });
      return undefined;
  }
}

/** Two sessions that share a time. */
const CONTRADICTION = [
  { startTime: 1, endTime: 3, type: 'REGULAR' },
  { startTime: 2, endTime: 4, type: 'NO_TRADING' },
];

function unread(as: UnreadHours, forMs: number): FaultScript {
  const answer = as === 'missing' ? {} : { [SCHEDULE]: { sessions: CONTRADICTION } };
  const body = JSON.stringify({ marketSchedules: answer });
  const fault =
    as === 'unavailable'
      ? ({ kind: 'status', status: 503, body: '' } as const)
      : ({ kind: 'body', body } as const);
  return { path: 'tradingSchedule', fault, forMs };
}
