/**
 * What does a venue tell us at the start of a tick?
 *
 * Invariants: an absent quote or candle is unknown; activities are told once each, oldest first.
 */
import type { MarketView, Side } from './market.ts';
import type { Fill } from './ledger/fills.ts';
import type { Resolution } from './order.ts';
import type { RejectionCode } from './reasons.ts';
import type { PaperAccount, PaperActivity } from './paper/paper-account.ts';
import type { Usd } from './units.ts';

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

/** Something that happened in our account since we last looked. */
export type VenueActivity =
  | PaperActivity
  /** What became of an order of ours that was in flight, or that no longer rests where it rested. */
  | {
      readonly kind: 'resolved';
      readonly timeMs: number;
      readonly clientOrderId: string;
      readonly resolution: Resolution;
    }
  /** Somebody else's order closed a position of ours: the venue itself, or its owner by hand. */
  | {
      readonly kind: 'closed-elsewhere';
      readonly timeMs: number;
      readonly symbol: string;
      readonly fills: readonly Fill[];
      readonly by: 'liquidation' | 'other';
    }
  | {
      readonly kind: 'transfer';
      readonly timeMs: number;
      readonly amountUsd: Usd;
      readonly venueId: string;
    }
  | {
      readonly kind: 'late-cost';
      readonly timeMs: number;
      readonly symbol: string;
      readonly paidUsd: Usd;
      readonly venueId: string;
    };

/** Market and account at the start of a tick. */
export interface VenueReport {
  /** The bot's symbols in order of priority, then those that only have an open position. */
  readonly views: readonly MarketView[];
  readonly activities: readonly VenueActivity[];
  /** Client order ids of the orders that rest there now. */
  readonly restingOrderIds: ReadonlySet<string>;
  /** The simulated account with these activities applied; absent for a real venue. */
  readonly account: PaperAccount | undefined;
  /** Why a real account could not be read: nothing is opened, and what is open is managed all the same. */
  readonly unreadable?: { readonly cause: string; readonly code?: RejectionCode };
  /** What the ledger cannot explain of a real account, each in a sentence; nothing of it is touched. */
  readonly unexplained?: readonly string[];
  /** What the wallet of a flat account holds beyond the ledger's balance, and no movement explains. */
  readonly unexplainedUsd?: Usd;
  /** When the wallet of a flat account was the ledger's balance: what moved before is booked. */
  readonly balancedAtMs?: number;
}

/**
 * How long ago the newest closed candle began, of the symbol whose is the oldest: 60 to 120 s while none is missing.
 * `undefined` where no symbol has any.
 */
export function candleAgeMs(views: readonly MarketView[], nowMs: number): number | undefined {
  const ages = views.flatMap(({ candles, last }) => (last < 0 ? [] : [nowMs - candles.openTimeMs[last]!]));
  return ages.length === 0 ? undefined : Math.max(...ages);
}
