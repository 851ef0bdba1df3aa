/**
 * `lambda/dashboard/`: what the console's dashboard asks of a bot, and what a click there may ask of it.
 *
 * What the console's dashboard asks for a picture of a bot, and gets as HTML.
 *
 * Invariants:
 * - It only reads: the bot's item and rows of its ledger, in one query each.
 * - It answers HTML, whatever happens: what is thrown would be shown as it is.
 * - What the console sends is a stranger's: anyone who may edit the dashboard writes it.
 */
import { z } from 'zod';
import { awsWords } from '../adapters/aws/aws-refusal.ts';
import { withCommandLines } from '../adapters/command-line.ts';
import { botWidget, widgetFailure } from '../charts/bot-widget.ts';
import { openPositionsOf, standingOf, storiesOf } from '../charts/bot-view.ts';
import type { Markup } from '../charts/drawing/markup.ts';
import { completeParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import type { LedgerRow } from '../core/ledger/ledger-events.ts';
import { isReadable } from '../core/ledger/stored-row.ts';
import { dailyLimit } from '../core/risk/loss-budget.ts';
import { DAY_MS, isTimeMs, toDollars, usd } from '../core/units.ts';
import type { LedgerStore, LoadedBot } from '../ports.ts';
import { offersOf } from './steering-offers.ts';

/** One look reads no more of them. */
export const ROWS_MAX = 2_000;
const WIDTH_PX = 560;

const time = z.number().refine(isTimeMs);
const timesSchema = z.object({ start: time, end: time });

/** The console's own fields; whatever cannot be read of them has a default, so that something is shown. */
const eventSchema = z.looseObject({
  describe: z.boolean().optional().catch(undefined),
  bot: z.string().optional().catch(undefined),
  widgetContext: z
    .looseObject({
      theme: z.enum(['light', 'dark']).optional().catch(undefined),
      width: z.number().min(1).max(10_000).optional().catch(undefined),
      timeRange: z
        .looseObject({ ...timesSchema.shape, zoom: timesSchema.optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

type Asked = z.output<typeof eventSchema>;

export interface WidgetOptions {
  readonly ledger: Pick<LedgerStore, 'rows'> & {
    readonly look: (botId: string) => Promise<LoadedBot>;
  };
  /** Those that may be shown. */
  readonly bots: readonly string[];
  /** By bot, the function that a click calls to steer it. @default - nothing can be steered from here */
  readonly steering?: ReadonlyMap<string, string>;
  readonly now: () => number;
}

const DESCRIPTION = (bots: readonly string[]) => `## A bot of Kallisti's, in pictures

Mode, balance, today against its limit, win rate beside the one that breaks even, what is open, and what was done in the time
of the dashboard. It only reads the bot's item and its ledger.

| parameter | meaning |
| --------- | ------- |
| \`bot\` | which one: ${bots.map((bot) => `\`${bot}\``).join(', ')} |

\`\`\`yaml
bot: ${bots[0] ?? ''}
\`\`\`
`;

/** Answers one call of the console. */
export function createWidget(options: WidgetOptions): (event: unknown) => Promise<string> {
  return async (event) => {
    const asked = eventSchema.safeParse(event).data ?? {};
    if (asked.describe === true) return DESCRIPTION(options.bots);
    const theme = asked.widgetContext?.theme ?? 'light';
    try {
      return (await widgetOf(asked, options)).toString();
    } catch (error) {
      return widgetFailure(theme, 'The ledger could not be read.', awsWords(error)).toString();
    }
  };
}

async function widgetOf(asked: Asked, { ledger, bots, steering, now }: WidgetOptions): Promise<Markup> {
  const { theme = 'light', width: widthPx = WIDTH_PX } = asked.widgetContext ?? {};
  const bot = asked.bot ?? (bots.length === 1 ? bots[0] : undefined);
  if (bot === undefined || !bots.includes(bot)) {
    const what = bot === undefined ? 'Which bot?' : `There is no bot ${bot} here.`;
    return widgetFailure(theme, what, `The parameter bot of this widget may be: ${bots.join(', ')}.`);
  }
  const { state, commands } = await ledger.look(bot);
  if (state === undefined)
    return widgetFailure(theme, `Bot ${bot} has not ticked yet.`, 'Its first tick begins its ledger.');
  const [nowMs, endpoint] = [now(), steering?.get(bot)];
  const span = spanOf(asked, nowMs);
  const { rows, isCut } = await rowsSince(ledger, state, span.fromMs);
  const parameters = completeParameters(state.parameters ?? {});
  const waiting = { commands: commands.filter(({ id }) => !state.consumedCommandIds.includes(id)).length };
  const stories = storiesOf(rows).filter(
    ({ trade }) => trade.exitTimeMs >= span.fromMs && trade.exitTimeMs < span.toMs,
  );
  return botWidget({
    standing: standingOf(state, parameters, {
      waiting,
      nowMs,
      typed: (words) => withCommandLines(words, bot),
    }),
    open: openPositionsOf(state, parameters, nowMs),
    stories,
    rows: rows.filter(({ event }) => event.atMs >= span.fromMs),
    span,
    isCut,
    limitOf: (balanceDollars) => toDollars(dailyLimit(parameters, usd(balanceDollars))),
    theme,
    widthPx,
    ...(endpoint !== undefined && { steering: { endpoint, buttons: offersOf(state, nowMs) } }),
  });
}

/** What is zoomed to, else what the dashboard shows, else the last day. */
function spanOf({ widgetContext }: Asked, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const shown = widgetContext?.timeRange?.zoom ?? widgetContext?.timeRange;
  const isSpan = shown !== undefined && shown.start < shown.end;
  return isSpan ? { fromMs: shown.start, toMs: shown.end } : { fromMs: nowMs - DAY_MS, toMs: nowMs };
}

/** Rows of the epoch, by number, from the one before the span on: as many as one look takes. */
async function rowsSince(
  ledger: WidgetOptions['ledger'],
  { botId, ledger: { epoch } }: BotState,
  fromMs: number,
): Promise<{ readonly rows: readonly LedgerRow[]; readonly isCut: boolean }> {
  const rows: LedgerRow[] = [];
  for await (const row of ledger.rows(botId, epoch, { newestFirst: true, limit: ROWS_MAX })) {
    if (!isReadable(row)) continue;
    rows.push(row);
    // Trades of the span may have been opened before it.
    if (row.event.atMs < fromMs - DAY_MS) return { rows: rows.toReversed(), isCut: false };
  }
  return { rows: rows.toReversed(), isCut: rows.length >= ROWS_MAX };
}
