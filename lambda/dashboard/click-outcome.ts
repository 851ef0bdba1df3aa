/**
 * What has become of a click, in words.
 */
import { withCommandLines } from '../adapters/command-line.ts';
import { prose, type Child, type Markup } from '../charts/drawing/markup.ts';
import type { SteeringAnswer } from '../charts/steering-panel.ts';
import type { BotState } from '../core/bot-state.ts';
import type { CommandKind } from '../core/ledger/operator-command.ts';
import { minute } from '../core/text/figure-words.ts';
import { restrictedWords, standing } from './steering-offers.ts';

/** What has become of a click, and the command that it has left. */
export interface Outcome extends SteeringAnswer {
  readonly commandId?: string;
}

export const LOOK_AGAIN = 'Refresh the dashboard, and click again if you still want it.';

export function refused(why: string, ...more: readonly Child[]): Outcome {
  return { kind: 'refused', what: `Nothing was done. ${why}`, more };
}

/** The same command, as it is typed. */
export function elsewhere(kind: CommandKind, bot: string): Markup {
  return typed(`Without the dashboard: {${kind}}`, bot);
}

/** Words of ours, with the commands in braces as they are typed. */
export function typed(words: string, bot: string): Markup {
  return prose(withCommandLines(words, bot));
}

/** How the bot stands, in a sentence. */
export function standsWords(state: BotState): string {
  const [at, restrictions] = [minute(state.tickMs ?? state.ledger.dayMs), standing(state)];
  if (restrictions.length === 0) return `At ${at} UTC the bot was trading.`;
  return `At ${at} UTC: ${restrictions.map(restrictedWords).join('; ')}.`;
}
