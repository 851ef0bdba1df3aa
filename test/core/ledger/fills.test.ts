/**
 * Is a part of a fill as much of it, and never in our favour?
 */
import { describe, expect, it } from 'vitest';
import {
  averagePrice,
  ownPartOf,
  shareOf,
  totalQuantity,
  unbooked,
  type Fill,
} from '../../../lambda/core/ledger/fills.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
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

describe('A share of a fill', () => {
  const paid = { feeUsd: usd(0.3), realisedUsd: usd(-1) };

  it('a share of a fill has its own fractions of quantity, result and fee', () => {
    const whole = fill(4, paid);
    expect(shareOf(whole, 4, { result: 1, fee: 1 })).toBe(whole);
    expect(shareOf(whole, 2, { result: 1, fee: 1 })).toEqual(fill(2, paid));
    expect(shareOf(whole, 4, { result: 0.5, fee: 1 })).toEqual(fill(4, { ...paid, realisedUsd: usd(-0.5) }));
    expect(shareOf(whole, 4, { result: 1, fee: 0.5 })).toEqual(fill(4, { ...paid, feeUsd: usd(0.15) }));
  });

  it('a share of a fill that is all of an amount keeps it to the last digit, however large it is', () => {
    const most = usdFromUnits(Number.MAX_SAFE_INTEGER - 1);
    const rich = { feeUsd: most, realisedUsd: most };
    expect(shareOf(fill(4, rich), 2, { result: 1, fee: 1 })).toEqual(fill(2, rich));
  });
});

describe('Several fills', () => {
  it('several fills have the sum of their quantities, without the error of doubles, and one has its own', () => {
    expect(totalQuantity([fill(0.1), fill(0.2)])).toBe(0.3);
    expect(totalQuantity([fill(0.1234567890123)])).toBe(0.1234567890123);
    expect(totalQuantity([])).toBe(0);
  });

  it('several fills of one price have that price, and others the average by quantity', () => {
    const price = 0.1 + 0.2;
    expect(averagePrice([fill(1, { price }), fill(2, { price })])).toBe(price);
    expect(averagePrice([fill(1, { price: 100 }), fill(3, { price: 104 })])).toBe(103);
    expect(() => averagePrice([])).toThrow(new RangeError('no fills have no price'));
  });

  it('several fills are new unless one with the same id of the venue is booked', () => {
    const [first, second, nameless] = [fill(1, { venueId: '1' }), fill(2, { venueId: '2' }), fill(3)];
    expect(unbooked([first, second, nameless], [first, nameless])).toEqual([second, nameless]);
  });
});
