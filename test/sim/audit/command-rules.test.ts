/**
 * Is a command found that is obeyed a second time?
 */
import { describe, expect, it } from 'vitest';
import { CommandRules } from './command-rules.ts';
import { eyes, rowOf, START_MS, TABLE } from './doctored.ts';
import { commandItem } from './left-command.ts';
import { OlderRelease } from './older-release.ts';
import { readRow } from './recorded-items.ts';

const MINUTE_MS = 60_000;

function obeying() {
  const { looking, found, pass } = eyes();
  const older = new OlderRelease(looking);
  const rules = new CommandRules({ ...looking, waiting: () => [] }, older);
  const obey = (id: string, table = TABLE, afterMinutes = 0, kind = 'resume', issuedAtMs = START_MS) => {
    const command = { id, kind, accept: false, issuedAtMs };
    const read = readRow(
      rowOf(2, { kind: 'operator-command', command, atMs: START_MS + afterMinutes * MINUTE_MS }),
    );
    if ('value' in read) rules.row(read.value, table);
  };
  return { rules, older, obey, found, pass };
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

  it.each([
    ['stop', 'pause', 40, true, []],
    ['stop that nobody has left again', 'pause', 40, false, ['command-obeyed-twice']],
    ['stop', 'flatten', 39, true, ['command-obeyed-twice']],
    ['resume', 'resume', 40, true, ['command-obeyed-twice']],
  ] as const)(
    'that is a %s (%s) makes room for newer ones: after %d of them',
    (_name, kind, others, again, expected) => {
      const { rules, obey, found, pass } = obeying();
      obey('c0', TABLE, 0, kind);
      for (let k = 1; k <= others; k += 1) obey(`c${k}`);
      pass(MINUTE_MS);
      if (again) rules.left(TABLE, commandItem('c0'));
      obey('c0', TABLE, 6, kind);
      expect(found).toEqual(expected);
    },
  );

  it('that is a stop finds no room among those of the ten minutes before it, and room after older ones', () => {
    const after = (minutes: number) => {
      const { rules, obey, found, pass } = obeying();
      for (let n = 1; n <= 40; n += 1) obey(`c${n}`);
      pass(minutes * MINUTE_MS);
      obey('c0', TABLE, minutes, 'flatten', START_MS + minutes * MINUTE_MS);
      pass(MINUTE_MS);
      rules.left(TABLE, commandItem('c0'));
      obey('c0', TABLE, minutes + 1, 'flatten', START_MS + minutes * MINUTE_MS);
      return found;
    };
    expect(after(12)).toEqual([]);
    expect(after(13)).toEqual(['command-obeyed-twice']);
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
    rules.copied('Restored', () => obey('c1', 'Restored', 30));
    expect(found).toEqual([]);
    obey('c1', 'Restored', 31);
    expect(found).toEqual(['command-obeyed-twice']);
  });

  it('that was obeyed twice in the table that is left is told there, and not again of its copy', () => {
    const { rules, obey, found } = obeying();
    rules.copied('Restored', () => {
      obey('c1', 'Restored', 1);
      obey('c1', 'Restored', 2);
    });
    expect(found).toEqual([]);
    obey('c1', 'Restored', 3);
    expect(found).toEqual(['command-obeyed-twice']);
  });

  it('that cannot be read has no time: it is a stop wherever it lies, and no resume', () => {
    const { obey, found } = obeying();
    for (const kind of ['pause', 'resume']) {
      obey(kind, TABLE, 0, kind, 0);
      expect(found).toEqual([]);
      obey(kind, 'Restored', 30, kind, 0);
    }
    expect(found).toEqual(['command-obeyed-again']);
  });

  it.each([
    ['flatten', 11, []],
    ['flatten', 13, ['command-obeyed-again']],
    ['resume', 11, ['command-obeyed-again']],
  ])(
    'to %s, %d minutes old when a table is restored, may be left there again: %o',
    (kind, minutes, broken) => {
      const { rules, obey, found, pass } = obeying();
      obey('c1', TABLE, 0, kind);
      pass(minutes * MINUTE_MS);
      rules.copied('Restored', () => undefined);
      obey('c1', 'Restored', 25, kind);
      expect(found).toEqual(broken);
    },
  );

  it.each([
    ['flatten', 'older', 11, []],
    ['flatten', 'older', 13, ['command-obeyed-twice']],
    ['flatten', 'newer', 11, ['command-obeyed-twice']],
    ['resume', 'older', 11, ['command-obeyed-twice']],
  ] as const)(
    'to %s is forgotten by the %s release, %d minutes later: %o',
    (kind, release, minutes, broken) => {
      const { rules, older, obey, found, pass } = obeying();
      obey('c1', TABLE, 0, kind);
      pass(minutes * MINUTE_MS);
      older.onHappening({ kind: 'release', atMs: 0, forMs: MINUTE_MS, release });
      rules.left(TABLE, commandItem('c1'));
      obey('c1', TABLE, 25, kind);
      expect(found).toEqual(broken);
    },
  );

  it.each([
    ['flatten', true, []],
    ['resume', true, []],
    ['flatten', false, ['command-obeyed-twice']],
    ['resume', false, ['command-obeyed-twice']],
  ] as const)(
    'to %s may be obeyed again by an older release, if left again (%s): %o',
    (kind, isLeft, broken) => {
      const { rules, older, obey, found, pass } = obeying();
      rules.left(TABLE, commandItem('c1'));
      older.onHappening({ kind: 'release', atMs: 0, forMs: 9 * MINUTE_MS, release: 'older' });
      pass(MINUTE_MS);
      obey('c1', TABLE, 1, kind);
      pass(MINUTE_MS);
      if (isLeft) rules.left(TABLE, commandItem('c1'));
      pass(MINUTE_MS);
      obey('c1', TABLE, 3, kind);
      expect(found).toEqual(broken);
      // Once for each time.
      obey('c1', TABLE, 3, kind);
      expect(found).toEqual(['command-obeyed-twice']);
    },
  );
});
