/**
 * Is a command that was consumed remembered for as long as it could be obeyed again, and no longer?
 */
import { describe, expect, it } from 'vitest';
import {
  NOTHING_REMEMBERED,
  REMEMBERED_MAX,
  earliestMs,
  forgetLate,
  newMemory,
  recall,
  remember,
  type CommandMemory,
  type Consumed,
} from '../../../lambda/core/ledger/command-memory.ts';
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON, at } from '../../harness/builders.ts';

const TICK = { tickMs: NOON, most: REMEMBERED_MAX };

const used = (id: string, kind: CommandKind, changes: Partial<Consumed> = {}): Consumed => ({
  id,
  kind,
  issuedAtMs: NOON,
  ...changes,
});

/** All of them, one after the other; `undefined` in the place of the first that is not remembered. */
function holding(
  commands: readonly Consumed[],
  { tickMs, most }: { readonly tickMs: number | undefined; readonly most: number } = TICK,
): CommandMemory | undefined {
  let memory: CommandMemory | undefined = NOTHING_REMEMBERED;
  for (const command of commands) memory &&= remember(memory, command, { tickMs, most });
  return memory;
}

/** All that was issued by then. */
const read = (readToMs: number, isRestored = false) => ({ readToMs, isRestored });

const idsIn = (memory: CommandMemory | undefined) => memory?.commands.map(({ id }) => id);

/** Of that kind, a second apart, the first at noon. */
const many = (count: number, kind: CommandKind) =>
  Array.from({ length: count }, (_, k) => used(`${kind} ${k}`, kind, { issuedAtMs: NOON + k * SECOND_MS }));

describe('a command that is remembered', () => {
  it('a command that is remembered is known by its id, whatever its length', () => {
    const long = 'x'.repeat(61);
    const memory = holding([used('1', 'resume'), used(long, 'pause')])!;
    expect(recall(memory, '1')).toEqual({ id: '1', kind: 'resume', untilMs: at('12:10') });
    expect(recall(memory, long)?.kind).toBe('pause');
    expect(recall(memory, `${long}x`)).toBeUndefined();
    expect(recall(memory, 'x'.repeat(60))).toBeUndefined();
    expect(recall(memory, `${'x'.repeat(60)}y`)).toBeUndefined();
    expect(recall(undefined, '1')).toBeUndefined();
    // Sixty bytes with its quotes are kept whole.
    expect(idsIn(holding([used('x'.repeat(58), 'pause')]))).toEqual(['x'.repeat(58)]);
    expect(memory.commands[1]!.id.length).toBeLessThan(25);
  });

  it.each<[kind: CommandKind, forMs: number]>([
    ['resume', 10 * MINUTE_MS],
    ['pause', DAY_MS],
    ['flatten', DAY_MS],
  ])('a command that is remembered is forgotten when it is too late anyway: %s', (kind, forMs) => {
    const memory = holding([used('1', kind)])!;
    expect(forgetLate(memory, NOON + forMs)).toBe(memory);
    expect(earliestMs(kind, memory, read(NOON + forMs))).toBeLessThanOrEqual(NOON);
    expect(forgetLate(memory, NOON + forMs + 1).commands).toEqual([]);
    expect(earliestMs(kind, memory, read(NOON + forMs + 1))).toBeGreaterThan(NOON);
  });

  it('a memory of a flood ends ten minutes after all that was issued in it has been read', () => {
    const flooded = { ...NOTHING_REMEMBERED, floodedUntilMs: NOON };
    expect(forgetLate(flooded, at('12:10'))).toBe(flooded);
    expect(forgetLate(flooded, at('12:10') + 1)).toEqual(NOTHING_REMEMBERED);
  });

  it('a command that was not obeyed is remembered while its sender may look for it, and while it could be obeyed', () => {
    const late = used('late', 'resume', { issuedAtMs: at('09:00'), unobeyed: 'late' });
    const ahead = used('ahead', 'resume', { issuedAtMs: at('15:00'), unobeyed: 'ahead' });
    const memory = holding([late, ahead])!;
    expect(memory.commands.map(({ untilMs, unobeyed }) => [untilMs, unobeyed])).toEqual([
      [at('12:20'), 'late'],
      [at('15:10'), 'ahead'],
    ]);
  });

  it('a command is remembered for good where the clock is simulated, until there are too many', () => {
    const simulated = { tickMs: undefined, most: 3 };
    const memory = holding(many(3, 'resume'), simulated)!;
    expect(forgetLate(memory, NOON + DAY_MS)).toBe(memory);
    const next = remember(memory, used('next', 'resume'), simulated);
    expect(idsIn(next)).toEqual(['resume 1', 'resume 2', 'next']);
    expect(next?.sinceMs).toBe(0);
  });
});

