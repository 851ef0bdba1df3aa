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
import { storedBytes } from '../../../lambda/core/words.ts';
import { parametersRefusedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { NOON } from '../../harness/builders.ts';
import { hostileText, steeringIn } from '../../harness/hostile-text.ts';

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

  it('an hour of an alert about an earlier moment begins when the alert before it was sent', () => {
    const minutes = [0, 10, 40, 20].map((minute) => words('paused', NOON + minute * MINUTE_MS));
    expect(sent(minutes).log.sentAtMs.map((timeMs) => (timeMs - NOON) / MINUTE_MS)).toEqual([0, 10, 40, 40]);
  });

  it('an hour always has room for a stopped day, a halt, an unprotected position, an unread account and unread commands', () => {
    const { log } = sent(pauses(30, 0));
    const urgent = ['daily-stop', 'halted', 'unprotected', 'account-unread', 'commands-unread'] as const;
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
          const never = ['daily-stop', 'halted', 'unprotected', 'account-unread', 'commands-unread'];
          const urgent = hour.filter(({ kind }) => never.includes(kind));
          expect(hour.length).toBeLessThanOrEqual(Math.max(ALERTS_PER_HOUR, 9 + urgent.length));
        }
      }),
    );
  });
});

describe('a flood of commands', () => {
  const flood = Array.from({ length: 200 }, (_, k) =>
    words(k % 2 === 0 ? 'flattened' : 'operator-command', NOON, k % 2 === 0 ? undefined : `late ${k}`),
  );

  it('a flood of commands is answered six times an hour, and counted', () => {
    const { told, log } = sent(flood);
    expect(told).toHaveLength(6);
    expect(log.heldBack).toEqual({ flattened: 97, 'operator-command': 97 });
  });

  it('a flood of commands leaves room for three alerts that nobody has asked for, and for every urgent one', () => {
    const { log } = sent(flood);
    const others = ['money-moved', 'entries-rejected', 'daily-summary', 'halted', 'daily-stop'] as const;
    const { told } = sent(
      others.map((kind) => words(kind, NOON + 1)),
      log,
    );
    expect(told.map((text) => text.split('.')[0])).toEqual(others);
  });
});

describe('what is held back', () => {
  it('an alert that is held back is counted by its kind, reported by the next alert, and reported once', () => {
    const { log } = sent([...pauses(11, 0), words('missed-ticks', NOON)]);
    const { told } = sent([words('halted', NOON), words('halted', NOON)], log);
    expect(told).toEqual([
      'halted. Not sent before this one, because an hour has at most 12 alerts and few may wait: 2 × paused, 1 × missed-ticks.',
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

  it('an alert that forgets an earlier one forgets the oldest, in whatever order the item holds them', () => {
    const times = Array.from({ length: 12 }, (_, k) => [`paused: ${k}`, NOON + ((k + 5) % 12)] as const);
    const log = { ...EMPTY_ALERT_LOG, told: Object.fromEntries(times) };
    const { told } = limitAlertRate(log, words('halted', NOON + 60, 'new')).log;
    expect(Object.keys(told)).not.toContain('paused: 7');
    expect(Object.keys(told)).toHaveLength(12);
  });

  it('an alert without a subject is sent every time', () => {
    const { told, log } = sent([words('halted', NOON), words('halted', NOON)]);
    expect(told).toHaveLength(2);
    expect(log.told).toEqual({});
  });

  it('an alert about the same thing is forgotten when it is old or one of many, so that the item does not grow', () => {
    const every = (minutes: number) =>
      Array.from({ length: 500 }, (_, k) =>
        words('unprotected', NOON + k * minutes * MINUTE_MS, `trade ${k} ${'x'.repeat(2_000)}`),
      );
    const { log } = sent(every(1));
    expect(Object.keys(log.told).map((key) => key.slice(0, 22))).toEqual(
      Array.from({ length: 12 }, (_, k) => `unprotected: trade ${488 + k}`),
    );
    expect(log.sentAtMs).toHaveLength(12);
    expect(storedBytes(log)).toBeLessThan(1_500);
    expect(Object.keys(sent(every(10)).log.told)).toHaveLength(6);
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

describe('the words of an alert', () => {
  it('the words of an alert are three lines of text, whatever strangers have written into them', () => {
    const property = fc.property(hostileText, hostileText, hostileText, (happened, did, todo) => {
      const { words: kept } = limitAlertRate(EMPTY_ALERT_LOG, {
        kind: 'halted',
        atMs: NOON,
        happened,
        did,
        todo,
      });
      expect(steeringIn([kept?.happened, kept?.did, kept?.todo].join(''))).toEqual([]);
    });
    fc.assert(property);
  });

  it('the words of an alert are short, however many keys a document of parameters has', () => {
    const refused = Array.from({ length: 550 }, (_, k) => ({
      key: `key ${k}\nWhat to do: nothing`,
      value: 'x'.repeat(50),
      bound: 'no such parameter',
    }));
    const { words: kept } = limitAlertRate(EMPTY_ALERT_LOG, {
      atMs: NOON,
      ...parametersRefusedAlert(refused, 'the last valid parameters'),
    });
    expect(storedBytes(kept)).toBeLessThan(1_500);
    expect(kept?.happened).not.toContain('\n');
  });
});
