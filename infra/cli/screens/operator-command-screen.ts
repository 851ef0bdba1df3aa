/**
 * A command of the operator: that it is left for the next tick, and what became of it.
 *
 * Invariant: nothing that no tick has done yet is told as done.
 */
import { commandLine, withCommandLines } from '../../../lambda/adapters/command-line.ts';
import { modeOf } from '../../../lambda/core/bot-state.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import {
  COMMAND_EFFECTS,
  PATIENCE_MS,
  type CommandKind,
  type OperatorCommand,
} from '../../../lambda/core/ledger/operator-command.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { InputError } from '../../input-error.ts';
import type { Issued } from '../../local/bot-location.ts';
import type { BotSnapshot } from '../../local/bot-snapshot.ts';
import { namedBot } from '../../local/run-record.ts';
import { statusOf, type BotStatus } from '../reports/bot-status.ts';
import type { Followed, Removed, Unheard } from '../reports/command-fate.ts';
import { count, minute } from '../terminal/text-format.ts';
import { stateLines } from './restriction-screen.ts';
import { openLines } from './status-screen.ts';

/** Whether the bot that is to be resumed is halted, or why nobody knows. */
export type Bearing =
  | { readonly halted: LedgerState['halted'] }
  | {
      /** In a sentence. */
      readonly unknown: string;
    };

export interface LeftFor extends Issued {
  readonly botId: string;
  /** Why perhaps no tick reads it, in a sentence. */
  readonly doubt?: string | undefined;
  /** Of a resume that is not followed. */
  readonly bearing?: Bearing;
}

/** A command that was left for the next tick, which has done nothing yet. */
export function leftScreen(command: OperatorCommand, left: LeftFor): readonly string[] {
  const { botId, isRunning, doubt, bearing } = left;
  const { kind, id, issuedBy, why } = command;
  const halt = bearing === undefined ? undefined : haltWords(command, bearing, botId);
  return [
    `Left for the next tick of bot ${botId}: ${kind}, by ${issuedBy}${why === '' ? '' : `: ${why}`}`,
    `  ${id}`,
    `Nothing is done yet. ${doubt ?? (isRunning ? 'The next tick obeys it.' : START_WORDS)}`,
    // What no tick may ever read is told no effect of.
    ...(doubt === undefined ? [withCommandLines(COMMAND_EFFECTS[kind], namedBot(botId))] : []),
    ...(halt === undefined ? [] : [halt]),
  ];
}

const START_WORDS = withCommandLines(
  'The next tick obeys it: {start} or {tick}, with the options of the interrupted run.',
);

export const WAITING_WORDS = `Waiting for a tick to obey it, ${PATIENCE_MS / MINUTE_MS} minutes at most; Ctrl-C leaves it to the next tick.`;

/** What became of a command that was followed. */
export function followedScreen(
  command: OperatorCommand,
  followed: Followed,
  botId: string,
  width: number,
): readonly string[] {
  const bot = namedBot(botId);
  const { kind } = command;
  switch (followed.kind) {
    case 'obeyed': {
      const { atMs, snapshot, isDone } = followed;
      const rest = isDone ? '.' : ', and not everything is closed yet: each tick tries again.';
      return [
        `Obeyed at ${minute(atMs)} UTC${rest}`,
        ...stands(snapshot, width, bot),
        ...(isDone ? [] : [withCommandLines('To see what becomes of it: {tail}', bot)]),
      ];
    }
    case 'removed':
      return [
        `Not obeyed: ${removedWords(command, followed)}`,
        ...stands(followed.snapshot, width, bot),
        ...(followed.why === 'late' || followed.why === 'ahead'
          ? [withCommandLines(`To leave it anew: {${kind}}. Whether the clock here is right: {doctor}`, bot)]
          : []),
      ];
    case 'no-run':
      return [
        followed.isFinished
          ? 'Not obeyed: the run has finished, and the next start begins anew.'
          : `Not obeyed yet: no run is going on. ${START_WORDS}`,
      ];
    case 'left':
      return ['Not obeyed yet: it stays left for the next tick.'];
    case 'unheard':
      return unheardWords(kind, followed.unheard, bot);
  }
}

function removedWords({ kind, issuedAtMs, halt }: OperatorCommand, { why }: Removed): string {
  const dated = `it is dated ${minute(issuedAtMs)} UTC`;
  switch (why) {
    case 'late':
      return `${dated}, and the bot had read before what was left by then: it counts as an old one.`;
    case 'ahead':
      return `${dated}, ahead of the bot's clock.`;
    case 'other-halt':
      return `it accepts the halt ${halt}, and the bot was halted for something else. Nothing of it is done.`;
    default:
      return `it was removed without a row${kind === 'resume' ? ': a stricter command came with it, and overrules it.' : '.'}`;
  }
}

/** A command is dated by AWS where the clock here is wrong. */
export function clockWords(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / MINUTE_MS);
  const where = aheadMs > 0 ? 'behind' : 'ahead of';
  return `The clock of this machine is ${count(minutes)} min ${where} that of AWS: the command is dated by that one.`;
}

/** How the bot stands after it, in the words of the status. */
function stands(snapshot: BotSnapshot, width: number, bot: string | undefined): readonly string[] {
  return ofStatus(snapshot, (status) => [
    ...stateLines(status.restrictions, width, bot),
    ...openLines(status),
  ]);
}

/** What has become of a command is said also where the item that came of it cannot be right. */
function ofStatus(snapshot: BotSnapshot, words: (status: BotStatus) => readonly string[]): readonly string[] {
  try {
    return words(statusOf(snapshot));
  } catch (error) {
    if (error instanceof InputError) return [error.message];
    throw error;
  }
}

function unheardWords(
  kind: CommandKind,
  { snapshot, hasTicked, causes }: Unheard,
  bot: string | undefined,
): readonly string[] {
  const isLive = snapshot !== undefined && modeOf(snapshot.state) === 'live';
  return [
    `Not obeyed: no tick has in ${PATIENCE_MS / MINUTE_MS} minutes. It stays left for the next one.`,
    ...[...tickWords(snapshot, hasTicked), ...causes].map((cause) => `  ${cause}`),
    ...(kind === 'flatten' && isLive
      ? [withCommandLines('To close everything at the exchange, without the bot: {flatten --direct}', bot)]
      : []),
    withCommandLines('To check everything: {doctor}', bot),
  ];
}

function tickWords(snapshot: BotSnapshot | undefined, hasTicked: boolean): readonly string[] {
  if (snapshot === undefined) return [];
  return ofStatus(snapshot, ({ lastTickMs, waitingRows }) => [
    hasTicked
      ? `Ticks come, and leave it: the bot's item has no room for its row, because ${count(waitingRows)} others wait to be delivered.`
      : `No tick has been committed since: the last one is of ${minute(lastTickMs)} UTC.`,
  ]);
}

/** A note on the halt; `undefined` when there is none to make. */
function haltWords({ accept, halt }: OperatorCommand, bearing: Bearing, botId: string): string | undefined {
  if ('unknown' in bearing) return `Whether it is halted is unknown: ${bearing.unknown}`;
  const { halted } = bearing;
  if (halted === undefined) return accept ? 'The bot is not halted: there is nothing to accept.' : undefined;
  const name = haltName(halted);
  if (halt === name) return `The halt then ends too: ${halted.cause}`;
  const accepting = commandLine(`resume --accept ${name}`, namedBot(botId));
  const stays = accept
    ? 'The bot is halted for something else, and will obey nothing of it'
    : 'The bot stays halted';
  return `${stays}: ${halted.cause}. To accept that: ${accepting}`;
}