describe('a memory that is full', () => {
  it('a memory that is full of obeyed resumes takes no other resume, and a stop is not kept from being obeyed', () => {
    const full = holding(many(REMEMBERED_MAX, 'resume'))!;
    expect(full.commands).toHaveLength(REMEMBERED_MAX);
    expect(remember(full, used('one more', 'resume'), TICK)).toBeUndefined();
    for (const kind of ['pause', 'flatten'] as const)
      expect(idsIn(remember(full, used('stop', kind), TICK))).toEqual(idsIn(full));
  });

  it('a memory that is full takes a resume again when the oldest is dated long ago, and that one is then too late', () => {
    const full = holding(many(REMEMBERED_MAX, 'resume'))!;
    const at10 = { ...TICK, tickMs: at('12:10') };
    expect(remember(full, used('one more', 'resume'), at10)).toBeUndefined();
    const next = remember(full, used('one more', 'resume'), { ...TICK, tickMs: at('12:10') + 1 })!;
    expect(recall(next, 'resume 0')).toBeUndefined();
    expect(recall(next, 'one more')).toBeDefined();
    // Although commands of before noon may still wait.
    expect(earliestMs('resume', next, read(at('11:59')))).toBe(NOON + 1);
  });

  it('a memory that is full forgets first what was not obeyed, then the oldest stop', () => {
    const stops = many(REMEMBERED_MAX - 2, 'pause');
    const dropped = used('dropped', 'resume', { unobeyed: 'overruled' });
    const full = holding([...stops.toReversed(), used('obeyed', 'resume'), dropped])!;
    const once = remember(full, used('1', 'resume'), TICK)!;
    expect(recall(once, 'dropped')).toBeUndefined();
    expect(once.sinceMs).toBe(full.sinceMs);
    const twice = remember(once, used('2', 'resume'), TICK)!;
    expect(recall(twice, 'pause 0')).toBeUndefined();
    expect(twice.commands).toHaveLength(REMEMBERED_MAX);
    expect(recall(twice, 'obeyed')).toBeDefined();
  });

  it('a memory that is full of late commands forgets these, and not the resume that a pause has overruled', () => {
    const late = (k: number) => used(`late ${k}`, 'resume', { issuedAtMs: at('11:00'), unobeyed: 'late' });
    const all = [used('R', 'resume', { unobeyed: 'overruled' }), used('P', 'pause')];
    const full = holding([...all, ...Array.from({ length: 3 * REMEMBERED_MAX }, (_, k) => late(k))])!;
    expect(full.commands).toHaveLength(REMEMBERED_MAX);
    expect(recall(full, 'R')?.unobeyed).toBe('overruled');
    expect(recall(full, 'P')).toBeDefined();
  });

  it('a memory that forgets a stop takes one of its time for late, however recent the last tick was', () => {
    const old = used('old', 'pause', { issuedAtMs: at('11:40') });
    const full = holding([old, ...many(REMEMBERED_MAX - 1, 'pause')])!;
    expect(earliestMs('pause', full, read(NOON))).toBeLessThan(at('11:40'));
    const next = remember(full, used('one more', 'flatten'), TICK)!;
    expect(recall(next, 'old')).toBeUndefined();
    expect(earliestMs('pause', next, read(NOON))).toBe(at('11:40') + 1);
    // Others may be a little late all the same.
    expect(earliestMs('pause', { ...next, sinceMs: at('11:59') }, read(NOON))).toBe(at('11:50'));
  });

  it('a memory that forgets a stop that is dated ahead takes nothing else for late', () => {
    const ahead = Array.from({ length: REMEMBERED_MAX }, (_, k) =>
      used(String(k), 'pause', { issuedAtMs: at('15:00') }),
    );
    const next = remember(holding(ahead)!, used('resume', 'resume'), TICK)!;
    expect(next.sinceMs).toBe(0);
    expect(next.commands).toHaveLength(REMEMBERED_MAX);
  });

  it('a memory that forgets a stop of this very moment, or one that was late, takes nothing else for late', () => {
    const now = Array.from({ length: REMEMBERED_MAX }, (_, k) => used(String(k), 'pause'));
    expect(remember(holding(now)!, used('one more', 'pause'), TICK)?.sinceMs).toBe(0);
    const late = used('late', 'pause', { issuedAtMs: at('09:00'), unobeyed: 'late' });
    const full = holding([late, ...now.slice(1)])!;
    const next = remember(full, used('one more', 'pause'), TICK);
    expect([recall(next, 'late'), next?.sinceMs]).toEqual([undefined, 0]);
  });

  it('a memory forgets a stop before a resume, however long ago that one is dated', () => {
    const old = used('old', 'resume', { issuedAtMs: at('11:00') });
    const full = holding([old, ...many(REMEMBERED_MAX - 1, 'pause')])!;
    const next = remember(full, used('one more', 'flatten'), TICK);
    expect([recall(next, 'old')?.id, recall(next, 'pause 0')]).toEqual(['old', undefined]);
  });

  it('a memory shrinks to what the item has room for', () => {
    const memory = holding([...many(5, 'pause'), used('resume', 'resume')])!;
    const next = remember(memory, used('stop', 'flatten', { issuedAtMs: at('12:01') }), { ...TICK, most: 2 });
    expect(idsIn(next)).toEqual(['resume', 'stop']);
  });
});

describe('a memory of a bot that has none', () => {
  it('a memory of a bot that has none takes a stop for late that is ten minutes older than what was read', () => {
    const memory = newMemory(NOON);
    for (const kind of ['pause', 'flatten'] as const)
      expect(earliestMs(kind, memory, read(NOON))).toBe(at('11:50'));
    // A day later a stop may be as late as a clock of another country.
    expect(earliestMs('pause', memory, read(NOON + DAY_MS))).toBe(NOON);
    expect(newMemory(0)).toEqual(NOTHING_REMEMBERED);
  });

  it('a memory of a bot that has none takes a resume of before it for late, but in the tick that finds its table restored', () => {
    const memory = newMemory(NOON);
    expect(earliestMs('resume', memory, read(NOON))).toBe(NOON);
    expect(earliestMs('resume', memory, read(NOON, true))).toBe(at('11:50'));
    // Of a stop nobody knows either, and it is obeyed.
    expect(earliestMs('pause', memory, read(NOON))).toBe(at('11:50'));
  });

  it('a memory of a bot that has none has begun until all of before is late anyway', () => {
    const memory = newMemory(NOON);
    expect(forgetLate(memory, at('12:10'))).toBe(memory);
    const { beganMs: _, ...usual } = memory;
    expect(forgetLate(memory, at('12:10') + 1)).toEqual(usual);
  });
});
