/**
 * Reads facts about what is deployed for a bot beside its table: its rule, its subscribers, its dead letters, and the
 * account's concurrency. Writes nothing.
 *
 * Invariant: a number that AWS does not say is an error, never 0.
 */
import { AwsUnavailableError } from '../input-error.ts';
import { findInAws, inAws } from './aws-errors.ts';
import { clientOptions } from './client-options.ts';

export interface RuleFacts {
  readonly isEnabled: boolean;
  /** Such as `rate(1 minute)`. */
  readonly schedule: string;
  /** Whether it starts anything. */
  readonly hasTargets: boolean;
}

/** `undefined` where the rule is gone. */
export async function ruleFacts(rule: string, region: string): Promise<RuleFacts | undefined> {
  const { EventBridgeClient, DescribeRuleCommand, ListTargetsByRuleCommand } =
    await import('@aws-sdk/client-eventbridge');
  const client = new EventBridgeClient(clientOptions(region));
  const subject = `the rule ${rule} in ${region}`;
  const [found, listed] = await closing(client, () =>
    Promise.all([
      findInAws(subject, () => client.send(new DescribeRuleCommand({ Name: rule }))),
      findInAws(subject, () => client.send(new ListTargetsByRuleCommand({ Rule: rule }))),
    ]),
  );
  if (found === undefined || listed === undefined) return undefined;
  return {
    isEnabled: found.State !== 'DISABLED',
    schedule: found.ScheduleExpression ?? '',
    hasTargets: (listed.Targets ?? []).length > 0,
  };
}

export interface Subscriber {
  readonly protocol: string;
  /** An address, or a URL. */
  readonly endpoint: string;
  /** Has followed the link, or answered the request. */
  readonly isConfirmed: boolean;
}

/** Whoever gets what is published; `undefined` where the topic is gone. */
export async function subscribersOf(
  topicArn: string,
  region: string,
): Promise<readonly Subscriber[] | undefined> {
  const { SNSClient, ListSubscriptionsByTopicCommand } = await import('@aws-sdk/client-sns');
  const client = new SNSClient(clientOptions(region));
  return closing(client, async () => {
    const subscribers: Subscriber[] = [];
    let from: string | undefined;
    do {
      const page = { TopicArn: topicArn, ...(from !== undefined && { NextToken: from }) };
      const found = await findInAws(`the topic ${topicArn}`, () =>
        client.send(new ListSubscriptionsByTopicCommand(page)),
      );
      if (found === undefined) return undefined;
      for (const {
        SubscriptionArn: arn = '',
        Protocol: protocol = '',
        Endpoint: endpoint = '',
      } of found.Subscriptions ?? []) {
        // One that was ended is listed for a while.
        if (arn !== 'Deleted') subscribers.push({ protocol, endpoint, isConfirmed: arn.startsWith('arn:') });
      }
      from = found.NextToken;
    } while (from !== undefined);
    return subscribers;
  });
}

export interface DeadLetters {
  readonly count: number;
  /** Of those that were looked at. */
  readonly oldest: { readonly sentMs: number; readonly reason: string } | undefined;
}

/** SQS shows so many at once, in no order. */
const LETTERS_LOOKED_AT = 10;

/** They stay where they are. `undefined` where the queue is gone. */
export async function deadLettersIn(queueUrl: string, region: string): Promise<DeadLetters | undefined> {
  const { SQSClient, GetQueueAttributesCommand, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const client = new SQSClient(clientOptions(region));
  const subject = `the queue ${queueUrl}`;
  return closing(client, async () => {
    const counted = await findInAws(subject, () =>
      client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      ),
    );
    if (counted === undefined) return undefined;
    const count = known(subject, Number(counted.Attributes?.ApproximateNumberOfMessages));
    if (count === 0) return { count, oldest: undefined };
    const { Messages: messages = [] } = await inAws(subject, () =>
      client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: LETTERS_LOOKED_AT,
          // Nobody else waits for it.
          VisibilityTimeout: 0,
          MessageSystemAttributeNames: ['SentTimestamp'],
          MessageAttributeNames: ['All'],
        }),
      ),
    );
    const letters = messages.map(({ Attributes: sent, MessageAttributes: said = {} }) => ({
      sentMs: known(subject, Number(sent?.SentTimestamp)),
      // The function's, and the rule's.
      reason:
        said['ErrorMessage']?.StringValue ?? said['ERROR_MESSAGE']?.StringValue ?? 'it does not say why',
    }));
    return { count, oldest: letters.toSorted((a, b) => a.sentMs - b.sentMs)[0] };
  });
}

export interface Concurrency {
  /** Invocations at once, of all functions of the account in the region. */
  readonly limit: number;
  /** Of these, what no function has reserved. */
  readonly unreserved: number;
}

export async function concurrencyOf(region: string): Promise<Concurrency> {
  const { LambdaClient, GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(clientOptions(region));
  const subject = `the limits of Lambda in ${region}`;
  const { AccountLimit: found } = await closing(client, () =>
    inAws(subject, () => client.send(new GetAccountSettingsCommand())),
  );
  return {
    limit: known(subject, found?.ConcurrentExecutions),
    unreserved: known(subject, found?.UnreservedConcurrentExecutions),
  };
}

function known(subject: string, value: number | undefined): number {
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new AwsUnavailableError(`${subject}: AWS did not say how many`);
}

async function closing<Value>(
  client: { readonly destroy: () => void },
  use: () => Promise<Value>,
): Promise<Value> {
  try {
    return await use();
  } finally {
    client.destroy();
  }
}
