/**
 * Why did something happen, or not happen?
 *
 * Invariant: each union is closed and its codes are stable; ledger rows, logs, alerts, metrics and tests share them.
 */

/** Why a position was closed. The last two happen in operation only. */
export const EXIT_REASONS = [
  'target',
  'hard-stop',
  'session-end',
  'max-hold',
  'recovered',
  'recovery-timeout',
  'quick-exit',
  'daily-stop',
  'liquidated',
  'flatten',
  'unprotected',
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

export function isExitReason(reason: string): reason is ExitReason {
  return EXIT_REASONS.some((known) => known === reason);
}

/** Why a signal was not entered, in the order of the gates. Only `minimum` comes after all of them: sizing asks it. */
export const DENIAL_CODES = [
  'halted',
  'operator-paused',
  'stopped',
  'paused',
  'positions',
  'symbol',
  'collateral',
  'hour',
  'balance',
  'budget',
  'minimum',
  'outbox',
] as const;
export type DenialCode = (typeof DENIAL_CODES)[number];

/** Why a venue rejected an order, where the bot does something about it. */
export type RejectionCode =
  /** A stop on the wrong side of the price: the position cannot be protected, and is closed. */
  | 'would-trigger'
  /** Nothing is there to be reduced: usually the position is closed already. */
  | 'nothing-to-reduce'
  /** A post-only order would have crossed. */
  | 'would-cross'
  /** A step, minimum or maximum is another than the bot knows: its list of markets is old. */
  | 'stale-market'
  /** The price is beyond the venue's band: no market order is taken now. */
  | 'price-band'
  /** The venue throttles, is in maintenance, or is not there: the order was not accepted. */
  | 'unavailable'
  /** The keys, their address or their rights: nothing more can be done until the operator has looked. */
  | 'credentials'
  /** Our time is not the venue's. */
  | 'clock'
  /** The venue does not serve this region. */
  | 'region'
  /** Only orders that reduce are accepted. */
  | 'reduce-only-account'
  /** The account may hold a long and a short of one market: no order of ours fits it. */
  | 'hedge-mode'
  /** The market follows another market, and the exchange wants an agreement signed before. */
  | 'agreement-unsigned';

/** Why there is no signal. */
export const HOLD_REASONS = [
  'closed-session',
  'unknown-session',
  'no-candles',
  'late-candle',
  'incomplete-history',
  'no-volume',
  'momentum',
  'volume',
  'volatility',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Why a tick opened nothing at all, signal or not. */
export type NoEntryReason =
  | 'repeated-tick'
  | 'late-tick'
  | 'early-tick'
  | 'no-quote'
  | 'no-account'
  | 'restored'
  | 'commands-unread'
  | 'deadline'
  | 'request-limit';
