/**
 * Values of which rows and states are made, as wide as the types, and how records are made of them.
 */
import fc from 'fast-check';
import { DAY_MS, LAST_TIME_MS, usdFromUnits } from '../../../lambda/core/units.ts';

export const amount = fc.maxSafeInteger().map(usdFromUnits);
export const time = fc.integer({ min: 0, max: LAST_TIME_MS });
export const day = fc.integer({ min: 0, max: LAST_TIME_MS - DAY_MS });
export const real = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (value === 0 ? 0 : value));
export const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });
export const whole = fc.nat();
export const text = fc.string({ unit: 'binary', maxLength: 12 });
export const side = fc.constantFrom('long' as const, 'short' as const);
export const unknown = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
export const few = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });
export const is = <const Word extends string>(word: Word) => fc.constant(word);

/** A value for each optional key of the type: one that is missing here does not compile. */
export type OptionalOf<Type> = {
  readonly [
    Key in keyof Type as undefined extends Type[Key]
      ? Type extends Record<Key, Type[Key]>
        ? never
        : Key
      : never
  ]-?: fc.Arbitrary<unknown>;
};
export const NONE_REQUIRED: { readonly requiredKeys: [] } = { requiredKeys: [] };

/** One with some of the others' keys. */
export function withSome<All extends object, Some extends object>(
  all: fc.Arbitrary<All>,
  some: fc.Arbitrary<Some>,
): fc.Arbitrary<All & Some> {
  return fc.tuple(all, some).map(([base, more]) => ({ ...base, ...more }));
}
