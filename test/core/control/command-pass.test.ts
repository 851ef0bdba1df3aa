/**
 * What is remembered, removed, left and told of the commands of a tick, to the last of them?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { countUnobeyed } from '../../../lambda/core/control/command-pass.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { REMEMBERED_MAX } from '../../../lambda/core/ledger/command-memory.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON, at, position } from '../../harness/builders.ts';
import { ETH } from '../../harness/booking.ts';
import { commandOf, haltedRow } from '../../harness/stored-bot.ts';
import { TICKING, consume, delivered, issued, obeyedIn, ticked, toldIn, verdictOn } from './command-ticks.ts';

const HALT = { cause: 'doubt', sinceMs: NOON };
const HALTED = { ...TICKING, ledger: { ...TICKING.ledger, halted: HALT } };
/** Nothing has room beside what it holds. */
const FULL = {
  ...TICKING,
  ledger: {
    ...TICKING.ledger,
    positions: Array.from({ length: 60 }, (_, k) => position({ tradeId: k + 1 })),
  },
};

const wordsIn = ({ outbox }: BotState) => outbox.alerts.map(({ happened }) => happened);

describe('the memory of a tick', () => {
  it('the memory of a tick keeps a command until it is late by its own date', () => {
    const after = consume(TICKING, [issued('pause', '1', at('12:00:30'))], at('12:01'));
    expect(after.commandMemory?.commands).toEqual([
      { id: '1', kind: 'pause', untilMs: at('12:00:30') + DAY_MS },
    ]);
    const undated = consume(TICKING, [issued('pause', '1', 0)], at('12:01'));
    expect(undated.commandMemory?.commands[0]?.untilMs).toBe(at('12:01') + DAY_MS);
  });

  it('the memory of a tick keeps every resume that a stricter command overrules, taken or not', () => {
    const commands = [issued('resume', '1', at('12:00:30')), issued('pause', '2', at('12:00:30'))];
    const clock = { nowMs: at('12:01:01') };
    const after = consumeCommands(TICKING, { commands, overruledIds: ['3', '4'] }, at('12:01'), clock);
    const untilMs = at('12:01') + 20 * MINUTE_MS;
    expect(after.commandMemory?.commands.slice(2)).toEqual(
      ['3', '4'].map((id) => ({ id, kind: 'resume', untilMs, unobeyed: 'overruled' })),
    );
    expect(after).not.toHaveProperty('commandsLeftSinceMs');
  });

  it('the memory of a tick begins anew in a restored table, where a stop of an hour ago is dropped', () => {
    const remembering = ticked(TICKING, [issued('pause', '1', at('12:00:30'))], at('14:58'));
    const old = issued('pause', '2', at('14:00'));
    const after = consume(remembering, [old], at('15:00'), { isRestored: true });
    expect([obeyedIn(after), verdictOn('2', after)]).toEqual([[], 'late']);
    // In its own table it is obeyed.
    expect(obeyedIn(consume(remembering, [old], at('15:00')))).toEqual(['2']);
  });

  it('the memory of a tick begins with a restored table, also where no tick uses up its minute there', () => {
    const unused = (state: BotState) => ({ ...state, tickMs: NOON });
    const first = unused(ticked(TICKING, [], at('15:00'), { isRestored: true }));
    const second = unused(ticked(first, [], at('15:01')));
    const old = issued('pause', '1', at('14:40'));
    const third = consume(second, [old, issued('pause', '2', at('14:51'))], at('15:02'));
    expect([obeyedIn(third), verdictOn('1', third)]).toEqual([['2'], 'late']);
    const used = ticked(ticked(third, [], at('15:03')), [], at('15:04'));
    expect(used).not.toHaveProperty('commandsLeftSinceMs');
  });

  it('the memory of a tick of a restored table knows no resume of before: where it was not the first to read it, it is late', () => {
    const old = issued('resume', '1', at('14:55'));
    const first = consume(TICKING, [old], at('15:00'), { isRestored: true });
    expect(obeyedIn(first)).toEqual(['1']);
    const unread = { commands: [], unread: { cause: 'the store does not answer' } };
    const clock = { nowMs: at('15:00'), isRestored: true };
    const restored = delivered({
      ...consumeCommands(TICKING, unread, at('15:00'), clock),
      tickMs: at('15:00'),
    });
    const stop = issued('pause', '3', at('14:55'));
    const after = consume(restored, [old, issued('resume', '2', at('15:00:30'))], at('15:01'));
    expect([obeyedIn(after), verdictOn('1', after)]).toEqual([['2'], 'late']);
    expect(toldIn(after).map((words) => words.includes('may have obeyed it before'))).toEqual([true]);
    expect(obeyedIn(consume(restored, [stop], at('15:01')))).toEqual(['3']);
  });

  it('the memory of a tick after a release without one knows no resume that this release may have obeyed', () => {
    const { commandMemory: _, ...forgotten } = TICKING;
    const commands = [issued('resume', '1', at('11:59:30')), issued('resume', '2', at('12:00:30'))];
    const after = consume(forgotten, commands, at('12:01'));
    expect([obeyedIn(after), verdictOn('1', after)]).toEqual([['2'], 'late']);
  });

  it('the memory of a tick whose clock was ahead keeps no stop from being obeyed when the clock is right again', () => {
    const ahead = ticked(TICKING, [], at('15:00'), { isRestored: true, nowMs: at('18:00') });
    const stop = issued('flatten', '1', at('15:00:30'));
    expect(obeyedIn(consume({ ...ahead, tickMs: NOON }, [stop], at('15:01')))).toEqual(['1']);
  });
});

