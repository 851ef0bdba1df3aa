/**
 * The effect of an operator's command, and when it begins.
 */
import { commandLine, withCommandLines } from '../../../lambda/adapters/command-line.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import type { Issued } from '../../local/bot-location.ts';
import type { CommandKind, OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { namedBot } from '../../local/run-record.ts';
import { printable } from '../terminal/text-format.ts';

/** Whether the bot that is to be resumed is halted, or why nobody knows. */
export type Bearing =
  | { readonly halted: LedgerState['halted'] }
  | {
      /** In a sentence. */
      readonly unknown: string;
    };

const EFFECTS: Readonly<Record<CommandKind, string>> = {
  pause: 'From then on the bot opens nothing until {resume}; open positions stay managed.',
  resume: 'It ends a pause, a streak pause too, and a flatten.',
  flatten: 'It closes every position at the market, and opens nothing until {resume}.',
};

export interface WrittenFor extends Issued {
  readonly botId: string;
  /** Of a resume. */
  readonly bearing?: Bearing;
}

export function controlScreen(command: OperatorCommand, written: WrittenFor): string {
  const { botId, isRunning, doubt, bearing } = written;
  const { kind, id, issuedBy, why } = command;
  const halt = bearing === undefined ? undefined : haltWords(command, bearing, botId);
  return [
    `Written for bot ${botId}: ${kind}, by ${issuedBy}${why === '' ? '' : `: ${why}`}`,
    `  ${id}`,
    ...(doubt === undefined ? [] : [doubt]),
    isRunning
      ? 'The running bot reads it in its next tick.'
      : withCommandLines(
          'The next tick reads it: {start} or {tick}, with the options of the interrupted run.',
        ),
    withCommandLines(EFFECTS[kind], namedBot(botId)),
    ...(halt === undefined ? [] : [halt]),
  ]
    .map((line) => printable(line))
    .join('\n');
}

/** A note on the halt; `undefined` when there is none to make. */
function haltWords({ accept }: OperatorCommand, bearing: Bearing, botId: string): string | undefined {
  if ('unknown' in bearing) return `Whether it is halted is unknown: ${bearing.unknown}`;
  const { halted } = bearing;
  if (halted === undefined) return accept ? 'The bot is not halted: there is nothing to accept.' : undefined;
  return accept
    ? `The halt ends too: ${halted.cause}`
    : `The bot stays halted: ${halted.cause}. To accept that: ${commandLine('resume --accept', namedBot(botId))}`;
}
