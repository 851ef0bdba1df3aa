/**
 * The effect of an operator's command, and when it begins.
 */
import { commandLine, withCommandLines } from '../../../lambda/adapters/command-line.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { BotSnapshot } from '../../local/bot-snapshot.ts';
import type { CommandKind, OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { namedBot } from '../../local/run-record.ts';
import { price } from '../terminal/text-format.ts';

export function flattenQuestion({ ledger }: BotState): string {
  const { positions } = ledger;
  if (positions.length === 0) return 'Nothing is open. Pause all the same?';
  const names = positions.map(({ side, symbol, entryPrice }) => `${side} ${symbol} at ${price(entryPrice)}`);
  return `Close ${names.join(', ')} at the market, and pause?`;
}

const EFFECTS: Readonly<Record<CommandKind, string>> = {
  pause: 'From then on the bot opens nothing until {resume}; open positions stay managed.',
  resume: 'It ends a pause, a streak pause too, and a flatten.',
  flatten: 'It closes every position at the market, and opens nothing until {resume}.',
};

export function controlScreen(
  command: OperatorCommand,
  { state, isRunning }: Pick<BotSnapshot, 'state' | 'isRunning'>,
): string {
  const { kind, id, issuedBy, why } = command;
  const halt = haltWords(command, state);
  return [
    `Written for bot ${state.botId}: ${kind}, by ${issuedBy}${why === '' ? '' : `: ${why}`}`,
    `  ${id}`,
    isRunning
      ? 'The running bot reads it in its next tick.'
      : withCommandLines(
          'The next tick reads it: {start} or {tick}, with the options of the interrupted run.',
        ),
    withCommandLines(EFFECTS[kind], namedBot(state.botId)),
    ...(halt === undefined ? [] : [halt]),
  ].join('\n');
}

/** A note on the halt when resuming; `undefined` when there is none to make. */
function haltWords({ kind, accept }: OperatorCommand, { ledger, botId }: BotState): string | undefined {
  if (kind !== 'resume') return undefined;
  const { halted } = ledger;
  if (halted === undefined) return accept ? 'The bot is not halted: there is nothing to accept.' : undefined;
  return accept
    ? `The halt ends too: ${halted.cause}`
    : `The bot stays halted: ${halted.cause}. To accept that: ${commandLine('resume --accept', namedBot(botId))}`;
}
