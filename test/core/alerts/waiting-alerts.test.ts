/**
 * Which alerts leave where more wait than have room, and how long are their words?
 */
import { describe, expect, it } from 'vitest';
import {
  EMPTY_ALERT_LOG,
  boundWaiting,
  limitAlertRate,
  type AlertKind,
} from '../../../lambda/core/alerts/alert.ts';
import { storedBytes } from '../../../lambda/core/words.ts';
import { NOON } from '../../harness/builders.ts';

const words = (kind: AlertKind) => ({ kind, happened: `${kind}.`, did: '', todo: '' });

describe('alerts that wait', () => {
  const waiting = (count: number) =>
    Array.from({ length: count }, (_, k) => ({
      ...words(k === 0 ? 'halted' : 'paused'),
      atMs: NOON,
      id: `bot-1-${k}`,
      happened: 'x'.repeat(900),
    }));

  it('alerts that wait take 8 KB at most: the oldest leave, but for a halt, and are counted by their kinds', () => {
    const all = waiting(12);
    const { alerts, log } = boundWaiting({ alerts: all, log: EMPTY_ALERT_LOG });
    expect(storedBytes(alerts)).toBeLessThanOrEqual(8_192);
    expect(alerts).toEqual([all[0], ...all.slice(13 - alerts.length)]);
    expect(log.heldBack).toEqual({ paused: 12 - alerts.length });
    const next = limitAlertRate(log, { ...words('halted'), atMs: NOON });
    expect(next.words?.happened).toContain(`${12 - alerts.length} × paused.`);
  });

  it('alerts that wait and are never held back leave where no other waits, the oldest first', () => {
    const all = waiting(12).map((alert) => ({ ...alert, kind: 'unprotected' as const }));
    const { alerts, log } = boundWaiting({ alerts: all, log: EMPTY_ALERT_LOG });
    expect(alerts).toEqual(all.slice(12 - alerts.length));
    expect(log.heldBack).toEqual({ unprotected: 12 - alerts.length });
  });

  it('alerts that wait all stay where they are few', () => {
    const alerts = waiting(3);
    expect(boundWaiting({ alerts, log: EMPTY_ALERT_LOG })).toEqual({ alerts, log: EMPTY_ALERT_LOG });
    const within = (bytes: number) => boundWaiting({ alerts, log: EMPTY_ALERT_LOG }, bytes).alerts.length;
    expect([within(storedBytes(alerts)), within(storedBytes(alerts) - 1)]).toEqual([3, 2]);
  });

  it('an alert has words of at most 1.2 KB, whatever they quote, and says that they are cut', () => {
    const quoted = '\u0001"ä'.repeat(4_000);
    const { words: cut } = limitAlertRate(EMPTY_ALERT_LOG, {
      kind: 'halted',
      atMs: NOON,
      happened: quoted,
      did: quoted,
      todo: quoted,
    });
    expect(storedBytes(cut)).toBeLessThan(1_300);
    for (const text of [cut?.happened, cut?.did, cut?.todo]) expect(text).toMatch(/…$/);
  });
});
