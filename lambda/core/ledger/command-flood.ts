/**
 * Which commands does a tick take where more wait than anybody means?
 *
 * Whoever may leave a command may leave any number, of any size and under any name. Nobody reads them all, so that a tick
 * sees a part.
 *
 * Invariants:
 * - Of those that were read the stricter one has the last word, wherever it lies: the flatten and the pause that are dated
 *   last are taken. The others say the same, or are too late as well, and are removed with them.
 * - Nothing is resumed: something stricter may lie where nobody has read.
 * - A flood is one until a tick can take all that is left.
 */
import { recall, type CommandMemory } from './command-memory.ts';
import {
  COMMANDS_AT_ONCE,
  NO_TIME_MS,
  byId,
  takeCommands,
  type CommandKind,
  type OperatorCommand,
  type TakenCommands,
} from './operator-command.ts';

/** More than nobody leaves within a minute. */
export const FLOOD_MIN = 200;

/** So many are removed by a tick or watch step. */
export const REMOVED_AT_ONCE = 1_000;

/** What was read of the commands that wait. */
export interface ReadCommands {
  readonly waiting: readonly OperatorCommand[];
  /** More wait that were not read. */
  readonly isCut?: boolean;
}

/** What a bot remembers of commands. */
export interface KnownCommands {
  readonly consumedCommandIds: readonly string[];
  readonly commandMemory?: CommandMemory;
  readonly unreadCommands?: { readonly isFlood?: true };
}

const NOTHING_KNOWN: KnownCommands = { consumedCommandIds: [] };

/** The commands that a tick takes of what was read. */
export function takenOf(
  { waiting, isCut = false }: ReadCommands,
  known: KnownCommands = NOTHING_KNOWN,
): TakenCommands {
  const { consumedCommandIds, unreadCommands } = known;
  const fresh = waiting.filter(({ id }) => !consumedCommandIds.includes(id));
  const most = unreadCommands?.isFlood === true ? COMMANDS_AT_ONCE : FLOOD_MIN;
  if (!isCut && fresh.length <= most) return takeCommands(waiting, consumedCommandIds);
  const consumed = waiting.filter(({ id }) => consumedCommandIds.includes(id));
  const flooded = { hasMore: true, unread: { cause: causeOf(fresh.length, isCut), isFlood: true } } as const;
  // What was consumed has to be removed before more is taken, so that the memory of it stays small.
  if (consumedCommandIds.length > COMMANDS_AT_ONCE) return { commands: consumed, ...flooded };
  const stops = (['flatten', 'pause'] as const).flatMap((kind) => latestOf(kind, fresh, known));
  const others = fresh.filter((command) => !stops.includes(command)).slice(0, REMOVED_AT_ONCE);
  return {
    commands: [...consumed, ...stops].toSorted(byId),
    ...(others.length > 0 && { overruledIds: others.map(({ id }) => id) }),
    ...flooded,
  };
}

function causeOf(count: number, isCut: boolean): string {
  return isCut ? 'more wait than one request reads' : `${count} wait`;
}

/** The one that is dated last, which is too late only where all of its kind are; none where there is none. */
function latestOf(
  wanted: CommandKind,
  fresh: readonly OperatorCommand[],
  { commandMemory }: KnownCommands,
): readonly OperatorCommand[] {
  return fresh
    .filter(({ kind, id }) => kind === wanted && recall(commandMemory, id) === undefined)
    .toSorted((left, right) => datedMs(right) - datedMs(left))
    .slice(0, 1);
}

/** What cannot be read is never too late. */
function datedMs({ issuedAtMs }: OperatorCommand): number {
  return issuedAtMs === NO_TIME_MS ? Number.MAX_VALUE : issuedAtMs;
}
