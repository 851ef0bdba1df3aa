/**
 * Is a container found that goes on asking an exchange that wants to be left alone?
 */
import { describe, expect, it } from 'vitest';
import type { OrderKind } from '../../venue/orders/order-kind.ts';
import type { WireEvent } from '../twins/venue-wire.ts';
import { eyes, START_MS } from './doctored.ts';
import { WaitRules } from './wait-rules.ts';

const told = (status: 418 | 429, seconds: number, retryAfterSeconds: number): WireEvent => {
  return {
    machine: 'one',
    atMs: START_MS + seconds * 1_000,
    kind: 'told-to-wait',
    status,
    retryAfterSeconds,
  };
};

const asked = (seconds: number, order?: OrderKind, machine = 'one'): WireEvent => {
  return { machine, atMs: START_MS + seconds * 1_000, kind: 'asked', what: 'GET /time', order };
};

function judged(...events: readonly WireEvent[]): readonly string[] {
  const { looking, found } = eyes();
  new WaitRules(looking, events).look();
  return found;
}

describe('an exchange that wants to be left alone', () => {
  const RULE = ['asked-though-told-to-wait'];

  it.each<[name: string, events: readonly WireEvent[], found: readonly string[]]>([
    ['is asked before and after', [asked(9), told(429, 10, 60), asked(70)], []],
    ['is asked in the moment of the answer', [told(429, 10, 60), asked(10)], []],
    ['is asked too early', [told(429, 10, 60), asked(69)], RULE],
    ['is asked by another container', [told(429, 10, 60), asked(20, undefined, 'two')], []],
    ['gets a stop and a close', [told(429, 10, 60), asked(20, 'stop'), asked(30, 'exit')], []],
    ['gets an entry', [told(429, 10, 60), asked(20, 'entry')], RULE],
    ['gets a take-profit', [told(429, 10, 60), asked(20, 'take-profit')], RULE],
    ['has banned the address and gets a stop', [told(418, 10, 120), asked(20, 'stop')], RULE],
    ['has named an earlier time since', [told(429, 10, 60), told(429, 11, 20), asked(31)], RULE],
    ['has named a later time since', [told(429, 10, 20), told(429, 11, 60), asked(40)], RULE],
    [
      'has banned the address, and answered 429 since',
      [told(418, 10, 60), told(429, 11, 20), asked(31, 'stop')],
      RULE,
    ],
    ['has ended a ban', [told(418, 10, 20), told(429, 11, 60), asked(31, 'stop')], []],
    ['wants a day', [told(418, 0, 86_400), asked(900)], []],
    ['wants a day, of which a part is over', [told(418, 0, 86_400), asked(899)], RULE],
  ])('%s', (_name, events, found) => {
    expect(judged(...events)).toEqual(found);
  });

  it('is one that is waited for, until the time is over', () => {
    const { looking, pass } = eyes();
    const rules = new WaitRules(looking, [told(429, 0, 7)]);
    expect(rules.isOneWaiting()).toBe(false);
    rules.look();
    expect(rules.isOneWaiting()).toBe(true);
    pass(7_000);
    expect(rules.isOneWaiting()).toBe(false);
  });
});
