/**
 * Does the page about the bot name every rule and every alert that the code has?
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALERT_KINDS } from '../../lambda/core/alerts/alert.ts';
import { DENIAL_CODES, EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { everyDenial } from '../../lambda/core/risk/entry-gates.ts';
import { DENIED_BY_ALL } from '../harness/denied-entry.ts';

const PAGE = readFileSync(new URL('../../lambda/README.md', import.meta.url), 'utf8');

function sectionOf(heading: string): string {
  const [, section = ''] = new RegExp(`\\n##+ ${heading}\\n([^]*?)\\n##`).exec(PAGE) ?? [];
  return section;
}

/** The codes that a table has in its first column. */
function firstCells(heading: string): readonly string[] {
  return [...sectionOf(heading).matchAll(/^\| `([\w-]+)`/gm)].map(([, code = '']) => code);
}

describe('lambda/README.md', () => {
  it('lambda/README.md has the gates in the order in which the code asks them', () => {
    expect(firstCells('Gates')).toEqual([...everyDenial(DENIED_BY_ALL), 'minimum']);
    expect(firstCells('Gates').toSorted()).toEqual([...DENIAL_CODES].toSorted());
  });

  it.each(EXIT_REASONS)('lambda/README.md explains the exit %s', (reason) => {
    expect(sectionOf('Exits')).toContain(`\`${reason}\``);
  });

  it('lambda/README.md has every alert', () => {
    expect(firstCells('Alerts')).toEqual(ALERT_KINDS);
  });
});
