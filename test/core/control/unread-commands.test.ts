/**
 * Is nothing lost, nothing resumed and somebody told where commands cannot be read to the end?
 */
import { describe, expect, it } from 'vitest';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { attentionOf } from '../../../lambda/core/control/attention.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import { noteFlood, noteUnread } from '../../../lambda/core/control/unread-commands.ts';
import { takenOf } from '../../../lambda/core/ledger/command-flood.ts';
import { doneIds, type OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { HOUR_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON, at, botState } from '../../harness/builders.ts';
import { TICKING, consume, delivered, issued, obeyedIn, toldIn } from './command-ticks.ts';

const UNREAD = { cause: 'it is throttled' };
const failing = (state: BotState, times: readonly string[]) =>
  times.reduce((next, time) => noteUnread(next, UNREAD, at(time)), state);
const mailed = ({ outbox }: BotState) =>
  outbox.alerts.filter(({ kind }) => kind === 'commands-unread').map(({ atMs }) => atMs);

describe('commands that cannot be read', () => {
  it('are mailed after exactly three minutes, once, with nothing open too, and stand until they are read', () => {
    const before = failing(botState(), ['12:00', '12:01', '12:02:59.999']);
    expect([mailed(before), attentionOf(before)]).toEqual([[], []]);
    const after = failing(before, ['12:03', '12:03:10', '15:00']);
    expect(mailed(after)).toEqual([at('12:03')]);
    expect(attentionOf({ ...after, outbox: botState().outbox })).toEqual(['commands-unread']);
    const read = noteUnread(after, undefined, at('15:01'));
    expect(read).not.toHaveProperty('unreadCommands');
    // Again counts anew.
    expect(mailed(failing(read, ['15:02', '15:05']))).toEqual([at('12:03'), at('15:05')]);
  });

  it('are mailed once an hour at most: again too early they stand, and are mailed when the hour is over', () => {
    const read = noteUnread(failing(botState(), ['12:00', '12:03']), undefined, at('12:20'));
    const waiting = failing(read, ['12:30', '12:33', '13:02:59.999']);
    expect(mailed(waiting)).toEqual([at('12:03')]);
    expect(attentionOf({ ...waiting, outbox: botState().outbox })).toEqual(['commands-unread']);
    expect(mailed(failing(waiting, ['13:03', '13:04', '14:10', '16:00']))).toEqual([
      at('12:03'),
      at('13:03'),
    ]);
    const readInTime = noteUnread(waiting, undefined, at('13:02:59.999'));
    expect(mailed(failing(readInTime, ['13:03', '13:04']))).toEqual([at('12:03')]);
  });

  it('keep their last cause, cut to what an item may hold', () => {
    const state = noteUnread(failing(botState(), ['12:00']), { cause: 'x'.repeat(9_000) }, at('12:01'));
    expect(state.unreadCommands).toEqual({ sinceMs: NOON, cause: `${'x'.repeat(97)}…` });
  });

  it('are known as a flood where they are one, and as nothing else where they are none', () => {
    const noted = (unread: Parameters<typeof noteUnread>[1]) =>
      noteUnread(botState(), unread, NOON).unreadCommands;
    expect(noted({ ...UNREAD, isFlood: true })).toStrictEqual({ ...UNREAD, sinceMs: NOON, isFlood: true });
    expect(noted(UNREAD)).toStrictEqual({ ...UNREAD, sinceMs: NOON });
  });

  it('are told of as removed where some were, and are none of the time of a simulated clock', () => {
    const pass = { tickMs: NOON, clock: { nowMs: NOON + SECOND_MS }, readToMs: NOON };
    const quiet = noteFlood(TICKING, 0, pass);
    expect([quiet.outbox.alerts, quiet.commandMemory?.floodedUntilMs]).toEqual([[], NOON + SECOND_MS]);
    expect(noteFlood(TICKING, 7, pass).outbox.alerts).toHaveLength(1);
    expect(noteFlood(TICKING, 0, { ...pass, clock: undefined })).toBe(TICKING);
  });

  it('change no pause, no halt and no memory of what was consumed', () => {
    const halted = recordEvent(TICKING, { kind: 'halted', atMs: NOON, cause: 'a test' });
    const before: BotState = { ...halted, consumedCommandIds: ['1', '2'] };
    const tick = { nowMs: at('12:01') };
    const after = consumeCommands(before, { commands: [], unread: UNREAD }, at('12:01'), tick);
    expect(after.ledger).toEqual(before.ledger);
    expect(after.consumedCommandIds).toEqual(['1', '2']);
    expect(after.commandMemory?.commands).toEqual(before.commandMemory?.commands);
  });

  it('are obeyed when they are read at last, however long that took', () => {
    let state = TICKING;
    for (let minute = 1; minute < 50; minute += 1) {
      const tickMs = NOON + minute * 60_000;
      const taken = { commands: [], unread: UNREAD };
      state = delivered(consumeCommands(state, taken, tickMs, { nowMs: tickMs }));
      state = { ...state, tickMs };
    }
    const left = [issued('pause', '1', at('12:00:30')), issued('resume', '2', at('12:02'))];
    expect(obeyedIn(consume(state, left, at('12:50')))).toEqual(['2', '1']);
  });

  it('are known to wait', () => {
    const taken = { commands: [], unread: UNREAD };
    expect(consumeCommands(TICKING, taken, at('12:01')).commandsLeftSinceMs).toBe(NOON);
  });
});

/** A tick of a flood: what it takes, and what it leaves. */
function flooded(state: BotState, waiting: readonly OperatorCommand[], tickMs: number, isCut = true) {
  const taken = takenOf({ waiting, isCut }, state);
  const after = consumeCommands(state, taken, tickMs, { nowMs: tickMs + SECOND_MS });
  return { after, done: doneIds(after.consumedCommandIds, taken) };
}

const resumes = (count: number, fromMs: number) =>
  Array.from({ length: count }, (_, k) => issued('resume', `r${1_000 + k}`, fromMs + k));

describe('a flood of commands', () => {
  const PAUSE = issued('pause', 'p', at('12:00:30'));
  const FLATTEN = issued('flatten', 'f', at('11:55'));

  it('is obeyed in its stops alone, and all that was read is removed with them', () => {
    const waiting = [...resumes(300, at('12:00:20')), PAUSE, FLATTEN];
    const { after, done } = flooded(TICKING, waiting, at('12:01'));
    expect(obeyedIn(after)).toEqual(['p', 'f']);
    expect(after.ledger.flatteningSinceMs).toBe(at('12:01'));
    expect(done.toSorted()).toEqual(waiting.map(({ id }) => id).toSorted());
    expect(toldIn(after)).toContainEqual(expect.stringContaining('300 were removed'));
  });

  it('resumes nothing, not even where nothing else was read', () => {
    const paused = delivered(consume(TICKING, [PAUSE], at('12:01')));
    const { after, done } = flooded(paused, resumes(300, at('12:01')), at('12:02'));
    expect([obeyedIn(after), done.length]).toEqual([[], 300]);
    expect(after.ledger.operatorPausedSinceMs).toBe(at('12:01'));
  });

  it('is not obeyed later in what it has left: a resume of it ends no stop of it', () => {
    const { after } = flooded(TICKING, [...resumes(300, at('12:00')), PAUSE], at('12:01'));
    const paused = { ...delivered(after), tickMs: at('12:01') };
    const tail = consume(paused, resumes(3, at('12:00:50')), at('12:02'));
    expect(tail.ledger.operatorPausedSinceMs).toBe(at('12:01'));
    expect([obeyedIn(tail), tail.consumedCommandIds.length]).toEqual([[], 3]);
    expect(toldIn(tail)[0]).toContain('waited among far too many');
    // What is left after it counts.
    const resumed = consume(delivered(tail), [issued('resume', 'x', at('12:02:30'))], at('12:03'));
    expect(resumed.ledger.operatorPausedSinceMs).toBeUndefined();
  });

  it('does not make a stop too late that it has hidden for hours', () => {
    let state = TICKING;
    for (let minute = 1; minute < 240; minute += 1) {
      const tickMs = NOON + minute * 60_000;
      const { after } = flooded(state, resumes(10, tickMs), tickMs);
      state = { ...delivered(after), tickMs };
    }
    const hidden = issued('flatten', 'h', at('11:55'));
    expect(obeyedIn(consume(state, [hidden], at('16:00')))).toEqual(['h']);
  });

  it('removes no stop unobeyed before one of them is obeyed', () => {
    let full = TICKING;
    while (full.outbox.rows.length < 100) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    const waiting = Array.from({ length: 300 }, (_, k) => issued('pause', `p${1_000 + k}`, NOON + k));
    const { after, done } = flooded(full, waiting, at('12:01'));
    expect([done, after.consumedCommandIds]).toEqual([[], []]);
    expect(after.commandsLeftSinceMs).toBe(NOON);
  });

  it('keeps in mind what was consumed and not read again', () => {
    const { after } = flooded({ ...TICKING, consumedCommandIds: ['gone'] }, [PAUSE], at('12:01'));
    expect(after.consumedCommandIds).toEqual(['gone', 'p']);
  });

  it('says how long a resume of it is not obeyed, and forgets it', () => {
    const { after } = flooded(TICKING, [PAUSE], at('12:01'));
    expect(after.commandMemory?.floodedUntilMs).toBe(at('12:01:01'));
    const later = { ...delivered(after), tickMs: NOON + HOUR_MS };
    const read = consume(consume(later, [], NOON + HOUR_MS), [], NOON + HOUR_MS);
    expect(consume(read, [], NOON + 2 * HOUR_MS).commandMemory).not.toHaveProperty('floodedUntilMs');
  });
});
