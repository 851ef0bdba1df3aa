/**
 * The table of parameters in lambda/README.md, made from the schema.
 */
import { PARAMETER_NAMES, meaningOf, parseParameters } from '../../lambda/config.ts';
import { CROSS_FIELD_RULES } from '../../lambda/config-rules.ts';
import { markdownTable, withMadePart } from './made-part.ts';

export function parameterTableMarkdown(): string {
  const defaults = parseParameters({});
  const rows = PARAMETER_NAMES.map((name) => {
    const { group, unit, bounds, meaning } = meaningOf(name);
    const rules = CROSS_FIELD_RULES.filter(({ key }) => key === name).map(({ words }) => words);
    return [group, `\`${name}\``, String(defaults[name]), unit, [bounds, ...rules].join('; '), meaning];
  });
  return markdownTable(['group', 'name', 'default', 'unit', 'bounds', 'meaning'], rows);
}

/** The page with its table renewed. @throws when the marks are missing. */
export function withParameterTable(page: string): string {
  return withMadePart(page, { name: 'parameters', markdown: parameterTableMarkdown() });
}
