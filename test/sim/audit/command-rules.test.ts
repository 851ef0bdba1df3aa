/**
 * Is a command found that is obeyed a second time?
 */
import { describe, expect, it } from 'vitest';
import { CommandRules } from './command-rules.ts';
import { eyes, rowOf, START_MS, TABLE } from './doctored.ts';
import { readRow } from './recorded-items.ts';

const MINUTE_MS = 60_000;

function obeying() {
  const { looking, found } = eyes();
  const rules = new CommandRules(looking);
  const obey = (id: string, table = TABLE, afterMinutes = 0) => {
    const command = { id, kind: 'resume', accept: false, issuedAtMs: START_MS };
    const read = readRow(
      rowOf(2, { kind: 'operator-command', command, atMs: START_MS + afterMinutes * MINUTE_MS }),
    );
    if ('value' in read) rules.row(read.value, table);
  };
  return { rules, obey, found };
}

describe('a command', () => {
  it('is obeyed once in a table', () => {
    const { obey, found } = obeying();
    obey('c1');
    obey('c2');
    expect(found).toEqual([]);
    obey('c1');
    expect(found).toEqual(['command-obeyed-twice']);
  });

  it('that waited in a backup is what somebody wants now, while it is young', () => {
    const { obey, found } = obeying();
    obey('c1');
    obey('c1', 'Restored', 11);
    expect(found).toEqual([]);
    obey('c1', 'Restored again', 13);
    expect(found).toEqual(['command-obeyed-again']);
  });

  it('whose row is read in a copy was obeyed before', () => {
    const { rules, obey, found } = obeying();
    obey('c1');
    rules.copied(() => obey('c1', 'Restored', 30));
    expect(found).toEqual([]);
    obey('c1', 'Restored', 31);
    expect(found).toEqual(['command-obeyed-twice']);
  });
});
