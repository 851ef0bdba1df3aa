/**
 * Sends alerts to a topic of SNS: by mail, and to a chat. Loaded with the first alert: most ticks have none.
 *
 * - The message carries the alert's id, which is the same when it is sent again.
 * - An alert that cannot be delivered is an error that is thrown, and the alert waits in the bot's item.
 * - Each part of a mail is one line, and bounded, whoever has written the alert into the item.
 */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../core/alerts/alert.ts';
import { cutText, plainText } from '../../core/words.ts';
import type { Alerts } from '../../ports.ts';
import { withCommandLines } from '../command-line.ts';
import { shortTimeouts } from './aws-timeouts.ts';

/** SNS's limit for a subject, which is ASCII. */
const SUBJECT_CHARACTERS_MAX = 100;

/** Alerts of this release are shorter; one message of SNS takes 256 KB. */
const LINE_BYTES_MAX = 4 * 1024;

/** Whose alerts they are. */
export interface AlertingBot {
  readonly id: string;
  /** At the exchange's demo: every title says so. */
  readonly isDemo?: boolean;
}

export class SnsAlerts implements Alerts {
  private readonly client = new SNSClient(shortTimeouts());
  private readonly topicArn: string;
  private readonly bot: AlertingBot;

  constructor(topicArn: string, bot: AlertingBot) {
    this.topicArn = topicArn;
    this.bot = bot;
  }

  async publish(alert: Alert): Promise<void> {
    const { Subject, Message } = mailOf(this.bot, alert);
    const forms = { default: Message, https: JSON.stringify(chatMessageOf(this.bot, alert)) };
    await this.client.send(
      new PublishCommand({
        TopicArn: this.topicArn,
        Subject,
        Message: JSON.stringify(forms),
        // Each subscriber gets the form of its protocol.
        MessageStructure: 'json',
      }),
    );
  }
}

/** An alert as a mail: the event, the bot's response, and what to do, with commands that can be pasted. */
export function mailOf(bot: AlertingBot, { id, atMs, kind, happened, did, todo }: Alert) {
  const botId = bot.id;
  return {
    Subject: titleOf(bot, kind),
    Message: [
      happened,
      `What the bot did: ${did}`,
      `What to do: ${withCommandLines(todo, botId)}`,
      '',
      `${new Date(atMs).toISOString()}, bot ${botId}, ${kind}`,
      `id ${id}: the same alert sent again has the same id`,
    ]
      .map(oneLine)
      .join('\n'),
  };
}

/**
 * An alert as Amazon Q Developer in chat applications takes it, which drops any other text: a custom notification.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 *
 * Without a thread: the second alert of a thread would be hidden under the first.
 */
export function chatMessageOf(bot: AlertingBot, { id, atMs, kind, happened, did, todo }: Alert) {
  const botId = bot.id;
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: titleOf(bot, kind),
      description: [happened, `What the bot did: ${did}`].map(oneLine).map(withoutMarkup).join('\n'),
      nextSteps: [withoutMarkup(oneLine(withCommandLines(todo, botId)))],
    },
    metadata: { eventType: kind, additionalContext: { bot: botId, at: new Date(atMs).toISOString() } },
  };
}

function titleOf({ id, isDemo = false }: AlertingBot, kind: Alert['kind']): string {
  const name = isDemo ? `DEMO ${id}` : id;
  return `Kallisti ${name}: ${kind.replaceAll('-', ' ')}`.slice(0, SUBJECT_CHARACTERS_MAX);
}

function oneLine(words: string): string {
  return cutText(plainText(words), LINE_BYTES_MAX);
}

/** Words of an exchange can address nobody in the chat: a mention stands in angle brackets. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
