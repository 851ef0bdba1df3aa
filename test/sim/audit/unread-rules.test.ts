/**
 * Is a bot found that enters, or tells nobody, while its commands cannot be read?
 */
import { describe, expect, it } from 'vitest';
import { auditedTable, entryOf, START_MS } from './doctored.ts';
import { OlderRelease } from './older-release.ts';
import { UnreadRules } from './unread-rules.ts';

const MINUTE_MS = 60_000;
const TOLD = { id: 'a1-commands-unread', atMs: START_MS, kind: 'missed-ticks', laterKind: 'commands-unread' };

/** A bot that commits every minute; somebody refuses its reads from the first minute on, or floods it. */
function living(isFloodedFirst = false) {
  const { looking, found, pass, commits, commit } = auditedTable();
  const flood = Array.from({ length: 300 }, (_, k) => `1-flood-${k}`);
  let ofFlood = isFloodedFirst ? flood.length : 0;
  const waiting = () => ['1', '2', ...flood.slice(0, ofFlood)];
  const older = new OlderRelease(looking);
  const rules = new UnreadRules({ ...looking, startMs: START_MS, waiting, older });
  let version = 0;
  const live = (minutes: number, changes: object = {}) => {
    for (let k = 0; k < minutes; k += 1) {
      version += 1;
      commit({ ...changes, version });
      for (const written of commits.slice(-1)) rules.committed(written);
      pass(MINUTE_MS);
      rules.look();
    }
  };
  const refuse = (forMs: number, share = 1, atMs = 0) =>
    rules.onHappening({ kind: 'commands-unread', atMs, forMs, by: 'throttling', share });
  /** A read that is refused because of what the orders do. */
  const meetAimed = () => {
    const aimed = { atMs: 0, forMs: 60 * MINUTE_MS, during: 'protected' } as const;
    rules.onHappening({ kind: 'commands-unread', by: 'throttling', share: 1, ...aimed });
  };
  const floods = (left = flood.length) => {
    ofFlood = left;
  };
  const restore = (copy?: { readonly version: number; readonly tickMs: number | null }) =>
    rules.tableChanged(copy);
  const untold = () => found.includes('commands-unread-untold');
  return {
    rules,
    older,
    found,
    untold,
    pass,
    live,
    refuse,
    meetAimed,
    floods,
    restore,
    last: () => commits.at(-1)?.state,
  };
}

const ENTERED = { orders: [entryOf()] };
const ALERTED = { outbox: { rows: [], alerts: [{ ...TOLD, happened: 'Unread.' }] } };

