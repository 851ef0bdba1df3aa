/**
 * What may happen in a world: faults, people and markets, each at a time that was drawn before the run began.
 *
 * - A run is its seed's terms and a list of these. One taken away leaves the others as they are, so that a run that fails
 *   can be made shorter.
 * - They are JSON: a list can be printed, kept and given back.
 * - Every one belongs to a class, by which is counted what was met in which state.
 * - One may be aimed at a state of the bot's orders: what concerns requests concerns those that are made in it, and
 *   whatever happens once waits for it. Where it never comes before the faults end, nothing happens.
 */
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import type { FaultScript } from '../../venue/request-faults.ts';
import type { MarketChange } from '../../venue/market/exchange-info.ts';
import type { VenueEvent } from '../../venue/venue-events.ts';
import type { VenueRules } from '../../venue/venue-rules.ts';
import type { Takeover } from '../../venue/account/liquidation.ts';
import type { OrderState } from '../order-states.ts';
import type { Edge, Fate } from '../world/network.ts';
import type { OtherRelease } from '../world/other-release.ts';

interface Window {
  /** From then on, in ms since the beginning of the run. */
  readonly atMs: number;
  readonly forMs: number;
}

/** A part of the requests to one edge. */
interface Requests extends Window {
  readonly edge: Edge;
  /** Part of what is asked, such as `PutItem`; all if absent. */
  readonly what?: string;
  /** How likely each of them is concerned. */
  readonly share: number;
  /** At most so many. */
  readonly times?: number;
}

/** What is written is too large; what is asked for is not there. */
export type RefusedBy = 'throttling' | 'internal-error' | 'access-denied' | 'too-large' | 'gone';

/** How an answer is none: the exchange refuses it, it holds no schedule, or one that contradicts itself. */
export const UNREAD_HOURS = ['unavailable', 'missing', 'contradictory'] as const;
export type UnreadHours = (typeof UNREAD_HOURS)[number];

interface Aim {
  /** Only while the bot's orders are in this state. */
  readonly during?: OrderState;
}

export type Happening = Aim & Kind;

