/**
 * Is an accepted set a row with every value that changed, and an invalid one told once and changed by nothing?
 */
import { describe, expect, it } from 'vitest';
import {
  changesBetween,
  noteParameters,
  violationWords,
} from '../../../lambda/core/control/parameter-changes.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON, botState, parameters } from '../../harness/builders.ts';
import { eventsOf } from '../../harness/booking.ts';

const VIOLATION = { key: 'leverage', value: 900, bound: 'must be a whole number, 1 to 125' };
const REFUSED = botState({ refusal: { sinceMs: NOON - 1, text: violationWords([VIOLATION]) } });

describe('an accepted set of parameters', () => {
  it('an accepted set of parameters is told by the names that were asked for and whose value differs', () => {
    const names = ['leverage', 'collateralUsd', 'maxPositions'] as const;
    const before = parameters({ leverage: 20, collateralUsd: 30, targetPct: 0.1 });
    const after = parameters({ leverage: 10, collateralUsd: 30, targetPct: 0.2 });
    expect(changesBetween(names, before, after)).toEqual([{ name: 'leverage', from: 20, to: 10 }]);
  });

  it('an accepted set of parameters is a row, is in force, and ends a rejection', () => {
    const changes = [{ name: 'leverage', from: 20, to: 10 }] as const;
    const after = noteParameters(REFUSED, { kind: 'accepted', overrides: { leverage: 10 }, changes }, NOON);
    expect(after.parameters).toEqual({ leverage: 10 });
    expect(after).not.toHaveProperty('refusal');
    expect(eventsOf(after)).toEqual([{ kind: 'parameters-changed', atMs: NOON, changes }]);
  });

  it('a set of parameters that is as it was ends a rejection, and one that could not be read leaves it', () => {
    expect(noteParameters(REFUSED, { kind: 'unchanged' }, NOON)).not.toHaveProperty('refusal');
    expect(noteParameters(REFUSED, { kind: 'kept' }, NOON)).toBe(REFUSED);
    const valid = botState();
    expect(noteParameters(valid, { kind: 'unchanged' }, NOON)).toBe(valid);
  });
});

describe('a refused set of parameters', () => {
  const other = { key: 'mode', value: undefined, bound: 'must be paper or live' };

  it('a refused set of parameters names every key with its value and bound', () => {
    expect(violationWords([VIOLATION, other])).toBe(
      'leverage = 900: must be a whole number, 1 to 125; mode = nothing: must be paper or live',
    );
    expect(violationWords([{ ...VIOLATION, bound: 'x'.repeat(900) }])).toHaveLength(598);
  });

  it('a refused set of parameters is mailed once, and again when the violations are others', () => {
    const refuse = (state = botState(), violations = [VIOLATION]) =>
      noteParameters(state, { kind: 'refused', violations }, NOON);
    const first = refuse();
    expect(first.refusal).toEqual({ sinceMs: NOON, text: violationWords([VIOLATION]) });
    expect(first.parameters).toEqual(botState().parameters);
    expect(first.outbox.alerts).toMatchObject([
      {
        kind: 'parameters-refused',
        atMs: NOON,
        did: 'The bot changes nothing: the last valid parameters stay in force.',
      },
    ]);
    expect(refuse(first)).toBe(first);
    expect(refuse(first, [{ ...VIOLATION, value: 800 }]).outbox.alerts).toHaveLength(2);
  });

  /** Refused or valid, from minute to minute; what was mailed in which. */
  function mailedIn(minutes: readonly (readonly [minute: number, value: number | 'valid'])[]) {
    let state: BotState = botState();
    const mailed: number[] = [];
    for (const [minute, value] of minutes) {
      const decision =
        value === 'valid'
          ? ({ kind: 'unchanged' } as const)
          : ({ kind: 'refused', violations: [{ ...VIOLATION, value }] } as const);
      const after = noteParameters(state, decision, NOON + minute * MINUTE_MS);
      if (after.outbox.alerts.length > state.outbox.alerts.length) mailed.push(minute);
      state = after;
    }
    return { mailed, refusal: state.refusal };
  }

  it('a refused set of parameters that comes and goes is mailed once an hour, and others meanwhile', () => {
    const comingAndGoing = Array.from({ length: 70 }, (_, minute) =>
      minute % 2 === 0 ? ([minute, 900] as const) : ([minute, 'valid'] as const),
    );
    expect(mailedIn(comingAndGoing).mailed).toEqual([0, 60]);
    expect(
      mailedIn([
        [0, 900],
        [1, 800],
        [2, 900],
        [3, 800],
      ]).mailed,
    ).toEqual([0, 1]);
  });

  it('a refused set of parameters that comes again within the hour is mailed when that is over, once, and known meanwhile', () => {
    const again = Array.from({ length: 100 }, (_, k) => [30 + k, 900] as const);
    const { mailed, refusal } = mailedIn([[0, 900], [1, 'valid'], ...again]);
    expect(mailed).toEqual([0, 60]);
    expect(refusal).toEqual({ sinceMs: NOON + 30 * MINUTE_MS, text: violationWords([VIOLATION]) });
    expect(
      mailedIn([
        [0, 900],
        [1, 'valid'],
        [30, 900],
      ]).refusal,
    ).toMatchObject({ isHeldBack: true });
    expect(
      mailedIn([
        [0, 900],
        [1, 'valid'],
        [30, 900],
        [40, 'valid'],
        [70, 'valid'],
      ]).mailed,
    ).toEqual([0]);
  });
});
