/**
 * Every parameter of a set on a screen: value, unit, bounds and meaning; a value that is not the default is marked.
 */
import {
  PARAMETER_NAMES,
  meaningOf,
  parseParameters,
  type BotParameters,
  type ParameterName,
} from '../../../lambda/config.ts';
import { columns, wrapped } from '../terminal/columns.ts';
import { tone } from '../terminal/text-format.ts';

const HEAD = ['parameter', 'value', 'unit', 'bounds'];
/** Room that a meaning needs beside the other columns; where there is less, it stands below them. */
const MEANING_MIN = 40;
const BELOW = ' '.repeat(6);

export function parameterTable(parameters: BotParameters, width: number): readonly string[] {
  const defaults = parseParameters({});
  const isChanged = (name: ParameterName) => parameters[name] !== defaults[name];
  const rows = PARAMETER_NAMES.map((name) => {
    const { unit, bounds } = meaningOf(name);
    return [`  ${name}`, `${String(parameters[name])}${isChanged(name) ? ' *' : ''}`, unit, bounds];
  });
  const [head = '', ...lines] = columns(['left', 'left', 'left', 'left'], [HEAD, ...rows]);
  const besideAt = Math.max(...lines.map((line) => line.length)) + 2;
  const isBeside = width - besideAt >= MEANING_MIN;
  let group = '';
  const texts = PARAMETER_NAMES.flatMap((name, k) => {
    const meaning = meaningOf(name);
    const title = meaning.group === group ? [] : [tone('loud', meaning.group)];
    group = meaning.group;
    const line = lines[k] ?? '';
    const [first = '', ...more] = wrapped(meaning.meaning, width - (isBeside ? besideAt : BELOW.length));
    const shown = isBeside
      ? [`${line.padEnd(besideAt)}${first}`, ...more.map((part) => `${' '.repeat(besideAt)}${part}`)]
      : [line, ...[first, ...more].map((part) => tone('quiet', `${BELOW}${part}`))];
    return [...title, ...(isChanged(name) ? shown.map((part) => tone('loud', part)) : shown)];
  });
  const changed = PARAMETER_NAMES.filter(isChanged);
  const footer =
    changed.length === 0 ? 'All are at their defaults.' : `* differs from the default (${changed.length})`;
  const header = isBeside ? `${head.padEnd(besideAt)}meaning` : head;
  return [tone('quiet', header), ...texts, '', footer];
}
