/**
 * Is an alert found that nobody gets?
 */
import { describe, expect, it } from 'vitest';
import { AlertRules } from './alert-rules.ts';
import { commitOf, eyes, ledgerOf, START_MS } from './doctored.ts';

const alert = (id: string, changes: object = {}) => ({
  id,
  atMs: START_MS,
  kind: 'paused',
  happened: 'It paused.',
  ...changes,
});
const waitingWith = (...alerts: readonly object[]) => ({ outbox: { rows: [], alerts } });
const sent = (id: string, words = '') => ({ https: JSON.stringify({ id, words }) });
const LATER = { version: 2 };

function judged(
  after: object,
  before: Readonly<Record<string, unknown>>,
  published: readonly { readonly https: string }[] = [],
) {
  const { looking, found } = eyes();
  const rules = new AlertRules(looking, published);
  rules.look();
  rules.committed(commitOf({ ...LATER, ...after }, before));
  return found;
}

describe('an alert that waited', () => {
  const before = waitingWith(alert('a1'));

  it.each<[name: string, after: object, published: { readonly https: string }[]]>([
    ['goes on waiting', waitingWith(alert('a1')), []],
    ['was sent', waitingWith(), [sent('a1')]],
    ['is counted', { ...waitingWith(), alertLog: { heldBack: { paused: 1 } } }, []],
    ['is told of by another one', waitingWith(alert('a2', { happened: 'Not sent before: 1 × paused.' })), []],
  ])('%s', (_name, after, published) => {
    expect(judged(after, before, published)).toEqual([]);
  });

  it('is lost where none of these is so', () => {
    expect(judged(waitingWith(), before, [sent('a0')])).toEqual(['alert-lost']);
    expect(judged({ ...waitingWith(), alertLog: { heldBack: { halted: 1 } } }, before)).toEqual([
      'alert-lost',
    ]);
  });

  it('of a later kind is counted under that one', () => {
    const later = waitingWith(alert('a1', { laterKind: 'other' }));
    expect(judged({ ...waitingWith(), alertLog: { laterHeldBack: { other: 1 } } }, later)).toEqual([]);
    expect(judged({ ...waitingWith(), alertLog: { heldBack: { paused: 1 } } }, later)).toEqual([
      'alert-lost',
    ]);
  });
});

describe('an id', () => {
  it('stands for one alert, however often it is sent', () => {
    expect(judged({}, {}, [sent('a1'), sent('a1')])).toEqual([]);
    expect(judged({}, {}, [sent('a1'), sent('a1', 'others')])).toEqual(['alert-id-reused']);
  });
});

describe('a halt', () => {
  const halted = { ledger: ledgerOf({ halted: { cause: 'why', sinceMs: START_MS } }) };

  it('says so in its commit', () => {
    expect(judged({ ...halted, ...waitingWith(alert('h1', { kind: 'halted' })) }, {})).toEqual([]);
    expect(judged({ ...halted, ...waitingWith(alert('a1')) }, {})).toEqual(['halted-untold']);
  });

  it('says no more while its cause is the same', () => {
    expect(judged(halted, halted)).toEqual([]);
  });
});
