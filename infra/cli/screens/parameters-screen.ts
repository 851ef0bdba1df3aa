/**
 * Every parameter of a set on a screen: value, unit, bounds and meaning; a value that is not the default is marked.
 */
import Table from 'cli-table3';
import { PARAMETER_NAMES, meaningOf, parseParameters, type BotParameters } from '../../../lambda/config.ts';
import { tone } from '../terminal/text-format.ts';

export function parameterTable(parameters: BotParameters): readonly string[] {
  const defaults = parseParameters({});
  const table = new Table({
    head: ['parameter', 'value', 'unit', 'bounds', 'meaning'],
    style: { head: [], border: [], compact: true },
    chars: {
      mid: '',
      'left-mid': '',
      'mid-mid': '',
      'right-mid': '',
      top: '',
      'top-left': '',
      'top-mid': '',
      'top-right': '',
      bottom: '',
      'bottom-left': '',
      'bottom-mid': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: ' ',
    },
  });
  let group = '';
  for (const name of PARAMETER_NAMES) {
    const meaning = meaningOf(name);
    if (meaning.group !== group) table.push([{ content: tone('loud', meaning.group), colSpan: 5 }]);
    group = meaning.group;
    const changed = parameters[name] !== defaults[name];
    const value = String(parameters[name]);
    table.push([
      `  ${name}`,
      changed ? tone('loud', `${value} *`) : value,
      meaning.unit,
      meaning.bounds,
      meaning.meaning,
    ]);
  }
  const changed = PARAMETER_NAMES.filter((name) => parameters[name] !== defaults[name]);
  const footer =
    changed.length === 0 ? 'All are at their defaults.' : `* differs from the default (${changed.length})`;
  return [...table.toString().split('\n'), '', footer];
}
