/**
 * Is an entry called what it came to, and never what was asked for?
 */
import { describe, expect, it } from 'vitest';
import type { EntryDecision } from '../../lambda/core/decide.ts';
import type { Outcome } from '../../lambda/core/order.ts';
import { verdictsOf } from '../../lambda/tick/entry-verdicts.ts';
import { entryOrder, fillOf } from '../harness/builders.ts';

const ORDER = entryOrder();
const INTENDED: EntryDecision = {
  symbol: 'BTC',
  kind: 'intended',
  side: 'long',
  clientOrderId: ORDER.clientOrderId,
};
const fills = [fillOf(ORDER)];

const verdict = (outcome: Outcome | undefined) =>
  verdictsOf([INTENDED], new Map(outcome && [[ORDER.clientOrderId, outcome]]))[0];

describe('an entry', () => {
  it.each<[string, Outcome]>([
    ['entered', { status: 'filled', fills }],
    ['entered', { status: 'cancelled', fills }],
    ['entered', { status: 'resting', fills }],
    ['resting', { status: 'resting' }],
    ['unfilled', { status: 'cancelled' }],
    ['unfilled', { status: 'cancelled', fills: [] }],
    ['unfilled', { status: 'expired' }],
  ])('an entry is %s after the outcome %j', (kind, outcome) => {
    expect(verdict(outcome)).toEqual({ symbol: 'BTC', side: 'long', kind });
  });

  it('an entry that is rejected or unknown says why, in the words of the exchange', () => {
    const base = { symbol: 'BTC', side: 'long', cause: 'no' };
    expect(verdict({ status: 'rejected', cause: 'no' })).toEqual({ ...base, kind: 'rejected' });
    const late = { status: 'rejected', cause: 'no', code: 'clock' } as const;
    expect(verdict(late)).toEqual({ ...base, kind: 'rejected', code: 'clock' });
    expect(verdict({ status: 'unknown', cause: 'no' })).toEqual({ ...base, kind: 'unknown' });
  });

  it('an entry without an outcome was not sent', () => {
    expect(verdict(undefined)).toEqual({ symbol: 'BTC', side: 'long', kind: 'unsent' });
  });

  it('an entry that was not intended keeps its reason', () => {
    const held = { symbol: 'ETH', kind: 'held', reason: 'momentum' } as const;
    expect(verdictsOf([held], new Map())).toEqual([held]);
  });
});
