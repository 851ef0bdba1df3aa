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
import { errorWords } from '../adapters/error-words.ts';
import { steeringAnswer } from '../charts/steering-panel.ts';
import type { BotState } from '../core/bot-state.ts';
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
import { LOOK_AGAIN, elsewhere, refused, typed, type Outcome } from './click-outcome.ts';
import { leftBefore, notToLeave } from './judged-click.ts';

export interface SteeringOptions {
  readonly ledger: Pick<LedgerStore, 'issue'> & {
    readonly look: (botId: string) => Promise<LoadedBot>;
  };
  /** The one that it steers. */
  readonly bot: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

const contextSchema = z.looseObject({
  widgetContext: z
    .looseObject({
      theme: z.enum(['light', 'dark']).optional().catch(undefined),
      dashboardName: z.string().optional().catch(undefined),
      params: z.looseObject({ action: z.unknown().optional() }).optional().catch(undefined),
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
    const outcome = await outcomeOf(click, context, options).catch(defect);
    options.log(lineOf(outcome, click, context, options.bot));
    return steeringAnswer(context.theme ?? 'light', outcome).toString();
  };
}

/** What nobody has foreseen, before anything was left. */
function defect(error: unknown): Outcome {
  return refused('Something is wrong with this function.', errorWords(error));
}

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
    return refused(`The ledger of bot ${bot} could not be read.`, loaded, elsewhere(click.action, bot));
  const { state } = loaded;
  if (state === undefined) return refused(`Bot ${bot} has not ticked yet.`, LOOK_AGAIN);
  const nowMs = now();
  const command = commandOf(click, context, nowMs);
  return notToLeave(command.id, click, loaded, state, nowMs) ?? leave(command, state, options);
}

function commandOf(click: Click, { dashboardName }: Context, nowMs: number): OperatorCommand {
  const { action, halt, drawnAtMs } = click;
  const name = cutText(plainText(dashboardName ?? ''), DASHBOARD_BYTES_MAX);
  const by = name === '' ? 'dashboard' : `dashboard ${name}`;
  const accepted = action === 'resume' ? halt : undefined;
  return newCommand(action, { by, why: '', halt: accepted, nowMs, mark: markOf(click), idMs: drawnAtMs });
}

const DASHBOARD_BYTES_MAX = 60;

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
        elsewhere(kind, bot),
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
        ? typed(
            `No tick has been seen since ${minute(tickMs)} UTC, and perhaps none will obey it: {doctor}`,
            bot,
          )
        : `Nothing is done yet: the next tick obeys it within a minute. The picture shows it from ${minute(issuedAtMs + 2 * MINUTE_MS)} UTC on.`,
      typed(COMMAND_EFFECTS[kind], bot),
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
