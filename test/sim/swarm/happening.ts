/**
 * What may happen in a world: faults, people and markets, each at a time that was drawn before the run began.
 *
 * - A run is its seed's terms and a list of these. One taken away leaves the others as they are, so that a run that fails
 *   can be made shorter.
 * - They are JSON: a list can be printed, kept and given back.
 * - Every one belongs to a class, by which is counted what was met in which state.
 */
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import type { FaultScript } from '../../venue/request-faults.ts';
import type { MarketChange } from '../../venue/market/exchange-info.ts';
import type { VenueEvent } from '../../venue/venue-events.ts';
import type { VenueRules } from '../../venue/venue-rules.ts';
import type { Edge, Fate } from '../world/network.ts';

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
}

export type Happening =
  | (Requests & { readonly kind: 'way'; readonly there?: Fate['there']; readonly back?: Fate['back'] })
  | (Requests & { readonly kind: 'slow'; readonly thereMs: number; readonly backMs: number })
  /** An AWS service says no. */
  | (Requests & { readonly kind: 'refused'; readonly by: 'throttling' | 'internal-error' | 'access-denied' })
  /** At the n-th call from then on, of whatever machine makes it, the machine dies, or freezes. */
  | {
      readonly kind: 'doom';
      readonly atMs: number;
      readonly call: number;
      readonly phase: 'before' | 'after';
      readonly frozenMs?: number;
    }
  /** The schedule's event of the minute that has begun by then. */
  | { readonly kind: 'delivery'; readonly atMs: number; readonly lateMs: number; readonly copies: number }
  /** Idle containers are gone. */
  | { readonly kind: 'reclaimed'; readonly atMs: number }
  /** Containers that start meanwhile have a clock that is off. */
  | (Window & { readonly kind: 'clock'; readonly offMs: number })
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
      readonly by: 'liquidation' | 'adl';
      readonly share: number;
    }
  | {
      readonly kind: 'stop-ends';
      readonly atMs: number;
      readonly symbol: string;
      readonly status: 'EXPIRED' | 'REJECTED' | 'CANCELED';
    }
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
  /** The function is deployed anew: all containers are replaced. */
  | { readonly kind: 'deployed'; readonly atMs: number };

export type HappeningKind = Happening['kind'];

/** How long it goes on; `Infinity` where nothing ends it. */
export function lastsMs(happening: Happening): number {
  if ('forMs' in happening) return happening.forMs;
  if (happening.kind !== 'venue-fault') return 0;
  const { forMs, times } = happening.script;
  return forMs ?? (times === Infinity ? Infinity : 0);
}

/** The class that it is counted under. */
export function classOf(happening: Happening): string {
  switch (happening.kind) {
    case 'way': {
      const { edge, there = 'arrives', back = 'arrives' } = happening;
      return `${edge} ${there === 'arrives' ? `answer ${back}` : `request ${there}`}`;
    }
    case 'slow':
      return `${happening.edge} slow`;
    case 'refused':
      return `${happening.edge} ${happening.by}`;
    case 'doom':
      return `${happening.frozenMs === undefined ? 'death' : 'freeze'} ${happening.phase}`;
    case 'delivery':
      return happening.copies === 0 ? 'event missing' : happening.copies > 1 ? 'event doubled' : 'event late';
    case 'venue-fault': {
      const { fault, when = 'before', order = 'request' } = happening.script;
      return `venue ${order} ${fault.kind} ${when}`;
    }
    case 'venue-event':
      return happening.event.kind === 'income'
        ? `income ${happening.event.type}`
        : `venue ${happening.event.kind}`;
    case 'venue-rules':
      return `venue ${Object.keys(happening.rules).join(' ')}`;
    case 'takeover':
      return `taken over by ${happening.by}`;
    case 'candles':
      return `candles ${happening.are}`;
    case 'market':
      return `market ${Object.keys(happening.change).join(' ')}`;
    case 'parameters':
      return happening.document === undefined ? 'parameters deleted' : 'parameters changed';
    case 'command':
      return `command ${happening.command}${happening.againMs === undefined ? '' : ' twice'}`;
    case 'commands-unread':
      return `commands unread by ${happening.by}`;
    case 'flood':
      return `flood of ${happening.of}`;
    case 'deployed':
    case 'keys-replaced':
    case 'reclaimed':
    case 'clock':
    case 'stop-ends':
    case 'owner-trades':
    case 'jump':
    case 'restored':
      return happening.kind;
  }
}
