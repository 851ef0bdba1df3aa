/**
 * The kinds of parameters: a number, a whole number or a choice, each with bounds and meaning in words.
 */
import { z } from 'zod';
import { PARAMETER_USD_MAX } from './core/units.ts';

const groupSchema = z.enum(['signal', 'exit', 'size', 'risk', 'cost', 'bot']);
type ParameterGroup = z.output<typeof groupSchema>;

/** A parameter in the docs, beside its default. */
export const meaningSchema = z.object({
  group: groupSchema,
  unit: z.string(),
  bounds: z.string(),
  meaning: z.string(),
});
export type ParameterMeaning = Readonly<z.output<typeof meaningSchema>>;

interface Bounds {
  readonly words: string;
  readonly apply: (schema: z.ZodNumber) => z.ZodNumber;
}

export const between = (low: number, high: number): Bounds => ({
  words: `${low} to ${high}`,
  apply: (schema) => schema.gte(low).lte(high),
});
export const aboveUpTo = (low: number, high: number): Bounds => ({
  words: `above ${low}, up to ${high}`,
  apply: (schema) => schema.gt(low).lte(high),
});
// Money is counted exactly, which ends somewhere; the bound is far above anything this bot should be given. Less than
// a cent is no amount of money: no market takes an order of it.
export const money = { ...between(0.01, PARAMETER_USD_MAX), words: '0.01 to 10 million' };

/** The builders of one group's parameters: default, bounds, unit, meaning. */
export function parametersOf(group: ParameterGroup) {
  return {
    number(initial: number, { words, apply }: Bounds, unit: string, meaning: string) {
      return apply(z.number()).default(initial).meta({ group, unit, bounds: words, meaning });
    },
    whole(initial: number, { words, apply }: Bounds, unit: string, meaning: string) {
      const bounds = `a whole number, ${words}`;
      return apply(z.int()).default(initial).meta({ group, unit, bounds, meaning });
    },
    choice<Schema extends z.ZodDefault<z.ZodEnum>>(schema: Schema, meaning: string): Schema {
      const bounds = schema.unwrap().options.join(' or ');
      return schema.meta({ group, unit: '', bounds, meaning });
    },
  };
}
