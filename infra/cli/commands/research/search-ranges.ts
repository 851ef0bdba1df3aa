/**
 * Which values of a parameter does a person want to be tried?
 *
 * `targetPct=0.1..0.6:0.05` is every step from one end to the other, `targetPct=0.1..0.6` whatever lies between (whole
 * numbers for a whole parameter), `targetPct=0.1,0.2,0.4` these.
 */
import type { Dimension } from '../../../../lambda/backtest/search/search-space.ts';
import {
  isParameterName,
  meaningOf,
  parametersSchema,
  parseParameters,
  type ParameterName,
  type ParameterValue,
} from '../../../../lambda/config.ts';
import { InputError } from '../../../input-error.ts';
import { assignment } from '../options.ts';

/** More values than anybody tries of one parameter: a step that is too small. */
const VALUES_MAX = 10_000;
/** Digits in which decimal steps are exact: 0.1 + 2 × 0.05 is 0.2. */
const STEP_DIGITS = 12;

/** Each by itself, and no parameter twice. @throws InputError, or ParameterError for a name that is none. */
export function parseRanges(texts: readonly string[]): readonly Dimension[] {
  const dimensions = texts.map(parseRange);
  const twice = dimensions.find(({ name }, i) => dimensions.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) throw new InputError(`${twice.name} is searched twice: name it once`);
  return dimensions;
}

function parseRange(text: string): Dimension {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  const values = text.slice(at + 1).trim();
  if (at < 1 || values === '') {
    throw new InputError(`${text}: write name=from..to:step, name=from..to or name=value,value`);
  }
  // Refused where the names are known, with the nearest one.
  if (!isParameterName(name)) {
    parseParameters({ [name]: values });
    throw new InputError(`${name} is no parameter`);
  }
  if (meaningOf(name).group === 'bot') {
    throw new InputError(`${name} changes nothing on recorded candles: search another parameter`);
  }
  return values.includes('..') ? rangeOf(name, values) : listOf(name, values.split(','));
}

function listOf(name: ParameterName, texts: readonly string[]): Dimension {
  const values = texts.map((value) => valueOf(name, value));
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new InputError(`${name}: ${twice} is there twice`);
  return { kind: 'values', name, values };
}

function rangeOf(name: ParameterName, text: string): Dimension {
  const [ends = '', stepText] = text.split(':', 2);
  const [fromText = '', toText = ''] = ends.split('..', 2);
  const from = numberOf(name, fromText);
  const to = numberOf(name, toText);
  if (to < from) throw new InputError(`${name}: ${text} goes down; write the smaller end first`);
  if (stepText === undefined) {
    return { kind: 'span', name, from, to, isWhole: meaningOf(name).bounds.startsWith('a whole number') };
  }
  const step = Number(stepText);
  if (!(step > 0)) throw new InputError(`${name}: the step ${stepText} must be a number above 0`);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > VALUES_MAX) {
    throw new InputError(`${name}: ${text} has ${count} values; a larger step gives at most ${VALUES_MAX}`);
  }
  const steps = Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(STEP_DIGITS)));
  return listOf(name, steps.map(String));
}

function numberOf(name: ParameterName, text: string): number {
  const value = valueOf(name, text);
  if (typeof value === 'number') return value;
  throw new InputError(`${name} has no numbers: write ${name}=value,value`);
}

/** A value that is valid by itself; rules between parameters are for whole sets. */
function valueOf(name: ParameterName, text: string): ParameterValue {
  const [, written] = assignment(`${name}=${text}`);
  const parsed = parametersSchema.shape[name].safeParse(written);
  if (parsed.success && written !== '') return parsed.data;
  throw new InputError(`${name} = ${text.trim() || 'nothing'}: must be ${meaningOf(name).bounds}`);
}
