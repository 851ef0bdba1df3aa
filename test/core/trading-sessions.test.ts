import { describe, expect, it } from 'vitest';
import {
  UNKNOWN_SESSIONS,
  isEnding,
  phaseAt,
  sessionEndMs,
  sessionsOf,
  whyNoEntry,
} from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';

const MONDAY_MS = Date.UTC(2026, 0, 5);
const known = { startMs: MONDAY_MS, endMs: MONDAY_MS + 7 * DAY_MS };
const monday = { startMs: MONDAY_MS + HOUR_MS, endMs: MONDAY_MS + 22 * HOUR_MS };
const tuesday = { startMs: MONDAY_MS + 23 * HOUR_MS, endMs: MONDAY_MS + 46 * HOUR_MS };
const sessions = sessionsOf([monday, tuesday], known);

describe('a market with sessions', () => {
  it.each([
    ['before what is known', MONDAY_MS - 1, 'unknown'],
    ['before the first session', MONDAY_MS, 'closed'],
    ['when a session starts', monday.startMs, 'open'],
    ['in the last moment of a session', monday.endMs - 1, 'open'],
    ['when a session ends', monday.endMs, 'closed'],
    ['in the next session', tuesday.startMs, 'open'],
    ['after the last session', tuesday.endMs, 'closed'],
    ['in the last moment that is known', known.endMs - 1, 'closed'],
    ['after what is known', known.endMs, 'unknown'],
  ])('%s is %s', (_, timeMs, phase) => {
    expect(phaseAt(sessions, timeMs)).toBe(phase);
  });

  it('tells the end of the session that is open, and of no other', () => {
    expect(sessionEndMs(sessions, monday.startMs - 1)).toBe(Infinity);
    expect(sessionEndMs(sessions, monday.startMs)).toBe(monday.endMs);
    expect(sessionEndMs(sessions, monday.endMs - 1)).toBe(monday.endMs);
    expect(sessionEndMs(sessions, monday.endMs)).toBe(Infinity);
    expect(sessionEndMs(sessions, tuesday.startMs)).toBe(tuesday.endMs);
    expect(sessionEndMs(sessions, known.endMs)).toBe(Infinity);
  });

  it('has no end that is known at a moment of which nothing is known, whatever was stated', () => {
    const beyond = sessionsOf([{ startMs: MONDAY_MS - HOUR_MS, endMs: known.endMs + HOUR_MS }], known);
    expect(sessionEndMs(beyond, MONDAY_MS - 1)).toBe(Infinity);
    expect(sessionEndMs(beyond, MONDAY_MS)).toBe(known.endMs + HOUR_MS);
    expect(sessionEndMs(beyond, known.endMs)).toBe(Infinity);
  });

  it('ends from so many seconds before its end on', () => {
    expect(isEnding(sessions, monday.endMs - 120 * SECOND_MS - 1, 120)).toBe(false);
    expect(isEnding(sessions, monday.endMs - 120 * SECOND_MS, 120)).toBe(true);
    expect(isEnding(sessions, monday.endMs - 1, 0)).toBe(false);
    expect(isEnding(sessions, monday.endMs, 120)).toBe(false);
  });

  it('is unknown at any time while nobody knows its sessions', () => {
    expect([0, MONDAY_MS, 1e13].map((timeMs) => phaseAt(UNKNOWN_SESSIONS, timeMs))).toEqual(
      Array.from({ length: 3 }, () => 'unknown'),
    );
    expect(isEnding(UNKNOWN_SESSIONS, MONDAY_MS, 3600)).toBe(false);
  });
});

describe('a market without sessions', () => {
  it('is always open, and never ends', () => {
    expect(phaseAt(undefined, MONDAY_MS)).toBe('open');
    expect(isEnding(undefined, MONDAY_MS, 3600)).toBe(false);
    expect(whyNoEntry(undefined, MONDAY_MS, 3600)).toBeUndefined();
  });
});

describe('stated sessions', () => {
  it('are sorted, and joined where they touch or overlap', () => {
    const halves = [
      { startMs: MONDAY_MS + 12 * HOUR_MS, endMs: monday.endMs },
      tuesday,
      { startMs: MONDAY_MS + 10 * HOUR_MS, endMs: MONDAY_MS + 13 * HOUR_MS },
      { startMs: monday.startMs, endMs: MONDAY_MS + 10 * HOUR_MS },
    ];
    expect(sessionsOf(halves, known)).toEqual(sessions);
  });

  it('hold whole minutes, and none that is partly closed', () => {
    const stated = { startMs: monday.startMs - SECOND_MS, endMs: monday.endMs + 59 * SECOND_MS };
    expect(sessionsOf([stated], known).sessions).toEqual([monday]);
    const short = { startMs: monday.startMs + 1, endMs: monday.startMs + MINUTE_MS };
    expect(sessionsOf([short], known).sessions).toEqual([]);
  });
});
