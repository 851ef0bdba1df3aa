/**
 * A bot as it stands in a store, the page on which it is shown, and clicks on that page.
 */
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import { createSteering } from '../../lambda/dashboard/steering.ts';
import { createWidget } from '../../lambda/dashboard/widget.ts';
import { NOON, botState } from '../harness/builders.ts';

export const ENDPOINT = 'arn:aws:lambda:ap-northeast-1:123456789012:function:steering';

/** What the console makes of a button. */
export interface Button {
  readonly label: string;
  readonly endpoint: string;
  readonly question: string;
  /** What it adds to the context of the widget. */
  readonly event: object;
}

const BUTTON =
  /<a class='btn'>([^<]*)<\/a><cwdb-action action='call' endpoint='([^']*)' display='popup' confirmation='([^']*)'>([^<]*)<\/cwdb-action>/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? '');
}

export function buttonsIn(html: string): readonly Button[] {
  return Array.from(html.matchAll(BUTTON), ([, label = '', endpoint = '', question = '', json = '']) => {
    const event: unknown = JSON.parse(unescaped(json));
    if (typeof event !== 'object' || event === null) throw new Error(`${json} is no event`);
    return {
      label: unescaped(label),
      endpoint: unescaped(endpoint),
      question: unescaped(question),
      event,
    };
  });
}

/** What the console sends beside a button's own event. */
export const CONTEXT = {
  widgetContext: { dashboardName: 'Kallisti', theme: 'light', params: { bot: 'bot' }, forms: { all: {} } },
};

export interface SteeredBot {
  /** As the next look finds it. */
  state: BotState | undefined;
  nowMs: number;
  /** Thrown by a look, and by a write. */
  lookFailure: Error | undefined;
  issueFailure: Error | undefined;
  /** Thrown by a write that has succeeded: its answer was lost. */
  lostAnswer: Error | undefined;
  readonly lines: readonly string[];
  readonly store: MemoryLedger;
  /** The page as it is drawn now, in a widget of that kind. */
  draw(widgetContext?: object): Promise<string>;
  /** The button that begins with these words, on the page as it is drawn now. */
  button(label: string): Promise<Button>;
  /** What is answered to an event. */
  send(event: unknown): Promise<string>;
  click(button: Button): Promise<string>;
  waiting(): Promise<readonly OperatorCommand[]>;
}

/** @param state of a bot that is called `bot`; it is noon, and its last tick was a minute ago. */
export function steeredBot(state: BotState | undefined = botState()): SteeredBot {
  const store = new MemoryLedger();
  const lines: string[] = [];
  const bot: SteeredBot = {
    state,
    nowMs: NOON,
    lookFailure: undefined,
    issueFailure: undefined,
    lostAnswer: undefined,
    lines,
    store,
    draw: (widgetContext) => widget({ bot: 'bot', ...(widgetContext && { widgetContext }) }),
    async button(label) {
      const found = buttonsIn(await bot.draw()).find((one) => one.label.startsWith(label));
      if (found === undefined) throw new Error(`no button begins with ${label}`);
      return found;
    },
    send: (event) => steering(event),
    click: ({ event }) => steering({ ...event, ...CONTEXT }),
    waiting: async () => (await store.load('bot')).commands,
  };
  const look = async () => {
    if (bot.lookFailure !== undefined) throw bot.lookFailure;
    return { ...(await store.load('bot')), state: bot.state };
  };
  const issue = async (botId: string, command: OperatorCommand) => {
    if (bot.issueFailure !== undefined) throw bot.issueFailure;
    await store.issue(botId, command);
    if (bot.lostAnswer !== undefined) throw bot.lostAnswer;
  };
  const now = () => bot.nowMs;
  const widget = createWidget({
    bots: ['bot'],
    steering: new Map([['bot', ENDPOINT]]),
    ledger: { look, rows: (botId, epoch, range) => store.rows(botId, epoch, range) },
    now,
  });
  const steering = createSteering({
    bot: 'bot',
    ledger: { look, issue },
    now,
    log: (line) => void lines.push(line),
  });
  return bot;
}
