/**
 * Which commands are taken of more than anybody means?
 */
import { describe, expect, it } from 'vitest';
import { FLOOD_MIN, REMOVED_AT_ONCE, takenOf } from '../../../lambda/core/ledger/command-flood.ts';
import {
  COMMANDS_AT_ONCE,
  NO_TIME_MS,
  takeCommands,
  type CommandKind,
  type OperatorCommand,
} from '../../../lambda/core/ledger/operator-command.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { commandOf } from '../../harness/stored-bot.ts';

const many = (count: number, kind: CommandKind, issuedAtMs = NOON): readonly OperatorCommand[] =>
  Array.from({ length: count }, (_, k) =>
    commandOf(`${kind}-${String(k).padStart(5, '0')}`, { kind, issuedAtMs }),
  );
const KNOWN = { consumedCommandIds: [] };
const takenIds = (waiting: readonly OperatorCommand[], known: Parameters<typeof takenOf>[1] = KNOWN) =>
  takenOf({ waiting }, known).commands.map(({ id }) => id);

describe('a flood of commands', () => {
  it('so many are none, and taken as ever', () => {
    const waiting = many(FLOOD_MIN, 'pause');
    expect(takenOf({ waiting }, KNOWN)).toEqual(takeCommands(waiting, []));
    expect(takenOf({ waiting: many(FLOOD_MIN + 1, 'pause') }, KNOWN).unread?.isFlood).toBe(true);
  });

  it('is one where not all could be read, however few were', () => {
    const { unread, hasMore } = takenOf({ waiting: many(3, 'pause'), isCut: true }, KNOWN);
    expect([unread?.isFlood, hasMore]).toEqual([true, true]);
  });

  it('lasts until a tick can take all that is left', () => {
    const known = { ...KNOWN, unreadCommands: { isFlood: true } as const };
    expect(takenOf({ waiting: many(COMMANDS_AT_ONCE + 1, 'resume') }, known).unread).toBeDefined();
    expect(takenOf({ waiting: many(COMMANDS_AT_ONCE, 'resume') }, known).unread).toBeUndefined();
    // After a failed reading, which was no flood, as many are taken as ever.
    const failed = { ...KNOWN, unreadCommands: {} };
    expect(takenOf({ waiting: many(COMMANDS_AT_ONCE + 1, 'resume') }, failed).unread).toBeUndefined();
  });

  it('gives the flatten and the pause that are dated last, and leaves the others to be removed', () => {
    const flatten = commandOf('00', { kind: 'flatten', issuedAtMs: NOON + HOUR_MS });
    const pause = commandOf('zz', { issuedAtMs: NOON + MINUTE_MS });
    const waiting = [
      flatten,
      ...many(400, 'flatten', NOON - 2 * DAY_MS),
      ...many(400, 'pause'),
      ...many(400, 'resume'),
      pause,
    ];
    const { commands, overruledIds } = takenOf({ waiting }, KNOWN);
    expect(commands).toEqual([flatten, pause]);
    expect(overruledIds).toHaveLength(REMOVED_AT_ONCE);
    for (const { id } of commands) expect(overruledIds).not.toContain(id);
  });

  it('gives nothing to resume', () => {
    expect(takenIds(many(300, 'resume'))).toEqual([]);
  });

  it('gives a command that cannot be read before any that can', () => {
    const unreadable = commandOf('m', { issuedAtMs: NO_TIME_MS });
    expect(takenIds([...many(300, 'pause', NOON + DAY_MS), unreadable])).toEqual(['m']);
  });

  it('gives no stop that was obeyed before in the place of one that was not', () => {
    const again = commandOf('again', { kind: 'flatten', issuedAtMs: NOON + HOUR_MS });
    const fresh = commandOf('fresh', { kind: 'flatten' });
    const commandMemory = {
      sinceMs: 0,
      commands: [{ id: 'again', kind: 'flatten', untilMs: NOON + DAY_MS }],
    } as const;
    expect(takenIds([...many(300, 'resume'), again, fresh], { ...KNOWN, commandMemory })).toEqual(['fresh']);
  });

  it('takes no more before what was consumed is gone', () => {
    const consumedCommandIds = many(COMMANDS_AT_ONCE + 1, 'flatten').map(({ id }) => id);
    const { commands, overruledIds } = takenOf({ waiting: many(300, 'flatten') }, { consumedCommandIds });
    expect(commands.map(({ id }) => id)).toEqual(consumedCommandIds);
    expect(overruledIds).toBeUndefined();
  });
});
