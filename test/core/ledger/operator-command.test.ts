/**
 * Is a command of the operator obeyed once, and does it leave a row?
 */
import { describe, expect, it } from 'vitest';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import {
  doneIds,
  takeCommands,
  type CommandKind,
  type OperatorCommand,
} from '../../../lambda/core/ledger/operator-command.ts';
import { isPaused } from '../../../lambda/core/ledger/day-book.ts';
import { evolve } from '../../../lambda/core/ledger/ledger.ts';
import { storedBytes } from '../../../lambda/core/words.ts';
import { NOON, at, botState, ledger } from '../../harness/builders.ts';

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
    const accepted = consumeCommands(halted, { commands: [command('resume', 'b', true)] }, at('12:01'));
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

  it("an operator's command that does not exist changes nothing", () => {
    const state = botState();
    expect(consumeCommands(state, { commands: [] }, NOON)).toBe(state);
  });
});

describe('commands that wait together', () => {
  const issued = (
    kind: CommandKind,
    id: string,
    changes: Partial<OperatorCommand> = {},
  ): OperatorCommand => ({
    id,
    kind,
    accept: false,
    issuedBy: 'ada',
    issuedAtMs: at('11:59:30'),
    why: '',
    ...changes,
  });
  const kinds = (state: BotState) =>
    state.outbox.rows.flatMap(({ event }) => (event.kind === 'operator-command' ? [event.command.kind] : []));
  const told = ({ outbox }: BotState) =>
    outbox.alerts.flatMap(({ kind, happened, did }) =>
      kind === 'operator-command' ? [`${happened} ${did}`] : [],
    );

  it.each([
    ['flatten', 'resume'],
    ['resume', 'flatten'],
  ] as const)('commands that wait together end with the stricter one: %s, then %s', (first, second) => {
    const waiting = takeCommands([issued(first, '1'), issued(second, '2', { issuedBy: 'bob' })], []);
    const after = consumeCommands(botState(), waiting, NOON);
    expect(kinds(after)).toEqual(['resume', 'flatten']);
    expect(after.ledger).toMatchObject({ operatorPausedSinceMs: NOON, flatteningSinceMs: NOON });
    const [by, other] = first === 'resume' ? ['ada', 'bob'] : ['bob', 'ada'];
    expect(told(after)).toEqual([
      `A command to resume, by ${by}, has waited together with a flatten by ${other}. The stricter one counts, whichever was issued first: the bot is flattened and paused.`,
    ]);
  });

  it('commands that wait together may accept a halt and pause', () => {
    const halted = botState({ ledger: { halted: { cause: 'doubt', sinceMs: NOON } } });
    const both = { commands: [issued('pause', '1'), issued('resume', '2', { accept: true })] };
    const { halted: now, operatorPausedSinceMs } = consumeCommands(halted, both, NOON).ledger;
    expect([now, operatorPausedSinceMs]).toEqual([undefined, NOON]);
  });

  it('commands that wait together and differ in nothing are told of nothing', () => {
    for (const kind of ['pause', 'resume', 'flatten'] as const) {
      const twice = { commands: [issued(kind, '1'), issued(kind, '2')] };
      expect(told(consumeCommands(botState(), twice, NOON))).toEqual([]);
    }
  });

  it.each<[string, CommandKind, CommandKind]>([
    ['a flatten behind 500 pauses', 'pause', 'flatten'],
    ['a pause behind 500 commands to resume', 'resume', 'pause'],
    ['a flatten behind 500 commands to resume', 'resume', 'flatten'],
  ])('commands that wait in any number are searched for the strictest one: %s', (_, many, last) => {
    let waiting = Array.from({ length: 500 }, (__, k) => issued(many, String(1_000 + k)));
    waiting.push(issued(last, '9999'));
    let state = botState();
    for (let tick = 0; waiting.length > 0; tick += 1) {
      const taken = takeCommands(waiting, state.consumedCommandIds);
      expect(taken.commands.length).toBeLessThanOrEqual(20);
      state = consumeCommands(state, taken, at('12:00') + tick * 60_000);
      expect(state.ledger.operatorPausedSinceMs).toBe(NOON);
      if (last === 'flatten') expect(state.ledger.flatteningSinceMs).toBe(NOON);
      const gone = doneIds(state.consumedCommandIds, taken);
      waiting = waiting.filter(({ id }) => !gone.includes(id));
    }
    if (many === 'resume') expect(told(state)[0]).toMatch(/^500 commands to resume, by ada, have waited/);
    else expect(kinds(state)).toHaveLength(501);
  });

  it('commands that wait together and have no room all at once are obeyed from the strictest on, and a resume goes with them', () => {
    let full = botState();
    for (let k = 0; k < 99; k += 1) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    const commands = [issued('resume', '1'), issued('pause', '2'), issued('flatten', '3')];
    const after = consumeCommands(full, { commands }, NOON);
    expect(kinds(after)).toEqual(['flatten']);
    expect(after.consumedCommandIds.toSorted()).toEqual(['1', '3']);
    expect(told(after)).toHaveLength(1);
    const none = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    expect(consumeCommands(none, { commands }, NOON).consumedCommandIds).toEqual([]);
  });

  it('commands that a stricter one overrules are removed with it, and not before', () => {
    const taken = { commands: [issued('resume', '1'), issued('pause', '2')], overruledIds: ['0'] };
    expect(doneIds([], taken)).toEqual([]);
    expect(doneIds(['1'], taken)).toEqual(['1']);
    expect(doneIds(['1', '2'], taken)).toEqual(['1', '2', '0']);
  });

  it('commands that a commit has consumed take the place of others until they are removed, but never of a flatten', () => {
    const consumed = Array.from({ length: 30 }, (_, k) => issued('pause', String(100 + k)));
    const ids = consumed.map(({ id }) => id);
    const flatten = issued('flatten', '999');
    const { commands } = takeCommands([...consumed, issued('pause', '500'), flatten], ids);
    expect(commands).toEqual([...consumed, flatten]);
  });
});