type Kind =
  | (Requests & { readonly kind: 'way'; readonly there?: Fate['there']; readonly back?: Fate['back'] })
  | (Requests & { readonly kind: 'slow'; readonly thereMs: number; readonly backMs: number })
  /** An AWS service says no. */
  | (Requests & { readonly kind: 'refused'; readonly by: RefusedBy })
  /** At the n-th call from then on, of whatever machine makes it, the machine dies, or freezes. */
  | {
      readonly kind: 'doom';
      readonly atMs: number;
      /** Part of what it asks, such as `PutItem`; all calls count if absent. */
      readonly what?: string;
      readonly call: number;
      readonly phase: 'before' | 'after';
      readonly frozenMs?: number;
    }
  /** The schedule's event of the minute that has begun by then. */
  | {
      readonly kind: 'delivery';
      readonly atMs: number;
      /** Less than 0: it comes early. */
      readonly lateMs: number;
      readonly copies: number;
      /** Between one copy and the next. */
      readonly apartMs?: number;
    }
  /** Idle containers are gone. */
  | { readonly kind: 'reclaimed'; readonly atMs: number }
  /** Containers that start meanwhile have a clock that is off. */
  | (Window & { readonly kind: 'clock'; readonly offMs: number })
  /** Containers that start meanwhile take so long. */
  | (Window & { readonly kind: 'slow-start'; readonly startMs: number })
  | {
      readonly kind: 'venue-fault';
      readonly atMs: number;
      readonly script: FaultScript & { readonly clientId?: never };
    }
  | (Window & { readonly kind: 'venue-rules'; readonly rules: Partial<VenueRules> })
  | { readonly kind: 'venue-event'; readonly atMs: number; readonly event: VenueEvent }
  /** The same of whatever the bot has then: its position in a market, or its stop there. Nothing where there is none. */
  | {
      readonly kind: 'takeover';
      readonly atMs: number;
      readonly symbol: string;
      readonly by: Takeover;
      readonly share: number;
    }
  | {
      readonly kind: 'stop-ends';
      readonly atMs: number;
      readonly symbol: string;
      readonly status: 'EXPIRED' | 'REJECTED' | 'CANCELED';
    }
  /** The same of its limit there: a take-profit, or an entry that rests. Cancelled by hand, or filled in part. */
  | { readonly kind: 'limit-ends'; readonly atMs: number; readonly symbol: string }
  | { readonly kind: 'limit-met'; readonly atMs: number; readonly symbol: string; readonly share: number }
  /** The owner changes by hand how she trades a market in which nothing is open, and then as before. */
  | (Window & {
      readonly kind: 'owner-sets';
      readonly symbol: string;
      readonly setting: 'leverage' | 'cross-margin';
    })
  /** Somebody trades in a market by hand. */
  | {
      readonly kind: 'owner-trades';
      readonly atMs: number;
      readonly symbol: string;
      /** Of what the bot has there: 1 closes it, above turns it round; of the least there is where it has nothing. */
      readonly share: number;
      readonly side: 'against' | 'along';
    }
  | { readonly kind: 'jump'; readonly atMs: number; readonly symbol: string; readonly pct: number }
  /**
   * The price goes to the stop that rests in a market, and back: to the last price that does not trigger it, to the one
   * that just does, or so many percent through it.
   */
  | {
      readonly kind: 'hunt';
      readonly atMs: number;
      readonly symbol: string;
      readonly ends: 'before' | 'at' | 'through';
      readonly pct: number;
    }
  /** Either side of the book holds only so much at the touch, and the rest so many percent away; 0: nothing more. */
  | (Window & {
      readonly kind: 'thin-book';
      readonly symbol: string;
      readonly usd: number;
      readonly restPct: number;
    })
  | (Window & {
      readonly kind: 'candles';
      readonly symbol: string;
      readonly are: 'missing' | 'late' | 'revised';
    })
  /** A change of the document, merged into it where it is an object; absent: the document is deleted. Then as before. */
  | (Window & { readonly kind: 'parameters'; readonly document?: string | undefined })
  /** A market is another one, and then as before. */
  | (Window & { readonly kind: 'market'; readonly symbol: string; readonly change: MarketChange })
  | {
      readonly kind: 'command';
      readonly atMs: number;
      readonly command: CommandKind;
      /** So long after it, the same command is left again: by a retry, or from a copy. */
      readonly againMs?: number;
    }
  /** Reads of the commands' partition are refused, and no other. */
  | (Window & {
      readonly kind: 'commands-unread';
      readonly by: 'throttling' | 'internal-error' | 'access-denied';
      /** How likely each of them is concerned. */
      readonly share: number;
    })
  /** Somebody who may leave commands leaves far too many, or far too large ones, which nobody can read then. */
  | {
      readonly kind: 'flood';
      readonly atMs: number;
      readonly of: CommandKind | 'unreadable';
      readonly count: number;
      /** Of each that is unreadable. */
      readonly bytes?: number;
    }
  /** The operator replaces the exchange's keys. */
  | { readonly kind: 'keys-replaced'; readonly atMs: number }
  /** The table is restored as it was so long ago, under another name, and the function uses that one. */
  | { readonly kind: 'restored'; readonly atMs: number; readonly agoMs: number }
  /** The hours of a market are over, and begin again with a gap of so many percent. The exchange has said so long before. */
  | (Window & { readonly kind: 'closed-hours'; readonly symbol: string; readonly gapPct: number })
  /** The exchange does not tell the hours of markets, or nothing that is a schedule. */
  | (Window & { readonly kind: 'hours-unread'; readonly as: UnreadHours })
  /** The owner has not yet signed what the exchange asks for before it takes orders in markets with hours. */
  | (Window & { readonly kind: 'agreement-unsigned' })
  /** Another release is deployed meanwhile, and then this one again. */
  | (Window & { readonly kind: 'release'; readonly release: OtherRelease })
  /** The function is deployed anew: all containers are replaced. */
  | { readonly kind: 'deployed'; readonly atMs: number };

export type HappeningKind = Happening['kind'];

/** Until when it may go on after its time; `Infinity` where nothing but the end of all faults ends it. */
export function lastsMs(happening: Happening): number {
  // Nobody knows when it begins.
  return happening.during === undefined ? spanMs(happening) : Infinity;
}

/** How long it goes on from when it begins. */
export function spanMs(happening: Happening): number {
  if ('forMs' in happening) return happening.forMs;
  if (happening.kind !== 'venue-fault') return 0;
  const { forMs, times } = happening.script;
  return forMs ?? (times === Infinity ? Infinity : 0);
}
