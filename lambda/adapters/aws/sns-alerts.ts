/**
 * Sends alerts by mail, through a topic of SNS. Loaded with the first alert: most ticks have none.
 *
 * - The message carries the alert's id, which is the same when it is sent again.
 * - An alert that cannot be delivered is an error that is thrown, and the alert waits in the bot's item.
 */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../core/alerts/alert.ts';
import type { Alerts } from '../../ports.ts';
import { withCommandLines } from '../command-line.ts';
import { shortTimeouts } from './aws-timeouts.ts';

/** SNS's limit for a subject, which is ASCII. */
const SUBJECT_CHARACTERS_MAX = 100;

export class SnsAlerts implements Alerts {
  private readonly client = new SNSClient(shortTimeouts());
  private readonly topicArn: string;
  private readonly botId: string;

  constructor(topicArn: string, botId: string) {
    this.topicArn = topicArn;
    this.botId = botId;
  }

  async publish(alert: Alert): Promise<void> {
    await this.client.send(new PublishCommand({ TopicArn: this.topicArn, ...mailOf(this.botId, alert) }));
  }
}

/** An alert as a mail: the event, the bot's response, and what to do, with commands that can be pasted. */
export function mailOf(botId: string, { id, atMs, kind, happened, did, todo }: Alert) {
  const subject = `Kallisti ${botId}: ${kind.replaceAll('-', ' ')}`;
  return {
    Subject: subject.slice(0, SUBJECT_CHARACTERS_MAX),
    Message: [
      happened,
      `What the bot did: ${did}`,
      `What to do: ${withCommandLines(todo, botId)}`,
      '',
      `${new Date(atMs).toISOString()}, bot ${botId}, ${kind}`,
      `id ${id}: the same alert sent again has the same id`,
    ].join('\n'),
  };
}
