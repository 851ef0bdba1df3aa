/**
 * A request that may have placed or cancelled an order has failed: was it certainly rejected, or does nobody know?
 *
 * - A request that is not provably rejected is unknown.
 * - The venue's own code says more than the class that ccxt makes of it, and comes first.
 * - Nothing is sent again here.
 *
 * Sources: Binance's error codes for USD-M futures, and what ccxt 4.5.84 makes of them.
 */
import type { Outcome } from '../../../core/order.ts';
import type { RejectionCode } from '../../../core/reasons.ts';
import { VenueError, failureOf } from '../../market/venue-error.ts';

export type OrderFailure =
  | Extract<Outcome, { readonly status: 'rejected' | 'unknown' }>
  /** The venue knows an order of this id, or no order of this id: the order has to be looked up. */
  | { readonly status: 'ask'; readonly cause: string; readonly because: 'duplicate' | 'not-found' };

type Verdict = RejectionCode | 'rejected' | 'unknown' | 'duplicate' | 'not-found';

/** Every code that means something else than a plain rejection. */
const VERDICTS: Readonly<Record<number, Verdict>> = {
  // "Unknown error", "internal error", "status unknown": it may have been executed.
  [-1000]: 'unknown',
  [-1001]: 'unknown',
  [-1006]: 'unknown',
  [-1007]: 'unknown',
  [-1003]: 'unavailable',
  [-1008]: 'unavailable',
  [-1015]: 'unavailable',
  [-1016]: 'unavailable',
  [-1021]: 'clock',
  [-4188]: 'clock',
  [-5028]: 'clock',
  [-1002]: 'credentials',
  [-1022]: 'credentials',
  [-2014]: 'credentials',
  [-2015]: 'credentials',
  [-2011]: 'not-found',
  [-2013]: 'not-found',
  [-2021]: 'would-trigger',
  [-2022]: 'nothing-to-reduce',
  [-4118]: 'nothing-to-reduce',
  [-4509]: 'nothing-to-reduce',
  [-5021]: 'would-cross',
  [-5022]: 'would-cross',
  [-4116]: 'duplicate',
  [-20132]: 'duplicate',
  // A stop that closes the whole position rests already.
  [-4130]: 'duplicate',
  [-4061]: 'hedge-mode',
  [-4192]: 'reduce-only-account',
  [-4400]: 'reduce-only-account',
};

/** ccxt's classes, where an answer had no code of the venue. */
const VERDICTS_BY_CLASS: Readonly<Record<string, Verdict>> = {
  // Rejected by ccxt itself, before anything was sent.
  ArgumentsRequired: 'rejected',
  BadRequest: 'rejected',
  BadSymbol: 'rejected',
  InvalidOrder: 'rejected',
  NotSupported: 'rejected',
  InsufficientFunds: 'rejected',
  OperationRejected: 'rejected',
  AuthenticationError: 'credentials',
  PermissionDenied: 'credentials',
  DDoSProtection: 'unavailable',
  OnMaintenance: 'unavailable',
  RateLimitExceeded: 'unavailable',
};

/** The outcome of a request for an order, as far as its error shows. */
export function orderFailureOf(thrown: unknown): OrderFailure {
  const cause = causeOf(thrown);
  const verdict = verdictOf(thrown);
  switch (verdict) {
    case 'unknown':
      return { status: 'unknown', cause };
    case 'duplicate':
    case 'not-found':
      return { status: 'ask', cause, because: verdict };
    case 'rejected':
      return { status: 'rejected', cause };
    default:
      return { status: 'rejected', cause, code: verdict };
  }
}

function verdictOf(thrown: unknown): Verdict {
  if (thrown instanceof VenueError) {
    return thrown.ccxtError === undefined ? verdictOfFailure(thrown) : verdictOf(thrown.ccxtError);
  }
  if (!(thrown instanceof Error)) return 'unknown';
  // The one answer with a 503 that says for certain that nothing was done.
  if (/"msg"\s*:\s*"Service Unavailable\."/.test(thrown.message)) return 'unavailable';
  const code = venueCode(thrown);
  if (code !== undefined && code !== 0) return VERDICTS[code] ?? (code < 0 ? 'rejected' : 'unknown');
  if (/restricted location/i.test(thrown.message)) return 'region';
  return VERDICTS_BY_CLASS[thrown.name] ?? 'unknown';
}

function verdictOfFailure({ kind, httpStatus, isRefused }: VenueError): Verdict {
  if (isRefused) return 'unavailable';
  switch (kind) {
    // It never left, or was turned away at the door.
    case 'unreachable':
    case 'rate-limited':
      return 'unavailable';
    case 'region-refused':
      return 'region';
    case 'not-supported':
      return 'rejected';
    case 'unexpected-answer':
      // The venue's firewall.
      return httpStatus === 403 ? 'unavailable' : 'unknown';
    case 'no-answer':
    case 'connection-lost':
    case 'unavailable':
    case 'refused':
      return 'unknown';
  }
}

/** The code in the answer that ccxt quotes in its message: `binanceusdm {"code":-2019,"msg":"…"}`. */
export function venueCode({ message }: Error): number | undefined {
  const [, digits] = /"code"\s*:\s*"?(-?\d+)/.exec(message) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function causeOf(thrown: unknown): string {
  return failureOf(thrown).message;
}
