/**
 * What becomes of a click on a button of the dashboard: a command for the bot's next tick, as `scalper` leaves it, or
 * nothing.
 *
 * Invariants:
 * - Bot, action, ledger and what was shown are looked at again: what the browser has asked counts for nothing here.
 * - One click leaves one command at most, however often it comes. An event that is a widget's own is no click.
 * - It answers HTML, whatever happens: what is thrown would be shown as it is. What cannot be known is told as that.
 * - It writes one line into its log for each event. Who has clicked is not in the event.
 */
import { z } from 'zod';
import { awsWords } from '../adapters/aws/aws-refusal.ts';
import { withCommandLines } from '../adapters/command-line.ts';
import { steeringAnswer, type SteeringAnswer } from '../charts/steering-panel.ts';
import type { BotState } from '../core/bot-state.ts';
import { recall } from '../core/ledger/command-memory.ts';
import {
  COMMAND_EFFECTS,
  PATIENCE_MS,
  newCommand,
  type OperatorCommand,
} from '../core/ledger/operator-command.ts';
import { minute } from '../core/text/figure-words.ts';
import { MINUTE_MS } from '../core/units.ts';
import { cutText, jsonText, plainText } from '../core/words.ts';
import type { LedgerStore, LoadedBot } from '../ports.ts';
import { clickSchema, markOf, type Click } from './click.ts';
import { kindsOffered, restrictedWords, standing } from './steering-offers.ts';
import { whyStale } from './stale-click.ts';

