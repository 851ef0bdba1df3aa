/**
 * Is a command obeyed once, and is none obeyed whose date says that it is an old one?
 */
import { describe, expect, it } from 'vitest';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { countUnobeyed } from '../../../lambda/core/control/command-pass.ts';
import { beginWithoutItem } from '../../../lambda/core/control/epoch.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import { BEGINNER_ID, NOON, at, botState } from '../../harness/builders.ts';
import { TICKING, consume, delivered, issued, obeyedIn, ticked, toldIn, verdictOn } from './command-ticks.ts';

/** 100 rows that nobody delivers. */
function withoutRoom(state: BotState): BotState {
  let full = state;
  while (full.outbox.rows.length < 100) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
  return full;
}

describe('a command that comes again', () => {
  const PAUSE = issued('pause', '1', at('12:00:30'));
  const RESUME = issued('resume', '2', at('12:01:30'));

  it('a command that comes again is removed and not obeyed, without a row or an alert', () => {
    const paused = ticked(TICKING, [PAUSE], at('12:01'));
    const resumed = ticked(paused, [RESUME], at('12:02'));
    expect(resumed.ledger.operatorPausedSinceMs).toBeUndefined();
    const again = consume(resumed, [PAUSE, RESUME], at('12:03'));
    expect(again.ledger).toEqual(resumed.ledger);
    expect([obeyedIn(again), again.outbox.alerts]).toEqual([[], []]);
    expect(again.consumedCommandIds).toEqual(['2', '1']);
    expect(countUnobeyed(resumed, again)).toBe(2);
    // What became of the first one is still so.
    expect(verdictOn('1', again)).toBeUndefined();
  });

  it('a command that comes again ends nothing that was asked for since', () => {
    const resumed = ticked(ticked(TICKING, [PAUSE], at('12:01')), [RESUME], at('12:02'));
    const paused = ticked(resumed, [issued('pause', '3', at('12:02:30'))], at('12:03'));
    for (let minute = 4; minute < 30; minute += 1) {
      const again = consume(paused, [RESUME], NOON + minute * MINUTE_MS);
      expect(again.ledger.operatorPausedSinceMs).toBe(at('12:03'));
    }
  });

  it('a command that comes again is not obeyed on simulated time either', () => {
    const once = consumeCommands(botState(), { commands: [PAUSE] }, NOON);
    const resumed = consumeCommands(delivered(once), { commands: [RESUME] }, NOON);
    const again = consumeCommands(delivered(resumed), { commands: [PAUSE] }, NOON);
    expect([again.ledger, again.consumedCommandIds]).toEqual([resumed.ledger, ['1']]);
  });

  it('a command that comes again is not obeyed whatever years a clock has said', () => {
    const unreadable = issued('pause', '1', 0);
    const ahead = issued('flatten', '2', NOON + 400 * DAY_MS);
    const once = consume(TICKING, [unreadable, ahead], at('12:01'));
    expect(obeyedIn(once)).toEqual(['1', '2']);
    const again = consume(delivered(once), [unreadable, ahead], at('12:30'));
    expect([obeyedIn(again), again.consumedCommandIds]).toEqual([[], ['1', '2']]);
  });
});