describe("the clock of a command's sender", () => {
  const NOW = at('12:00:01');
  const told = (issuedAtMs: number) => {
    const command = {
      id: '1',
      kind: 'flatten' as const,
      accept: false,
      issuedBy: 'ada',
      issuedAtMs,
      why: '',
    };
    const { outbox } = consumeCommands(botState(), { commands: [command] }, NOON, NOW);
    return outbox.alerts.flatMap(({ kind, happened }) => (kind === 'operator-command' ? [happened] : []));
  };

  it.each([
    [at('15:00:01'), '2026-01-05 15:00 UTC, 180 minutes ahead of'],
    [at('12:05:02'), '2026-01-05 12:05 UTC, 5 minutes ahead of'],
    [at('11:53:59'), '2026-01-05 11:53 UTC, 6 minutes behind'],
  ])("the clock of a command's sender is told where it is far from the bot's: %d", (issuedAtMs, words) => {
    expect(told(issuedAtMs)).toEqual([
      `A flatten by ada says that it was issued at ${words} the bot's clock.`,
    ]);
  });

  it.each([at('12:05:01'), at('12:00'), at('11:54'), 0])(
    "the clock of a command's sender is told of nothing where it is near, or says nothing: %d",
    (issuedAtMs) => {
      expect(told(issuedAtMs)).toEqual([]);
    },
  );

  it("the clock of a command's sender has nothing to do with that of a simulated market", () => {
    const command = {
      id: '1',
      kind: 'pause' as const,
      accept: false,
      issuedBy: 'ada',
      issuedAtMs: at('15:00'),
      why: '',
    };
    expect(consumeCommands(botState(), { commands: [command] }, NOON).outbox.alerts).toEqual([]);
  });
});