describe('an item without room for commands', () => {
  it('an item without room for commands obeys the stricter one, and removes what it overrules unremembered', () => {
    const waiting = [issued('resume', '1', at('12:00:30')), issued('pause', '2', at('12:00:30'))];
    const after = consume(FULL, waiting, at('12:01'));
    expect([obeyedIn(after), after.consumedCommandIds]).toEqual([['2'], ['2', '1']]);
    expect(after.commandMemory?.commands.map(({ id }) => id)).toEqual(['2']);
  });

  it('an item without room for commands obeys the first of several, and leaves the others', () => {
    const waiting = [issued('resume', '1', at('12:00:30')), issued('resume', '2', at('12:00:30'))];
    const after = consume(FULL, waiting, at('12:01'));
    expect([obeyedIn(after), after.commandsLeftSinceMs]).toEqual([['1'], NOON]);
  });

  it('an item without room for commands leaves a late one where it is', () => {
    const late = issued('resume', '1', at('11:30'));
    const after = consume(FULL, [late], at('12:01'));
    expect([after.consumedCommandIds, toldIn(after)]).toEqual([[], []]);
    expect(consume(TICKING, [late], at('12:01')).consumedCommandIds).toEqual(['1']);
  });
});

describe('commands that a tick leaves', () => {
  it('commands that a tick leaves count from the last tick that left none, also where it consumed others', () => {
    const resumes = Array.from({ length: REMEMBERED_MAX + 2 }, (_, k) =>
      issued('resume', String(100 + k), at('12:00:30') + k * SECOND_MS),
    );
    let state = TICKING;
    for (const first of [0, 19]) state = ticked(state, resumes.slice(first, first + 19), at('12:02'));
    const after = consume(state, resumes.slice(38), at('12:03'));
    expect([obeyedIn(after), after.commandsLeftSinceMs]).toEqual([['138', '139'], at('12:02')]);
  });

  it('commands that a tick has left and that are gone are no longer waited for', () => {
    const left = { ...TICKING, commandsLeftSinceMs: at('11:00') };
    expect(consume(left, [], at('12:01'))).not.toHaveProperty('commandsLeftSinceMs');
  });

  it('commands that a tick removes and does not obey are counted, without those of ticks before', () => {
    const before = { ...TICKING, consumedCommandIds: ['1'] };
    const { event: halted } = haltedRow(2);
    const command = commandOf('2');
    const rows = [
      { epoch: 1, sequence: 2, event: halted },
      { epoch: 1, sequence: 3, event: { kind: 'operator-command', atMs: NOON, command } as const },
    ];
    const after = { ...before, consumedCommandIds: ['1', '2', '3'], outbox: { rows, alerts: [] } };
    expect(countUnobeyed(before, after)).toBe(1);
  });
});

