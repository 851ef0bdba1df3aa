/**
 * A request that may have placed or cancelled an order has failed: was it certainly rejected, or does nobody know?
 *
 * Invariant: nothing is sent again here.
 */
import type { Outcome } from '../../../core/order.ts';
import { failureOf } from '../../market/venue-error.ts';
import type { VenueDialect } from '../venue-dialect.ts';

export type OrderFailure =
  | Extract<Outcome, { readonly status: 'rejected' | 'unknown' }>
  /** The venue knows an order of this id, or no order of this id: the order has to be looked up. */
  | { readonly status: 'ask'; readonly cause: string; readonly because: 'duplicate' | 'not-found' };

/** The outcome of a request for an order, as far as its error shows. */
export function orderFailureOf(thrown: unknown, dialect: Pick<VenueDialect, 'verdictOf'>): OrderFailure {
  const cause = failureOf(thrown).message;
  const verdict = dialect.verdictOf(thrown);
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
