/**
 * What a command of the owner will do, and when.
 */
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { BotSnapshot } from '../../local/bot-snapshot.ts';
import type { CommandKind, OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { price } from './text-format.ts';

export function flattenQuestion({ ledger }: BotState): string {
  const { positions } = ledger;
  if (positions.length === 0) return 'Nothing is open. Pause all the same?';
  const names = positions.map(({ side, symbol, entryPrice }) => `${side} ${symbol} at ${price(entryPrice)}`);
  return `Close ${names.join(', ')} at the market, and pause?`;
}

const EFFECTS: Readonly<Record<CommandKind, string>> = {
  pause: 'Nothing is opened from then on, until: scalper resume. What is open stays managed.',
  resume: 'A pause and a flatten end with it.',
  flatten: 'Every position is closed at the market, and nothing is opened until: scalper resume',
};

export function controlScreen(
  command: OperatorCommand,
  { state, isRunning }: Pick<BotSnapshot, 'state' | 'isRunning'>,
): string {
  const { kind, id, issuedBy, why } = command;
  const halt = haltWords(command, state);
  return [
    `Left for bot ${state.botId}: ${kind}, by ${issuedBy}${why === '' ? '' : `: ${why}`}`,
    `  ${id}`,
    isRunning
      ? 'The running bot reads it with its next tick.'
      : 'The next tick reads it: `scalper start` or `scalper tick`, with the options of the interrupted run.',
    EFFECTS[kind],
    ...(halt === undefined ? [] : [halt]),
  ].join('\n');
}

/** What the owner should know of a halt when resuming; `undefined` when there is nothing to say. */
function haltWords({ kind, accept }: OperatorCommand, { ledger }: BotState): string | undefined {
  if (kind !== 'resume') return undefined;
  const { halted } = ledger;
  if (halted === undefined)
    return accept ? 'Nothing is halted, so that there is nothing to accept.' : undefined;
  return accept
    ? `The halt ends too: ${halted.cause}`
    : `The bot stays halted (${halted.cause}) until you have looked and said: scalper resume --accept`;
}
