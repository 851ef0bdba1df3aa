/**
 * Is an alert found that nobody gets?
 */
import { describe, expect, it } from 'vitest';
import { AlertRules } from './alert-rules.ts';
import { commitOf, eyes, ledgerOf, rowOf, START_MS } from './doctored.ts';
import { readRow } from './recorded-items.ts';

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

describe('a row', () => {
  const command = { id: 'c', kind: 'flatten', accept: false, issuedAtMs: START_MS };

  function told(event: object, changes: object = {}) {
    const { looking, found } = eyes();
    const rules = new AlertRules(looking, []);
    const read = readRow(rowOf(2, { ...event }));
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value);
    rules.committed(commitOf({ ...LATER, ...waitingWith(), ...changes }, waitingWith(alert('a0'))));
    return found.filter((rule) => rule !== 'alert-lost');
  }

  it.each<[event: object, kind: string]>([
    [{ kind: 'paused', untilMs: START_MS }, 'paused'],
    [{ kind: 'stopped', cause: 'loss', realisedUsd: 0, unrealisedUsd: 0 }, 'daily-stop'],
    [{ kind: 'operator-command', command }, 'flattened'],
    [{ kind: 'day-summarised' }, 'daily-summary'],
  ])('%o is told in its commit, or counted', (event, kind) => {
    expect(told(event)).toEqual(['row-untold']);
    expect(told(event, waitingWith(alert('a1', { kind })))).toEqual([]);
    expect(told(event, waitingWith(alert('a1', { kind: 'other', happened: `1 × ${kind}` })))).toEqual([]);
    expect(told(event, { alertLog: { heldBack: { [kind]: 1 } } })).toEqual([]);
  });

  it('of another command is not told', () => {
    expect(told({ kind: 'operator-command', command: { ...command, kind: 'pause' } })).toEqual([]);
  });
});

describe('alerts', () => {
  function raised(count: number, changes: (k: number) => object) {
    const { looking, found } = eyes();
    const rules = new AlertRules(looking, []);
    const of = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, k) => alert(`a${from + k}`, changes(from + k)));
    for (let k = 0; k < count; k += 1) {
      rules.committed(commitOf({ ...LATER, ...waitingWith(...of(0, k + 1)) }, waitingWith(...of(0, k))));
    }
    return [...new Set(found)];
  }

  it('do not repeat the same words again and again', () => {
    expect(raised(5, () => ({}))).toEqual([]);
    expect(raised(6, () => ({}))).toEqual(['alert-repeated']);
    expect(raised(6, (k) => ({ atMs: START_MS + k * 720_000 }))).toEqual([]);
    expect(raised(6, () => ({ kind: 'halted' }))).toEqual([]);
  });

  /** Tells of an event again and again, with a row of it or without. */
  function telling(kind: string, eventOf: (k: number) => Readonly<Record<string, unknown>>) {
    const { looking, found } = eyes();
    const rules = new AlertRules(looking, []);
    let told: object[] = [];
    const tell = (hasRow: boolean) => {
      const read = readRow(rowOf(told.length + 2, eventOf(told.length)));
      if ('problem' in read) throw new Error(read.problem);
      if (hasRow) rules.row(read.value);
      const before = told;
      told = [...told, alert(`f${told.length}`, { kind, happened: 'It happened.' })];
      rules.committed(commitOf({ ...LATER, ...waitingWith(...told) }, waitingWith(...before)));
    };
    return { tell, found };
  }

  it('tell of each pause, however many there are, and of no more', () => {
    const { tell, found } = telling('paused', () => ({ kind: 'paused', untilMs: START_MS }));
    for (let k = 0; k < 7; k += 1) tell(true);
    expect(found).toEqual([]);
    tell(false);
    expect(found).toEqual(['alert-repeated']);
  });

  it('answer each command to flatten, whoever has left the same before, and repeat themselves no more for it', () => {
    const { tell, found } = telling('flattened', (k) => {
      const command = { id: `c${k}`, kind: 'flatten', accept: false, issuedAtMs: START_MS };
      return { kind: 'operator-command', command };
    });
    for (let k = 0; k < 4; k += 1) tell(true);
    for (let k = 0; k < 5; k += 1) tell(false);
    expect(found).toEqual([]);
    tell(false);
    expect(found).toContain('alert-repeated');
  });

  it('are no more in an hour than were promised, but for those that cannot wait', () => {
    const different = (k: number) => ({ happened: `It paused ${k}.` });
    expect(raised(9, different)).toEqual([]);
    expect(raised(10, different)).toEqual(['alerts-too-many']);
    expect(raised(10, (k) => ({ ...different(k), kind: 'daily-stop' }))).toEqual([]);
    expect(raised(10, (k) => ({ ...different(k), laterKind: 'commands-unread' }))).toEqual([]);
    expect(raised(10, (k) => ({ ...different(k), laterKind: 'money-moved' }))).toEqual(['alerts-too-many']);
  });
});
