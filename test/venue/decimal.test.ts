/** Is a number of a candle written as the books write it? */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal, numberText, paddedText } from './decimal.ts';

const PLACES = fc.integer({ min: 0, max: 8 });

it('A number is written as its decimal is, with whatever places', () => {
  const ofPlaces = fc
    .tuple(fc.nat(), fc.integer({ min: 0, max: 10 }))
    .map(([units, places]) => Number(`${units}e-${places}`));
  fc.assert(
    fc.property(
      fc.oneof(ofPlaces, fc.double({ min: 0, max: 1e14, noNaN: true })),
      PLACES,
      (number, places) => {
        expect(numberText(number, places)).toBe(paddedText(decimal(number), places));
      },
    ),
  );
});

it.each([Number.NaN, -1, 1e15, Infinity])('%s is no number of a candle', (number) => {
  expect(() => numberText(number, 2)).toThrow(RangeError);
});