describe('a bot whose commands cannot be read', () => {
  it('may not enter, and may again when they can', () => {
    const { found, live, refuse } = living();
    refuse(4 * MINUTE_MS);
    live(2);
    live(1, ENTERED);
    expect(found).toContain('entered-with-commands-unread');
    const later = living();
    later.refuse(4 * MINUTE_MS);
    later.live(4);
    later.live(1, ENTERED);
    expect(later.found).not.toContain('entered-with-commands-unread');
  });

  it('may not enter in a flood either', () => {
    const { found, live } = living(true);
    live(3);
    live(1, ENTERED);
    expect(found).toContain('entered-with-commands-unread');
  });

  it('may enter where only some reads fail', () => {
    const { found, live, refuse } = living();
    refuse(9 * MINUTE_MS, 0.3);
    live(3);
    live(1, ENTERED);
    expect(found).not.toContain('entered-with-commands-unread');
  });

  it('is excused for a while by a read that was refused because of what its orders did, and asked for nothing', () => {
    const { rules, found, live, meetAimed } = living();
    meetAimed();
    live(2);
    expect(rules.isSo()).toBe(true);
    live(1, ENTERED);
    expect(rules.isSo()).toBe(false);
    live(9);
    expect(found).toEqual([]);
  });

  it('says so within seven minutes', () => {
    const { found, live, refuse } = living();
    refuse(30 * MINUTE_MS);
    live(7);
    expect(found).not.toContain('commands-unread-untold');
    live(2);
    expect(found).toContain('commands-unread-untold');
    const told = living();
    told.refuse(30 * MINUTE_MS);
    told.live(3);
    told.live(20, ALERTED);
    expect(told.found).not.toContain('commands-unread-untold');
  });

  it('says so again when an hour is over, where it has lasted three minutes', () => {
    const { found, live, refuse } = living();
    refuse(10 * MINUTE_MS);
    live(4);
    live(1, ALERTED);
    live(45);
    refuse(30 * MINUTE_MS, 1, 55 * MINUTE_MS);
    live(19);
    expect(found).not.toContain('commands-unread-untold');
    live(2);
    expect(found).toContain('commands-unread-untold');
  });

  it('says so once while it lasts, in a copy too', () => {
    const { found, live, refuse, restore, last } = living();
    refuse(200 * MINUTE_MS);
    live(4);
    live(1, ALERTED);
    live(90);
    restore(last());
    live(90);
    expect(found).not.toContain('commands-unread-untold');
  });

  it('says so once where a flood comes while its reads are refused because of what its orders do, and not where it comes later', () => {
    const judged = (pauseMinutes: number) => {
      const { found, live, meetAimed, floods } = living();
      for (let k = 0; k < 4; k += 1) {
        meetAimed();
        live(1, k === 3 ? ALERTED : {});
      }
      live(pauseMinutes);
      floods();
      live(90);
      return found.includes('commands-unread-untold');
    };
    expect([judged(0), judged(3)]).toEqual([false, true]);
  });

  it.each([
    [30, false],
    [0, true],
  ])(
    'is the same time while %d of the flood before it are left, and is told otherwise: %j',
    (left, isUntold) => {
      const { untold, live, floods } = living(true);
      live(1, ALERTED);
      floods(left);
      live(70);
      floods();
      live(10);
      expect(untold()).toBe(isUntold);
    },
  );

  it('is the same time where a flood follows before a tick has read that the one before it has gone', () => {
    const { untold, live, floods } = living(true);
    live(1, ALERTED);
    live(70);
    floods(0);
    live(1);
    floods();
    live(10);
    expect(untold()).toBe(false);
  });

  it('is told by ticks that have read, and not by the one in the middle of which a flood comes', () => {
    const { untold, live, floods, pass } = living();
    live(1);
    floods();
    live(1);
    pass(5 * MINUTE_MS);
    live(4);
    expect(untold()).toBe(false);
    live(2);
    expect(untold()).toBe(true);
  });

  it('is told four minutes after an older release has gone, which does not keep since when it is so', () => {
    const { older, found, live, refuse } = living();
    refuse(60 * MINUTE_MS);
    live(1);
    older.onHappening({ kind: 'release', atMs: 0, forMs: 10 * MINUTE_MS, release: 'older' });
    live(16);
    expect(found).toEqual([]);
    live(2);
    expect(found).toEqual(['commands-unread-untold']);
  });

  it('counts from the first commit after that release, however long there was none', () => {
    const { rules, older, pass, found, live, refuse } = living();
    refuse(60 * MINUTE_MS);
    live(1);
    older.onHappening({ kind: 'release', atMs: 0, forMs: 8 * MINUTE_MS, release: 'older' });
    live(9);
    pass(6 * MINUTE_MS);
    rules.look();
    live(5);
    expect(found).toEqual([]);
    live(1);
    expect(found).toEqual(['commands-unread-untold']);
  });

  it('is silent in a copy that remembers that it has told, and in no other', () => {
    const judged = (isBefore: boolean) => {
      const { found, live, refuse, restore, last } = living();
      refuse(60 * MINUTE_MS);
      live(2);
      const before = last();
      live(1, ALERTED);
      restore(isBefore ? before : last());
      live(7);
      return found.includes('commands-unread-untold');
    };
    expect([judged(false), judged(true)]).toEqual([false, true]);
  });
});
