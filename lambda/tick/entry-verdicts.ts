/**
 * What became of each symbol that might have been entered, after its order was sent?
 *
 * - `entered` is said of an entry that was filled, and of no other.
 * - An entry without an outcome was not sent.
 */
import type { EntryDecision } from '../core/decide.ts';
import { fillsOf, type Outcome } from '../core/order.ts';
import type { EntryEnd, EntryVerdict } from '../tick-report.ts';

/** @param outcomes of the entries that were sent, by their client order ids. */
export function verdictsOf(
  decisions: readonly EntryDecision[],
  outcomes: ReadonlyMap<string, Outcome>,
): readonly EntryVerdict[] {
  return decisions.map((decision) => {
    if (decision.kind !== 'intended') return decision;
    const { symbol, side, clientOrderId } = decision;
    return { symbol, side, ...endOf(outcomes.get(clientOrderId)) };
  });
}

function endOf(outcome: Outcome | undefined): EntryEnd {
  if (outcome === undefined) return { kind: 'unsent' };
  switch (outcome.status) {
    case 'rejected':
      return { kind: 'rejected', cause: outcome.cause, ...(outcome.code && { code: outcome.code }) };
    case 'unknown':
      return { kind: 'unknown', cause: outcome.cause };
    case 'filled':
      return { kind: 'entered' };
    case 'resting':
      return { kind: fillsOf(outcome).length > 0 ? 'entered' : 'resting' };
    case 'cancelled':
      return { kind: fillsOf(outcome).length > 0 ? 'entered' : 'unfilled' };
    case 'expired':
    case 'gone':
      return { kind: 'unfilled' };
  }
}
