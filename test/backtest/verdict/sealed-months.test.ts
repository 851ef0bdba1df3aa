/** Are the last months kept apart, whole? */
import { expect, it } from 'vitest';
import { seal } from '../../../lambda/backtest/verdict/sealed-months.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const YEAR = { fromMs: at('2024-01-01T00:00'), toMs: at('2025-01-01T00:00') };

it.each([
  [0, '2025-01-01T00:00'],
  [1, '2024-12-01T00:00'],
  [2, '2024-11-01T00:00'],
  [11, '2024-02-01T00:00'],
])('%d sealed months leave what is before %s', (months, end) => {
  const { open, sealed } = seal(YEAR, months);
  expect(open).toEqual({ fromMs: YEAR.fromMs, toMs: at(end) });
  expect(sealed).toEqual(months === 0 ? undefined : { fromMs: at(end), toMs: YEAR.toMs });
});

it('A month that the data does not fill counts as one', () => {
  const { sealed } = seal({ ...YEAR, toMs: at('2024-11-03T12:00') }, 2);
  expect(sealed).toEqual({ fromMs: at('2024-10-01T00:00'), toMs: at('2024-11-03T12:00') });
});

it('Something is left to be searched', () => {
  expect(() => seal(YEAR, 12)).toThrow(/12 sealed months leave no day/);
});
