/**
 * Is a command of the operator obeyed once, and does it leave a row?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import type { CommandKind, OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { NOON, at, botState } from '../../harness/builders.ts';

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
    const after = consumeCommands(botState(), [pause], NOON);
    expect(after.outbox.rows.map(({ event }) => event)).toEqual([
      { kind: 'operator-command', atMs: NOON, command: pause },
    ]);
    expect(after.consumedCommandIds).toEqual(['a']);
  });

  it("an operator's command is consumed once, however long it waits to be removed", () => {
    const pause = command('pause');
    const once = consumeCommands(botState(), [pause], NOON);
    const twice = consumeCommands(once, [pause, command('resume', 'b')], at('12:01'));
    expect(events(twice)).toEqual(['operator-command', 'operator-command']);
    expect(twice.ledger.operatorPausedSinceMs).toBeUndefined();
    expect(twice.consumedCommandIds).toEqual(['a', 'b']);
    expect(consumeCommands(twice, [], at('12:02')).consumedCommandIds).toEqual([]);
  });

  it("an operator's command to pause pauses, to resume ends it", () => {
    const paused = consumeCommands(botState(), [command('pause')], NOON);
    expect(paused.ledger.operatorPausedSinceMs).toBe(NOON);
    const still = consumeCommands(paused, [command('pause', 'b')], at('12:01'));
    expect(still.ledger.operatorPausedSinceMs).toBe(NOON);
    const resumed = consumeCommands(still, [command('resume', 'c')], at('12:02'));
    expect(resumed.ledger.operatorPausedSinceMs).toBeUndefined();
  });

  it("an operator's command to flatten pauses and closes everything, until the operator resumes", () => {
    const flattening = consumeCommands(botState(), [command('flatten')], NOON);
    expect(flattening.ledger).toMatchObject({ operatorPausedSinceMs: NOON, flatteningSinceMs: NOON });
    const resumed = consumeCommands(flattening, [command('resume', 'b')], at('12:01'));
    expect(resumed.ledger.flatteningSinceMs).toBeUndefined();
    expect(resumed.ledger.operatorPausedSinceMs).toBeUndefined();
  });

  it("an operator's command to resume ends a halt only when it accepts its cause", () => {
    const halted = botState({ ledger: { halted: { cause: 'doubt', sinceMs: NOON } } });
    const unaccepted = consumeCommands(halted, [command('resume')], NOON);
    expect(unaccepted.ledger.halted).toEqual({ cause: 'doubt', sinceMs: NOON });
    const accepted = consumeCommands(halted, [command('resume', 'b', true)], at('12:01'));
    expect(accepted.ledger.halted).toBeUndefined();
    expect(accepted.outbox.rows[1]?.event).toEqual({
      kind: 'reconciled',
      atMs: at('12:01'),
      acceptedCause: 'doubt',
      commandId: 'b',
    });
  });

  it("an operator's command does not accept a halt that is not there, nor by another command than resume", () => {
    expect(events(consumeCommands(botState(), [command('resume', 'a', true)], NOON))).toEqual([
      'operator-command',
    ]);
    const halted = botState({ ledger: { halted: { cause: 'doubt', sinceMs: NOON } } });
    expect(consumeCommands(halted, [command('pause', 'a', true)], NOON).ledger.halted).toBeDefined();
  });

  it("an operator's command that does not exist changes nothing", () => {
    const state = botState();
    expect(consumeCommands(state, [], NOON)).toBe(state);
  });
});
