/**
 * Is what a waterfall ends at the net of the ledger, to its last digit, whatever doubles make of the sum?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { costWaterfall } from '../../lambda/charts/cost-waterfall.ts';
import { waterfallPicture, waterfallRows } from '../../lambda/charts/pictures/waterfall-picture.ts';
import { minus, toDollars, usdFromUnits } from '../../lambda/core/units.ts';

/** Up to ten million dollars, each to the last digit. */
const amount = fc.integer({ min: -1e15, max: 1e15 }).map((units) => usdFromUnits(units));

it('gross less fees, slippage and funding is the net of the ledger, to the last digit', () => {
  fc.assert(
    fc.property(fc.tuple(amount, amount, amount, amount), ([grossUsd, feesUsd, fundingUsd, slippageUsd]) => {
      const netUsd = minus(minus(grossUsd, feesUsd), fundingUsd);
      const costs = {
        grossDollars: toDollars(grossUsd),
        feesDollars: toDollars(feesUsd),
        fundingDollars: toDollars(fundingUsd),
        slippageDollars: toDollars(slippageUsd),
        slippageUnknown: 0,
      };
      expect(waterfallRows(costWaterfall(costs, 'net')).at(-1)?.dollars).toBe(toDollars(netUsd));
    }),
  );
});

it('nothing that is left looks neither won nor lost, and half a cent is rounded as everywhere', () => {
  const picture = (gross: number, fees: number) => {
    const steps = [
      { name: 'fees', dollars: -0.2 },
      { name: 'funding', dollars: fees },
    ];
    return waterfallPicture({ start: { name: 'gross', dollars: gross }, steps, end: 'net' }, 640);
  };
  // In doubles 0.3 − 0.2 − 0.1 is −2.8e-17, and 0.3 − 0.2 + 0.065 a little less than 0.165.
  expect(picture(0.3, -0.1).shapes.join('')).toMatch(/ks-t-muted ks-strong'[^>]*>0\.00</);
  expect(picture(0.3, 0.065).label).toContain('net +0.17 USD');
});

it('a card that is too narrow for its amounts has them without bars, and no line across them', () => {
  const steps = [{ name: 'fees', dollars: -12_345_678.9 }];
  const large = { start: { name: 'gross', dollars: -51_234_567.89 }, steps, end: 'net of 1,234,567 trades' };
  const drawn = (widthPx: number) => waterfallPicture(large, widthPx).shapes.join('');
  expect(drawn(280)).toContain('>−63,580,246.79<');
  expect(drawn(280)).not.toMatch(/<rect|<path/);
  expect(drawn(340).match(/<rect/g)).toHaveLength(3);
  expect(drawn(340)).toContain('<path');
});
