/**
 * The venue's report at the start of a tick: the market, the account and the activities in it.
 *
 * Invariants:
 * - An absent quote or candle is unknown.
 * - Each activity is reported once, oldest first.
 */
import type { MarketView, Side } from './market.ts';
import type { Fill } from './ledger/fills.ts';
import type { Shortfall } from './ledger/position.ts';
import type { Leg, Resolution } from './order.ts';
import type { RejectionCode } from './reasons.ts';
import type { PaperAccount, PaperActivity } from './paper/paper-account.ts';
import { isClosed, nextOpenMs } from './trading-sessions.ts';
import { MINUTE_MS, ZERO_USD, plus, type Usd } from './units.ts';

/** An open position at the venue. */
export interface AccountPosition {
  /** Ours of the market where the bot knows it, the venue's otherwise. */
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  /** Of an account that may hold a long and a short of one market. */
  readonly isHedged: boolean;
}

export interface AccountOrder {
  readonly clientOrderId: string;
  readonly symbol: string;
}

/** Why the venue closes a position by an order of its own. */
export type ForcedClose = 'liquidation' | 'insurance-fund' | 'adl' | 'settlement';

/** Who closed a position: an order of ours that the item does not hold, the venue, somebody else, or nobody knows. */
export type ClosedBy = Exclude<Leg, 'entry'> | ForcedClose | 'other' | 'unknown';

/** An event in our account since the last report. */
export type VenueActivity =
  | PaperActivity
  /** The resolution of an order of ours that was in flight, or that no longer rests. */
  | {
      readonly kind: 'resolved';
      readonly timeMs: number;
      readonly clientOrderId: string;
      readonly resolution: Resolution;
    }
  /** All or a part of a position of ours is gone, and no order in the item has closed it. */
  | ({ readonly kind: 'closed-elsewhere' } & ClosedElsewhere)
  | {
      readonly kind: 'transfer';
      readonly timeMs: number;
      readonly amountUsd: Usd;
      readonly venueId: string;
      /** What the venue calls it, where it does: the operator is told. */
      readonly name?: string;
    }
  /** The price of a fee that had none when its fill was booked. */
  | {
      readonly kind: 'fee-priced';
      readonly timeMs: number;
      readonly venueId: string;
      readonly paidUsd: Usd;
    }
  | {
      readonly kind: 'late-cost';
      readonly timeMs: number;
      readonly symbol: string;
      readonly paidUsd: Usd;
      readonly venueId: string;
    };

export interface ClosedElsewhere {
  readonly timeMs: number;
  readonly symbol: string;
  /** What is gone, in base units. */
  readonly quantity: number;
  /** As much of it as the venue shows trades of. Of a trade that is only partly ours: our part. */
  readonly fills: readonly Fill[];
  readonly by: ClosedBy;
  /** One of these trades was only partly ours: the rest of the sum is in the wallet. */
  readonly isShared: boolean;
}

/** A movement of a real account is reported until it is booked: the rows of many are booked in portions. */
export function canWait(activity: VenueActivity): boolean {
  switch (activity.kind) {
    case 'transfer':
    case 'late-cost':
    case 'fee-priced':
      return true;
    case 'funding':
      return activity.venueId !== undefined;
    case 'fill':
    case 'resolved':
    case 'closed-elsewhere':
      return false;
  }
}

/** Funding that a simulated account was charged since the last tick: one sum for each position, at its last time. */
export function withFundingTogether(activities: readonly VenueActivity[]): readonly VenueActivity[] {
  const sums = new Map<string, Usd>();
  const together = activities.toReversed().filter((activity) => {
    if (activity.kind !== 'funding' || activity.venueId !== undefined) return true;
    const { symbol, paidUsd } = activity;
    const later = sums.get(symbol);
    sums.set(symbol, plus(later ?? ZERO_USD, paidUsd));
    return later === undefined;
  });
  return together
    .map((activity) => {
      const paidUsd = 'symbol' in activity ? sums.get(activity.symbol) : undefined;
      return activity.kind === 'funding' && activity.venueId === undefined && paidUsd !== undefined
        ? { ...activity, paidUsd }
        : activity;
    })
    .toReversed();
}

/** Market and account at the start of a tick. */
export interface VenueReport {
  /** The bot's symbols in order of priority, then those that only have an open position. */
  readonly views: readonly MarketView[];
  readonly activities: readonly VenueActivity[];
  /** Client order ids of the orders that rest there now. */
  readonly restingOrderIds: ReadonlySet<string>;
  /** The simulated account with these activities applied; absent for a real venue. */
  readonly account: PaperAccount | undefined;
  /** Markets in which another stop than ours closes all of the bot's position; absent where none does. */
  readonly standIns?: readonly string[];
  /** When a real account was read, by the venue's time; absent on paper, and where it was not. */
  readonly lookedAtMs?: number;
  /** Positions of which less is there, and whose close is not known yet; absent where the account was not compared. */
  readonly shortfalls?: readonly Shortfall[];
  /** Why a real account could not be read: nothing is opened, and open positions stay managed. */
  readonly unreadable?: { readonly cause: string; readonly code?: RejectionCode };
  /** Parts of a real account that the ledger cannot explain, each in a sentence. None is touched. */
  readonly unexplained?: readonly string[];
  /** Wallet of a flat account minus the ledger's balance, where no movement explains the difference. */
  readonly unexplainedUsd?: Usd;
  /** Since when the wallet differs and nothing says why; without a time: it does not. Absent where nobody could look. */
  readonly walletDoubt?: { readonly sinceMs?: number };
  /** When the wallet of a flat account equalled the ledger's balance: earlier movements are booked. */
  readonly balancedAtMs?: number;
}

/**
 * How long ago the newest closed candle began, of the symbol whose is the oldest: 60 to 120 s while none is missing. Closed
 * hours do not count: a market lacks nothing in them, and begins anew with its session. `undefined` where no symbol has any.
 */
export function candleAgeMs(views: readonly MarketView[], nowMs: number): number | undefined {
  let oldestMs = -Infinity;
  for (const { market, candles, last } of views) {
    if (last < 0 || isClosed(market.sessions, nowMs)) continue;
    const missingMs = nextOpenMs(market.sessions, candles.openTimeMs[last]! + MINUTE_MS);
    oldestMs = Math.max(oldestMs, nowMs - missingMs + MINUTE_MS);
  }
  return oldestMs === -Infinity ? undefined : oldestMs;
}
