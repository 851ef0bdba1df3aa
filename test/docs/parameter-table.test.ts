/**
 * Is the table of parameters in lambda/README.md the one of the schema?
 */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { parameterTableMarkdown, withParameterTable } from '../../infra/docs/parameter-table.ts';
import { PARAMETER_NAMES, meaningOf, parseParameters } from '../../lambda/config.ts';

const RULE = /^:?-+:?$/;

/** Rows of cells without padding, the rule below the head left out. */
function cellsOf(table: string): readonly (readonly string[])[] {
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.filter((cells) => !cells.every((cell) => RULE.test(cell)));
}

const BEGIN = '<!-- parameters: made by `npm run docs` -->';
const END = '<!-- end of parameters -->';

/** What stands between the marks of a document. */
function tableOf(document: string): string {
  return document.slice(document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END));
}

let readme: string;

beforeAll(async () => {
  readme = await readFile(new URL('../../lambda/README.md', import.meta.url), 'utf8');
});

describe('the table in lambda/README.md', () => {
  it('the table in lambda/README.md is in step with the schema (renewed by `npm run docs`)', () => {
    expect(cellsOf(tableOf(readme))).toEqual(cellsOf(parameterTableMarkdown()));
  });

  it('the table in lambda/README.md would not be in step, if any default changed', () => {
    const written = cellsOf(tableOf(readme));
    const defaults = parseParameters({});
    for (const name of PARAMETER_NAMES) {
      const row = written.find((cells) => cells[1] === `\`${name}\``);
      const other = `${defaults[name]}0`;
      const changed = written.map((cells) => (cells === row ? cells.with(2, other) : cells));
      expect(row?.[2]).toBe(String(defaults[name]));
      expect(changed).not.toEqual(cellsOf(parameterTableMarkdown()));
    }
  });

  it('the table in lambda/README.md has one row for each parameter, in the order of the schema', () => {
    const [head, ...rows] = cellsOf(tableOf(readme));
    expect(head).toEqual(['group', 'name', 'default', 'unit', 'bounds', 'meaning']);
    expect(rows.map((cells) => cells[1])).toEqual(PARAMETER_NAMES.map((name) => `\`${name}\``));
    expect(rows.map((cells) => cells[0])).toEqual(PARAMETER_NAMES.map((name) => meaningOf(name).group));
    expect(rows.every((cells) => cells.length === head!.length)).toBe(true);
  });

  it('the table in lambda/README.md states the rules that bind several parameters', () => {
    const bounds = Object.fromEntries(cellsOf(tableOf(readme)).map((cells) => [cells[1]!, cells[4]!]));
    expect(bounds['`initialStopPct`']).toContain('below recoveryStopPct');
    expect(bounds['`maxHoldSeconds`']).toContain('at least quickExitSeconds');
    expect(bounds['`profitTargetUsd`']).toContain('at most profitCapUsd');
    expect(bounds['`maxOpenCollateralUsd`']).toContain('at least collateralUsd');
    expect(bounds['`recoveryStopPct`']).toContain('half of the distance to liquidation');
  });
});

describe('renewing the table', () => {
  it('renewing the table puts a stale one right, and leaves all the rest alone', () => {
    const stale = readme.replace(/^\| signal +\| `momentumPct`.*$/m, '| signal | `momentumPct` | 99 |');
    expect(stale).not.toBe(readme);
    const renewed = withParameterTable(stale);
    expect(cellsOf(tableOf(renewed))).toEqual(cellsOf(parameterTableMarkdown()));
    expect(renewed.replace(tableOf(renewed), '')).toBe(readme.replace(tableOf(readme), ''));
    expect(withParameterTable(renewed)).toBe(renewed);
  });

  it('renewing the table is refused where there is no place for it', () => {
    expect(() => withParameterTable('# A bot\n')).toThrow('no place for the parameters');
    expect(() => withParameterTable(`${END}\n${BEGIN}\n`)).toThrow('no place for the parameters');
  });
});
