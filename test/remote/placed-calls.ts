/**
 * Which action of IAM is a call of AWS, and what of the bot called paper was it made on?
 */
import { z } from 'zod';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import type { FakeAws } from '../harness/aws/fake-aws.ts';
import { PARAMS, TABLE, TOPIC } from './deployed-aws.ts';

export const RULE_ARN = 'arn:aws:events:ap-northeast-1:123456789012:rule/paper-rule';

const SERVICES: Readonly<Record<string, string>> = {
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  DynamoDB_20120810: 'dynamodb',
  GraniteServiceVersion20100801: 'cloudwatch',
  Lambda: 'lambda',
  Logs_20140328: 'logs',
};

const askedSchema = z.looseObject({
  TableName: z.string().optional(),
  Key: z.looseObject({ pk: z.object({ S: z.string() }) }).optional(),
  Item: z.looseObject({ pk: z.object({ S: z.string() }) }).optional(),
  ExpressionAttributeValues: z.looseObject({ ':pk': z.object({ S: z.string() }).optional() }).optional(),
  Name: z.string().optional(),
  Names: z.array(z.string()).optional(),
  Rule: z.string().optional(),
  ResourceARN: z.string().optional(),
  logGroupName: z.string().optional(),
  QueueUrl: z.string().optional(),
});

const PLACES: Readonly<Record<string, string>> = {
  'Kallisti-Ledger': 'ledger stack',
  'Kallisti-Trader': 'trader stack',
  'bot#paper': 'item',
  'commands#paper': 'commands',
  'ledger#paper': 'rows',
  [TABLE]: 'table',
  [PARAMS]: 'parameters',
  [secretNames('paper', false).join()]: 'secrets',
  [secretNames('paper', false)[0]]: 'secrets',
  [secretNames('paper', false)[1]]: 'secrets',
  '/aws/lambda/paper': 'log',
  'paper-function': 'function',
  'paper-rule': 'rule',
  [RULE_ARN]: 'rule',
  // The settings of the account are asked for without a name.
  '': 'limits',
};

/** `dynamodb:Query on rows`: the action, and what of the bot called paper it was made on. */
export function placed({ target, body }: FakeAws['calls'][number]): string {
  const [service = '', operation] = target.split('.');
  const form = new URLSearchParams(body);
  const stack = form.get('StackName');
  if (form.get('TopicArn') === TOPIC) return `sns:${target} on topic`;
  if (operation === undefined) return `cloudformation:${target} on ${PLACES[stack ?? ''] ?? stack}`;
  const place =
    // Of Lambda, the name of the function is what was asked.
    service === 'Lambda' ? (PLACES[body] ?? body) : placeOf(service, askedSchema.parse(JSON.parse(body)));
  return `${SERVICES[service] ?? service}:${operation} on ${place}`;
}

function placeOf(service: string, asked: z.output<typeof askedSchema>): string {
  const { Key, Item, ExpressionAttributeValues: values, TableName, logGroupName, Name, Names } = asked;
  const { Rule, ResourceARN } = asked;
  if (asked.QueueUrl?.endsWith('/paper-dead-letters') === true) return 'dead letters';
  const partition = Key?.pk ?? Item?.pk ?? values?.[':pk'];
  const named = partition?.S ?? TableName ?? logGroupName ?? Name ?? Names?.join() ?? Rule ?? ResourceARN;
  if (named !== undefined) return PLACES[named] ?? named;
  return service === 'AmazonSSM' ? 'names of all parameters' : 'alarms';
}
