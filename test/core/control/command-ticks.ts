/**
 * Ticks that consume what waits, one after the other; what is delivered and removed in between leaves the item.
 */
import { EMPTY_OUTBOX, type BotState } from '../../../lambda/core/bot-state.ts';
import type { CommandClock } from '../../../lambda/core/control/command-pass.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import { recall } from '../../../lambda/core/ledger/command-memory.ts';
import {
  takeCommands,
  type CommandKind,
  type OperatorCommand,
} from '../../../lambda/core/ledger/operator-command.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON, at, botState } from '../../harness/builders.ts';
import { commandOf } from '../../harness/stored-bot.ts';

export const issued = (kind: CommandKind, id: string, issuedAtMs: number): OperatorCommand =>
  commandOf(id, { kind, issuedAtMs });

/** What a tick takes of what waits, and consumes. */
export function consume(
  state: BotState,
  waiting: readonly OperatorCommand[],
  tickMs: number,
  clock?: Partial<CommandClock>,
): BotState {
  const taken = takeCommands(waiting, state.consumedCommandIds);
  return { ...consumeCommands(state, taken, tickMs, { nowMs: tickMs + SECOND_MS, ...clock }), tickMs };
}

/** What was consumed is removed, and rows and alerts are delivered. */
export const delivered = (state: BotState): BotState => ({
  ...state,
  consumedCommandIds: [],
  outbox: EMPTY_OUTBOX,
});

export const ticked = (
  state: BotState,
  waiting: readonly OperatorCommand[],
  tickMs: number,
  clock?: Partial<CommandClock>,
) => delivered(consume(state, waiting, tickMs, clock));

export const obeyedIn = ({ outbox }: BotState) =>
  outbox.rows.flatMap(({ event }) => (event.kind === 'operator-command' ? [event.command.id] : []));
export const toldIn = ({ outbox }: BotState) =>
  outbox.alerts.flatMap(({ kind, happened }) => (kind === 'operator-command' ? [happened] : []));
export const verdictOn = (id: string, { commandMemory }: BotState) => recall(commandMemory, id)?.unobeyed;

/** A bot that has ticked at noon, and every minute before, and remembers since 11:49. */
export const TICKING = ticked(
  { ...botState(), commandMemory: { sinceMs: at('11:49'), commands: [] }, tickMs: at('11:59') },
  [],
  NOON,
);
