/**
 * The bots that run in AWS: the one file that the operator edits. One more bot is one more entry.
 *
 * Everything is checked before synthesis, and all mistakes are reported together.
 */
import { z } from 'zod';
import { perpetualSymbol, symbolsOfOneBot } from '../lambda/adapters/symbol-names.ts';
import { whyNoDemo } from '../lambda/adapters/demo-trading.ts';
import { whyNotLive } from '../lambda/adapters/trading/live-venues.ts';
import { addressBudgets, budgetWords, fits } from './address-budgets.ts';
import { researchSchema, workersRefusal } from './concurrency.ts';

export const STAGE: StageInput = {
  name: 'Kallisti',
  // Tokyo: near the exchanges, which reject addresses in the United States (HTTP 451).
  region: 'ap-northeast-1',
  dashboardPictures: true,
  bots: [
    {
      id: 'paper',
      exchange: 'binanceusdm',
      // Gold is one of them: ['XAUUSDT'] alone, or beside others. Real money there wants an agreement: `scalper agreement sign`.
      symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
      schedule: 'on',
      // Who gets its alarms and alerts: your address, or 'none'. Nothing is deployed until this line says it.
      // alertEmail: 'you@example.org',
    },
  ],
};

const GROUPS_MAX = 99;

const POSITIVE = z.number().positive();

/** As AWS names its regions. */
export const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** As DynamoDB takes it; no ARN. */
export const TABLE_NAME = /^[\w.-]{3,255}$/;

/** The `alertEmail` of a bot whose operator wants no mail. */
export const NOBODY = 'none';

const SECONDS_PER_MINUTE = 60;

/** The `alignToMinute` of a bot that does not say it. */
export const ALIGN_SECONDS = 15;

const botSchema = z.strictObject({
  /** Part of names and client order ids, which exchanges limit to 36 characters. Never changed afterwards. */
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,16}$/, 'an id has 1 to 16 of the characters a–z, 0–9 and -')
    .regex(/^[a-z]/, 'an id begins with a letter'),
  /** ccxt's id of the exchange. */
  exchange: z.string().regex(/^[a-z][a-z0-9]+$/, 'an exchange is named as ccxt does, such as binanceusdm'),
  /** In order of priority. All settle in one currency: `BTCUSDT` and `ETHUSDT`, or `BTCUSDC` and `ETHUSDC`. */
  symbols: symbolsOfOneBot(
    z
      .array(perpetualSymbol)
      .min(1, 'a bot trades at least one symbol')
      .refine((symbols) => new Set(symbols).size === symbols.length, 'a symbol is listed twice'),
  ),
  /** `off` keeps the bot and its ledger, without ticks: open positions are no longer managed. */
  schedule: z.enum(['on', 'off']),
  /** Where alarms and alerts are mailed to; `none` where nobody is to get them. It must be said before a deployment. */
  alertEmail: z.union([z.literal(NOBODY), z.email(`an e-mail address, or '${NOBODY}'`)]).optional(),
  /** Real money, once `mode` is live and preflight has passed. */
  allowLive: z.boolean().default(false),
  /**
   * The exchange's demo trading in the place of the exchange: its prices, and once `mode` is live its account of play
   * money. With keys of its own, and never together with `allowLive`.
   */
  demo: z.boolean().default(false),
  /** MB; also decides the share of a processor. */
  memoryMb: z.number().int().min(256).max(3008).default(512),
  /**
   * The longest that a function which is woken before the turn of a minute waits for it, in seconds. 0: it never waits;
   * 60: always, so that entries are decided within a second of their candle's close.
   */
  alignToMinute: z.number().int().min(0).max(SECONDS_PER_MINUTE).default(ALIGN_SECONDS),
  /** Invocations at once; not set: the account's own limit. New accounts cannot set it. */
  reservedConcurrency: z.number().int().min(1).max(10).optional(),
  /** One address that does not change, for API keys bound to it. It costs more than everything else together. */
  staticEgress: z.boolean().default(false),
  /** Number of the stack that holds the bot: one takes about 25. Never changed afterwards. */
  group: z.number().int().min(1).max(GROUPS_MAX).default(1),
});

