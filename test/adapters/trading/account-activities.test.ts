/**
 * In which order is what a look has found booked?
 */
import { expect, it } from 'vitest';
import { activityOf, inOrder } from '../../../lambda/adapters/trading/account-activities.ts';
import { NOON, fillOf, stopOrder, takeProfitOrder } from '../../harness/builders.ts';

const LOOKED_MS = NOON + 10_000;

it('a stop that has ended is booked before the close that found its position without one', () => {
  const order = takeProfitOrder();
  const fills = [fillOf(order, { timeMs: NOON + 5_000 })] as const;
  const closed = activityOf(order, { status: 'filled', fills }, LOOKED_MS);
  const ended = (endedAtMs: number) =>
    activityOf(stopOrder(), { status: 'expired', endedAtMs } as const, LOOKED_MS);
  expect(ended(NOON).timeMs).toBe(NOON);
  expect([closed, ended(NOON)].toSorted(inOrder)).toEqual([ended(NOON), closed]);
  // With the position the exchange ends its stop.
  expect([closed, ended(NOON + 5_001)].toSorted(inOrder)).toEqual([closed, ended(NOON + 5_001)]);
  expect(activityOf(stopOrder(), { status: 'expired' }, LOOKED_MS).timeMs).toBe(LOOKED_MS);
});
