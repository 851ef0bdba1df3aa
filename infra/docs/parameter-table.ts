/**
 * The table of parameters in the README, made from the schema.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { PARAMETER_NAMES, meaningOf, parseParameters } from '../../lambda/config.ts';
import { CROSS_FIELD_RULES } from '../../lambda/config-rules.ts';

const BEGIN = '<!-- parameters: made by `npm run docs` -->';
const END = '<!-- end of parameters -->';

export function parameterTableMarkdown(): string {
  const defaults = parseParameters({});
  const rows = PARAMETER_NAMES.map((name) => {
    const { group, unit, bounds, meaning } = meaningOf(name);
    const rules = CROSS_FIELD_RULES.filter(({ key }) => key === name).map(({ words }) => words);
    const cells = [
      group,
      `\`${name}\``,
      String(defaults[name]),
      unit,
      [bounds, ...rules].join('; '),
      meaning,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| group | name | default | unit | bounds | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The document with its table renewed. @throws when the markers are missing. */
export function withParameterTable(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`no place for the parameters: ${BEGIN} … ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${parameterTableMarkdown()}\n\n${document.slice(end)}`;
}

if (import.meta.main) {
  const readme = new URL('../../README.md', import.meta.url);
  await writeFile(readme, withParameterTable(await readFile(readme, 'utf8')));
}
