/**
 * The operator's commands to the running bot.
 *
 * Invariants:
 * - A command has an id, and is consumed exactly once, by a commit.
 * - It leaves one ledger row that says who asked, for what, when and why.
 * - Of commands that wait together the stricter one has the last word, whatever the clocks of their senders say.
 */
import { MINUTE_MS } from '../units.ts';

export type CommandKind = 'pause' | 'resume' | 'flatten';

export interface OperatorCommand {
  /** Begins with a time by its sender's clock: when it was issued, or when the page was drawn on which it was clicked. */
  readonly id: string;
  /** `flatten` closes everything and pauses first; `resume` also ends it. */
  readonly kind: CommandKind;
  /** With `resume`: the operator has looked at the cause of the halt, and accepts it. */
  readonly accept: boolean;
  /** The name of the halt that is accepted, and no other. Absent without `accept`, and in commands of earlier releases. */
  readonly halt?: string;
  readonly issuedBy: string;
  /** `NO_TIME_MS` in the place of a command that cannot be read. */
  readonly issuedAtMs: number;
  readonly why: string;
}

/** A command that cannot be read says no time. */
export const NO_TIME_MS = 0;

/** Ticks come every minute; three that are missed ring the alarm. */
export const PATIENCE_MS = 3 * MINUTE_MS;

/** What a tick does that obeys it, in a sentence; a command stands in braces. */
export const COMMAND_EFFECTS: Readonly<Record<CommandKind, string>> = {
  pause: 'From then on the bot opens nothing until {resume}; open positions stay managed.',
  resume: 'It then ends a pause, a streak pause too, and a flatten.',
  flatten: 'It then closes every position at the market, and opens nothing until {resume}.',
};

export interface Issuing {
  readonly by: string;
  readonly why: string;
  /** The name of the halt that a resume accepts. */
  readonly halt?: string | undefined;
  readonly nowMs: number;
  /** Tells it from others of the same time: chance, or what its page was drawn from. */
  readonly mark: string;
  /** With which its id begins. @default nowMs */
  readonly idMs?: number;
}

/** A command as whoever sends it leaves it. */
export function newCommand(
  kind: CommandKind,
  { by, why, halt, nowMs, mark, idMs = nowMs }: Issuing,
): OperatorCommand {
  // Commands are read in the order of their ids.
  const id = `${new Date(idMs).toISOString()}-${mark}`;
  const accepting = { accept: halt !== undefined, ...(halt !== undefined && { halt }) };
  return { id, kind, ...accepting, issuedBy: by, issuedAtMs: nowMs, why };
}

const STRICTNESS: Readonly<Record<CommandKind, number>> = { resume: 0, pause: 1, flatten: 2 };

/** The stricter ones last. */
export function byStrictness(left: OperatorCommand, right: OperatorCommand): number {
  const difference = STRICTNESS[left.kind] - STRICTNESS[right.kind];
  return difference === 0 ? byId(left, right) : difference;
}

export function byId(left: OperatorCommand, right: OperatorCommand): number {
  return left.id < right.id ? -1 : 1;
}

/** Commands that a tick takes at most: each leaves a row or two in the item. The rest waits. */
export const COMMANDS_AT_ONCE = 20;

/** The commands that a tick takes. */
export interface TakenCommands {
  /** In the order of their ids. */
  readonly commands: readonly OperatorCommand[];
  /**
   * Commands beyond those that are removed unobeyed, and without a row: to resume, where a stricter one overrules them; of
   * a flood any. Absent where there are none.
   */
  readonly overruledIds?: readonly string[];
  /** More wait than a tick takes. Absent where all are taken or overruled. */
  readonly hasMore?: true;
  /** Something may wait that nobody has read. Absent where all was read. */
  readonly unread?: UnreadCommands;
}

/** Commands that wait, and were not all read. */
export interface UnreadCommands {
  readonly cause: string;
  /** There are too many, or too large ones. Absent where reading has failed. */
  readonly isFlood?: true;
}

/**
 * Of the commands that wait, those that a tick takes: flatten and pause are looked for first, in any number. Then come
 * commands to resume, because they must not end later what is asked for now.
 *
 * @param consumedIds of commands that a commit has consumed, and that still wait to be removed.
 */
export function takeCommands(
  waiting: readonly OperatorCommand[],
  consumedIds: readonly string[],
): TakenCommands {
  const consumed = waiting.filter(({ id }) => consumedIds.includes(id));
  const fresh = waiting.filter(({ id }) => !consumedIds.includes(id)).toSorted(byId);
  const ofKind = (kind: CommandKind) => fresh.filter((command) => command.kind === kind);
  const [flattens, pauses, resumes] = [ofKind('flatten'), ofKind('pause'), ofKind('resume')];
  const stricter = [...flattens.slice(0, 1), ...pauses.slice(0, 1)];
  const room = Math.max(1, COMMANDS_AT_ONCE - consumed.length);
  const taken = [...stricter, ...resumes, ...flattens.slice(1), ...pauses.slice(1)].slice(0, room);
  const commands = [...consumed, ...taken].toSorted(byId);
  const left = resumes.filter((command) => !taken.includes(command));
  const overruledIds = stricter.length > 0 ? left.map(({ id }) => id) : [];
  return {
    commands,
    ...(overruledIds.length > 0 && { overruledIds }),
    ...(taken.length + overruledIds.length < fresh.length && { hasMore: true }),
  };
}

/**
 * Of the commands that were taken, those to be removed. What a stricter one has overruled goes with it, and not before:
 * one of them among the consumed stands for all.
 *
 * @param consumedIds of the last commit.
 */
export function doneIds(
  consumedIds: readonly string[],
  { overruledIds = [] }: TakenCommands,
): readonly string[] {
  const [first, ...others] = overruledIds;
  return first !== undefined && consumedIds.includes(first) ? [...consumedIds, ...others] : consumedIds;
}