describe('the sender of a command', () => {
  it('the sender of a late command is told once an hour, for each sender and kind', () => {
    const late = (id: string, by: string) => ({ ...issued('resume', id, at('11:30')), issuedBy: by });
    const after = consume(TICKING, [late('1', 'ada'), late('2', 'bob'), late('3', 'ada')], at('12:01'));
    expect(toldIn(after).map((words) => words.slice(0, 15))).toEqual(['A resume by ada', 'A resume by bob']);
  });

  it('the sender of a resume without a time is told that it is late: only a stop is obeyed unread', () => {
    const after = consume(TICKING, [issued('resume', '1', 0)], at('12:01'));
    expect([obeyedIn(after), verdictOn('1', after)]).toEqual([[], 'late']);
  });

  it('the sender of a resume for another halt is told once an hour, for each halt that is named', () => {
    const accepting = (id: string, halt: string) =>
      commandOf(id, { kind: 'resume', accept: true, halt, issuedAtMs: at('12:00:30') });
    const waiting = [accepting('1', 'aaaaaa'), accepting('2', 'bbbbbb'), accepting('3', 'aaaaaa')];
    const told = toldIn(consume(HALTED, waiting, at('12:01')));
    expect(told.map((words) => /halt (\w+)/.exec(words)?.[1])).toEqual(['aaaaaa', 'bbbbbb']);
  });

  it('the sender of a flatten is told how much is closed', () => {
    const open = {
      ...TICKING,
      ledger: { ...TICKING.ledger, positions: [position(), position(ETH)] },
    };
    const { outbox } = consume(open, [issued('flatten', '1', at('12:00:30'))], at('12:01'));
    expect(outbox.alerts).toMatchObject([{ kind: 'flattened', atMs: at('12:01') }]);
    expect(outbox.alerts[0]?.did).toContain('2 positions');
    const { outbox: paused } = consume(open, [issued('pause', '1', at('12:00:30'))], at('12:01'));
    expect(paused.alerts).toEqual([]);
  });

  it('the sender of a flatten who repeats it is told once, and the next alert says how often; another sender is told', () => {
    const again = ['1', '2', '3'].map((id) => issued('flatten', id, at('12:00:30')));
    const first = consume(TICKING, again, at('12:01'));
    expect(obeyedIn(first)).toEqual(['1', '2', '3']);
    expect(wordsIn(first)).toEqual([expect.stringContaining('By command of owner')]);
    const other = commandOf('4', { kind: 'flatten', issuedBy: 'bob', issuedAtMs: at('12:01:30') });
    const told = wordsIn(consume(delivered(first), [other], at('12:02')));
    expect(told).toEqual([expect.stringMatching(/By command of bob.*2 × flattened/)]);
  });

  it('the sender of a flatten is told again after a resume, and after an hour', () => {
    const flattened = (id: string, issuedAtMs: number) => issued('flatten', id, issuedAtMs);
    const first = delivered(consume(TICKING, [flattened('1', at('12:00:30'))], at('12:01')));
    const late = consume(first, [flattened('2', at('13:00:30'))], at('13:01'));
    expect(wordsIn(late)).toHaveLength(1);
    const resumed = delivered(consume(first, [issued('resume', '3', at('12:01:30'))], at('12:02')));
    expect(wordsIn(consume(resumed, [flattened('4', at('12:02:30'))], at('12:03')))).toHaveLength(1);
  });
});

describe('a halt that stands', () => {
  it('a halt that stands is accepted by a resume that says so, and by nothing else', () => {
    const halt = haltName(HALT);
    const after = (changes: Parameters<typeof commandOf>[1]) =>
      delivered(consume(HALTED, [commandOf('1', { issuedAtMs: at('12:00:30'), ...changes })], at('12:01')));
    expect(after({ kind: 'pause', accept: true, halt }).ledger.halted).toEqual(HALT);
    expect(after({ kind: 'resume', accept: true, halt }).ledger.halted).toBeUndefined();
    expect(after({ kind: 'resume' }).ledger.halted).toEqual(HALT);
    expect(wordsIn(consume(HALTED, [issued('resume', '1', at('12:00:30'))], at('12:01')))).toEqual([]);
  });
});
