/**
 * Is a part of a fill as much of it, and never in our favour?
 */
import { describe, expect, it } from 'vitest';
import { ownPartOf, type Fill } from '../../../lambda/core/ledger/fills.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, fillOf, stopOrder } from '../../harness/builders.ts';

const fill = (quantity: number, changes: Partial<Fill> = {}): Fill => ({
  ...fillOf(stopOrder(), { price: 100, timeMs: NOON }),
  quantity,
  ...changes,
});

describe('Our part of some fills', () => {
  it('our part of some fills is all of them while they are no more than is open', () => {
    const fills = [fill(2), fill(4)];
    expect(ownPartOf(fills, 6)).toBe(fills);
    expect(ownPartOf(fills, 7)).toBe(fills);
  });

  it('our part of some fills ends with what is open, with result and fee in proportion', () => {
    const paid = { feeUsd: usd(0.3), realisedUsd: usd(-1) };
    const feePaidIn = { amount: 0.0009, currency: 'BNB', isPriced: false };
    const [first, second, third] = ownPartOf(
      [fill(4, paid), fill(6, { ...paid, feePaidIn }), fill(3, paid)],
      6,
    );
    expect(first).toEqual(fill(4, paid));
    expect(second).toMatchObject({ quantity: 2, feeUsd: usd(0.1), feePaidIn: { amount: 0.0003 } });
    expect(second?.realisedUsd).toBe(usd(-0.33333334));
    expect(third).toBeUndefined();
  });
});
