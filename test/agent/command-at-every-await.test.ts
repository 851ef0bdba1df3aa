/**
 * Is a command that is left at any moment of any tick obeyed exactly once?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandKind, OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import type { Crash } from '../harness/crash-points.ts';
import { trade, type Issue, type Trading } from './crash-harness.ts';

const commandOf = (kind: CommandKind, id = `1-${kind}`): OperatorCommand => ({
  id,
  kind,
  accept: false,
  issuedBy: 'ada',
  issuedAtMs: 0,
  why: '',
});

/** Ids of the commands that left a row, in its order. */
const obeyed = ({ rows }: Trading) =>
  rows.flatMap(({ event }) => (event.kind === 'operator-command' ? [event.command.id] : []));

/** What happened after the command's row. */
function afterCommand({ rows }: Trading): readonly string[] {
  const at = rows.findIndex(({ event }) => event.kind === 'operator-command');
  return rows.slice(at + 1).map(({ event }) => event.kind);
}

describe('A command that is left while a tick waits for any of its calls', () => {
  let calls = 0;
  beforeAll(async () => {
    calls = (await trade([], true)).calls;
  });
  const everyCall = () => Array.from({ length: calls }, (_, atCall) => atCall);

  it('a command that is left while a tick waits for any of its calls is obeyed once, and is gone', async () => {
    for (const atCall of everyCall()) {
      const pause = await trade([], true, [{ atCall, command: commandOf('pause') }]);
      expect(obeyed(pause)).toEqual(['1-pause']);
      expect(pause.waiting).toEqual([]);
      expect(afterCommand(pause)).not.toContain('opened');
      expect(pause.state.ledger.operatorPausedSinceMs).toBeDefined();
    }
    expect(calls).toBeGreaterThan(70);
  });

  it('a command to flatten that is left while a tick waits for any of its calls closes everything', async () => {
    for (const atCall of everyCall()) {
      const flat = await trade([], true, [{ atCall, command: commandOf('flatten') }]);
      expect(obeyed(flat)).toEqual(['1-flatten']);
      expect(flat.waiting).toEqual([]);
      expect(afterCommand(flat)).not.toContain('opened');
      expect(flat.state.ledger.positions).toEqual([]);
    }
  });

  it('a command is obeyed once where the tick dies at the call that it waits for, before or after its effect, repeated or not', async () => {
    let deaths = 0;
    for (const atCall of everyCall()) {
      for (const phase of ['before', 'after'] as const) {
        const crash: Crash = { atCall, phase };
        const pause = await trade([crash], deaths % 2 === 0, [{ atCall, command: commandOf('pause') }]);
        expect(obeyed(pause)).toEqual(['1-pause']);
        expect(pause.waiting).toEqual([]);
        deaths += 1;
      }
    }
    console.info(`commands: ${calls} calls, and ${deaths} deaths at them`);
  });

  it('a command is obeyed once where the tick dies at any of the calls after the one that it waited for', async () => {
    for (const atCall of everyCall()) {
      const issue: Issue = { atCall, command: commandOf('flatten') };
      for (const later of [1, 2, 3, 5, 8]) {
        const crash: Crash = { atCall: atCall + later, phase: later % 2 === 0 ? 'before' : 'after' };
        const flat = await trade([crash], atCall % 2 === 0, [issue]);
        expect(obeyed(flat)).toEqual(['1-flatten']);
        expect(flat.waiting).toEqual([]);
      }
    }
  });

  it('commands that are left while a tick waits are obeyed in their order, or in one tick the stricter one last, each once', async () => {
    const ends = new Set<string>();
    for (const atCall of everyCall()) {
      const issues: readonly Issue[] = [
        { atCall, command: commandOf('pause', '1') },
        { atCall: Math.min(atCall + 4, calls - 1), command: commandOf('resume', '2') },
      ];
      const both = await trade([], true, issues);
      const order = obeyed(both).join(' ');
      expect(both.state.ledger.operatorPausedSinceMs === undefined).toBe(order === '1 2');
      expect(both.waiting).toEqual([]);
      ends.add(order);
    }
    expect([...ends].toSorted()).toEqual(['1 2', '2 1']);
  });
});
