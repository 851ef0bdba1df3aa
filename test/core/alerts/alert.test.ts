/**
 * How often is an alert sent to the operator, and is any lost?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALERTS_PER_HOUR,
  ALERT_KINDS,
  EMPTY_ALERT_LOG,
  limitAlertRate,
  type AlertKind,
  type AlertLog,
  type NewAlert,
} from '../../../lambda/core/alerts/alert.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';

const words = (kind: AlertKind, atMs: number, subject?: string): NewAlert => ({
  kind,
  atMs,
  happened: `${kind}.`,
  did: '',
  todo: '',
  ...(subject !== undefined && { subject }),
});

/** What is sent of these, one after another. */
function sent(alerts: readonly NewAlert[], from: AlertLog = EMPTY_ALERT_LOG) {
  let log = from;
  const told: string[] = [];
  for (const alert of alerts) {
    const admission = limitAlertRate(log, alert);
    log = admission.log;
    if (admission.words !== undefined) told.push(admission.words.happened);
  }
  return { log, told };
}

const pauses = (count: number, everyMs: number) =>
  Array.from({ length: count }, (_, k) => words('paused', NOON + k * everyMs));

describe('an hour', () => {
  it('an hour has at most nine alerts that can wait', () => {
    expect(ALERTS_PER_HOUR).toBe(12);
    const { told, log } = sent(pauses(12, MINUTE_MS));
    expect(told).toHaveLength(9);
    expect(log.heldBack).toEqual({ paused: 3 });
  });

  it('an hour has room again when the first of its alerts is an hour old, and not a millisecond sooner', () => {
    const { log } = sent(pauses(9, 0));
    expect(limitAlertRate(log, words('paused', NOON + HOUR_MS - 1)).words).toBeUndefined();
    expect(limitAlertRate(log, words('paused', NOON + HOUR_MS)).words).toBeDefined();
  });

  it('an hour always has room for a stopped day, a halt, an unprotected position and an unread account', () => {
    const { log } = sent(pauses(30, 0));
    const urgent = ['daily-stop', 'halted', 'unprotected', 'account-unread', 'unprotected'] as const;
    const { told } = sent(
      urgent.map((kind) => words(kind, NOON)),
      log,
    );
    expect(told).toHaveLength(5);
  });

  it('an hour has at most twelve alerts even when the urgent ones come last, unless more than three of those happen in it', () => {
    const kinds = fc.constantFrom(...ALERT_KINDS);
    const steps = fc.array(fc.tuple(kinds, fc.integer({ min: 0, max: 20 * MINUTE_MS })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (chosen) => {
        let [log, nowMs] = [EMPTY_ALERT_LOG, NOON];
        const times: { readonly kind: AlertKind; readonly atMs: number }[] = [];
        for (const [kind, waitMs] of chosen) {
          nowMs += waitMs;
          const admission = limitAlertRate(log, words(kind, nowMs));
          log = admission.log;
          if (admission.words !== undefined) times.push({ kind, atMs: nowMs });
        }
        for (const { atMs } of times) {
          const hour = times.filter((other) => other.atMs <= atMs && other.atMs > atMs - HOUR_MS);
          const never = ['daily-stop', 'halted', 'unprotected', 'account-unread'];
          const urgent = hour.filter(({ kind }) => never.includes(kind));
          expect(hour.length).toBeLessThanOrEqual(Math.max(ALERTS_PER_HOUR, 9 + urgent.length));
        }
      }),
    );
  });
});

describe('what is held back', () => {
  it('an alert that is held back is counted by its kind, reported by the next alert, and reported once', () => {
    const { log } = sent([...pauses(11, 0), words('missed-ticks', NOON)]);
    const { told } = sent([words('halted', NOON), words('halted', NOON)], log);
    expect(told).toEqual([
      'halted. Not sent before this one, because an hour has at most 12 alerts: 2 × paused, 1 × missed-ticks.',
      'halted.',
    ]);
  });

  it('every alert is sent, or counted as held back', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALERT_KINDS), { maxLength: 60 }), (kinds) => {
        const { told, log } = sent(kinds.map((kind, k) => words(kind, NOON + k * MINUTE_MS)));
        const noted = told.flatMap((text) =>
          [...text.matchAll(/(\d+) ×/g)].map(([, count]) => Number(count)),
        );
        const waiting = Object.values(log.heldBack);
        const sum = [...noted, ...waiting].reduce((total, count) => total + count, 0);
        expect(told.length + sum).toBe(kinds.length);
      }),
    );
  });
});

describe('what is about the same thing', () => {
  it('an alert about the same thing is sent once in an hour, and again when it lasts', () => {
    const again = [0, 1, 59, 60, 61].map((minute) =>
      words('unprotected', NOON + minute * MINUTE_MS, 'trade 1'),
    );
    expect(sent(again).told).toHaveLength(2);
    expect(sent([...again, words('unprotected', NOON, 'trade 2')]).told).toHaveLength(3);
  });

  it('an alert about the same thing is forgotten when it is old, so that the item does not grow', () => {
    const many = Array.from({ length: 500 }, (_, k) =>
      words('unprotected', NOON + k * MINUTE_MS, `trade ${k}`),
    );
    const { log } = sent(many);
    expect(Object.keys(log.told)).toHaveLength(60);
    expect(log.sentAtMs).toHaveLength(60);
  });
});

describe('the number of an alert', () => {
  it('the number of an alert grows with every one that is sent, and is never used again', () => {
    expect(sent(pauses(9, 0)).log.count).toBe(9);
    expect(sent(pauses(20, 0)).log.count).toBe(9);
  });
});

describe('an alert about money that moved', () => {
  it('an alert about money that moved is sent once in 24 hours for each subject, and others once an hour', () => {
    const moved = (atMs: number, subject: string) => words('money-moved', atMs, subject);
    const { told } = sent([
      moved(NOON, 'TRANSFER in'),
      words('unprotected', NOON, 'trade 1'),
      moved(NOON + 2 * HOUR_MS, 'TRANSFER in'),
      words('unprotected', NOON + 2 * HOUR_MS, 'trade 1'),
      moved(NOON + 2 * HOUR_MS, 'TRANSFER out'),
      moved(NOON + 24 * HOUR_MS, 'TRANSFER in'),
    ]);
    expect(told).toEqual(['money-moved.', 'unprotected.', 'unprotected.', 'money-moved.', 'money-moved.']);
  });
});
