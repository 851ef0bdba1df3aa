/**
 * Is a command of the operator obeyed once, and does it leave a row?
 */
import { describe, expect, it } from 'vitest';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import {
  byStrictness,
  newCommand,
  takeCommands,
  type CommandKind,
  type OperatorCommand,
} from '../../../lambda/core/ledger/operator-command.ts';
import { isPaused } from '../../../lambda/core/ledger/day-book.ts';
import { evolve } from '../../../lambda/core/ledger/ledger.ts';
import { storedBytes } from '../../../lambda/core/words.ts';
import { NOON, at, botState, ledger, position, trade } from '../../harness/builders.ts';

describe("an operator's command", () => {
  const command = (kind: CommandKind, id = 'a', accept = false): OperatorCommand => ({
    id,
    kind,
    accept,
    issuedBy: 'owner',
    issuedAtMs: at('11:59:30'),
    why: 'a test',
  });
  const events = ({ outbox }: BotState) => outbox.rows.map(({ event }) => event.kind);

  it("an operator's command leaves a row that says who asked what, when and why", () => {
    const pause = command('pause');
    const after = consumeCommands(botState(), { commands: [pause] }, NOON);
    expect(after.outbox.rows.map(({ event }) => event)).toEqual([
      { kind: 'operator-command', atMs: NOON, command: pause },
    ]);
    expect(after.consumedCommandIds).toEqual(['a']);
  });

  it("an operator's command is named by its time and a mark, and accepts the halt that it names", () => {
    const issuing = { by: 'ada', why: 'lunch', nowMs: NOON, mark: 'x1' };
    const leaving = { id: '2026-01-05T12:00:00.000Z-x1', issuedBy: 'ada', issuedAtMs: NOON, why: 'lunch' };
    expect(newCommand('pause', issuing)).toStrictEqual({ ...leaving, kind: 'pause', accept: false });
    const accepting = newCommand('resume', { ...issuing, halt: 'k3f9ab', idMs: at('12:01') });
    const id = '2026-01-05T12:01:00.000Z-x1';
    expect(accepting).toStrictEqual({ ...leaving, id, kind: 'resume', accept: true, halt: 'k3f9ab' });
  });

  it("an operator's command is consumed once, however long it waits to be removed", () => {
    const pause = command('pause');
    const once = consumeCommands(botState(), { commands: [pause] }, NOON);
    const twice = consumeCommands(once, { commands: [pause, command('resume', 'b')] }, at('12:01'));
    expect(events(twice)).toEqual(['operator-command', 'operator-command']);
    expect(twice.ledger.operatorPausedSinceMs).toBeUndefined();
    expect(twice.consumedCommandIds).toEqual(['a', 'b']);
    expect(consumeCommands(twice, { commands: [] }, at('12:02')).consumedCommandIds).toEqual([]);
  });

  it("an operator's command to pause pauses, to resume ends it", () => {
    const paused = consumeCommands(botState(), { commands: [command('pause')] }, NOON);
    expect(paused.ledger.operatorPausedSinceMs).toBe(NOON);
    const still = consumeCommands(paused, { commands: [command('pause', 'b')] }, at('12:01'));
    expect(still.ledger.operatorPausedSinceMs).toBe(NOON);
    const resumed = consumeCommands(still, { commands: [command('resume', 'c')] }, at('12:02'));
    expect(resumed.ledger.operatorPausedSinceMs).toBeUndefined();
  });

  it("an operator's command to flatten pauses and closes everything, until the operator resumes", () => {
    const flattening = consumeCommands(botState(), { commands: [command('flatten')] }, NOON);
    expect(flattening.ledger).toMatchObject({ operatorPausedSinceMs: NOON, flatteningSinceMs: NOON });
    const resumed = consumeCommands(flattening, { commands: [command('resume', 'b')] }, at('12:01'));
    expect(resumed.ledger.flatteningSinceMs).toBeUndefined();
    expect(resumed.ledger.operatorPausedSinceMs).toBeUndefined();
  });

  it("an operator's command to resume ends a halt only when it accepts its cause", () => {
    const halted = botState({ ledger: { halted: { cause: 'doubt', sinceMs: NOON } } });
    const unaccepted = consumeCommands(halted, { commands: [command('resume')] }, NOON);
    expect(unaccepted.ledger.halted).toEqual({ cause: 'doubt', sinceMs: NOON });
    const halt = haltName({ cause: 'doubt', sinceMs: NOON });
    const named = { ...command('resume', 'b', true), halt };
    const accepted = consumeCommands(halted, { commands: [named] }, at('12:01'));
    expect(accepted.ledger.halted).toBeUndefined();
    expect(accepted.outbox.rows[1]?.event).toEqual({
      kind: 'reconciled',
      atMs: at('12:01'),
      acceptedCause: 'doubt',
      commandId: 'b',
    });
  });

  it("an operator's command does not accept a halt that is not there, nor by another command than resume", () => {
    expect(events(consumeCommands(botState(), { commands: [command('resume', 'a', true)] }, NOON))).toEqual([
      'operator-command',
    ]);
    const halted = botState({ ledger: { halted: { cause: 'doubt', sinceMs: NOON } } });
    expect(
      consumeCommands(halted, { commands: [command('pause', 'a', true)] }, NOON).ledger.halted,
    ).toBeDefined();
  });

  it("an operator's command to resume ends a streak pause, and its row says so", () => {
    const paused = botState({ ledger: { pausedUntilMs: at('12:20') } });
    const after = consumeCommands(paused, { commands: [command('resume')] }, at('12:05'));
    expect(after.ledger.pausedUntilMs).toBe(at('12:05'));
    expect(isPaused(after.ledger, at('12:05'))).toBe(false);
    expect(after.outbox.rows.map(({ event }) => event)).toMatchObject([{ hasEndedPause: true }]);
    const late = consumeCommands(paused, { commands: [command('resume')] }, at('12:20'));
    expect(late.outbox.rows[0]?.event).not.toHaveProperty('hasEndedPause');
    expect(consumeCommands(paused, { commands: [command('pause')] }, at('12:05')).ledger.pausedUntilMs).toBe(
      at('12:20'),
    );
  });

  it("an operator's command to resume of an earlier release did not end a streak pause, and replays so", () => {
    const paused = ledger({ pausedUntilMs: at('12:20') });
    const row = { kind: 'operator-command', atMs: at('12:05'), command: command('resume') } as const;
    expect(evolve(paused, row).pausedUntilMs).toBe(at('12:20'));
  });

  it("an operator's command keeps its words to what a row may hold", () => {
    const wordy = { ...command('pause'), issuedBy: 'ä'.repeat(200), why: '"'.repeat(1_000) };
    const [row] = consumeCommands(botState(), { commands: [wordy] }, NOON).outbox.rows;
    expect(storedBytes(row)).toBeLessThan(900);
    expect(row?.event).toMatchObject({
      command: { ...command('pause'), issuedBy: `${'ä'.repeat(48)}…`, why: `${'"'.repeat(248)}…` },
    });
  });

  it("an operator's command waits while the outbox is full, and so do those after it", () => {
    let full = botState({ consumedCommandIds: ['a', 'z'] });
    for (let k = 0; k < 99; k += 1) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    const commands = ['a', 'b', 'c'].map((id) => command('pause', id));
    const after = consumeCommands(full, { commands }, NOON);
    expect(after.outbox.rows).toHaveLength(100);
    expect(after.consumedCommandIds).toEqual(['a', 'b']);
    expect(consumeCommands(after, { commands }, NOON).outbox.rows).toHaveLength(100);
  });

  it("an operator's command comes before the stricter ones, and before later ones of its kind", () => {
    const waiting = (['flatten', 'resume', 'pause', 'resume', 'pause'] as const).map((kind, k) =>
      command(kind, 'dzbya'[k]),
    );
    expect(waiting.toSorted(byStrictness).map(({ id }) => id)).toEqual(['y', 'z', 'a', 'b', 'd']);
    expect(takeCommands(waiting, []).commands.map(({ id }) => id)).toEqual(['a', 'b', 'd', 'y', 'z']);
  });

  it("an operator's command to resume is taken or overruled where a stricter one waits, and then none is left", () => {
    const resumes = Array.from({ length: 25 }, (_, k) => command('resume', String(10 + k)));
    const { commands, overruledIds, hasMore } = takeCommands([command('pause'), ...resumes], []);
    expect([commands.length, overruledIds?.length, hasMore]).toEqual([20, 6, undefined]);
  });

  it("an operator's command to flatten stands after the last position is closed, until the operator resumes", () => {
    const flattening = { operatorPausedSinceMs: NOON, flatteningSinceMs: NOON };
    const open = ledger({ ...flattening, positions: [position()] });
    const closed = evolve(open, { kind: 'closed', atMs: NOON, trade: trade(1), fills: [] });
    expect(closed).toMatchObject(flattening);
    const resume = { kind: 'operator-command', atMs: NOON, command: command('resume') } as const;
    expect(evolve(closed, resume).flatteningSinceMs).toBeUndefined();
    // What is open is closed first; an item of an earlier release does not say who asked.
    const resumed = evolve(open, resume);
    expect(resumed.flatteningSinceMs).toBe(NOON);
    expect(resumed).not.toHaveProperty('askedBy');
  });

  it("an operator's command that does not exist changes nothing", () => {
    const state = botState();
    expect(consumeCommands(state, { commands: [] }, NOON)).toBe(state);
  });
});
