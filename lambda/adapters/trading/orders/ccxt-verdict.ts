/**
 * What does a failed request say of itself, whatever the exchange is?
 *
 * - A request that is not provably rejected is unknown.
 * - The exchange's own code says more than the class that ccxt makes of it, and comes first.
 *
 * Source: the classes of ccxt 4.5.84.
 */
import { VenueError } from '../../market/venue-error.ts';
import type { Verdict } from '../venue-dialect.ts';

/** Where an answer had no code of the exchange. */
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

/** @param verdictOfAnswer by the words of the exchange's answer, which ccxt quotes; `undefined` where it says nothing. */
export function verdictOfFailure(
  thrown: unknown,
  verdictOfAnswer: (error: Error) => Verdict | undefined,
): Verdict {
  if (thrown instanceof VenueError) {
    const { ccxtError } = thrown;
    return ccxtError === undefined ? verdictByKind(thrown) : verdictOfFailure(ccxtError, verdictOfAnswer);
  }
  if (!(thrown instanceof Error)) return 'unknown';
  return verdictOfAnswer(thrown) ?? VERDICTS_BY_CLASS[thrown.name] ?? 'unknown';
}

function verdictByKind({ kind, httpStatus, isRefused }: VenueError): Verdict {
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
