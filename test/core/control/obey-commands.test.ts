/**
 * Does the stricter of several commands have the last word, in any number and by whatever clocks?
 */
import { describe, expect, it } from 'vitest';
import { EMPTY_OUTBOX, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import {
  doneIds,
  takeCommands,
  type CommandKind,
  type OperatorCommand,
} from '../../../lambda/core/ledger/operator-command.ts';
import { NOON, at, botState, position } from '../../harness/builders.ts';

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
    const accepting = { accept: true, halt: haltName({ cause: 'doubt', sinceMs: NOON }) };
    const both = { commands: [issued('pause', '1'), issued('resume', '2', accepting)] };
    const { halted: now, operatorPausedSinceMs } = consumeCommands(halted, both, NOON).ledger;
    expect([now, operatorPausedSinceMs]).toEqual([undefined, NOON]);
  });

  it('commands to flatten are mailed once an hour to the one who has asked, and again once that was ended', () => {
    const open = botState({ ledger: { positions: [position()] } });
    const after = (state: BotState, kind: CommandKind, id: string) =>
      consumeCommands({ ...state, outbox: EMPTY_OUTBOX }, { commands: [issued(kind, id)] }, NOON);
    const mailed = ({ outbox }: BotState) => outbox.alerts.map(({ kind }) => kind);
    const once = after(open, 'flatten', '1');
    expect([mailed(once), mailed(after(once, 'flatten', '2'))]).toEqual([['flattened'], []]);
    // It is resumed, and what is open is closed first.
    const resumed = after(once, 'resume', '3');
    expect(mailed(after(resumed, 'flatten', '4'))).toEqual(['flattened']);
    // An earlier release does not say who has asked.
    const { askedBy: _, ...ledger } = once.ledger;
    expect(mailed(after({ ...once, ledger }, 'flatten', '5'))).toEqual(['flattened']);
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
    const obeyed: CommandKind[] = [];
    const words: string[] = [];
    // Twenty a tick, and the rows of each are delivered before the next.
    for (let tick = 0; tick < 26 && waiting.length > 0; tick += 1) {
      const taken = takeCommands(waiting, state.consumedCommandIds);
      expect(taken.commands.length).toBeLessThanOrEqual(20);
      state = consumeCommands(state, taken, at('12:00') + tick * 60_000);
      expect(state.ledger.operatorPausedSinceMs).toBe(NOON);
      if (last === 'flatten') expect(state.ledger.flatteningSinceMs).toBe(NOON);
      const gone = doneIds(state.consumedCommandIds, taken);
      waiting = waiting.filter(({ id }) => !gone.includes(id));
      obeyed.push(...kinds(state));
      words.push(...told(state));
      state = { ...state, outbox: EMPTY_OUTBOX };
    }
    expect(waiting).toEqual([]);
    if (many === 'resume') expect(words[0]).toMatch(/^500 commands to resume, by ada, have waited/);
    else expect(obeyed).toHaveLength(501);
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

  it('commands that wait in any number hide no resume, which has its row and is told of', () => {
    const pauses = Array.from({ length: 500 }, (_, k) => issued('pause', String(1_000 + k)));
    const waiting = takeCommands([...pauses, issued('resume', '9999', { issuedBy: 'bob' })], []);
    const state = consumeCommands(botState(), waiting, NOON);
    expect(kinds(state).filter((kind) => kind === 'resume')).toHaveLength(1);
    expect(told(state)).toEqual([expect.stringMatching(/^A command to resume, by bob, has waited/)]);
  });

  it('commands that wait in any number and are all to resume are overruled by none', () => {
    const resumes = Array.from({ length: 25 }, (_, k) => issued('resume', String(100 + k)));
    // It was obeyed, and could not be removed.
    const pause = issued('pause', '1');
    const taken = takeCommands([pause, ...resumes], ['1']);
    expect(taken).toEqual({ commands: [pause, ...resumes.slice(0, 19)], hasMore: true });
  });

  it('commands that a stricter one overrules are removed with it, and not before', () => {
    const taken = { commands: [issued('resume', '1'), issued('pause', '2')], overruledIds: ['3', '4'] };
    const state = consumeCommands(botState(), taken, NOON);
    const { consumedCommandIds } = state;
    expect(told(state)).toEqual([expect.stringMatching(/^3 commands to resume, by ada, have waited/)]);
    expect(consumedCommandIds).toEqual(['1', '2', '3']);
    expect(doneIds(consumedCommandIds, taken)).toEqual(['1', '2', '3', '4']);
    let full = botState();
    for (let k = 0; k < 100; k += 1) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    expect(doneIds(consumeCommands(full, taken, NOON).consumedCommandIds, taken)).toEqual([]);
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
  const pauseOf = (id: string, issuedAtMs: number): OperatorCommand => ({
    id,
    kind: 'pause',
    accept: false,
    issuedBy: 'ada',
    issuedAtMs,
    why: '',
  });
  const told = (issuedAtMs: number) => {
    const command = { ...pauseOf('1', issuedAtMs), kind: 'flatten' as const };
    const { outbox } = consumeCommands(botState(), { commands: [command] }, NOON, { nowMs: NOW });
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

  it("the clock of a command's sender is told of nothing where the command has waited behind others", () => {
    const waiting = Array.from({ length: 501 }, (_, k) => pauseOf(String(1_000 + k), at('11:59:30')));
    let [left, state]: [readonly OperatorCommand[], BotState] = [waiting, botState()];
    const isLeft = ({ id }: OperatorCommand) => !state.consumedCommandIds.includes(id);
    for (let tick = 0; left.length > 0; tick += 1) {
      const tickMs = NOON + tick * 60_000;
      const taken = takeCommands(left, state.consumedCommandIds);
      state = { ...consumeCommands(state, taken, tickMs, { nowMs: tickMs + 1_000 }), tickMs };
      expect(state.outbox.alerts).toEqual([]);
      left = left.filter(isLeft);
      state = { ...state, outbox: EMPTY_OUTBOX };
    }
    expect(state.tickMs).toBe(at('12:25'));
    const late = consumeCommands(state, { commands: [pauseOf('9', at('11:59:30'))] }, at('12:26'), {
      nowMs: at('12:26'),
    });
    expect(late.outbox.alerts).toHaveLength(1);
  });

  it("the clock of a command's sender has nothing to do with that of a simulated market", () => {
    const commands = [pauseOf('1', at('15:00'))];
    expect(consumeCommands(botState(), { commands }, NOON).outbox.alerts).toEqual([]);
  });
});
