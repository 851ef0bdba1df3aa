/**
 * The text of each alert about a command of the operator. Invariants: those of all alerts.
 */
import type { AlertText } from './alert.ts';
import type { OperatorCommand } from '../ledger/operator-command.ts';
import { MINUTE_MS, utcMinute } from '../units.ts';

/** @param openPositions how many are open when the command is obeyed */
export function flattenedAlert(issuedBy: string, openPositions: number): AlertText {
  const open = `${openPositions} ${openPositions === 1 ? 'position' : 'positions'}`;
  return {
    kind: 'flattened',
    happened: `By command of ${issuedBy}, the bot flattens.`,
    did:
      openPositions === 0
        ? 'Nothing was open. The bot is paused.'
        : `The bot is closing ${open} at the market, and is paused. It says when all of it is closed.`,
    todo: 'To see what is open: {status}. To go on: {resume}.',
  };
}

export interface Overruled {
  /** How many commands to resume have ended nothing, and who issued the first of them. */
  readonly resumes: number;
  readonly by: string;
  readonly stricter: OperatorCommand;
}

export function overruledAlert({ resumes, by, stricter }: Overruled): AlertText {
  const what = resumes === 1 ? 'A command to resume' : `${resumes} commands to resume`;
  const more = resumes === 1 ? 'has' : 'have';
  return {
    kind: 'operator-command',
    happened: `${what}, by ${by}, ${more} waited together with a ${stricter.kind} by ${stricter.issuedBy}.`,
    did: `The stricter one counts, whichever was issued first: the bot is ${stricter.kind === 'flatten' ? 'flattened and paused' : 'paused'}.`,
    todo: 'To go on: {resume}.',
  };
}

/** A sender's clock that is far from the bot's; its command was obeyed. */
export function senderClockAlert({ kind, issuedBy, issuedAtMs }: OperatorCommand, nowMs: number): AlertText {
  const minutes = Math.round(Math.abs(issuedAtMs - nowMs) / MINUTE_MS);
  const where = issuedAtMs > nowMs ? 'ahead of' : 'behind';
  return {
    kind: 'operator-command',
    happened: `A ${kind} by ${issuedBy} says that it was issued at ${utcMinute(issuedAtMs)}, ${minutes} minutes ${where} the bot's clock.`,
    did: 'The bot has obeyed it.',
    todo: 'Set the clock of the machine that it came from. Whether it is right: {doctor}. Who asked for what: {ledger --kind operator-command}.',
  };
}

export interface Undated extends Pick<OperatorCommand, 'kind' | 'issuedBy' | 'issuedAtMs'> {
  readonly unobeyed: 'late' | 'ahead';
  readonly nowMs: number;
  /** The table was restored from a backup, with the commands that waited then. */
  readonly isRestored: boolean;
  /** It waited among too many to be read. */
  readonly isFlooded: boolean;
  /** It is of before the bot began to remember commands. */
  readonly isUnknown: boolean;
}

/** A command whose date says that it is not what its sender wants now. */
export function undatedAlert({
  kind,
  issuedBy,
  issuedAtMs,
  unobeyed,
  nowMs,
  isRestored,
  isFlooded,
  isUnknown,
}: Undated): AlertText {
  const minutes = Math.round(Math.abs(issuedAtMs - nowMs) / MINUTE_MS);
  const where = unobeyed === 'ahead' ? 'ahead of' : 'behind';
  const cause =
    unobeyed === 'ahead'
      ? "its sender's clock is wrong"
      : isRestored
        ? 'it lies in a table that was restored from a backup'
        : isFlooded
          ? 'it waited among far too many, and may be older than a stop among them'
          : isUnknown
            ? 'the bot has begun to remember commands since, and may have obeyed it before: in the table that this one was restored from, or by another release'
            : "it was not there when the bot read all that had been left by then: an old command was left again, or its sender's clock is wrong";
  return {
    kind: 'operator-command',
    happened: `A ${kind} by ${issuedBy} is dated ${utcMinute(issuedAtMs)}, ${minutes} minutes ${where} the bot's clock: ${cause}.`,
    did: 'The bot has not obeyed it, and has removed it.',
    todo: `If you want it now, leave it anew: {${kind}}. How the bot stands: {status}.`,
  };
}

/** @param cause why, in words. */
export function commandsUnreadAlert({
  sinceMs,
  cause,
}: {
  readonly sinceMs: number;
  readonly cause: string;
}): AlertText {
  return {
    kind: 'commands-unread',
    happened: `Not all commands have been readable since ${utcMinute(sinceMs)}: ${cause}.`,
    did: 'The bot opens nothing, because a pause may be among them. Open positions stay managed and protected.',
    todo: 'Find out who writes or reads there: {doctor}. To close everything without a command: {flatten --direct}.',
  };
}

/** @param removed commands, by one tick. */
export function commandsFloodedAlert(removed: number): AlertText {
  return {
    kind: 'operator-command',
    happened: `Far more commands wait than anybody means. ${removed} were removed by one tick without being obeyed.`,
    did: 'The strictest one counts: a pause and a flatten among them are obeyed, and nothing is resumed.',
    todo: 'Find out who leaves them. When no more come, and you want to go on: {resume}.',
  };
}

export interface Unaccepted {
  readonly issuedBy: string;
  /** The name that the command says; absent where it says none. */
  readonly named: string | undefined;
  /** The halt that stands. */
  readonly cause: string;
  readonly name: string;
}

/** A resume that accepts a halt, and not the one that stands. */
export function unacceptedAlert({ issuedBy, named, cause, name }: Unaccepted): AlertText {
  return {
    kind: 'operator-command',
    happened:
      named === undefined
        ? `A resume by ${issuedBy} accepts a halt and does not name it. The bot is halted: ${cause}.`
        : `A resume by ${issuedBy} accepts the halt ${named}. The bot is halted for something else: ${cause}.`,
    did:
      named === undefined
        ? 'It has ended pauses, and accepts no halt: the bot stays halted.'
        : 'Nothing of it was obeyed: the bot stays as it was.',
    todo: `Look at {status} and {ledger --last 20}. To accept that cause: {resume --accept ${name}}.`,
  };
}

/** Said of what is so: the last fill is booked. */
export function flatAlert(): AlertText {
  return {
    kind: 'flattened',
    happened: 'Everything is closed.',
    did: 'The flatten is done. The bot stays paused.',
    todo: 'To go on: {resume}.',
  };
}