describe('a command that comes too late', () => {
  it.each([
    ['11:50', ['1']],
    ['11:49:59', []],
  ])('a resume of %s is obeyed by the tick after that of noon: %j', (time, obeyed) => {
    expect(obeyedIn(consume(TICKING, [issued('resume', '1', at(time))], at('12:01')))).toEqual(obeyed);
  });

  it('a command that comes too late is removed without a row, told, and its verdict is remembered', () => {
    const late = issued('resume', '1', at('11:30'));
    const paused = ticked(TICKING, [issued('pause', '0', NOON)], at('12:01'));
    const after = consume(paused, [late], at('12:02'));
    expect([obeyedIn(after), after.consumedCommandIds]).toEqual([[], ['1']]);
    expect(after.ledger).toEqual(paused.ledger);
    expect(verdictOn('1', after)).toBe('late');
    expect(countUnobeyed(paused, after)).toBe(1);
    const [{ happened, did, todo } = {}] = after.outbox.alerts;
    expect([happened, did, todo]).toEqual([
      "A resume by owner is dated 2026-01-05 11:30 UTC, 32 minutes behind the bot's clock: it was not there when the bot read all that had been left by then: an old command was left again, or its sender's clock is wrong.",
      'The bot has not obeyed it, and has removed it.',
      'If you want it now, leave it anew: {resume}. How the bot stands: {status}.',
    ]);
    // Put again it is known, and nobody is told twice.
    expect(consume(delivered(after), [late], at('12:03')).outbox.alerts).toEqual([]);
  });

  it.each([
    ['11:55:59.999', 'it waited among far too many'],
    ['11:56', 'the bot has begun to remember commands since'],
    ['11:56:59.999', 'the bot has begun to remember commands since'],
    ['11:57', 'it was not there when the bot read'],
  ])('a command of %s that comes too late is told with its reason: %s', (time, words) => {
    const memory = { sinceMs: at('11:58'), commands: [], floodedUntilMs: at('11:56'), beganMs: at('11:57') };
    const after = consume(
      { ...TICKING, commandMemory: memory },
      [issued('resume', '1', at(time))],
      at('12:01'),
    );
    expect([obeyedIn(after), toldIn(after)]).toEqual([[], [expect.stringContaining(words)]]);
  });

  it.each([
    ['11:50', 'the bot has begun to remember commands since'],
    ['11:49:59.999', 'it was not there when the bot read'],
  ])('a command of %s that would be late anyway is not told to be unknown: %s', (time, words) => {
    const memory = { sinceMs: at('11:58'), commands: [], beganMs: at('11:57') };
    const after = consume(
      { ...TICKING, commandMemory: memory },
      [issued('resume', '1', at(time))],
      at('12:01'),
    );
    expect(toldIn(after)).toEqual([expect.stringContaining(words)]);
  });

  it('a pause that comes too late is obeyed and told for a day, where all that was obeyed since is remembered', () => {
    const yesterday = ticked({ ...botState(), tickMs: NOON - 2 * DAY_MS }, [], NOON - 2 * DAY_MS);
    const ticking = ticked(yesterday, [], NOON);
    const after = consume(ticking, [issued('pause', '1', NOON - DAY_MS)], at('12:01'));
    expect(obeyedIn(after)).toEqual(['1']);
    expect(toldIn(after)).toEqual([expect.stringContaining("1441 minutes behind the bot's clock")]);
    const older = consume(ticking, [issued('flatten', '1', NOON - DAY_MS - 1)], at('12:01'));
    expect([obeyedIn(older), verdictOn('1', older)]).toEqual([[], 'late']);
    // Of the time before its memory began nobody knows what was obeyed.
    const young = consume(TICKING, [issued('pause', '1', at('11:48'))], at('12:01'));
    expect([obeyedIn(young), verdictOn('1', young)]).toEqual([[], 'late']);
  });

  it('a command that comes too late ends nothing together with one that is obeyed, and overrules nothing', () => {
    const late = issued('flatten', '1', NOON - 3 * DAY_MS);
    const after = consume(TICKING, [late, issued('resume', '2', NOON)], at('12:01'));
    expect([obeyedIn(after), after.consumedCommandIds]).toEqual([['2'], ['1', '2']]);
    expect(toldIn(after)).toHaveLength(1);
  });

  it('a command of any time is obeyed by the first tick of a bot, and where the clock is simulated', () => {
    const resume = issued('resume', '1', NOON - 100 * DAY_MS);
    const born = { ...botState(), tickMs: undefined };
    expect(obeyedIn(consume(born, [resume], NOON))).toEqual(['1']);
    const simulated = consumeCommands(TICKING, { commands: [resume] }, at('12:01'));
    expect(obeyedIn(simulated)).toEqual(['1']);
  });
});

describe('a command that is not late', () => {
  it('a command of an outage is obeyed, however long it has waited', () => {
    const endMs = NOON + 3 * DAY_MS;
    const waiting = [issued('resume', '1', at('12:01')), issued('resume', '2', endMs - MINUTE_MS)];
    const after = consume(TICKING, waiting, endMs);
    expect([obeyedIn(after), after.outbox.alerts]).toEqual([['1', '2'], []]);
    const stop = consume(TICKING, [issued('flatten', '1', at('12:01'))], endMs);
    expect([obeyedIn(stop), toldIn(stop)]).toEqual([['1'], []]);
  });

  it('a command that was left while the bot had no item is obeyed when it is begun without one', () => {
    const asked = { by: 'owner', why: '' };
    const begun = beginWithoutItem(
      'bot',
      { lastEpoch: 1, lost: undefined },
      { atMs: at('15:00'), beginnerId: BEGINNER_ID, balanceUsd: usd(2_000), asked },
    );
    expect(obeyedIn(consume(begun, [issued('resume', '1', NOON)], at('15:01')))).toEqual(['1']);
  });

  it('a command that ticks have left for want of room is obeyed when there is room, whatever its date by then', () => {
    const resume = issued('resume', '1', at('12:00:30'));
    let state = withoutRoom(TICKING);
    for (let minute = 1; minute < 60; minute += 1) {
      state = consume(state, [resume], NOON + minute * MINUTE_MS);
      expect(state.consumedCommandIds).toEqual([]);
    }
    expect(state.commandsLeftSinceMs).toBe(NOON);
    const after = consume(delivered(state), [resume], at('13:00'));
    expect([obeyedIn(after), after.outbox.alerts]).toEqual([['1'], []]);
    expect(after).not.toHaveProperty('commandsLeftSinceMs');
    // From then on such a one is late.
    const late = consume(delivered(after), [issued('resume', '2', at('12:00:30'))], at('13:01'));
    expect(verdictOn('2', late)).toBe('late');
  });

  it('a command that ticks have left because they take twenty is obeyed, whatever its date by then', () => {
    let waiting = Array.from({ length: 30 }, (_, k) => issued('pause', String(10 + k), at('12:00:30')));
    const first = consume(TICKING, waiting, at('12:01'));
    expect(obeyedIn(first)).toHaveLength(20);
    expect(first.commandsLeftSinceMs).toBe(NOON);
    waiting = waiting.filter(({ id }) => !first.consumedCommandIds.includes(id));
    const rest = consume(delivered(first), waiting, at('13:00'));
    expect([obeyedIn(rest).length, rest.outbox.alerts]).toEqual([10, []]);
  });
});