export interface SteeringOptions {
  readonly ledger: Pick<LedgerStore, 'issue'> & {
    readonly look: (botId: string) => Promise<LoadedBot>;
  };
  /** The one that it steers. */
  readonly bot: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What has become of a click, and the command that it has left. */
interface Outcome extends SteeringAnswer {
  readonly commandId?: string;
}

const contextSchema = z.looseObject({
  widgetContext: z
    .looseObject({
      theme: z.enum(['light', 'dark']).optional().catch(undefined),
      dashboardName: z.string().optional().catch(undefined),
      params: z.looseObject({ action: z.unknown() }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Context = NonNullable<z.output<typeof contextSchema>['widgetContext']>;

/** Answers one click. */
export function createSteering(options: SteeringOptions): (event: unknown) => Promise<string> {
  return async (event) => {
    const context = contextSchema.safeParse(event).data?.widgetContext ?? {};
    const click = clickSchema.safeParse(event).data;
    const outcome = await outcomeOf(click, context, options);
    options.log(lineOf(outcome, click, context, options.bot));
    return steeringAnswer(context.theme ?? 'light', outcome).toString();
  };
}

const LOOK_AGAIN = 'Refresh the dashboard, and click again if you still want it.';

async function outcomeOf(
  click: Click | undefined,
  context: Context,
  options: SteeringOptions,
): Promise<Outcome> {
  const { bot, ledger, now } = options;
  if (click === undefined)
    return refused(
      'This is no click that can be read.',
      `This function answers the buttons of bot ${bot}. ${LOOK_AGAIN}`,
    );
  if (click.bot !== bot)
    return refused('The click is for another bot.', `This function steers bot ${bot} and no other.`);
  // A widget whose own parameters are a click would act whenever somebody looks at it.
  if (context.params?.action !== undefined)
    return refused(
      'A widget has called this without a click.',
      'Take the widget that has these parameters off the dashboard.',
    );
  const loaded = await ledger.look(bot).catch(awsWords);
  if (typeof loaded === 'string')
    return refused(`The ledger of bot ${bot} could not be read.`, loaded, elsewhere(click, bot));
  const { state } = loaded;
  if (state === undefined) return refused(`Bot ${bot} has not ticked yet.`, LOOK_AGAIN);
  const nowMs = now();
  return notToLeave(click, loaded, state, nowMs) ?? leave(commandOf(click, context, nowMs), state, options);
}

function refused(why: string, ...more: readonly string[]): Outcome {
  return { kind: 'refused', what: `Nothing was done. ${why}`, more };
}

/** The same command, as it is typed. */
function elsewhere({ action }: Click, bot: string): string {
  return withCommandLines(`Without the dashboard: {${action}}`, bot);
}

function commandOf(click: Click, { dashboardName }: Context, nowMs: number): OperatorCommand {
  const { action, halt, drawnAtMs } = click;
  const name = cutText(plainText(dashboardName ?? ''), DASHBOARD_BYTES_MAX);
  const by = name === '' ? 'dashboard' : `dashboard ${name}`;
  const accepted = action === 'resume' ? halt : undefined;
  return newCommand(action, { by, why: '', halt: accepted, nowMs, mark: markOf(click), idMs: drawnAtMs });
}

const DASHBOARD_BYTES_MAX = 60;

/** Why no command is left for a click; `undefined` where one is. */
function notToLeave(click: Click, loaded: LoadedBot, state: BotState, nowMs: number): Outcome | undefined {
  const { action, bot, halt } = click;
  const before = leftBefore(commandOf(click, {}, nowMs).id, loaded, state);
  if (before !== undefined) return before;
  const stale = whyStale(click, state, nowMs);
  if (stale !== undefined) return refused(stale, standsWords(state), LOOK_AGAIN, elsewhere(click, bot));
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
function leftBefore(id: string, loaded: LoadedBot, state: BotState): Outcome | undefined {
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

/** How the bot stands, in a sentence. */
function standsWords(state: BotState): string {
  const [at, restrictions] = [minute(state.tickMs ?? state.ledger.dayMs), standing(state)];
  if (restrictions.length === 0) return `At ${at} UTC the bot was trading.`;
  return `At ${at} UTC: ${restrictions.map(restrictedWords).join('; ')}.`;
}

async function leave(
  command: OperatorCommand,
  state: BotState,
  { ledger, bot }: SteeringOptions,
): Promise<Outcome> {
  const { id: commandId, kind, halt, issuedBy, issuedAtMs } = command;
  const failure = await ledger.issue(bot, command).then(() => undefined, awsWords);
  if (failure !== undefined) {
    // Another click on the same page was faster, or it was written and the answer was lost.
    const again = await ledger.look(bot).catch(() => undefined);
    const before = again?.state && leftBefore(commandId, again, again.state);
    if (before !== undefined) return before;
    return {
      kind: 'unknown',
      commandId,
      what: `Nobody knows whether the ${kind} was left for bot ${bot}.`,
      more: [
        failure,
        'Look at the picture of the bot: it says how many commands wait. The same click again adds nothing.',
        withCommandLines(`Without the dashboard: {${kind}}`, bot),
      ],
    };
  }
  const { tickMs = 0 } = state;
  const isSilent = issuedAtMs - tickMs > PATIENCE_MS;
  const accepting = halt === undefined ? '' : `, accepting halt ${halt}`;
  return {
    kind: 'left',
    commandId,
    what: `Left for the next tick of bot ${bot}: ${kind}${accepting}, by ${issuedBy}.`,
    more: [
      isSilent
        ? `No tick has been seen since ${minute(tickMs)} UTC, and perhaps none will obey it: ${withCommandLines('{doctor}', bot)}`
        : `Nothing is done yet: the next tick obeys it within a minute. The picture shows it from ${minute(issuedAtMs + 2 * MINUTE_MS)} UTC on.`,
      withCommandLines(COMMAND_EFFECTS[kind], bot),
    ],
  };
}

/** One line for each event: who has clicked is known to CloudTrail alone. */
function lineOf(
  { kind: outcome, what, commandId }: Outcome,
  click: Click | undefined,
  { dashboardName }: Context,
  bot: string,
): string {
  const named = dashboardName === undefined ? {} : { dashboard: cutText(dashboardName, DASHBOARD_BYTES_MAX) };
  const { action, version } = click ?? {};
  return jsonText({
    level: 'INFO',
    message: 'click',
    bot,
    outcome,
    action,
    version,
    commandId,
    ...named,
    what,
  });
}
