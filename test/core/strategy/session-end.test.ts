/**
 * Does a position leave before its market closes, after the rules that go first and before all others?
 */
import { describe, expect, it } from 'vitest';
import { judgeExit } from '../../../lambda/core/strategy/exit-rules.ts';
import type { TradingSessions } from '../../../lambda/core/market.ts';
import { LATER_TERMS, type Position } from '../../../lambda/core/ledger/position.ts';
import { FREE, NOON, position } from '../../harness/builders.ts';

type Changes = Parameters<typeof position>[0];

/** A long without costs at a price that moved by so many percent, so many seconds after noon. */
function judged(movedPct: number, ageSeconds: number, changes: Changes = {}, sessions?: TradingSessions) {
  const at = { tickMs: NOON + ageSeconds * 1000, sessions };
  return judgeExit(position({ side: 'long', ...changes }), 100 + movedPct, at, FREE);
}

/** In recovery since so many seconds after noon. */
const since = (seconds: number): Partial<Position> => ({ recoverySinceMs: NOON + seconds * 1000 });

describe('the end of a session', () => {
  const DAY_SECONDS = 86_400;
  /** A session that ends so many seconds after noon. */
  const until = (seconds: number): TradingSessions => ({
    sessions: [{ startMs: NOON - DAY_SECONDS * 1000, endMs: NOON + seconds * 1000 }],
    knownFromMs: -Infinity,
    knownUntilMs: Infinity,
  });
  const ending = (movedPct: number, ageSeconds: number, changes: Changes = {}) =>
    judged(movedPct, ageSeconds, changes, until(420));

  it('the end of a session closes from sessionEndSeconds before it on', () => {
    expect(ending(-0.01, 299.999)).toBe('hold');
    expect(ending(-0.01, 300, { terms: { maxHoldSeconds: 900 } })).toBe('session-end');
    expect(judged(-0.01, 300, { terms: { maxHoldSeconds: 900 } })).toBe('hold');
  });

  it('the end of a session comes after target and hard stop, and before every other rule', () => {
    expect(ending(0.2, 300)).toBe('target');
    expect(ending(-0.3, 300)).toBe('hard-stop');
    expect(ending(-0.01, 300)).toBe('session-end');
    expect(ending(0.05, 300, since(180))).toBe('session-end');
    expect(ending(-0.05, 300, since(120))).toBe('session-end');
    expect(ending(-0.2, 300, { terms: { maxHoldSeconds: 900 } })).toBe('session-end');
    expect(ending(0.05, 300, { terms: { maxHoldSeconds: 900 } })).toBe('session-end');
  });

  it('the end of a session is as far away as the position was told when it was opened', () => {
    const told = (sessionEndSeconds: number) => ({ terms: { sessionEndSeconds, maxHoldSeconds: 900 } });
    expect(ending(-0.01, 300, told(119))).toBe('hold');
    expect(ending(-0.01, 120, told(300))).toBe('session-end');
    expect(ending(-0.01, 419, told(0))).toBe('hold');
  });

  it('the end of a session closes no position that a release without this rule has opened', () => {
    const [seconds, terms] = [419, { ...LATER_TERMS, maxHoldSeconds: 900 }];
    expect(ending(-0.01, seconds, { terms })).toBe('hold');
  });
});
