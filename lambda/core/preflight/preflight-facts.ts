/**
 * The facts of an exchange and an account that preflight judges. Types alone.
 *
 * Invariant: a fact that could not be read carries the reason, and is never a default.
 */
import type { AccountPosition } from '../venue-report.ts';
import type { Market } from '../market.ts';
import type { Usd } from '../units.ts';

/** A fact, or why it could not be read. */
export type Known<Value> = { readonly value: Value } | { readonly failure: string };

/** The rights of an API key. */
export interface KeyRights {
  readonly canTrade: boolean;
  readonly canWithdraw: boolean;
  /** Only listed addresses may use it. */
  readonly isAddressRestricted: boolean;
}

export interface AccountFacts {
  /** In the settlement currency of the bot's markets. */
  readonly walletUsd: Known<Usd>;
  readonly positions: readonly AccountPosition[];
  /** Markets of the orders that are open, ordinary and conditional. */
  readonly orderSymbols: readonly string[];
}

export interface AccountModes {
  readonly canTrade: boolean;
  /** A long and a short of one market side by side. */
  readonly isHedged: boolean;
  /** All assets together are margin, which rules out isolated margin. */
  readonly isMultiAsset: boolean;
}

/** A tier of leverage: from `floorUsd` of notional on. */
export interface MarginTier {
  readonly floorUsd: number;
  readonly maintenancePct: number;
  readonly maxLeverage: number;
}

export interface MarketFacts {
  readonly market: Market;
  readonly isTraded: boolean;
  readonly ask: Known<number>;
  /** As it was read back after it was set. */
  readonly settings: Known<{ readonly isIsolated: boolean; readonly leverage: number }>;
  readonly tiers: Known<readonly MarginTier[]>;
  readonly fees: Known<{ readonly makerPct: number; readonly takerPct: number }>;
}

/** The facts of an account, as far as they could be read. */
export type PreflightFacts =
  | { readonly kind: 'not-reached'; readonly isRegion: boolean; readonly failure: string }
  | { readonly kind: 'key-refused'; readonly differenceMs: number; readonly failure: string }
  | {
      readonly kind: 'read';
      /** Venue's time less the machine's; 0 while they agree. */
      readonly differenceMs: number;
      readonly account: AccountFacts;
      /** `not-told` where the exchange does not state it. */
      readonly rights: Known<KeyRights> | 'not-told';
      readonly modes: Known<AccountModes>;
      /** Whether the agreement is signed that a market of the bot asks for; absent where none does. */
      readonly agreement?: Known<boolean>;
      readonly markets: readonly MarketFacts[];
    };