const stageObject = z.strictObject({
  /** Prefix of the stacks: another name is another deployment, with bots of other ids. */
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'a name begins with a letter, then letters, digits and -'),
  region: z.string().regex(REGION, 'a region of AWS, such as ap-northeast-1'),
  /** Name of a table restored from backup, read instead of the stack's own. */
  restoredTable: z.string().regex(TABLE_NAME, 'a name of a table').optional(),
  /**
   * What encrypts the exchange's keys: Parameter Store's own key, with which whoever may read a parameter can decrypt it,
   * or one of the deployment's `own`, which must be allowed besides, and costs.
   */
  secretsKey: z.enum(['aws', 'own']).default('aws'),
  /** The dashboard also shows pictures of the bots, drawn by a function that only reads. */
  dashboardPictures: z.boolean().default(false),
  /** The pictures also have buttons, which pause, resume and flatten a bot by functions that leave it a command. */
  dashboardActions: z.boolean().default(false),
  /** The dashboard is shared by a link, which is done in the console. Nothing that acts is deployed with it then. */
  dashboardShared: z.boolean().default(false),
  /** AWS sends a mail when the account's month nears or passes this. */
  monthlyBudget: z.strictObject({ usd: POSITIVE, email: z.email('no e-mail address') }).optional(),
  /** Where the runbook can be opened, such as infra/README.md of your copy on GitHub; the dashboard links to it. */
  runbookUrl: z.url({ protocol: /^https$/, error: 'an address of a page, with https' }).optional(),
  /** The Slack channel that shows the alarms and alerts of all bots. */
  slack: z
    .strictObject({
      workspaceId: z.string().regex(/^T[A-Z0-9]{8,}$/, 'an id of a Slack workspace, such as T0123ABCDEF'),
      channelId: z.string().regex(/^[CG][A-Z0-9]{8,}$/, 'an id of a Slack channel, such as C0123ABCDEF'),
    })
    .optional(),
  /** A stack on which `scalper sweep --cloud` tries sets of parameters. */
  research: researchSchema.optional(),
  bots: z.array(botSchema).min(1, 'a stage has at least one bot; schedule: off stops it'),
});

/** What is wrong with the money that a bot asks for: the option, and what to write instead. */
function accountMistakes({ exchange, allowLive, demo }: BotStage): readonly (readonly [string, string])[] {
  const noDemo = demo ? whyNoDemo(exchange) : undefined;
  const notLive = allowLive || (demo && noDemo === undefined) ? whyNotLive(exchange) : undefined;
  const remedy = "leave it out, or set exchange: 'binanceusdm'";
  return [
    ...(allowLive && demo
      ? [['demo', 'a bot trades real money or play money: leave out either demo or allowLive'] as const]
      : []),
    ...(noDemo === undefined ? [] : [['demo', `${noDemo}: ${remedy}`] as const]),
    ...(notLive === undefined ? [] : [[allowLive ? 'allowLive' : 'demo', `${notLive}: ${remedy}`] as const]),
  ];
}

/** Why there can be no buttons in the dashboard: what to write instead. */
function actionMistakes(stage: z.output<typeof stageObject>): readonly string[] {
  const { dashboardPictures, dashboardActions, dashboardShared } = stage;
  if (!dashboardActions) return [];
  return [
    ...(dashboardPictures
      ? []
      : ['the buttons are in the pictures: set dashboardPictures to true, or leave dashboardActions out']),
    ...(dashboardShared
      ? [
          'whoever has the link of a shared dashboard could close positions: leave out dashboardActions, or end the sharing in the console and leave out dashboardShared',
        ]
      : []),
  ];
}

