/**
 * SNS: one topic, which keeps what is published, or is gone.
 */
import { refused, xmlOf, type XmlAnswer } from './query-protocol.ts';

export interface PublishedMail {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

export class FakeTopic {
  /** Whether it takes what it is given. */
  isThere = true;
  readonly published: PublishedMail[] = [];

  /** `undefined` for an action that is not SNS's. */
  answer(action: string, form: URLSearchParams): XmlAnswer | undefined {
    if (action !== 'Publish') return undefined;
    if (!this.isThere) return refused('NotFound', 'Topic does not exist', 404);
    this.published.push({
      topicArn: form.get('TopicArn') ?? '',
      subject: form.get('Subject') ?? '',
      message: form.get('Message') ?? '',
    });
    return { status: 200, body: xmlOf('PublishResponse', { PublishResult: { MessageId: 'm' } }) };
  }
}
