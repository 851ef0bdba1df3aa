/**
 * Is a command to be left for a click, as the bot stands and with what waits for it?
 */
import type { BotState } from '../core/bot-state.ts';
import { recall } from '../core/ledger/command-memory.ts';
import type { OperatorCommand } from '../core/ledger/operator-command.ts';
import type { LoadedBot } from '../ports.ts';
import type { Click } from './click.ts';
import { LOOK_AGAIN, elsewhere, refused, standsWords, type Outcome } from './click-outcome.ts';
import { kindsOffered } from './steering-offers.ts';
import { whyStale } from './stale-click.ts';

/** Why no command is left for a click; `undefined` where one is. @param id of the command that it would leave */
export function notToLeave(
  id: string,
  click: Click,
  loaded: LoadedBot,
  state: BotState,
  nowMs: number,
): Outcome | undefined {
  const { action, bot, halt } = click;
  const before = leftBefore(id, loaded, state);
  if (before !== undefined) return before;
  const stale = whyStale(click, state, nowMs);
  if (stale !== undefined)
    return refused(stale, standsWords(state), LOOK_AGAIN, elsewhere(click.action, bot));
  if (!kindsOffered(state).includes(action))
    return { kind: 'needless', what: `Nothing was done: ${NEEDLESS[action]}`, more: [standsWords(state)] };
  const waiting = waitingOf(loaded, state);
  const same = waiting.find(({ kind, halt: named }) => kind === action && named === halt);
  if (same !== undefined)
    return {
      kind: 'left-before',
      what: `Nothing was added: a ${action} waits already for the next tick of bot ${bot}.`,
      more: [`It was left by ${same.issuedBy}.`],
    };
  const stricter = action === 'resume' ? waiting.find(({ kind }) => kind !== 'resume') : undefined;
  return stricter === undefined
    ? undefined
    : refused(
        `A ${stricter.kind} by ${stricter.issuedBy} waits for the next tick, and would overrule a resume.`,
        LOOK_AGAIN,
      );
}

const NEEDLESS = {
  pause: 'it is paused already.',
  resume: 'there is nothing that a resume would end.',
  flatten: 'nothing is open, or all of it is being closed already.',
} as const;

function waitingOf(
  { commands }: Pick<LoadedBot, 'commands'>,
  { consumedCommandIds }: BotState,
): readonly OperatorCommand[] {
  return commands.filter(({ id }) => !consumedCommandIds.includes(id));
}

/** The very click has come before. */
export function leftBefore(id: string, loaded: LoadedBot, state: BotState): Outcome | undefined {
  const common = { kind: 'left-before', commandId: id } as const;
  if (waitingOf(loaded, state).some((command) => command.id === id)) {
    const what = 'Nothing was added: this click has left its command already.';
    return { ...common, what, more: ['It waits for the next tick.'] };
  }
  const remembered = recall(state.commandMemory, id);
  if (remembered === undefined && !state.consumedCommandIds.includes(id)) return undefined;
  const { unobeyed } = remembered ?? {};
  const fate =
    unobeyed === undefined ? 'a tick has obeyed it' : `a tick has removed it unobeyed: ${unobeyed}`;
  return {
    ...common,
    what: `Nothing was added: this click has come before, and ${fate}.`,
    more: [standsWords(state)],
  };
}