const stageSchema = stageObject.superRefine((stage, context) => {
  const { bots, research } = stage;
  const crowded = research && workersRefusal(bots, research);
  if (crowded !== undefined) context.addIssue({ code: 'custom', path: ['research'], message: crowded });
  for (const message of actionMistakes(stage))
    context.addIssue({ code: 'custom', path: ['dashboardActions'], message });
  // Names in AWS lose the hyphens.
  const plain = bots.map(({ id }) => id.replaceAll('-', ''));
  for (const [index, id] of plain.entries()) {
    if (plain.indexOf(id) === index) continue;
    const message = `another bot is called ${bots[plain.indexOf(id)]?.id}: ids differ in more than hyphens`;
    context.addIssue({ code: 'custom', path: ['bots', index, 'id'], message });
  }
  const first = bots.some(({ group }) => group === 1);
  if (bots.length > 0 && !first) {
    const message = 'no bot is in group 1, whose stack holds what all share: leave out the group of one';
    context.addIssue({ code: 'custom', path: ['bots'], message });
  }
  for (const [index, { staticEgress, group }] of bots.entries()) {
    if (!staticEgress || group === 1) continue;
    const message = 'the static address is in the stack of group 1: leave out either';
    context.addIssue({ code: 'custom', path: ['bots', index, 'staticEgress'], message });
  }
  for (const [index, { alignToMinute, reservedConcurrency }] of bots.entries()) {
    if (alignToMinute === 0 || reservedConcurrency !== 1) continue;
    const message =
      'a bot that waits for the turn of the minute has two functions at once: reserve 2 or more, leave it out, or set alignToMinute to 0';
    context.addIssue({ code: 'custom', path: ['bots', index, 'reservedConcurrency'], message });
  }
  for (const [index, bot] of bots.entries()) {
    for (const [option, message] of accountMistakes(bot))
      context.addIssue({ code: 'custom', path: ['bots', index, option], message });
  }
  for (const budget of addressBudgets(bots).filter((one) => !fits(one))) {
    const remedy = 'give a bot fewer symbols, or take one away from the address';
    context.addIssue({ code: 'custom', path: ['bots'], message: `${budgetWords(budget)}: ${remedy}` });
  }
});

/** The options of a bot, and of the stage. */
export const BOT_OPTIONS = Object.keys(botSchema.shape);
export const STAGE_OPTIONS = Object.keys(stageObject.shape);

export type StageInput = z.input<typeof stageSchema>;
export type Stage = z.output<typeof stageSchema>;
export type BotStage = z.output<typeof botSchema>;

/** Whether a bot may trade at the exchange, with keys: real money, or play money at its demo. */
export function hasAccount({
  allowLive = false,
  demo = false,
}: Pick<StageInput['bots'][number], 'allowLive' | 'demo'>): boolean {
  return allowLive || demo;
}

/** The bot of this clone's stage, as it is written there. */
export function stagedBot(botId: string | undefined): StageInput['bots'][number] | undefined {
  return STAGE.bots.find(({ id }) => id === botId);
}

/**
 * The stage with an answer for the bots whose `alertEmail` is not set: what deploys nothing need not edit the file.
 *
 * @throws StageError when a bot has none then, or the answer is none.
 */
export function withAlertEmails(stage: Stage, answer?: unknown): Stage {
  const bots = stage.bots.map((bot) => ({ ...bot, alertEmail: bot.alertEmail ?? answer }));
  const silent = bots.filter(({ alertEmail }) => alertEmail === undefined).map(({ id }) => id);
  if (silent.length === 0) return parseStage({ ...stage, bots });
  throw new StageError(
    `Nobody would hear of an alarm of ${silent.join(', ')}: write alertEmail: 'you@example.org' into infra/stages.ts, with your address, or alertEmail: '${NOBODY}'. To look at the templates before: npx cdk synth --context alertEmail=${NOBODY}`,
  );
}

/** The stage cannot be deployed; the message lists every mistake. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/** @throws StageError */
export function parseStage(input: unknown): Stage {
  const parsed = stageSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw stageError(
    parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'stage'}: ${message}`),
  );
}

export function stageError(mistakes: readonly string[]): StageError {
  const lines = mistakes.map((mistake) => `  ${mistake}`);
  return new StageError(`infra/stages.ts cannot be deployed:\n${lines.join('\n')}`);
}
